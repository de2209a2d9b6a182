"""Whether labs are open now, as they say by SpaceAPI: looked at apart from the harvest, true for some minutes only."""
