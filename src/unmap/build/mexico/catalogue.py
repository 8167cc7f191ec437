"""The official files that the builder knows: who published them, where they stand below the sources folder.

This is the one place that names files and the years they speak of. A newer edition of a publication is a
change here; the readers take file names, years and column prefixes from these records.
"""

from __future__ import annotations

from dataclasses import dataclass

from unmap.model import AdminLevel

_INEGI = "Instituto Nacional de Estadística y Geografía (INEGI)"
_CONEVAL = "Consejo Nacional de Evaluación de la Política de Desarrollo Social (CONEVAL)"
_INEGI_TERMS = "Free use and adaptation, naming INEGI as the source (Términos de libre uso de la información del INEGI)"
_CONEVAL_TERMS = "Free use and adaptation, naming CONEVAL as the source"
_CONEVAL_URL = "https://www.coneval.org.mx"
_CONEVAL_MUNICIPAL_URL = "https://www.coneval.org.mx/Medicion/Paginas/Pobreza-municipio-2010-2020.aspx"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialSource:
    """A publication and the files of it that are read.

    `year` is what a reader of the data is told; `reference_year` is the one year that the values belong to,
    where a file has no column for it. `last_complete_year` leaves out later, unfinished years.
    """

    source_id: str
    title: str
    publisher: str
    year: str
    terms: str
    url: str
    role: tuple[str, ...] = ("need",)
    files: tuple[str, ...] = ()
    reference_year: int = 0
    last_complete_year: int = 9999

    @property
    def file(self) -> str:
        """The first file, for publications that have only one."""
        return self.files[0]


LEVELS = (
    AdminLevel(
        level=1,
        id="states",
        word="state",
        singular_en="state",
        plural_en="states",
        singular_es="entidad federativa",
        plural_es="entidades federativas",
        short_singular_es="entidad",
        short_plural_es="entidades",
        gender_es="f",
        code_form="[0-9]{2}",
        parent="",
    ),
    AdminLevel(
        level=2,
        id="municipalities",
        word="municipality",
        singular_en="municipality",
        plural_en="municipalities",
        singular_es="municipio",
        plural_es="municipios",
        short_singular_es="",
        short_plural_es="",
        gender_es="m",
        code_form="[0-9]{5}",
        parent="states",
    ),
)
"""The levels of the Marco Geoestadístico, whose keys (CVE_ENT, CVEGEO) have two and five digits."""


SURROUNDINGS = (
    ("Pacific | Ocean", "Océano | Pacífico", "sea", -117.9, 28.6, 4.3),
    ("Gulf of | Mexico", "Golfo de | México", "sea", -93.2, 24.6, 4.0),
    ("United States", "Estados Unidos", "country", -101.6, 31.6, 4.8),
    ("Guatemala", "Guatemala", "country", -89.9, 15.4, 4.8),
)
"""What the map names around the country, in the columns of `unmap.model.schema.SURROUNDINGS`."""


BOUNDARIES_FOLDER = "boundaries"

BOUNDARIES = OfficialSource(
    source_id="inegi-marco-geoestadistico-2020",
    title="Marco Geoestadístico, Censo de Población y Vivienda 2020, municipios",
    publisher=_INEGI,
    year="2020",
    terms=_INEGI_TERMS,
    url="https://www.inegi.org.mx/temas/mg/",
    role=("boundaries",),
)

PCODES = OfficialSource(
    source_id="ocha-cod-ab-mex",
    title="Mexico: common operational dataset of administrative boundaries, list of P-codes",
    publisher="UN Office for the Coordination of Humanitarian Affairs (OCHA)",
    year="2021",
    terms="Free use, naming OCHA and INEGI as the source",
    url="https://data.humdata.org/dataset/cod-ab-mex",
    role=("boundaries",),
    files=("boundaries/cod_ab_pcodes_mex.csv",),
)

CENSUS = OfficialSource(
    source_id="inegi-censo-2020",
    title="Censo de Población y Vivienda 2020",
    publisher=_INEGI,
    year="2020",
    terms=_INEGI_TERMS,
    url="https://www.inegi.org.mx/programas/ccpv/2020/",
    role=("people", "need"),
    files=("population/censo_2020_estados.csv", "population/censo_2020_municipios.csv"),
    reference_year=2020,
)

LOCALITIES = OfficialSource(
    source_id="inegi-localidades",
    title="Catálogo Único de Claves de Áreas Geoestadísticas Estatales, Municipales y Localidades",
    publisher=_INEGI,
    year="2015-2017",
    terms=_INEGI_TERMS,
    url="https://www.inegi.org.mx/app/ageeml/",
    role=("places",),
    files=("places/inegi_localidades.csv.gz",),
)

POVERTY_STATES_2008_2018 = OfficialSource(
    source_id="coneval-estatal-2008-2018",
    title="Medición de la pobreza, entidades federativas, 2008-2018",
    publisher=_CONEVAL,
    year="2008-2018",
    terms=_CONEVAL_TERMS,
    url=_CONEVAL_URL,
    files=("poverty/coneval_estatal_2008_2018.csv",),
)

POVERTY_STATES_2016_2022 = OfficialSource(
    source_id="coneval-estatal-2016-2022",
    title="Medición multidimensional de la pobreza, anexo estadístico, entidades federativas, 2016-2022",
    publisher=_CONEVAL,
    year="2016-2022",
    terms=_CONEVAL_TERMS,
    url="https://www.coneval.org.mx/Medicion/MP/Paginas/Pobreza_2022.aspx",
    files=("poverty/coneval_anexo_estadistico_entidades_2022.xlsx",),
)

POVERTY_STATES_2024 = OfficialSource(
    source_id="inegi-pobreza-2024",
    title="Pobreza multidimensional 2024, entidades federativas",
    publisher=_INEGI,
    year="2024",
    terms=_INEGI_TERMS,
    url="https://www.inegi.org.mx/desarrollosocial/pm/",
    files=("poverty/inegi_pobreza_estatal_2024_pct.csv",),
    reference_year=2024,
)

POVERTY_MUNICIPAL_2010 = OfficialSource(
    source_id="coneval-municipal-2010",
    title="Medición de la pobreza, municipios, 2010, 2015 y 2020, por sexo (de ella: 2010, ambos sexos)",
    publisher=_CONEVAL,
    year="2010",
    terms=_CONEVAL_TERMS,
    url=_CONEVAL_MUNICIPAL_URL,
    files=("poverty/coneval_municipal_2010_2015_2020_agregado_por_sexo.csv",),
    reference_year=2010,
)

POVERTY_MUNICIPAL_2015 = OfficialSource(
    source_id="coneval-municipal-2015",
    title="Medición de la pobreza, municipios, 2015",
    publisher=_CONEVAL,
    year="2015",
    terms=_CONEVAL_TERMS,
    url=_CONEVAL_MUNICIPAL_URL,
    files=(
        "poverty/coneval_municipal_2015_porcentaje.csv",
        "poverty/coneval_municipal_2015_poblacion.csv",
    ),
    reference_year=2015,
)

POVERTY_MUNICIPAL_2020 = OfficialSource(
    source_id="coneval-municipal-2020",
    title="Medición de la pobreza, municipios, 2020",
    publisher=_CONEVAL,
    year="2020",
    terms=_CONEVAL_TERMS,
    url=_CONEVAL_MUNICIPAL_URL,
    files=("poverty/coneval_municipal_2020.csv",),
    reference_year=2020,
)

SOCIAL_BACKWARDNESS = OfficialSource(
    source_id="coneval-rezago-social-2020",
    title="Índice de rezago social 2020, entidades federativas y municipios",
    publisher=_CONEVAL,
    year="2020",
    terms=_CONEVAL_TERMS,
    url="https://www.coneval.org.mx/Medicion/IRS/Paginas/Indice_Rezago_Social_2020.aspx",
    files=(
        "indices/coneval_rezago_social_2020_estatal.csv",
        "indices/coneval_rezago_social_2020_municipal.csv",
    ),
    reference_year=2020,
)

MARGINALISATION = OfficialSource(
    source_id="conapo-marginacion-2020",
    title="Índice de marginación 2020, entidades federativas y municipios",
    publisher="Consejo Nacional de Población (CONAPO)",
    year="2020",
    terms="Free use and adaptation, naming CONAPO as the source",
    url="https://www.gob.mx/conapo/documentos/indices-de-marginacion-2020-284372",
    files=(
        "indices/conapo_marginacion_2020_estatal.csv",
        "indices/conapo_marginacion_2020_municipal.csv",
    ),
    reference_year=2020,
)

VICTIMS = OfficialSource(
    source_id="sesnsp-victimas",
    title="Víctimas de delitos del fuero común, entidades federativas, con tasas por 100 mil habitantes",
    publisher="Secretariado Ejecutivo del Sistema Nacional de Seguridad Pública (SESNSP)",
    year="2015-2024",
    terms="Free use and adaptation, naming SESNSP as the source",
    url="https://www.gob.mx/sesnsp/acciones-y-programas/datos-abiertos-de-incidencia-delictiva",
    files=("violence/sesnsp_victimas_estatal_tasa_100mil.csv.bz2",),
    last_complete_year=2024,
)

OFFICIAL_SOURCES: tuple[OfficialSource, ...] = (
    BOUNDARIES,
    PCODES,
    CENSUS,
    LOCALITIES,
    POVERTY_STATES_2008_2018,
    POVERTY_STATES_2016_2022,
    POVERTY_STATES_2024,
    POVERTY_MUNICIPAL_2010,
    POVERTY_MUNICIPAL_2015,
    POVERTY_MUNICIPAL_2020,
    SOCIAL_BACKWARDNESS,
    MARGINALISATION,
    VICTIMS,
)
