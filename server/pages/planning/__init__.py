"""The agenda of the network: recurrences unfolded, filters, a list, a month, iCalendar."""
