"""What tests share: the shipped data, a small country of squares, and a running server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import pytest
import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings

import unmap
from api.application import create_app
from api.service import Service
from api.settings import Settings
from tests.tables import shipped
from unmap.features import LayerStore

# How long an example takes is the machine's affair.
settings.register_profile("unmap", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unmap")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unmap.store import Dataset

ROOT = Path(__file__).resolve().parents[1]
OFFICIAL = ROOT.parent / "shared" / "sources"
ELSEWHERE = ROOT.parent / "shared" / "elsewhere"
SECONDS_TO_START = 1800
# Where an image of a container bars byte code, each of the many processes that tests start would compile all modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
Held = TypeVar("Held")
PATIENT = {"UNMAP_LONG_WAIT_S": "600", "UNMAP_TIME_LIMIT_S": "600"}
"""Settings of a server under test: on a slow machine nothing is turned away or cut in a test of something else."""

SQUARES = {
    "geo/levels.csv": """
level,id,word,singular_en,plural_en,singular_es,plural_es,short_singular_es,short_plural_es,gender_es,code_form,parent
1,states,state,state,states,estado,estados,,,m,[0-9]{2},
2,municipalities,municipality,municipality,municipalities,municipio,municipios,,,m,[0-9]{5},states
""",
    "geo/places.csv": """
place_code,name,kind,municipality_code,population,lon,lat
01001,Centro,seat,01001,900,-99.5,20.5
01002,Norte,seat,01002,100,-99.5,21.5
02001,Villa Centro de Abajo,seat,02001,50,-98.5,20.5
02002,Playa Grande,seat,02002,60,-98.5,21.5
010010002,El Fresno,locality,01001,10,-99.4,20.4
010020002,El Fresno,locality,01002,12,-99.4,21.4
""",
    "geo/aliases.csv": """
alias,area_code
State of Abajo,02
""",
    "need/indicators.csv": """
indicator_id,concept,name_en,name_es,unit,unit_name_en,unit_name_es,direction,series,series_name_en,series_name_es,levels,note_en,note_es,source_id,default_levels
poverty_pct.old,poverty,Poverty,Pobreza,percent,percent,porcentaje,high-is-worse,old,Old,Vieja,state,,,census,
poverty_pct.new,poverty,Poverty,Pobreza,percent,percent,porcentaje,high-is-worse,new,New,Nueva,country;state;municipality,,,census,state;municipality
poverty_persons.new,poverty,People in poverty,Personas en pobreza,persons,persons,personas,high-is-worse,new,New,Nueva,country;state;municipality,,,census,
""",
    "need/values.csv": """
area_code,indicator_id,year,value
00,poverty_pct.new,2021,30
00,poverty_persons.new,2021,330
01,poverty_pct.old,2020,40
01,poverty_pct.new,2021,20
01,poverty_persons.new,2021,200
02,poverty_pct.old,2020,60
02,poverty_pct.new,2021,90
02,poverty_persons.new,2021,130
01001,poverty_pct.new,2021,10
01001,poverty_persons.new,2021,90
01002,poverty_pct.new,2021,
01002,poverty_persons.new,2021,
02001,poverty_pct.new,2021,80
02001,poverty_persons.new,2021,40
02002,poverty_pct.new,2021,95
02002,poverty_persons.new,2021,57
""",
    "need/classes.csv": """
indicator_id,level,class_number,lower,upper,method
poverty_pct.old,state,1,40,40,JenksCaspall
poverty_pct.old,state,2,40,60,JenksCaspall
poverty_pct.new,state,1,20,20,JenksCaspall
poverty_pct.new,state,2,20,90,JenksCaspall
poverty_persons.new,state,1,130,200,JenksCaspall
poverty_pct.new,municipality,1,10,10,JenksCaspall
poverty_pct.new,municipality,2,10,95,JenksCaspall
poverty_persons.new,municipality,1,40,90,JenksCaspall
""",
    "programme/reports.csv": """
report_id,title,country_code,country_name_en,country_name_es,reporting_year,source_id
squareland-2020,Squareland Report,SQL,Squareland,Cuadrilandia,2020,report
""",
    "programme/agencies.csv": """
agency_id,acronym,name_en,name_es,agency_type,aliases,note
AAA,AAA,Agency A,Agencia A,specialized-agency,,
BBB,BBB,Agency B,Agencia B,fund-or-programme,,
""",
    "programme/offices.csv": """
office_id,agency_id,state_reported,place_reported,area_code,lon,lat,office_type,listed_count,valid_from,valid_to,source_id,source_locator,note
a-centro,AAA,Arriba,Centro,01001,-99.5,20.5,field,2,2020-01-01,2020-12-31,report,Table 1,
b-centro,BBB,Arriba,Centro,01001,-99.5,20.5,field,1,2020-01-01,2020-12-31,report,Table 1,
main,,Abajo,Abajo,02,,,headquarters,3,2020-01-01,2020-12-31,report,Table 1,
""",
    "programme/priorities.csv": """
priority_id,title_en,title_es,pnd_areas,results_group_id,note
1,Equality,Igualdad,,,
2,Climate,Clima,,,
""",
    "programme/framework.csv": """
outcome_id,priority_id,title_en,title_es,sla_total,sla_gender,sla_migration,source_locator,note
1,1,Rights,Derechos,3,1,0,Chapter 2,
2,2,Resilience,Resiliencia,2,0,0,Chapter 2,
""",
    "programme/covid_pillars.csv": """
pillar_id,title_en,title_es
1,Health,Salud
2,Protection,Protección
""",
    "programme/themes.csv": """
theme_id,title_en,title_es,definition
gender,Gender,Género,Equality of women and men.
health,Health,Salud,Health of people.
""",
    "programme/outcome_needs.csv": """
outcome_id,concept,reason_en,reason_es
1,poverty,Rights are for the poor first.,Los derechos son primero para los pobres.
""",
    "programme/initiatives.csv": """
initiative_id,title,title_es,summary,summary_es,outcome_id,priority_id,section,covid_pillars,themes,start_year,end_year,scope,reported_area_count,reported_area_unit,reported_agency_count,note,source_id,source_locator
both-states,Clean water,Agua limpia,Wells are dug.,Se cavan pozos.,1,1,,1;2,health,2019,2020,located,,,,,report,Outcome 1
in-state,Women's voice,Voz de las mujeres,Councils meet.,Se reúnen consejos.,1,1,,,gender;health,2020,,located,,,,,report,Outcome 1
in-towns,Storm warning,Aviso de tormenta,Sirens are put up.,Se instalan sirenas.,2,2,,2,,2020,2020,located,,,,,report,Outcome 2
nation,Law on wells,Ley de pozos,A law is drafted.,Se redacta una ley.,,,2.4,,,,,country-wide,,,,,report,Section 2.4
somewhere,Schools,Escuelas,Schools are built.,Se construyen escuelas.,2,2,,,,,,unnamed-places,5,municipality,,,report,Outcome 2
together,One purchase,Compra común,Agencies buy together.,Las agencias compran juntas.,,,2.5,,,,,country-wide,,,2,No agency is named.,report,Section 2.5
""",
    "programme/initiative_agencies.csv": """
initiative_id,agency_id,as_printed
both-states,AAA,
both-states,BBB,B.B.B.
in-state,BBB,
in-towns,AAA,
nation,AAA,
somewhere,BBB,
""",
    "programme/initiative_places.csv": """
initiative_id,area_code,level,place_reported,basis,note
both-states,01,state,Arriba,stated,
both-states,02001,municipality,"Centro de Abajo, Abajo",stated,
in-state,01,state,Arriba,stated,
in-towns,01001,municipality,Centro,stated,
in-towns,01002,municipality,The northern hills,inferred,The hills lie in Norte.
""",
    "programme/initiative_results.csv": """
result_id,initiative_id,value,value_qualifier,unit,description,area_code,year
both-states-01,both-states,12,exact,wells,Wells dug,01,2020
""",
    "programme/initiative_partners.csv": """
initiative_id,partner,role
both-states,Water Board,counterpart
both-states,Lottery,donor
""",
    "sources.csv": """
source_id,title,publisher,year,terms,url,file,sha256
census,Census,Statistics Office,2021,free,https://example.org,,
report,Report,Country Team,2020,free,https://example.org,,
""",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the command line say how many mutants of the shipped data are tried, and how many sheets made by chance."""
    parser.addoption("--mutants", type=int, default=24, metavar="N", help="try N mutants of the data, on every path")
    parser.addoption("--killed", type=int, default=6, metavar="N", help="kill N writers of a workspace")
    parser.addoption("--edits", type=int, default=600, metavar="N", help="make N edits of a workspace by two")
    parser.addoption("--histories", type=int, default=40, metavar="N", help="undo N histories of a workspace by chance")
    parser.addoption("--fuzzed", type=int, default=60, metavar="N", help="read N sheets made by chance")


def _squares() -> gpd.GeoDataFrame:
    cells = {"01001": (-100, 20), "01002": (-100, 21), "02001": (-99, 20), "02002": (-99, 21)}
    names = ("Centro", "Norte", "Centro de Abajo", "Playa Grande")
    return gpd.GeoDataFrame(
        {
            "code": list(cells),
            "pcode": [f"SQ{code}" for code in cells],
            "pcode_listed": True,
            "name": names,
            "state_code": [code[:2] for code in cells],
            "population": [900, 100, 50, 60],
            "area_km2": 11_500.0,
            "seat_lon": [west + 0.5 for west, _ in cells.values()],
            "seat_lat": [south + 0.5 for _, south in cells.values()],
        },
        geometry=[shapely.box(west, south, west + 1, south + 1) for west, south in cells.values()],
        crs="OGC:CRS84",
    )


def write_squares(folder: Path) -> Path:
    """Write a whole data folder of two states with two square municipalities each."""
    for path, text in SQUARES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.lstrip("\n"), encoding="utf-8")
    municipalities = _squares()
    states = municipalities.dissolve("state_code", as_index=False)
    states["code"], states["name"] = states["state_code"], ["Arriba", "Abajo"]
    states["pcode"] = "SQ" + states["code"]
    states["population"], states["area_km2"] = [1000, 110], 23_000.0
    layers = {
        "states": states.drop(columns="state_code"),
        "municipalities": municipalities,
        "states_overview": states[["code", "geometry"]],
        "municipalities_overview": municipalities[["code", "geometry"]],
    }
    for name, layer in layers.items():
        layer.to_parquet(folder / "geo" / f"{name}.parquet")
    return folder


@pytest.fixture(scope="session")
def written_squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The squares as they are, written once: a copy takes a fifth of the time."""
    return write_squares(tmp_path_factory.mktemp("country") / "squares")


@pytest.fixture
def squares(tmp_path: Path, written_squares: Path) -> Path:
    """A data folder of squares to read or to break."""
    return Path(shutil.copytree(written_squares, tmp_path / "squares"))


@pytest.fixture(scope="session")
def country(written_squares: Path) -> Dataset:
    """The squares, read once: reading them takes longer than most measures."""
    return unmap.load(written_squares)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The shipped data, joined."""
    return shipped()


@pytest.fixture(scope="session")
def official() -> Path:
    """Give the folder of the real official files; skip where they are not beside the repository."""
    if not OFFICIAL.is_dir():
        pytest.skip("the official files are not in ../shared/sources beside the repository")
    return OFFICIAL


@pytest.fixture(scope="session")
def elsewhere() -> Path:
    """Give the folder of real files of other countries; skip where they are not beside the repository."""
    if not ELSEWHERE.is_dir():
        pytest.skip("the files of other countries are not in ../shared/elsewhere beside the repository")
    return ELSEWHERE


@pytest.fixture(scope="session")
def client(dataset: Dataset) -> Iterator[TestClient]:
    """A client of the application on the shipped data, without a socket between."""
    patient = Settings(long_wait_s=600, time_limit_s=600)
    with TestClient(create_app(Service(dataset, patient)), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def rewrite() -> Callable[[Path, str, str], None]:
    """Replace a text in a file, and fail where it does not stand there."""

    def replace(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unmap_command() -> list[str]:
    """Give the command line of the unmap under test."""
    script = shutil.which("unmap", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "unmap.cli"]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Address of a running `unmap serve` on the shipped data."""
    with serving() as address:
        yield address


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Run `unmap serve` with `options` and give its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*unmap_command(), "serve", "--port", str(port), *options],
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **PATIENT},
    ) as process:
        try:
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=1800)


def routes_of(app: Any) -> FastAPI:  # noqa: ANN401 - each middleware is an application of its own class
    """Give the framework's application behind the middlewares of one."""
    while not isinstance(app, FastAPI):
        app = app.app
    return app


@pytest.fixture(scope="session")
def store(dataset: Dataset) -> LayerStore:
    """The layers of the shipped data."""
    return LayerStore(dataset)


def eventually(holds: Callable[[], Held], seconds: float = 120) -> Held:
    """What `holds` gives once its assertions hold; a machine may be slow, but what is wrong stays wrong."""
    until = time.monotonic() + seconds
    while True:
        try:
            return holds()
        except (AssertionError, StopIteration, ValueError):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read().decode() if process.stderr else "the server stopped")
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=30).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not answer")
