"""Where everything comes from."""

from __future__ import annotations

from unmap.models.schema.columns import ID_PATTERN
from unmap.models.tables import Column, Table

SOURCES = Table(
    name="sources",
    path="sources.csv",
    title="Sources: who published what, under which terms",
    key=("source_id",),
    columns=(
        Column(name="source_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(name="title", description="title of the publication", required=True),
        Column(name="publisher", description="who published it", required=True),
        Column(
            name="year",
            description="year or years it speaks of",
            required=True,
            pattern=r"\d{4}([-/,; ]+\d{4})*",
        ),
        Column(name="terms", description="terms of use", required=True),
        Column(name="url", description="where the publisher shows it", required=True, pattern=r"https?://\S+"),
        Column(name="file", description="input files that were read, with ; between them"),
        Column(
            name="sha256",
            description="checksums of those files, in the same order, with ; between them",
            pattern=r"[0-9a-f]{64}(;[0-9a-f]{64})*",
        ),
    ),
)
