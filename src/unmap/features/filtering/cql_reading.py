"""A filter as text to the tree that CQL2 JSON writes, with every bound checked before a parser sees it.

The parser of CQL2 text tries nested parentheses twice at each level: 24 open ones keep it busy for seconds, 1,500 end
the process. Within the bounds here the slowest text that a search found takes 0.2 s to read; what its geometries cost
is bounded where they are compared.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from unmap.errors import ParameterError

Node = Any  # type of a tree that was read from outside: each part is checked where it is used
"""A part of a filter, as CQL2 JSON has it."""

LONGEST = 1_024
"""Bytes of a filter without its flat lists."""

LONGEST_WHOLE = 16_384
"""Bytes of a filter with them: as many as an address may have."""

_TEXT, _NUMBER = r"'(?:[^']|'')*+'", r"-?\d+(?:\.\d+)?"
_VALUE = rf"(?:{_TEXT}|{_NUMBER})"
_FLAT = {
    "text": re.compile(
        rf"""\bIN\s*\(\s*{_VALUE}(?:\s*,\s*{_VALUE})*+\s*\) | (?P<other>{_TEXT}|"[^"]*+")""",
        re.IGNORECASE | re.ASCII | re.VERBOSE,
    ),
    "json": re.compile(
        r"""\[\s*"[^"\\]*+"(?:\s*,\s*"[^"\\]*+")*+\s*\] | (?P<other>"(?:[^"\\]|\\.)*+")""", re.ASCII | re.VERBOSE
    ),
}
"""Lists of plain values by the encoding of a filter, and any other text, so that none within it is taken for a list.

Lists cost a parser and a reader no more than their length: nothing lies within anything else. A list of numbers in JSON
may be a line of a thousand corners, and counts whole.
"""

DEEPEST_TEXT = 8
"""Parentheses within one another."""

DEEPEST_JSON = 24
"""Brackets and braces within one another: each parenthesis of text takes two, and a multipolygon four more."""

MOST_PARTS = 250
"""Operators, properties and values together, without the plain values of lists."""

DEEPEST_TREE = 32
"""Operators within one another: signs and NOT need no parentheses."""

_OF_GDAL = re.compile(
    r"""(?P<name>"[^"]*"|\w+)\ ILIKE\ (?P<pattern>'(?:[^']|'')*') | '(?P<day>\d{4}-\d\d-\d\d)T' | '(?:[^']|'')*'""",
    re.ASCII | re.VERBOSE,
)
"""What GDAL writes otherwise than CQL2 does, and other texts, so that nothing within them is taken for it."""


def refusal(sentence: str) -> ParameterError:
    """Give the error for a filter that cannot be used; `sentence` is ours and holds no text of the filter."""
    return ParameterError("filter", sentence)


def read_text(text: str) -> Node:
    """Parse CQL2 text; raises ParameterError where it is none or goes beyond the bounds."""
    # An apostrophe in a text is written '' or \'. The parser knows the first; the second is tried where the text makes
    # no sense without it, since a text may end in a backslash, too.
    written = [text, text.replace("\\'", "''")] if "\\'" in text else [text]
    for attempt in written:
        _check_length(attempt, "text")
        if _balanced(attempt, "()", DEEPEST_TEXT, quotes="'\""):
            tree = _parsed(attempt)
            if tree is not None:
                return _within_bounds(tree)
    raise refusal(
        "must be CQL2 text such as name = 'Centro' AND need_pct > 50: texts in single quotes with '' for an "
        f"apostrophe, parentheses and quotes closed, at most {DEEPEST_TEXT} parentheses within one another"
    )


def read_older_text(text: str) -> Node:
    """Parse `cql-text`, as GDAL calls what it writes: CQL2 text but for ILIKE, and for a day, which is '2020-12-31T'.

    Raises ParameterError as `read_text` does.
    """
    _check_length(text, "text")
    return read_text(_OF_GDAL.sub(_in_cql2, text))


def _in_cql2(found: re.Match[str]) -> str:
    if found["name"]:
        return f"CASEI({found['name']}) LIKE CASEI({found['pattern']})"
    return f"DATE('{found['day']}')" if found["day"] else found[0]


def read_json(text: str) -> Node:
    """Parse CQL2 JSON; raises ParameterError where it is none or goes beyond the bounds.

    The library for CQL2 text is not asked: what it would check is checked again when the tree is compiled.
    """
    _check_length(text, "json")
    if not _balanced(text, "[]{}", DEEPEST_JSON, quotes='"', escape="\\"):
        raise refusal(f"must be CQL2 JSON with at most {DEEPEST_JSON} brackets within one another, all of them closed")
    try:
        tree = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise refusal("must be CQL2 JSON, an object with op and args") from None
    return _within_bounds(tree)


def _check_length(text: str, encoding: str) -> None:
    # A lone surrogate is no text at all; counting it must not fail before the parser refuses it.
    length = len(text.encode(errors="replace"))
    if length > LONGEST:
        rest = _FLAT[encoding].sub(lambda found: found["other"] or "", text) if length <= LONGEST_WHOLE else text
        length = len(rest.encode(errors="replace"))
    if length > LONGEST:
        raise refusal(
            f"may have {LONGEST} bytes, and with IN and a list of plain values {LONGEST_WHOLE}; several requests can "
            "ask for more"
        )


def _parsed(text: str) -> Node:
    import cql2  # noqa: PLC0415 - used by few requests

    try:
        tree: Node = cql2.parse_text(text).to_json()
    except Exception:  # noqa: BLE001 - the library raises plain Exception, too, such as for an empty point
        return None
    return tree


def _balanced(text: str, brackets: str, deepest: int, *, quotes: str, escape: str = "") -> bool:
    """Tell whether brackets outside of quotes close and go no deeper than allowed, and all quotes close."""
    opening, depth, quote, escaped = brackets[::2], 0, "", False
    for character in text:
        if quote:
            if escaped:
                escaped = False
            elif character == escape:
                escaped = True
            elif character == quote:
                # A doubled quote closes and opens again, which comes to the same.
                quote = ""
        elif character in quotes:
            quote = character
        elif character in opening:
            depth += 1
        elif character in brackets:
            depth -= 1
        if not 0 <= depth <= deepest:
            return False
    return depth == 0 and not quote


def _within_bounds(tree: Node) -> Node:
    """Give `tree` back unless it has too many parts or goes too deep; walked without recursion."""
    parts, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        parts += 1
        if parts > MOST_PARTS or depth > DEEPEST_TREE:
            raise refusal(f"may have {MOST_PARTS} parts, and {DEEPEST_TREE} operators within one another")
        inner = node.get("args") if isinstance(node, dict) else node
        if isinstance(inner, list):
            # Plain values of a list are no more work than reading them.
            plain = isinstance(node, list)
            waiting += [(part, depth + 1) for part in inner if not (plain and isinstance(part, str | int | float))]
    return tree
