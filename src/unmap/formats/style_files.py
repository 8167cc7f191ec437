"""How other programs are to draw a layer: as QML, which QGIS reads, and as the OGC's Styled Layer Descriptor 1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml.builder import E as QML
from lxml.builder import ElementMaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.formats.styles import Rule, Style

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
