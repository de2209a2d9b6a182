"""How the index is made: its fields, and how text becomes words (https://docs.rs/tantivy)."""

from functools import cache

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

#: Raised when entries or fields differ: the whole index is built anew then.
CODE = "1"

#: Fields of text: names as they are, everything as it is, French stems, English stems.
NAME, PLAIN, FRENCH, ENGLISH = "name", "plain", "fr", "en"
#: A document's number: that of its source, then its place in it (0: the lab, 1…: its machines).
KEY, SOURCE = "key", "source"
#: Stored: what is kept in memory of a lab, what is shown of it, and which state of the hub the index shows.
LIGHT, FULL, STAMP = "light", "full", "stamp"

_PLACES = 20  # bits for the place in a source: a document has fewer than a million machines


def key(source: int, place: int) -> int:
    """The number of a document."""
    return source << _PLACES | place


def of_key(number: int) -> tuple[int, int]:
    """(source, place)."""
    return number >> _PLACES, number & (1 << _PLACES) - 1


@cache
def schema() -> Schema:
    """The fields."""
    builder = SchemaBuilder()
    for name in (NAME, PLAIN):
        builder.add_text_field(name, tokenizer_name=PLAIN, index_option="freq")
    for name in (FRENCH, ENGLISH):
        builder.add_text_field(name, tokenizer_name=name, index_option="freq")
    builder.add_unsigned_field(KEY, fast=True)
    builder.add_unsigned_field(SOURCE, indexed=True)
    for name in (LIGHT, FULL, STAMP):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


@cache
def analyzers() -> dict[str, TextAnalyzer]:
    """What cuts texts into words: without case and accents, whole or as stems."""
    return {PLAIN: _analyzer(), FRENCH: _analyzer("French"), ENGLISH: _analyzer("English")}


def _analyzer(language: str = "") -> TextAnalyzer:
    built = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60))
    built = built.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return (built.filter(Filter.stemmer(language)) if language else built).build()


def prepared(index: Index) -> Index:
    """An index that knows the analyzers."""
    for name, analyzer in analyzers().items():
        index.register_tokenizer(name, analyzer)
    return index
