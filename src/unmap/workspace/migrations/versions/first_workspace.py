"""The first workspace: rows with their history, editions, and the people who keep them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HASH, TIME = sa.String(64), sa.String(20)


def upgrade() -> None:
    """Make the tables."""
    _record()
    _history()
    _editions()
    _people()


def downgrade() -> None:
    """Refuse: a workspace is thrown away as a whole."""
    raise NotImplementedError("a workspace has nothing before its first step")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint, key: tuple[str, ...]) -> None:
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))


def _refers(table: str, column: str, other: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, autoincrement=False, nullable=False)


def _record() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer, nullable=False),
        _number("moment"),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    _table(
        "blobs",
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        key=("sha256",),
    )
    _table(
        "base_files",
        _text("path"),
        sa.Column("sha256", HASH, nullable=False),
        _refers("base_files", "sha256", "blobs.sha256"),
        key=("path",),
    )
    _table(
        "record_rows",
        sa.Column("table_name", sa.String(40), nullable=False),
        _text("row_key"),
        _number("version"),
        sa.Column("state", sa.String(12), nullable=False),
        _text("cells"),
        sa.Column("shown", sa.Text),
        _text("why"),
        key=("table_name", "row_key"),
    )


def _history() -> None:
    _table(
        "changes",
        _number("id"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        _text("made_by"),
        _text("reason"),
        sa.Column("undoes", sa.Integer),
        _text("summary"),
        _refers("changes", "undoes", "changes.id"),
        key=("id",),
    )
    _table(
        "revisions",
        _number("change_id"),
        sa.Column("table_name", sa.String(40), nullable=False),
        _text("row_key"),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        _refers("revisions", "change_id", "changes.id"),
        key=("change_id", "table_name", "row_key"),
    )
    op.create_index("ix_revisions_row", "revisions", ["table_name", "row_key"])
    _table(
        "sheets",
        _number("change_id"),
        _number("place"),
        _text("file_name"),
        sa.Column("sha256", HASH, nullable=False),
        _text("account"),
        _refers("sheets", "change_id", "changes.id"),
        _refers("sheets", "sha256", "blobs.sha256"),
        key=("change_id", "place"),
    )
    _table(
        "mappings",
        sa.Column("header", HASH, nullable=False),
        _text("mapping"),
        _number("change_id"),
        _refers("mappings", "change_id", "changes.id"),
        key=("header",),
    )


def _editions() -> None:
    _table(
        "editions",
        sa.Column("edition_id", sa.String(12), nullable=False),
        sa.Column("files", sa.Text),
        key=("edition_id",),
    )
    _table(
        "publications",
        _number("id"),
        sa.Column("edition_id", sa.String(12), nullable=False),
        _number("record_moment"),
        sa.Column("published_at", TIME, nullable=False),
        _text("published_by"),
        _text("reason"),
        _refers("publications", "edition_id", "editions.edition_id"),
        key=("id",),
    )


def _people() -> None:
    _table(
        "users",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        _text("organisation"),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        key=("name",),
    )
    _table(
        "credentials",
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        _text("label"),
        sa.Column("user_name", sa.String(80), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ends_at", TIME),
        sa.Column("ended_at", TIME),
        _refers("credentials", "user_name", "users.name"),
        key=("token_hash",),
    )
    _table(
        "mistakes",
        _number("id"),
        sa.Column("told_at", TIME, nullable=False),
        _text("about"),
        _text("message"),
        sa.Column("settled_at", TIME),
        sa.Column("settled_by", sa.Text),
        _text("answer"),
        key=("id",),
    )
    _table(
        "answers",
        sa.Column("idempotency_key", sa.String(128), nullable=False),
        _text("made_by"),
        sa.Column("asked", HASH, nullable=False),
        _text("answer"),
        sa.Column("made_at", TIME, nullable=False),
        key=("idempotency_key", "made_by"),
    )
