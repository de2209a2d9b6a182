"""Lab files by form: fields made of terms, shapes and lists; a document, its form, what was typed, the document again.

model (what may be said of a class) → layout (a node of a document as fields) → page → apply (what was typed, into the
document). A new term, list or rule is in the form without a line of code. Nothing here knows of HTTP or words.
"""
