"""How a faulty document is mended: what is edited in its text, rule by rule; `harvester/mend.py` is the door."""
