"""The description of the data folder, by the standard's own validator."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

import pytest

from tests.tables import TABLES
from unmap.build import build

with warnings.catch_warnings():
    # frictionless still uses interfaces that its own dependencies have retired.
    warnings.simplefilter("ignore", DeprecationWarning)
    import frictionless

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build.conftest import Built, MadeSources


def test_metadata_is_a_valid_data_package(built: Built) -> None:
    report = frictionless.Package.validate_descriptor(str(built.folder / "datapackage.json"))
    assert report.valid, report.flatten(["note"])


@pytest.mark.parametrize("name", ["places", "indicators", "values", "sources"])
def test_tables_are_valid_by_their_description(built: Built, name: str) -> None:
    package = frictionless.Package(str(built.folder / "datapackage.json"))
    resource = package.get_resource(name)
    resource.schema.foreign_keys = []  # they lead to tables of other kinds; the builder's own test follows them
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])


def test_every_table_and_column_of_the_schema_is_described(built: Built) -> None:
    package = json.loads((built.folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {table.name for table in TABLES}
    for table in TABLES:
        fields = {field["name"]: field for field in resources[table.name]["schema"]["fields"]}
        assert list(fields)[: len(table.columns)] == list(table.column_names)
        assert ("geometry" in fields) == table.geometry
        assert all(field["description"] for field in fields.values())
    assert resources["municipalities"]["mediatype"] == "application/vnd.apache.parquet"
    columns = {field["name"]: field for field in resources["municipalities"]["schema"]["fields"]}
    assert columns["area_km2"]["unit"] == "km2"
    levels = next(field for field in resources["indicators"]["schema"]["fields"] if field["name"] == "levels")
    assert (levels["type"], levels["separator"]) == ("string", ";")


def test_every_source_is_credited_with_its_terms(built: Built) -> None:
    package = json.loads((built.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [source["name"] for source in package["sources"]] == [row["source_id"] for row in built.rows("sources.csv")]
    assert all(source["terms"] and source["path"].startswith("https://") for source in package["sources"])


def test_no_local_path_and_no_time_stands_in_the_description(built: Built) -> None:
    text = (built.folder / "datapackage.json").read_text(encoding="utf-8")
    assert str(built.folder.parent) not in text
    assert '"created"' not in text


def test_a_build_records_what_it_wrote_and_keeps_what_it_did_not(made: MadeSources, tmp_path: Path) -> None:
    out = tmp_path / "data"
    build(made.root, out)
    first = records(out)
    assert first["values"] == (out / "need/values.csv").stat().st_size
    assert first["states"] == (out / "geo/states.parquet").stat().st_size
    assert "offices" not in first
    kept = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    [offices] = [resource for resource in kept["resources"] if resource["name"] == "offices"]
    offices.update(bytes=5, hash=f"sha256:{'0' * 64}", rows=1)
    (out / "datapackage.json").write_text(json.dumps(kept), encoding="utf-8")
    build(made.root, out)
    assert records(out) == first | {"offices": 5}


def records(folder: Path) -> dict[str, int]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource["bytes"] for resource in package["resources"] if "hash" in resource}


def test_shipped_description_is_that_of_the_schema(repository_data: Path) -> None:
    package = json.loads((repository_data / "datapackage.json").read_text(encoding="utf-8"))
    names = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]] for resource in package["resources"]
    }
    for table in TABLES:
        assert names[table.name][: len(table.columns)] == list(table.column_names)
