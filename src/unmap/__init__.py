"""unmap: who works where, beside where need is.

`load()` gives a validated data folder with its records joined to areas; the functions of `unmap.measures` answer from
it: gaps, presence, equity, clusters, reach, siting, outcome_gaps, footprints, change and others. What is asked is a
`PresenceQuery`, in plain words; without one, all presence is set beside the default need of the highest level.
`locate` puts its municipality and state beside each row of a frame of points.

    import unmap
    from unmap.measures import gaps

    data = unmap.load()
    answer = gaps(data, unmap.PresenceQuery(level="municipality", kind="offices", agencies=["UNHCR", "OIM"]))
    print(answer.areas.nsmallest(10, "rank")[["code", "name", "need_pct", "presence", "gap", "rank"]])

`unmap list indicators` on the command line, or `data.indicators`, names the needs that there are; `data.agencies`,
`data.framework` and `data.themes` the codes to filter by; names do as well, in either language.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from os import PathLike

    from unmap.store import Dataset
    from unmap.store.located import locate

__version__ = "0.1.0"

__all__ = ["PresenceQuery", "__version__", "load", "locate"]


def load(folder: str | PathLike[str] | None = None) -> Dataset:
    """Read, validate and join a data folder, named by text or path: the one that came with unmap unless one is given.

    The address of a workspace gives its current edition. Raises DataError, which holds every problem found, where the
    folder is missing or broken, WorkspaceError where a workspace cannot be read.
    """
    # Imported here so that `import unmap` (for its version, say) does not bring geopandas along.
    from unmap.files import leads_to_workspace, shipped_data  # noqa: PLC0415
    from unmap.store.loading import load as load_joined  # noqa: PLC0415

    path = shipped_data() if folder is None else Path(folder)
    if leads_to_workspace(path):
        from unmap.workspace.publishing import folder_of  # noqa: PLC0415 - most folders are no databases

        path = folder_of(path)
    return load_joined(path)


def __getattr__(name: str) -> object:
    """Give `locate` once it is asked for, for the same reason."""
    if name == "locate":
        from unmap.store.located import locate  # noqa: PLC0415

        return locate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
