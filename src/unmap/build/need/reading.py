"""All need values: every producer's reader, in one table of indicators and one of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.need.census import read_census
from unmap.build.need.indices import read_marginalisation, read_social_backwardness
from unmap.build.need.poverty_municipal import read_2010, read_2015, read_2020
from unmap.build.need.poverty_states import read_2008_2018, read_2016_2022, read_2024
from unmap.build.need.records import NeedTable
from unmap.build.need.victims import read_victims

if TYPE_CHECKING:
    from unmap.build.areas import Areas
    from unmap.build.readers import SourceFolder

_READERS = (
    read_2008_2018,
    read_2016_2022,
    read_2024,
    read_2010,
    read_2015,
    read_2020,
    read_social_backwardness,
    read_marginalisation,
    read_census,
    read_victims,
)


def read_need(sources: SourceFolder, areas: Areas) -> NeedTable:
    """Read every series; raises SourceError for the first unusable file."""
    tables = [read(sources, areas) for read in _READERS]
    return NeedTable(
        indicators=tuple(indicator for table in tables for indicator in table.indicators),
        values=pd.concat([table.values for table in tables], ignore_index=True),
        issues=tuple(issue for table in tables for issue in table.issues),
    )
