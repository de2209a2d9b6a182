"""How a lab comes in: the form, the state of a registration, the proof that a place is the lab's."""
