"""The moderators' pages: who may come in, what waits, what they do, and what was done."""
