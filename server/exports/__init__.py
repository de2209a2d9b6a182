"""The network as tables and maps that others read: CSV, GeoJSON, the national list of digital mediation places."""
