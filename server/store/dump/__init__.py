"""The dumps of a generation: what they are made of, how they are written, and which one is served."""
