"""JSON answers of the API."""

import json
from typing import Any

from flask import Response

from server.pages import language


def answer(body: Any, status: int = 200) -> Response:
    """A JSON answer, which nobody keeps."""
    response = Response(json.dumps(body, ensure_ascii=False, indent=1) + "\n", status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language.chosen()
    return response
