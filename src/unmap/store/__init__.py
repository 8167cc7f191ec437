"""One data folder, read and validated: every problem an issue row, none dropped."""

from __future__ import annotations

from unmap.model.records import COUNTRY, COUNTRY_CODE
from unmap.store.dataset import Dataset
from unmap.store.loading import assemble, broken, read, read_tables

__all__ = ["COUNTRY", "COUNTRY_CODE", "Dataset", "assemble", "broken", "read", "read_tables"]
