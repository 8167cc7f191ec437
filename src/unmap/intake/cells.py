"""What a cell says: text, a code, a number; what was mended is said, and what cannot be read raises CellError."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from unmap.errors import UnmapError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.intake.workbooks import Cell

Value = TypeVar("Value")

_NO_DATA = (
    "- -- --- \u2013 \u2014 n/a na n.a. n/d nd n.d. s/d sd .. ... * nan null none nc tbd tbc x ? "
    "#n/a #n/d #ref! #value! #div/0! #name? #null! #num!"
)
_NO_DATA_PHRASES = ("no data", "sin dato", "sin datos", "non disponible", "no disponible", "not available")
NO_DATA = frozenset((*_NO_DATA.split(), *_NO_DATA_PHRASES))
"""How people write in a cell that they have no value, in small letters; formulas that failed are no value either."""

_UNSEEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\u00ad\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ ,']\d{3})+(?:\.\d+)?")
_WHOLE = re.compile(r"([0-9]+)\.0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)


class CellError(UnmapError):
    """A cell cannot be read. `reason` says what is wrong with it, `cure` what would mend it."""

    code: ClassVar[str] = "bad-cell"

    def __init__(self, reason: str, cure: str) -> None:
        """Keep both halves of the sentence."""
        super().__init__(f"{reason}; {cure}")
        self.reason, self.cure = reason, cure

    def __reduce__(self) -> tuple[type[CellError], tuple[str, str]]:
        """Have it come whole through a pipe between processes."""
        return type(self), (self.reason, self.cure)


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """What a cell says: its value, None for none, and what was mended or understood, "" where nothing was."""

    value: Value | None
    said: str = ""


def is_blank(cell: Cell) -> bool:
    """Say whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and not text(cell))


def text(cell: Cell) -> str:
    """Give the text of a cell as it is seen: trimmed, every run of spaces and line breaks one space, "" for none."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        plain = cell if cell.isascii() and cell.isprintable() else _UNSEEN.sub("", cell)
        seen = " ".join(plain.split())
        # Nearly all cells are as they are seen: a second copy of each would double a sheet.
        return cell if seen == cell else seen
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == datetime.min.time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def is_no_data(cell: Cell) -> bool:
    """Say whether a cell is empty or holds one of the usual signs for "no value"."""
    seen = text(cell).lower()
    return not seen or seen in NO_DATA


def code(cell: Cell) -> Read[str]:
    """Read a code of an area or a thing, as far as a spreadsheet may have changed it; which area it is, places decide.

    "07 " is "07", 7.0 is "7", "'07" is "07" and "TD 19" is "TD19"; what was changed is said. Leading zeros that a
    spreadsheet took are put back where codes are known. Raises CellError for a number with a fraction, and for one
    that a spreadsheet shows as 1.2E+05, whose digits are lost.
    """
    seen = text(cell)
    if not seen or seen.lower() in NO_DATA:
        return Read(None, f"{quoted(seen)} is taken as no code" if seen else "")
    plain = re.sub(r"[\s'`\u00b4\u2019]", "", seen)
    plain = re.sub(r"[\u2010-\u2014]", "-", plain)
    whole = _WHOLE.fullmatch(plain)
    plain = whole[1] if whole else plain
    if isinstance(cell, float) or re.fullmatch(r"\d+[.,]\d+", plain):
        raise CellError(f"{quoted(seen)} is a number with a fraction and no code", "give the code as text")
    if _SCIENTIFIC.fullmatch(plain) and not plain.isdigit() and "+" in plain:
        raise CellError(f"{quoted(seen)} is a code whose digits are lost", "give the code as text")
    changed = plain != (cell if isinstance(cell, str) else str(cell))
    return Read(plain, f"{quoted(cell)} is read as {plain}" if changed else "")


def number(cell: Cell, decimal: str = ".") -> Read[float]:
    """Read a number; `decimal` is "." or ",", and the other one, a space or an apostrophe may part the thousands.

    A blank is None; "-", "n/a" and the like are None and said. "12 %" is 12, and said. Raises CellError for anything
    else: text, a truth value, a date, and a number written with the other decimal sign.
    """
    if isinstance(cell, bool | date):
        raise CellError(f"{quoted(text(cell))} is no number", "give a number, or leave the cell empty")
    if isinstance(cell, int | float):
        return Read(float(cell)) if math.isfinite(cell) else Read(None, "no finite number is taken as no data")
    seen = text(cell)
    if not seen:
        return Read(None)
    if seen.lower() in NO_DATA:
        return Read(None, f"{quoted(seen)} is taken as no data")
    bare = seen.removesuffix("%").strip()
    said = f"{quoted(seen)} is read as {bare}, its sign for percent left out" if bare != seen else ""
    value = _decimal_value(bare.replace("\u2212", "-"), decimal)
    if value is None:
        raise _no_number(seen, bare, decimal)
    return Read(value, said)


def _decimal_value(written: str, decimal: str) -> float | None:
    other = written.translate(str.maketrans(",.", ".,")) if decimal == "," else written
    if _GROUPED.fullmatch(other):
        other = re.sub(r"[ ,']", "", other)
    value = float(other) if _PLAIN.fullmatch(other) else math.nan
    return value if math.isfinite(value) else None


def _no_number(seen: str, bare: str, decimal: str) -> CellError:
    if _decimal_value(bare, "," if decimal == "." else ".") is not None:
        sign, name, other = (",", "comma", "point") if decimal == "." else (".", "point", "comma")
        cure = f'write it with a {other}, or say decimal = "{sign}" in the mapping'
        return CellError(f"{quoted(seen)} has a decimal {name} where this sheet has a {other}", cure)
    return CellError(f"{quoted(seen)} is no number", "give a number, or leave the cell empty")


def is_number(cell: Cell, decimal: str = ".") -> bool:
    """Say whether a cell can be read as a number that is no sign for "no value"."""
    try:
        return number(cell, decimal).value is not None
    except CellError:
        return False


def decimal_sign(cells: Iterable[Cell]) -> str:
    """Find which sign parts the decimals in texts of numbers: "," where more cells can only be read so, else "."."""
    seen = [text(cell).removesuffix("%").strip() for cell in cells if isinstance(cell, str)]
    with_comma = sum(_decimal_value(one, ",") is not None and _decimal_value(one, ".") is None for one in seen)
    with_point = sum(_decimal_value(one, ".") is not None and _decimal_value(one, ",") is None for one in seen)
    return "," if with_comma > with_point else "."
