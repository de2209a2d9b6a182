"""What the hub says of its data to machines and portals: the dumps, VoID, the DCAT-AP catalogue."""
