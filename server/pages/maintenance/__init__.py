"""Maintenance as pages: of a lab (with its calendar), of the network, of a model."""
