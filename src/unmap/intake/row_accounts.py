"""What became of each row of a sheet: entered into a record, every row in exactly one bucket, none lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from unmap.errors import quoted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.intake.record_rows import Origin, RecordRows
    from unmap.intake.statements import Key, Said, Statement


class Bucket(StrEnum):
    """What became of a row.

    `HELD` waits for a person's decision (a place that may be two); `REJECTED` must be corrected (a date that does not
    exist). The others are in the record now.
    """

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to know of one cell.

    `row` is the row as a spreadsheet counts, `column` the letter and title of its column, `value` what stands there,
    `code` a stable word, `reason` and `cure` sentences. `bucket` is held or rejected where the row stays out for it,
    None where the row is in the record all the same. `place` is the column's position from 0, None for none.
    `candidates` are codes of areas that may be meant, `around` that of the area above where that is sure: a person who
    accepts one decides the spelling within it.
    """

    row: int
    column: str
    value: str
    code: str
    reason: str
    cure: str = ""
    bucket: Bucket | None = None
    place: int | None = None
    candidates: tuple[str, ...] = ()
    around: str = ""

    def __str__(self) -> str:
        """Give the problem as one line."""
        where = f"row {self.row}" if self.row else "sheet"
        column = f", column {self.column}" if self.column else ""
        value = f" {quoted(self.value)}" if self.value and not self.reason.startswith(quoted(self.value)) else ""
        cure = f"; {self.cure}" if self.cure else ""
        return visible(f"{where}{column}{value}: {self.reason}{cure} [{self.code}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of the record that a row changes: `old` is "" for what is new."""

    row: int
    table: str
    key: str
    field: str
    old: str
    new: str


@dataclass(slots=True, kw_only=True)
class Account:
    """The account of one input: its rows by bucket, what is wrong, what it changes.

    `read` counts the rows beneath the header that hold something, `empty` those that do not.
    """

    file: str
    sheet: str = ""
    read: int = 0
    empty: int = 0
    rows: dict[int, Bucket] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Give how many rows are in each bucket, by its word."""
        found = Counter(self.rows.values())
        return {str(bucket): found[bucket] for bucket in Bucket}

    @property
    def out(self) -> int:
        """How many rows are not in the record."""
        return sum(bucket in {Bucket.HELD, Bucket.REJECTED} for bucket in self.rows.values())

    @property
    def balanced(self) -> bool:
        """Whether every row that was read is in a bucket."""
        return self.read == len(self.rows)

    def summary(self) -> dict[str, Any]:
        """Give file, sheet and counts as one record."""
        return {"file": self.file, "sheet": self.sheet, "read": self.read, "empty": self.empty, **self.counts()}

    def told(self) -> list[dict[str, Any]]:
        """Give the problems as records, each with file and sheet."""
        return [
            {"file": self.file, "sheet": self.sheet, **{k: v for k, v in asdict(one).items() if k != "place"}}
            for one in self.problems
        ]

    def take_in(self, problems: Iterable[Problem]) -> None:
        """Add problems; a row that is held or rejected for one goes into that bucket, rejected before held."""
        for problem in problems:
            self.problems.append(problem)
            if problem.bucket and self.rows.get(problem.row) is not Bucket.REJECTED:
                self.rows[problem.row] = problem.bucket


_BUCKETS = list(Bucket)
"""A row that says several things is in the first of their buckets."""


@dataclass(slots=True)
class _Group:
    """All that the rows of one file say of one record."""

    first: Statement
    said: Said
    rows: list[tuple[int, bool]] = field(default_factory=list)

    def add(self, statement: Statement) -> None:
        """Take a row in, and whether it adds to what the rows before it said."""
        together = self.said.joined(statement.said)
        self.rows.append((statement.row, together != self.said))
        self.said = together


def enter(statements: Iterable[Statement], record: RecordRows, origin: Origin, account: Account) -> None:
    """Enter the statements of one sheet into `record`, and put each of their rows into its bucket.

    All that a file says of one record counts together, so that the same file entered twice changes nothing: the first
    row of a new record is created, one that repeats it is unchanged, one that adds to it (another period, a donor) is
    updated.
    """
    groups: dict[Key, _Group] = {}
    for statement in statements:
        group = groups.get(statement.key)
        if group is None:
            groups[statement.key] = _Group(statement, statement.said, [(statement.row, True)])
        else:
            group.add(statement)
    outcomes: dict[int, Bucket] = {}
    for key in list(groups):
        # Taken out, so that what the sheet says goes while the record grows.
        for row, bucket in _entered(groups.pop(key), record, origin, account):
            outcomes[row] = min(bucket, outcomes.get(row, bucket), key=_BUCKETS.index)
    account.rows |= outcomes


def _entered(group: _Group, record: RecordRows, origin: Origin, account: Account) -> Iterable[tuple[int, Bucket]]:
    first, *later = group.rows
    known = record.known(group.first)
    changed = record.enter(group.first, group.said, origin)
    account.changes += [
        Change(row=first[0], table=table, key=key, field=name, old=_text(old), new=_text(new))
        for table, key, name, old, new in changed
    ]
    yield first[0], Bucket.UNCHANGED if known and not changed else Bucket.UPDATED if known else Bucket.CREATED
    for row, adds in later:
        yield row, Bucket.UPDATED if adds and changed else Bucket.UNCHANGED


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
