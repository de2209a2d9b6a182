"""`/check`: what the harvester would say of a file, shown to whoever keeps it; nothing is kept."""
