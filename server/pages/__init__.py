"""The pages people read: rendered on the server, in French and English, without scripts."""

from server.pages.blueprint import pages_blueprint

__all__ = ["pages_blueprint"]
