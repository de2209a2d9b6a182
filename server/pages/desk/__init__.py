"""The labs' own desk: files that the hub keeps, edit links, log books, faults."""
