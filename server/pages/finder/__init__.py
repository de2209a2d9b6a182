"""The finder's page: its form, what a search says in words, its answers as page, table and map."""
