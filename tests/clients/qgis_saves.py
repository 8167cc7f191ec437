"""Run by Debian's Python, which has QGIS: opens the collections as layers of OGC API - Features and saves each.

Writes what it found as JSON to a file, since the process may fall over on its way out.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject, QgsVectorFileWriter, QgsVectorLayer, QgsWkbTypes

FORMATS = {"GPKG": "gpkg", "FlatGeobuf": "fgb"}


def saved(layer: QgsVectorLayer, driver: str, target: Path) -> list[str]:
    """Save a layer as QGIS's own "Save as" does; gives its code and message."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = driver
    context = QgsProject.instance().transformContext()
    code, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(target), context, options)
    return [str(int(code)), message]


def looked_at(address: str, name: str, folder: Path) -> dict[str, Any]:
    """Open a collection, read it to its end and save it in each format."""
    source = f"url='{address}/api' typename='{name}' restrictToRequestBBOX='0'"
    layer = QgsVectorLayer(source, name, "OAPIF")
    fields = [field.name() for field in layer.fields()]
    features = list(layer.getFeatures())
    filled = [field for field in fields if any(str(one[field]) not in {"NULL", ""} for one in features)]
    return {
        "valid": layer.isValid(),
        "geometry": QgsWkbTypes.displayString(layer.wkbType()),
        "types": {field.name(): field.typeName() for field in layer.fields()},
        "count": len(features),
        "empty": [field for field in fields if field not in filled],
        "saved": {driver: saved(layer, driver, folder / f"{name}.{end}") for driver, end in FORMATS.items()},
    }


def main(address: str, folder: Path, names: list[str]) -> None:
    """Look at each collection and write down what was found, with all that QGIS wrote to its log."""
    application = QgsApplication([], GUIenabled=False)
    application.initQgis()
    told: list[str] = []
    application.messageLog().messageReceived.connect(lambda text, tag, _: told.append(f"{tag}: {text}"))
    found = {name: looked_at(address, name, folder) for name in names}
    (folder / "found.json").write_text(json.dumps({"layers": found, "log": told}))
    # Its network threads are not always done by now, and nothing here waits for them.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
