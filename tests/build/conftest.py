"""A made country of five square municipalities in every official file format, and one build of the real files."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import warnings
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

from unmap.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from unmap.errors import Issue

ROOT = Path(__file__).resolve().parents[2]

# The text that INEGI ships beside its shapefiles.
PRJ_6372 = (
    'PROJCS["Mexico ITRF2008 / LCC",GEOGCS["Mexico ITRF2008",DATUM["Mexico_ITRF2008",SPHEROID["GRS 1980",6378137,'
    '298.257222101,AUTHORITY["EPSG","7019"]],TOWGS84[0,0,0,0,0,0,0],AUTHORITY["EPSG","1120"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","6365"]],'
    'PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["standard_parallel_1",17.5],PARAMETER["standard_parallel_2",'
    '29.5],PARAMETER["latitude_of_origin",12],PARAMETER["central_meridian",-102],PARAMETER["false_easting",2500000],'
    'PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AUTHORITY["EPSG","6372"]]'
)

STATES = {"01": "Aguascalientes", "02": "Baja California"}
MUNICIPALITIES = {
    "01001": ("Aguascalientes", 0, 0),
    "01002": ("Asientos de Peñas", 1, 0),
    "01003": ("Calvillo", 2, 0),
    "02001": ("Ensenada", 0, 1),
    "02002": ("Mexicali", 1, 1),
}
SIDE_M = 10_000
ORIGIN_X, ORIGIN_Y = 2_450_000, 1_080_000

SHORT = (
    *("pobreza", "pobreza_e", "pobreza_m", "vul_car", "vul_ing", "npnv", "ic_rezedu", "ic_asalud"),
    *("ic_segsoc", "ic_cv", "ic_sbv", "ic_ali", "carencias", "carencias3", "plb", "plbm"),
)
LONG = (
    *("pobreza", "pobreza_extrema", "pobreza_moderada", "vulnerable_carencias_sociales", "vulnerable_ingresos"),
    *("no_pobre_no_vulnerable", "carencia_rezago_educativo", "carencia_servicios_de_salud"),
    *("carencia_seguridad_social", "carencia_calidad_espacios_vivienda", "carencia_servicios_basicos_vivienda"),
    *("carencia_alimentacion_nutritiva_calidad", "al_menos_una_carencia", "al_menos_tres_carencias"),
    *("ingreso_inferior_a_lpi", "ingreso_inferior_a_lpei"),
)
BY_SEX = ("pobreza", *LONG[6:12], "ingreso_inferior_a_lpi")
BACKWARDNESS = (
    *("analf_15_pct", "no_asiste_6_14_pct", "edu_basica_incompleta_15_pct", "sin_derecho_salud_pct"),
    *("piso_tierra_pct", "sin_excusado_pct", "sin_agua_entubada_pct", "sin_drenaje_pct", "sin_energia_pct"),
    *("sin_lavadora_pct", "sin_refrigerador_pct"),
)
MARGINALISATION = ("ANALF", "SBASC", "OVSDE", "OVSEE", "OVSAE", "OVPT", "VHAC", "PL.5000", "PO2SM")
SHEET_LABELS = (
    "Población en situación de pobreza",
    "    Población en situación de pobreza moderada",
    "    Población en situación de pobreza extrema",
    "Población vulnerable por carencias sociales",
    "Población vulnerable por ingresos",
    "Población no pobre y no vulnerable",
    "Población con al menos una carencia social",
    "Población con al menos tres carencias sociales",
    "Rezago educativo",
    "Carencia por acceso a los servicios de salud",
    "Carencia por acceso a la seguridad social",
    "Carencia por calidad y espacios de la vivienda",
    "Carencia por acceso a los servicios básicos en la vivienda",
    "Carencia por acceso a la alimentación nutritiva y de calidad",
    "Población con ingreso inferior a la línea de pobreza extrema por ingresos",
    "Población con ingreso inferior a la línea de pobreza por ingresos",
)


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows, the header first, as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


class MadeSources:
    """A folder of official files for the made country; tests change what they want to go wrong."""

    def __init__(self, root: Path) -> None:
        """Write every file."""
        self.root = root
        self.write_boundaries(self.squares())
        self._write_population()
        self._write_poverty()
        self._write_indices()
        self._write_places_and_victims()

    def path(self, file: str) -> Path:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, file: str, rows: Iterable[Iterable[object]]) -> None:
        self.path(file).write_text(csv_text(rows), encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.path(file).read_text(encoding="utf-8")
        assert old in text
        self.path(file).write_text(text.replace(old, new, 1), encoding="utf-8")

    @staticmethod
    def square(code: str) -> shapely.Polygon:
        _, column, row = MUNICIPALITIES[code]
        x, y = ORIGIN_X + column * SIDE_M, ORIGIN_Y + row * SIDE_M
        return shapely.box(x, y, x + SIDE_M, y + SIDE_M)

    def squares(self) -> gpd.GeoDataFrame:
        """INEGI's columns and the squares, in EPSG:6372."""
        return gpd.GeoDataFrame(
            {
                "CVEGEO": list(MUNICIPALITIES),
                "CVE_ENT": [code[:2] for code in MUNICIPALITIES],
                "CVE_MUN": [code[2:] for code in MUNICIPALITIES],
                "NOMGEO": [name for name, _, _ in MUNICIPALITIES.values()],
            },
            geometry=[self.square(code) for code in MUNICIPALITIES],
            crs="EPSG:6372",
        )

    def remove_boundaries(self) -> None:
        for path in self.path("boundaries/x").parent.iterdir():
            if path.name != "cod_ab_pcodes_mex.csv":
                path.unlink()

    def write_boundaries(self, frame: gpd.GeoDataFrame, encoding: str = "cp1252") -> Path:
        """Write the layout of INEGI's Marco Geoestadístico: a zipped folder of shapefiles, and one of states."""
        self.remove_boundaries()
        folder = self.root.parent / f"{self.root.name}-shapefile"
        folder.mkdir(exist_ok=True)
        with warnings.catch_warnings():
            # GDAL says so when a layer is written without CRS; the .prj is INEGI's own text.
            warnings.simplefilter("ignore")
            bare = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=frame.geometry.to_numpy())
            pyogrio.write_dataframe(bare, folder / "00mun.shp", encoding=encoding)
        (folder / "00mun.prj").write_text(PRJ_6372)
        (folder / "00mun.cpg").write_text("1252" if encoding == "cp1252" else encoding)
        target = self.path("boundaries/mg_2020_integrado.zip")
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("conjunto_de_datos/00ent.shp", b"another layer")
            for part in sorted(folder.glob("00mun.*")):
                archive.write(part, f"conjunto_de_datos/{part.name}")
        return target

    def seat(self, code: str) -> tuple[float, float]:
        centre = gpd.GeoSeries([self.square(code).centroid], crs="EPSG:6372").to_crs("OGC:CRS84")[0]
        lon, lat = shapely.get_coordinates(centre)[0].tolist()
        return round(lon, 6), round(lat, 6)

    def _write_population(self) -> None:
        header = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code", "Valid from date")
        listed = [*STATES, *(code for code in MUNICIPALITIES if code != "01003")]
        rows = [("MEX", 1, f"MX{code}", "x", "MEX", "2021-06-18") for code in listed]
        self.write("boundaries/cod_ab_pcodes_mex.csv", [header, *rows])
        counts = ("pop", "pop_male", "pop_female", "afromexican", "indigenous_language")
        municipal = [
            (code, name, 1000, 480, 520, 30, 100, *self.seat(code)) for code, (name, _, _) in MUNICIPALITIES.items()
        ]
        self.write(
            "population/censo_2020_municipios.csv",
            [("region", "municipio_name", *counts, "long", "lat"), *municipal],
        )
        state_rows = [("01", STATES["01"], 3000, 1440, 1560, 90, 300), ("02", STATES["02"], 2000, 960, 1040, 60, 200)]
        self.write("population/censo_2020_estados.csv", [("region", "state_name_official", *counts), *state_rows])

    def _write_poverty(self) -> None:
        old = (
            "cve_ent",
            "entidad",
            "anio",
            "pobreza_miles",
            "pobreza_pct",
            "pobreza_extrema_pct",
            "al_menos_una_carencia_pct",
        )
        self.write(
            "poverty/coneval_estatal_2008_2018.csv",
            [
                old,
                ("01", "Aguascalientes", 2008, 1.3, "", "", ""),
                ("02", "Baja California", 2008, 0.9, "", "", ""),
                ("01", "Aguascalientes", 2018, 1.2, 40.1, "", ""),
                ("02", "Baja California", 2018, 0.8, 38.5, "", ""),
            ],
        )
        self.write(
            "poverty/inegi_pobreza_estatal_2024_pct.csv",
            [("cve_ent", "official_name", "pobreza_pct_2024"), ("01", "Aguascalientes", 17.0685), ("02", "BC", 9.8717)],
        )
        self.write_workbook()
        self.write(
            "poverty/coneval_municipal_2020.csv",
            [
                ("cvegeo", *(f"{name}_{ending}" for name in LONG for ending in ("porcentaje", "poblacion"))),
                *((code, *([25.5, 255] * len(LONG))) for code in MUNICIPALITIES if code != "02001"),
            ],
        )
        for ending, value in (("porcentaje", 30.5), ("poblacion", 305)):
            values = {code: [value] * len(SHORT) for code in MUNICIPALITIES} | {"01002": [0] * len(SHORT)}
            rows = [(code[:2], code[2:], *values[code]) for code in MUNICIPALITIES]
            self.write(f"poverty/coneval_municipal_2015_{ending}.csv", [("entidad", "municipio", *SHORT), *rows])
        self.write(
            "poverty/coneval_municipal_2010_2015_2020_agregado_por_sexo.csv",
            [
                ("anio", "cvegeo", "poblacion", *(f"{name}_porcentaje" for name in BY_SEX)),
                *((2010, code, 900, *([33.33] * len(BY_SEX))) for code in ("01001", "01002", "02001")),
                (2010, "02002", -1776, *([""] * len(BY_SEX))),
                (2015, "01001", 950, *([30.52] * len(BY_SEX))),
            ],
        )

    def write_workbook(self, change: Callable[[openpyxl.Workbook], object] | None = None) -> None:
        """One sheet an area: thousands of persons in the states' sheets, millions in the country's."""
        workbook = openpyxl.Workbook()
        workbook.active.title = "Contenido"
        sheets = {"Estados Unidos Mexicanos": ("Millones de personas", 0.003)}
        for name, (unit, persons) in (sheets | dict.fromkeys(STATES.values(), ("Miles de personas", 1.234))).items():
            sheet = workbook.create_sheet(name)
            sheet["B1"] = f"Medición multidimensional de la pobreza,* {name}"
            for column, heading in (
                ("C", "Indicadores "),
                ("D", "Porcentaje"),
                ("F", unit),
                ("H", "Carencias promedio"),
            ):
                sheet[f"{column}3"] = heading
            for column, year in (("D", 2020), ("E", "2022**"), ("F", 2020), ("G", "2022**"), ("H", 2020)):
                sheet[f"{column}4"] = year
            for number, label in enumerate(SHEET_LABELS, start=6):
                sheet[f"C{number}"] = label
                for column, value in (("D", 43.9), ("E", 36.25), ("F", persons), ("G", persons / 2), ("H", 2.2)):
                    sheet[f"{column}{number}"] = value
        if change:
            change(workbook)
        workbook.save(self.path("poverty/coneval_anexo_estadistico_entidades_2022.xlsx"))

    def _write_indices(self) -> None:
        state = ("indices/coneval_rezago_social_2020_estatal.csv", "cve_ent", ["00", *STATES])
        municipal = ("indices/coneval_rezago_social_2020_municipal.csv", "cvegeo", list(MUNICIPALITIES))
        for file, key, codes in (state, municipal):
            rows = [(code, *([12.5] * len(BACKWARDNESS)), "" if code == "00" else -1.25) for code in codes]
            self.write(file, [(key, *BACKWARDNESS, "irs_2020"), *rows])
        state = ("indices/conapo_marginacion_2020_estatal.csv", "CVE_ENT", list(STATES))
        municipal = ("indices/conapo_marginacion_2020_municipal.csv", "cvegeo", list(MUNICIPALITIES))
        for file, key, codes in (state, municipal):
            rows = [(code, *([7.5] * len(MARGINALISATION)), 55.5, "Muy bajo") for code in codes]
            self.write(file, [(key, *MARGINALISATION, "IM_2020", "GM_2020"), *rows])

    def write_localities(self, rows: Sequence[Sequence[object]]) -> None:
        text = csv_text([("cvegeo", "nom_loc", "lat", "lon", "pob"), *rows])
        self.path("places/inegi_localidades.csv.gz").write_bytes(gzip.compress(text.encode(), mtime=0))

    def _write_places_and_victims(self) -> None:
        lon, lat = self.seat("01001")
        self.write_localities(
            [
                ("010010001", "Aguascalientes", lat, lon, 800.0),
                ("010010106", "Arellano", lat + 0.01, lon + 0.01, ""),
                ("020020001", "Mexicali de Abajo", *reversed(self.seat("02002")), 700.0),
            ]
        )
        header = (
            *("n_year", "cve_ent", "subtipo_de_delito", "modalidad", "genero", "n_victimas"),
            *("n_victimas_x100khab", "n_victimas_x100kmujeres"),
        )
        rows: list[tuple[object, ...]] = []
        for year in (2024, 2025):
            for code in ("00", *STATES):
                for way in ("Con arma blanca", "Con arma de fuego"):
                    rows += [
                        (year, code, "Homicidio doloso", way, "Total", 3, 1.5, "NA"),
                        (year, code, "Homicidio doloso", way, "Mujer", 1, 0.5, 1.0),
                        (year, code, "Feminicidio", way, "Mujer", 2, 1.0, 2.25),
                        (year, code, "Secuestro", way, "Total", 9, 4.5, "NA"),
                    ]
        content = bz2.compress(csv_text([header, *rows]).encode())
        self.path("violence/sesnsp_victimas_estatal_tasa_100mil.csv.bz2").write_bytes(content)


@pytest.fixture
def made(tmp_path: Path) -> MadeSources:
    """Give a fresh folder of small official files."""
    return MadeSources(tmp_path / "sources")


@dataclass(frozen=True)
class Built:
    """A data folder and what its build reported."""

    folder: Path
    issues: tuple[Issue, ...]
    _values: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict, repr=False)

    def rows(self, file: str) -> list[dict[str, str]]:
        """Rows of a table, read by the plain csv module."""
        with (self.folder / file).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def layer(self, name: str) -> gpd.GeoDataFrame:
        return gpd.read_parquet(self.folder / f"geo/{name}.parquet")

    def values(self, indicator: str, year: int) -> dict[str, str]:
        """Values of an indicator and year by area, as written."""
        if not self._values:
            for row in self.rows("need/values.csv"):
                of_year = self._values.setdefault((row["indicator_id"], row["year"]), {})
                of_year[row["area_code"]] = row["value"]
        return self._values.get((indicator, str(year)), {})


@pytest.fixture
def build_made(made: MadeSources, tmp_path: Path) -> Callable[[], Built]:
    """Build the made country and give the result."""

    def run() -> Built:
        out = tmp_path / "data"
        return Built(out, build(made.root, out))

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give one build of the made country, for tests that only read it."""
    folder = tmp_path_factory.mktemp("made")
    return Built(folder / "data", build(MadeSources(folder / "sources").root, folder / "data"))


@pytest.fixture(scope="session")
def official_build(official: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Give one full build of the real official files."""
    out = tmp_path_factory.mktemp("official") / "data"
    return Built(out, build(official, out))


@pytest.fixture(scope="session")
def official_rows(official: Path) -> Callable[[str], list[dict[str, str]]]:
    """Give a plain reader of an official CSV file, independent of the builder's."""

    def read(file: str) -> list[dict[str, str]]:
        content = (official / file).read_bytes()
        if file.endswith(".bz2"):
            content = bz2.decompress(content)
        if file.endswith(".gz"):
            content = gzip.decompress(content)
        return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))

    return read


@pytest.fixture(scope="session")
def repository_data() -> Path:
    """Give the data folder of the repository."""
    return ROOT / "data"
