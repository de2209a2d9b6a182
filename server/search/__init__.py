"""The read model of the finder: criteria in, labs with their matching machines out, without the query engine."""
