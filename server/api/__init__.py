"""The API under `/api/v1`: what programs ask and tell; JSON in and out, errors as `application/problem+json`."""
