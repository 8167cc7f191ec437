"""The tables of a workspace's database, the same in SQLite and PostgreSQL.

`migrations/` makes them and brings older ones up to date; a test holds the two together. Text that stands for several
things is JSON, written with sorted keys: the same content is the same text.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

CLOCK = Table(
    "clock",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("moment", Integer, nullable=False, doc="number of the last write; who writes counts it up first"),
)
"""One row: every write begins by counting it up, so that writes come one after the other in both databases."""

BLOBS = Table(
    "blobs",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Files by their content: those of editions, and the sheets that were imported."""

BASE_FILES = Table(
    "base_files",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), ForeignKey("blobs.sha256"), nullable=False),
)
"""The files of the data folder that the workspace was made from; boundaries, need and people stay as they are there."""

RECORD_ROWS = Table(
    "record_rows",
    METADATA,
    Column("table_name", String(40), primary_key=True),
    Column("row_key", Text, primary_key=True, doc="cells of the key as a JSON list"),
    Column("version", Integer, nullable=False, doc="moment of the change that made it so"),
    Column("state", String(12), nullable=False),
    Column("cells", Text, nullable=False, doc="the row as it is now: cells that are not empty, by column"),
    Column("shown", Text, doc="the row as readers see it; null where they do not"),
    Column("why", Text, nullable=False, doc="why it is disputed or withdrawn"),
)

CHANGES = Table(
    "changes",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False, doc="the moment"),
    Column("kind", String(12), nullable=False),
    Column("made_at", String(20), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("changes.id")),
    Column("summary", Text, nullable=False, doc="what it came to, as JSON"),
)
"""What was done, only ever added to."""

REVISIONS = Table(
    "revisions",
    METADATA,
    Column("change_id", Integer, ForeignKey("changes.id"), primary_key=True),
    Column("table_name", String(40), primary_key=True),
    Column("row_key", Text, primary_key=True),
    Column("before", Text, doc="the row before, as JSON; null where there was none"),
    Column("after", Text),
    Index("ix_revisions_row", "table_name", "row_key"),
)

SHEETS = Table(
    "sheets",
    METADATA,
    Column("change_id", Integer, ForeignKey("changes.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), ForeignKey("blobs.sha256"), nullable=False),
    Column("account", Text, nullable=False, doc="its rows by bucket, as JSON"),
)

MAPPINGS = Table(
    "mappings",
    METADATA,
    Column("header", String(64), primary_key=True, doc="SHA-256 of the titles of the columns"),
    Column("mapping", Text, nullable=False, doc="which column holds which field, as JSON"),
    Column("change_id", Integer, ForeignKey("changes.id"), nullable=False),
)
"""How the columns of a sheet were read once: the next sheet with the same titles is read so too."""

EDITIONS = Table(
    "editions",
    METADATA,
    Column("edition_id", String(12), primary_key=True),
    Column("files", Text, doc="SHA-256 of each file by its path, as JSON; null once it is no longer kept"),
)

PUBLICATIONS = Table(
    "publications",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False, doc="the moment"),
    Column("edition_id", String(12), ForeignKey("editions.edition_id"), nullable=False),
    Column("record_moment", Integer, nullable=False, doc="the moment of the record that it shows"),
    Column("published_at", String(20), nullable=False),
    Column("published_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Which edition was current from when on; the last one is."""

USERS = Table(
    "users",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("role", String(12), nullable=False),
    Column("organisation", Text, nullable=False, doc="agency whose rows a contributor may write"),
    Column("active", Boolean, nullable=False),
    Column("created_at", String(20), nullable=False),
)

CREDENTIALS = Table(
    "credentials",
    METADATA,
    Column("token_hash", String(64), primary_key=True, doc="SHA-256: the token itself is nowhere"),
    Column("kind", String(8), nullable=False, doc="link (works once), session or token"),
    Column("label", Text, nullable=False),
    Column("user_name", String(80), ForeignKey("users.name"), nullable=False),
    Column("created_at", String(20), nullable=False),
    Column("ends_at", String(20)),
    Column("ended_at", String(20), doc="when it was used up or revoked"),
)

MISTAKES = Table(
    "mistakes",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False, doc="the moment"),
    Column("told_at", String(20), nullable=False),
    Column("about", Text, nullable=False, doc="what it is about, as JSON: table and key, or area"),
    Column("message", Text, nullable=False),
    Column("settled_at", String(20)),
    Column("settled_by", Text),
    Column("answer", Text, nullable=False),
)
"""What readers of the map reported; no more of them is kept than what they wrote."""

ANSWERS = Table(
    "answers",
    METADATA,
    Column("idempotency_key", String(128), primary_key=True),
    Column("made_by", Text, primary_key=True),
    Column("asked", String(64), nullable=False, doc="SHA-256 of what was asked"),
    Column("answer", Text, nullable=False, doc="status and body, as JSON"),
    Column("made_at", String(20), nullable=False),
)
"""What a write was answered: one that is sent again with its key is answered the same, and done once."""
