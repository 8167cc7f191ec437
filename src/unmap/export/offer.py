"""One thing that can be written to a file: what it is, in which formats, and what of it can be chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from unmap.errors import ParameterError
from unmap.export.files import PLAIN, Content, Extras, Form, file_name, write
from unmap.export.tables import Options
from unmap.layers import Resolution
from unmap.models.given import one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.dataset import Dataset
    from unmap.layers import LayerStore

CHOICES = ("indicator", "year", "level", "resolution", "lang", "publisher")
"""What can be chosen of one export or another: fields of `Options`."""

_IN_DETAIL = frozenset({Form.GPKG, Form.PARQUET})
"""Formats of people who measure, and get boundaries in full detail unless they ask for less."""


class Kind(StrEnum):
    """What kind of thing is exported."""

    LAYER = "layer"
    ANSWER = "answer"
    TABLE = "table"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its content and the name to save it under."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """One thing that can be written: its name, what it is, in which formats, and what of it can be chosen.

    `forms` begins with the format that is meant unless another is asked for. `options` are the fields of `Options`
    that change it. One of `make`, for a table or layer, and `document`, which gives the file itself, is set. `long`
    tells that it takes over half a second in any format.
    """

    name: str
    kind: Kind
    title: str
    description: str
    forms: tuple[Form, ...]
    options: tuple[str, ...] = ()
    make: Callable[[LayerStore, Options], Content] | None = None
    document: Callable[[Dataset, Options], bytes] | None = None
    long: bool = False

    def write(
        self,
        store: LayerStore,
        form: Form | None = None,
        options: Options | None = None,
        extras: Extras = PLAIN,
        *,
        by: Callable[..., bytes] = write,
    ) -> Written:
        """Give the file in `form`, the first unless given.

        Boundaries are in full detail in GeoPackage and GeoParquet and drawn small elsewhere unless `options` say. A
        table or layer is written `by` a function that takes what `write` takes. Raises ParameterError for a format, an
        option or a combination of them that this export does not have.
        """
        chosen, options = one_of(Form, "f", form or self.forms[0]), options or Options()
        self.refuse(chosen, options, extras)
        if "resolution" in self.options and options.resolution is None:
            resolution = Resolution.DETAIL if chosen in _IN_DETAIL else Resolution.OVERVIEW
            options = replace(options, resolution=resolution)
        if self.document is not None:
            name = f"unmap-{self.name}-{store.dataset.report.reporting_year}.{chosen}"
            return Written(self.document(store.dataset, options), name)
        content = self.content(store, options)
        return Written(by(content, chosen, extras), file_name(content.name, content.about, chosen))

    def content(self, store: LayerStore, options: Options | None = None) -> Content:
        """Give the table or layer; raises ParameterError for a document, which is neither."""
        if self.make is None:
            raise ParameterError("name", "names a document, which is no table")
        return self.make(store, options or Options())

    def refuse(self, form: Form, options: Options, extras: Extras = PLAIN) -> None:
        """Raise ParameterError for a format that is not offered, or an option that is none of this export."""
        if form not in self.forms:
            raise ParameterError("f", f"must be one of {', '.join(self.forms)} for this export")
        extras.refuse(form)
        for name in CHOICES:
            if getattr(options, name) is not None and name not in self.options:
                raise ParameterError(name, "is no choice of this export")
