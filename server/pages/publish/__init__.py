"""`/publish`: a lab's file written by form. What is typed travels in the page itself; nothing of it is kept here."""
