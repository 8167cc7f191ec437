"""A brief as one printable page, and the states as a plain table for a browser without scripts.

Facts and pictures are put into a template in which every text is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from unmap.errors import OutputError
from unmap.files import built_web
from unmap.measures import choose_need, default_need
from unmap.measures.gaps import gaps
from unmap.measures.matching import over_the_country
from unmap.measures.presence import presence_table
from unmap.model import PresenceQuery
from unmap.model.arguments import one_of
from unmap.model.plain import records
from unmap.model.records import source_words
from unmap.model.report_names import period_name, report_name
from unmap.model.schema import SHORT_NAMES
from unmap.model.words import Language, words
from unmap.pages.brief import charts, wording
from unmap.pages.brief.need_lines import NeedFacts, inner_choice, need_facts
from unmap.pages.brief.subject import around_facts, gap_facts, record_facts, subject_of
from unmap.pages.brief.territory import area_map, locator, swatch, tints_of
from unmap.pages.brief.wording import (
    cited,
    first,
    first_entries,
    gap_sentences,
    selection_of,
    shortened,
    sources_of,
)
from unmap.store.dataset import newest_report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from unmap.features import LayerStore
    from unmap.model import NeedChoice
    from unmap.model.words import Words
    from unmap.pages.brief.need_lines import Series
    from unmap.pages.brief.subject import RecordFacts, Subject
    from unmap.store import Dataset


STYLESHEET = "pages/brief.css"
"""What the build calls the style sheet of a brief."""


SCRIPT = "pages/print.js"
"""What it calls the script of the button to print."""


def built_styles() -> str:
    """Give the rules of the style sheet; raises OutputError where unmap was built without its web app."""
    folder = built_web()
    try:
        listed = orjson.loads((folder / "pages.json").read_bytes())
        text = (folder / str(listed[STYLESHEET]).lstrip("/")).read_text(encoding="utf-8")
    except (OSError, KeyError, orjson.JSONDecodeError):
        raise OutputError("this unmap was built without its web app, which holds the look of the page") from None
    # What ends a style element would end it in a comment or a text of the sheet, too.
    return text.replace("</", "<\\/")


@dataclass(frozen=True, slots=True)
class BriefQuery:
    """One area, in one language; `question` chooses need, filters and counting, its level is that of the area."""

    code: str
    language: Language = Language.EN
    question: PresenceQuery = field(default_factory=PresenceQuery)

    def __post_init__(self) -> None:
        """Take the language as a plain word; raises ParameterError for one that the page is not written in."""
        object.__setattr__(self, "language", one_of(Language, "lang", self.language))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: on a server, which has links and a style sheet of its own, or alone in a file.

    `address` is that of the page itself and `others` those in other languages, `stylesheet` the address of the style
    sheet, `script` that of the button to print; in a file `styles` holds the rules themselves. Without a style sheet
    or rules there is no picture on the page, which would be black. `written` is when the data was.
    """

    written: datetime
    address: str | None = None
    others: Mapping[Language, str] = field(default_factory=dict)
    stylesheet: str | None = None
    script: str | None = None
    styles: str | None = None

    @property
    def styled(self) -> bool:
        """Whether the page has a look."""
        return self.stylesheet is not None or self.styles is not None


INITIATIVES_SHOWN = 10


WIDER_SHOWN = 4
"""Initiatives of the whole state that a municipality's page always has room for."""


OFFICES_SHOWN = 7


PLACES_SHOWN = 4


AGENCIES_SHOWN = 5


NEIGHBOURS_SHOWN = 8
"""Neighbours on the page of an area where nobody is; each entry of its lists takes the room of one."""


FEWEST_NEIGHBOURS = 3


NEAR_SHOWN = 5
"""Places with offices, by distance, where there are neighbours."""


@cache
def templates() -> Environment:
    """Give the templates of this room; a name that a template is not given is an error."""
    made = Environment(
        loader=PackageLoader("unmap.pages.brief", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(short=shortened)
    drawn = {"bar": charts.bar, "rank_bar": charts.rank_bar, "rank_sample": charts.rank_sample}
    made.globals.update(n=wording, words=words, first=first, cited=cited, rank_marks=charts.RANK_MARKS, **drawn)
    return made


def render_brief(store: LayerStore, asked: BriefQuery, place: Place) -> str:
    """Give the page of one area.

    Raises NotFoundError for a code that no area has, and ParameterError for an indicator, a year or a filter value
    that does not exist at its level.
    """
    dataset = store.dataset
    subject = subject_of(dataset, asked.code, asked.language)
    question = over_the_country(dataset, replace(asked.question, level=subject.level.word))
    choice = choose_need(dataset, subject.level.word, question.indicator, question.year)
    need = need_facts(dataset, choice, subject)
    gap = gap_facts(dataset, question, subject, asked.language)
    record = record_facts(store, question, subject, asked.language)
    say = words(asked.language)
    return (
        templates()
        .get_template("brief.html")
        .render(
            say=say,
            place=_named(place),
            subject=subject,
            country=say.of(dataset.report, "country_name"),
            report=dataset.report,
            report_name=report_name(dataset.report, dataset.all_reports, asked.language),
            report_period=period_name(dataset.report, asked.language),
            within=_within(dataset, "&"),
            need=need,
            gap=gap,
            told=gap_sentences(say, gap),
            record=record,
            lists=_lists(record),
            around=_around(dataset, question, subject, record),
            selection=selection_of(question),
            sources=sources_of(dataset, need),
            edition=dataset.edition,
            holds={"offices": len(dataset.offices) > 0, "initiatives": len(dataset.initiatives) > 0},
            pictures=_pictures(store, say, subject, need, record) if place.styled else {},
            limits={"places": PLACES_SHOWN, "agencies": AGENCIES_SHOWN, "near": NEAR_SHOWN},
        )
    )


def _within(dataset: Dataset, before: str) -> str:
    """Give what a link says of the report behind a `before`: nothing of the newest, which is shown by itself."""
    shown = dataset.report.report_id
    return "" if shown == newest_report(dataset.reports) else f"{before}report={quote(shown)}"


def render_missing(store: LayerStore, language: Language, place: Place) -> str:
    """Give the page that says that no area has the code asked for; it does not repeat the code."""
    dataset = store.dataset
    say, highest = words(language), dataset.layer(None).sort_values("code")
    return (
        templates()
        .get_template("missing.html")
        .render(
            say=say,
            place=_named(place),
            within=_within(dataset, "&"),
            areas=[
                (row["code"], say.of(row, "short_name")) for row in highest[["code", *SHORT_NAMES]].to_dict("records")
            ],
            kinds=f" {say('answer.nor')} ".join(say.of(level, "singular") for level in dataset.admin_levels),
            plural=say.of(dataset.admin_levels[0], "plural"),
            examples=", ".join(dataset.layer(level)["code"].min() for level in dataset.admin_levels),
        )
    )


def _named(place: Place) -> Mapping[str, Any]:
    """Give the place as a template takes it: rules of style stand as they are, since they are the build's own."""
    return {
        "written": place.written.date().isoformat(),
        "address": place.address,
        "others": place.others,
        "stylesheet": place.stylesheet,
        "script": place.script,
        "styles": None if place.styles is None else Markup(place.styles),  # noqa: S704 - the style sheet as built
    }


def _lists(record: RecordFacts) -> dict[str, Any]:
    """Give what of the long lists fits the page, with how many are left out."""
    here = sum(len(group.entries) for group in record.here)
    room = INITIATIVES_SHOWN - min(sum(len(group.entries) for group in record.wider), WIDER_SHOWN)
    return {
        "offices": first(record.offices, OFFICES_SHOWN),
        "here": first_entries(record.here, room),
        "wider": first_entries(record.wider, INITIATIVES_SHOWN - min(here, room)),
    }


def _around(dataset: Dataset, query: PresenceQuery, subject: Subject, record: RecordFacts) -> dict[str, Any] | None:
    """Give what is around the area where its own lists leave room, None where they do not."""
    groups = (*record.here, *record.wider)
    taken = len(groups) + sum(len(group.entries) for group in groups) + max(len(record.offices) - 2, 0)
    room = NEIGHBOURS_SHOWN - taken
    if room < FEWEST_NEIGHBOURS:
        return None
    found = around_facts(dataset, query, subject)
    shown, _ = first(found.neighbours, room)
    return {"own": found.own, "neighbours": found.neighbours, "shown": [*shown], "near": found.near}


def _pictures(store: LayerStore, say: Words, subject: Subject, need: NeedFacts, record: RecordFacts) -> dict[str, Any]:
    shown = inner_choice(store.dataset, need.choice) or need.choice
    tints = tints_of(store, shown)
    level = say.of(store.dataset.level(shown.level), "singular")
    named = {"indicator": shortened(say.of(shown.indicator, "name"), 80), "year": shown.year, "level": level}
    title = say("brief.mapOf", name=subject.name, **named)
    lows = (tints.legend.lower, *tints.legend.upper[:-1])
    return {
        "map": area_map(store, subject, tints, record.shown, title),
        "caption": say("brief.mapBy", **named),
        "locator": locator(store, subject),
        "classes": [
            (swatch(colour), _range(low, high, shown))
            for colour, low, high in zip(tints.colours, lows, tints.legend.upper, strict=True)
            if shown.given
        ],
        "no_data": swatch(None),
        "tinted": shown,
        "years": _years(say, need),
    }


def _range(low: float, high: float, choice: NeedChoice) -> str:
    unit = choice.indicator.unit
    if unit == "percent":
        return f"{low:.0f} – {high:.0f}%"
    return f"{wording.in_unit(low, unit)} – {wording.in_unit(high, unit)}"


def _series(say: Words, one: Series) -> str:
    return shortened(say.of(one.indicator, "series_name"), 60)


def _years(say: Words, need: NeedFacts) -> dict[str, Any] | None:
    if not need.years:
        return None
    shown = need.rate or need.persons
    chosen = need.choice.indicator if shown is None else shown.indicator
    title = say("brief.yearsTitle", indicator=shortened(say.of(chosen, "name"), 80))
    told = "; ".join(
        f"{_series(say, one)}: "
        + ", ".join(f"{year} {wording.in_unit(value, one.indicator.unit)}" for year, value in one.points)
        for one in need.years
    )
    looks = charts.looks_of(need.years, chosen.indicator_id)
    return {
        "chart": charts.years_chart(
            need.years, (chosen.indicator_id, need.choice.year), chosen.unit, f"{title}. {told}"
        ),
        "series": [(charts.line_sample(look), _series(say, one)) for look, one in zip(looks, need.years, strict=True)],
    }


def overview(dataset: Dataset, language: Language = Language.EN) -> str:
    """Give what the map's page says without scripts: the areas of the highest level, those in greatest need first.

    Each with rate, headcount, offices, headquarters where there are any, initiatives and gap; sources, and ways on.
    """
    query = PresenceQuery()
    choice = default_need(dataset)
    found = gaps(dataset, query)
    counts = presence_table(dataset, query).set_index("code")
    table = found.areas.sort_values(["need_rank", "code"], na_position="last")
    rows = records(table[["code", *SHORT_NAMES, "need_pct", "need_persons", "gap"]])
    for row in rows:
        row |= {name: int(counts.loc[row["code"], name]) for name in ("offices", "headquarters", "initiatives")}
    return (
        templates()
        .get_template("overview.html")
        .render(
            say=words(language),
            languages=[*Language],
            level=dataset.level(),
            rows=rows,
            headquarters=bool(counts["headquarters"].any()),
            need=choice,
            need_source=dataset.source(choice.indicator.source_id) if choice.given else None,
            within=_within(dataset, "?"),
            within_more=_within(dataset, "&"),
            report_name=report_name(dataset.report, dataset.all_reports, language),
            report_period=period_name(dataset.report, language),
            report_source=dataset.source(dataset.report.source_id),
            source_words=source_words,
        )
    )
