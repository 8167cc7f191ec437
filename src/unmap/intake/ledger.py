"""Statements entered into a record: what is new, what changes and what stays, counted by row before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from unmap.intake.row_accounts import Bucket, Change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.intake.record_rows import Origin, RecordRows
    from unmap.intake.row_accounts import Account
    from unmap.intake.statements import Key, Said, Statement


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
