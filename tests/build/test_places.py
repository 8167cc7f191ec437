"""The gazetteer of the made country."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.build.conftest import Built, MadeSources


def places(built: Built) -> dict[str, dict[str, str]]:
    return {row["place_code"]: row for row in built.rows("geo/places.csv")}


def test_first_locality_is_the_seat_under_the_municipality_key(
    build_made: Callable[[], Built], made: MadeSources
) -> None:
    rows = places(build_made())
    assert "020020001" not in rows
    seat = rows["02002"]
    assert (seat["kind"], seat["name"], seat["population"]) == ("seat", "Mexicali de Abajo", "700")
    assert (float(seat["lon"]), float(seat["lat"])) == made.seat("02002")


def test_municipality_without_first_locality_lends_its_name_to_its_seat(built: Built) -> None:
    seat = places(built)["01003"]
    assert (seat["name"], seat["population"]) == ("Calvillo", "")


def test_locality_keeps_its_nine_digits_and_its_municipality(built: Built) -> None:
    row = places(built)["010010106"]
    assert (row["kind"], row["name"], row["municipality_code"], row["population"]) == (
        "locality",
        "Arellano",
        "01001",
        "",
    )


def test_locality_of_a_newer_municipality_is_placed_by_its_point_and_reported(
    made: MadeSources, build_made: Callable[[], Built]
) -> None:
    lon, lat = made.seat("02001")
    made.write_localities([("020070001", "San Quintín", lat, lon, 10.0), ("020070002", "At sea", lat, lon - 5, 10.0)])
    built = build_made()
    row = places(built)["020070001"]
    assert (row["municipality_code"], row["kind"]) == ("02001", "locality")
    assert "020070002" not in places(built)
    reported = {issue.row: issue.message for issue in built.issues if "localidades" in issue.file}
    assert "placed by its point" in reported[2]
    assert "left out" in reported[3]


def test_locality_without_point_is_left_out_and_reported(made: MadeSources, build_made: Callable[[], Built]) -> None:
    lon, lat = made.seat("01001")
    made.write_localities([("010010001", "Aguascalientes", lat, lon, 10.0), ("010010479", "", "", "", "")])
    built = build_made()
    assert "010010479" not in places(built)
    (issue,) = [issue for issue in built.issues if issue.code == "no-coordinates"]
    assert (issue.file, issue.row, issue.column) == ("places/inegi_localidades.csv.gz", 3, "cvegeo")
