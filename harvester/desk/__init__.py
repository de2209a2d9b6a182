"""The labs' desk: what labs, visitors and moderators ask of the hub, kept in its memory."""
