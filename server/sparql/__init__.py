"""The SPARQL endpoint: policy, protocol, formats, description."""
