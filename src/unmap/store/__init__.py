"""One data folder, read and validated: every problem an issue row, none dropped."""

from __future__ import annotations

from unmap.model.records import COUNTRY_CODE, LEVELS
from unmap.store.dataset import Dataset
from unmap.store.loading import assemble, broken, read, read_tables

__all__ = ["COUNTRY_CODE", "LEVELS", "Dataset", "assemble", "broken", "read", "read_tables"]
