"""Text as XML 1.0 can hold it."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What production 2 of XML 1.0, Char, leaves out: control characters, lone surrogates, U+FFFE and U+FFFF."""


def writable(text: str) -> str:
    """Give `text` without the characters that XML has no way to write, not even escaped."""
    return _UNWRITABLE.sub("", text)
