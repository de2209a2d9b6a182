"""Texts that were written for a few, made fit for everybody: no mark-up, no way to reach a person, not too long."""

import html
import re

import phonenumbers

_EMAIL = re.compile(r"(mailto:)?[^\s@<>()\[\]]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_BREAK = re.compile(r"<(br|p|/p|/li|/div)\b[^<>]{0,200}>", re.IGNORECASE)
_LONGEST_READ = 5000
#: What stands where something was left out.
LEFT_OUT = "[…]"


def public(words: str, longest: int, region: str = "FR") -> str:
    """A text without mark-up, e-mail addresses and telephone numbers, shortened at a word.

    In: the text, the most characters, the country whose numbers may stand without a prefix.
    """
    read = _TAG.sub("", _BREAK.sub("\n", words[:_LONGEST_READ])) if "<" in words else words[:_LONGEST_READ]
    read = _EMAIL.sub(LEFT_OUT, html.unescape(read).replace("\xa0", " "))
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(read, region))):
        read = f"{read[: match.start]}{LEFT_OUT}{read[match.end :]}"
    lines = (" ".join(line.split()) for line in read.splitlines())
    return _shortened(re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip(), longest)


def _shortened(words: str, longest: int) -> str:
    if len(words) <= longest:
        return words
    return f"{words[: longest - 1].rpartition(' ')[0] or words[: longest - 1]}…"
