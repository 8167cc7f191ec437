"""How a map draws a layer: colours of the web app in its light theme (web/styles/tokens.css), as QML and as SLD 1.0.

SLD is the OGC's Styled Layer Descriptor; QML is what QGIS reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree
from lxml.builder import E as QML
from lxml.builder import ElementMaker

from unmap.measures.need import legend
from unmap.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from unmap.model import NeedChoice
    from unmap.store import Dataset


RAMP = ("#fdf1d8", "#f5d396", "#e8b05e", "#d28c3e", "#b5682c", "#8f481e", "#622913")
"""Anchors from little to much need."""


NO_DATA = "#e4e9ec"


NO_DATA_LINE = "#919ca5"


OFFICE = "#0b3c66"


OFFICE_RING = "#ffffff"


BORDER = "#fffdf8"


INK = "#17212b"


SEA = "#e6ecef"


def class_colours(classes: int, *, low_is_worse: bool) -> tuple[str, ...]:
    """Give a colour for each class, the ends of the ramp always among them, the strongest where need is greatest."""
    steps = np.linspace(0, len(RAMP) - 1, classes) if classes > 1 else np.array([len(RAMP) - 1])
    anchors = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in RAMP])
    channels = [np.interp(steps, range(len(RAMP)), anchors[:, channel]).round().astype(int) for channel in range(3)]
    colours = tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in zip(*channels, strict=True))
    return colours[::-1] if low_is_worse else colours


_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What production 2 of XML 1.0, Char, leaves out: control characters, lone surrogates, U+FFFE and U+FFFF."""


def writable(text: str) -> str:
    """Give `text` without the characters that XML has no way to write, not even escaped."""
    return _UNWRITABLE.sub("", text)


LOW_IS_WORSE = "low-is-worse"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is drawn alike: rows with `above` < value <= `upto`, or with exactly the text `equal`, or without value.

    A limit that is None is open; a rule without any of the three is for what is missing.
    """

    label: str
    colour: str
    above: float | None = None
    upto: float | None = None
    equal: str | None = None

    @property
    def missing(self) -> bool:
        """Whether the rule is for rows without a value."""
        return self.above is None and self.upto is None and self.equal is None


@dataclass(frozen=True, slots=True)
class Style:
    """Rules on one column of a layer; points are drawn as `marker`, areas with a border of `border_mm`."""

    title: str
    column: str
    rules: tuple[Rule, ...]
    border: str = BORDER
    border_mm: float = 0.26
    marker: str | None = None
    name_column: str = "name"
    labelled: bool = False


def need_style(dataset: Dataset, choice: NeedChoice, values: pd.Series) -> Style:
    """Give the classes of the legend of `choice` as rules, no data apart; what lies outside joins the outer classes."""
    indicator = choice.indicator
    classes = legend(dataset, choice, values)
    colours = class_colours(len(classes.upper), low_is_worse=indicator.direction == LOW_IS_WORSE)
    lows = (classes.lower, *classes.upper[:-1])
    last = len(colours) - 1
    rules = [
        Rule(
            f"{low:g} – {high:g}" if indicator.unit != "persons" else f"{low:,.0f} – {high:,.0f}",
            colour,
            above=low if step else None,
            upto=high if step < last else None,
        )
        for step, (low, high, colour) in enumerate(zip(lows, classes.upper, colours, strict=True))
    ]
    if last == 0:
        # One class holds every value; an open rule would be that for what is missing.
        rules = [Rule(rules[0].label, colours[0], above=float("-1e300"))]
    title = writable(f"{indicator.name_en} ({indicator.unit_name_en}), {choice.year}")
    of_states = choice.level is Level.STATE
    width = 0.26 if of_states else 0.06
    return Style(title, "need_value", (*rules, Rule("no data", NO_DATA)), border_mm=width, labelled=of_states)


def office_style() -> Style:
    """Give offices as circles, field offices and headquarters in colours of their own."""
    rules = (
        Rule("field office", OFFICE, equal="field"),
        Rule("headquarters", INK, equal="headquarters"),
    )
    return Style("Offices by type", "office_type", rules, OFFICE_RING, marker="circle", name_column="agency_acronym")


def initiative_style() -> Style:
    """Give the seats of the areas that initiatives are placed in as diamonds; those without a place are not drawn."""
    rules = (Rule("initiative: seat of its area", OFFICE, equal="located"),)
    return Style("Initiatives by place", "scope", rules, OFFICE_RING, marker="diamond", name_column="title")


SLD_NAMESPACE = "http://www.opengis.net/sld"


OGC_NAMESPACE = "http://www.opengis.net/ogc"


_VERSION = "3.28.0"
"""The release of QGIS whose words these are; later ones read them."""


_HORIZONTAL = "4"
"""Of QGIS's ways to place a label: level, somewhere inside its area."""


_MARKER_MM = 3.2


_MM_TO_PIXELS = 1 / 0.28
"""Pixels of the standard's screen in a millimetre."""


_OGC = ElementMaker(namespace=OGC_NAMESPACE, nsmap={"ogc": OGC_NAMESPACE})


_SLD = ElementMaker(namespace=SLD_NAMESPACE, nsmap={None: SLD_NAMESPACE, "ogc": OGC_NAMESPACE})


def qml(style: Style) -> str:
    """Give `style` as a QGIS layer style: a rule for each class, a name to show, labels where they have room."""
    rules = [
        QML.rule(key=f"rule{number}", symbol=str(number), label=rule.label, filter=expression(style.column, rule))
        for number, rule in enumerate(style.rules)
    ]
    symbols = [_symbol(style, rule, number) for number, rule in enumerate(style.rules)]
    renderer = QML(
        "renderer-v2",
        QML.rules(*rules, key="rules"),
        QML.symbols(*symbols),
        type="RuleRenderer",
        symbollevels="0",
        forceraster="0",
        enableorderby="0",
    )
    parts = [renderer, QML.previewExpression(_quoted(style.name_column))]
    if style.labelled:
        parts.insert(1, _labels(style))
    root = QML.qgis(*parts, version=_VERSION, styleCategories="Symbology|Labeling|MapTips")
    root.set("labelsEnabled", "1" if style.labelled else "0")
    return etree.tostring(root, doctype="<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>").decode()


def expression(column: str, rule: Rule) -> str:
    """Give a rule as a condition, in words that QGIS and SQL share."""
    name = _quoted(column)
    if rule.missing:
        return f"{name} IS NULL"
    if rule.equal is not None:
        text = rule.equal.replace("'", "''")
        return f"{name} = '{text}'"
    limits = [] if rule.above is None else [f"{name} > {rule.above!r}"]
    if rule.upto is not None:
        limits.append(f"{name} <= {rule.upto!r}")
    return " AND ".join(limits)


def _quoted(column: str) -> str:
    name = column.replace('"', '""')
    return f'"{name}"'


def _symbol(style: Style, rule: Rule, number: int) -> etree._Element:
    border = {
        "outline_color": _rgba(style.border),
        "outline_style": "solid",
        "outline_width": f"{style.border_mm:g}",
        "outline_width_unit": "MM",
    }
    if style.marker is None:
        kind, layer = "fill", _layer("SimpleFill", {"color": _rgba(rule.colour), "style": "solid", **border})
    else:
        marker = {"color": _rgba(rule.colour), "name": style.marker, "size": f"{_MARKER_MM:g}", "size_unit": "MM"}
        kind, layer = "marker", _layer("SimpleMarker", {**marker, **border})
    return QML.symbol(layer, type=kind, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(kind: str, options: Mapping[str, str]) -> etree._Element:
    return QML.layer(
        QML.Option(
            *(QML.Option(name=name, type="QString", value=value) for name, value in options.items()), type="Map"
        ),
        # Releases before 3.26 read these.
        *(QML.prop(k=name, v=value) for name, value in options.items()),
        **{"class": kind, "enabled": "1", "locked": "0", "pass": "0"},
    )


def _labels(style: Style) -> etree._Element:
    text = QML("text-style", fieldName=style.name_column, fontSize="8", textColor="34,43,51,255", isExpression="0")
    text.append(QML("text-buffer", bufferDraw="1", bufferSize="0.8", bufferColor="255,255,255,200"))
    # Left to itself QGIS turns names to fit and drops those that do not.
    place = QML.placement(placement=_HORIZONTAL, dist="0")
    return QML.labeling(QML.settings(text, place, calloutType="simple"), type="simple")


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def sld(style: Style, name: str) -> str:
    """Give `style` as a Styled Layer Descriptor for the layer `name`."""
    rules = [_sld_rule(style, rule) for rule in style.rules]
    root = _SLD.StyledLayerDescriptor(
        _SLD.NamedLayer(
            _SLD.Name(name),
            _SLD.UserStyle(_SLD.Name(name), _SLD.Title(style.title), _SLD.FeatureTypeStyle(*rules)),
        ),
        version="1.0.0",
    )
    return etree.tostring(root).decode()


def _sld_rule(style: Style, rule: Rule) -> etree._Element:
    fill = _SLD.Fill(*_css({"fill": rule.colour}))
    stroke = _SLD.Stroke(*_css({"stroke": style.border, "stroke-width": f"{style.border_mm * _MM_TO_PIXELS:.2g}"}))
    if style.marker is None:
        symbol = _SLD.PolygonSymbolizer(fill, stroke)
    else:
        shape = _SLD.WellKnownName("circle" if style.marker == "circle" else "square")
        size = _SLD.Size(f"{_MARKER_MM * _MM_TO_PIXELS:.0f}")
        symbol = _SLD.PointSymbolizer(_SLD.Graphic(_SLD.Mark(shape, fill, stroke), size))
    return _SLD.Rule(_SLD.Name(rule.label), _OGC.Filter(_condition(style.column, rule)), symbol)


def _css(values: Mapping[str, str]) -> Iterable[Any]:
    return [_SLD.CssParameter(value, name=name) for name, value in values.items()]


def _condition(column: str, rule: Rule) -> etree._Element:
    def compared(operator: str, value: str) -> etree._Element:
        return _OGC(operator, _OGC.PropertyName(column), _OGC.Literal(value))

    if rule.missing:
        return _OGC.PropertyIsNull(_OGC.PropertyName(column))
    if rule.equal is not None:
        return compared("PropertyIsEqualTo", rule.equal)
    limits = [] if rule.above is None else [compared("PropertyIsGreaterThan", repr(rule.above))]
    if rule.upto is not None:
        limits.append(compared("PropertyIsLessThanOrEqualTo", repr(rule.upto)))
    return limits[0] if len(limits) == 1 else _OGC.And(*limits)
