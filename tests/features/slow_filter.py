"""An oracle for filters: CQL2 JSON evaluated one row at a time, in plain Python, with None for what is unknown."""

from __future__ import annotations

import math
import operator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.model.properties import Property, PropertyType

if TYPE_CHECKING:
    from collections.abc import Callable

Node = Any
"""A part of a filter, or its value."""

PLAIN = str.maketrans("áéíóúñüÁÉÍÓÚÑÜ", "aeiounuAEIOUNU")
"""Accents of the letters that the generated texts are made of."""

TYPES = {
    "name": PropertyType.TEXT,
    "word": PropertyType.TEXT,
    "count": PropertyType.INTEGER,
    "share": PropertyType.NUMBER,
    "flag": PropertyType.BOOLEAN,
    "day": PropertyType.DATE,
    "until": PropertyType.DATE,
    "tags": PropertyType.TEXTS,
    "parts": PropertyType.OBJECTS,
    "geometry": PropertyType.GEOMETRY,
}
PROPERTIES = {name: Property(name, kind, name.title()) for name, kind in TYPES.items()}


def evaluate(node: Node, row: dict[str, Any]) -> Node:
    """Give the value of a node: a text, number, boolean, date, set of texts, or None where there is none."""
    if isinstance(node, list):
        return frozenset(node)
    if not isinstance(node, dict):
        return node
    if "property" in node:
        return cell(row[node["property"]])
    if "date" in node:
        return date.fromisoformat(node["date"])
    return operate(node["op"], node["args"], row)


def cell(value: Node) -> Node:
    """Give a cell as a value, a text that looks like a date as a date."""
    if isinstance(value, (tuple, frozenset)):
        return frozenset(value)
    if not isinstance(value, str):
        return None if pd.isna(value) else value
    if not value:
        return None
    return date.fromisoformat(value) if value[:4].isdigit() else value


def operate(op: str, args: list[Any], row: dict[str, Any]) -> Node:
    """Apply an operator."""
    if op == "isNull":
        return evaluate(args[0], row) is None
    if op in {"and", "or"}:
        ends, values = op == "or", [evaluate(argument, row) for argument in args]
        return ends if ends in values else None if None in values else not ends
    if op == "in":
        return operate("or", [{"op": "=", "args": [args[0], item]} for item in (*args[1], args[1][0])], row)
    if op == "between":
        low, high = {"op": ">=", "args": args[:2]}, {"op": "<=", "args": [args[0], args[2]]}
        return operate("and", [low, high], row)
    values = [evaluate(argument, row) for argument in args]
    return None if None in values else OPERATORS[op](*values)


def calculate(op: str, left: float, right: float) -> float | None:
    """Calculate as a pocket calculator does, None for what it refuses."""
    try:
        value = CALCULATIONS[op](float(left), float(right))
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return value if math.isfinite(value) else None


CALCULATIONS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "div": lambda left, right: float(int(left / right)),
    "%": math.fmod,
    "^": operator.pow,
}


def like(text: str, pattern: str) -> bool:
    """Match letter by letter, trying every length for %."""
    if not pattern:
        return not text
    head, rest = pattern[0], pattern[1:]
    if head == "%":
        return any(like(text[start:], rest) for start in range(len(text) + 1))
    if head == "\\" and rest:
        head, rest = rest[0], rest[1:]
    elif head == "_":
        return bool(text) and like(text[1:], rest)
    return text[:1] == head and like(text[1:], rest)


OPERATORS: dict[str, Any] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "not": lambda a: not a,
    "like": like,
    "casei": str.lower,
    "accenti": lambda text: text.translate(PLAIN),
    "a_contains": lambda a, b: b <= a,
    "a_containedBy": lambda a, b: a <= b,
    "a_equals": lambda a, b: a == b,
    "a_overlaps": lambda a, b: bool(a & b),
    "t_before": lambda a, b: a < b,
    "t_after": lambda a, b: a > b,
    "t_equals": lambda a, b: a == b,
    **{op: partial(calculate, op) for op in CALCULATIONS},
}


FORMS: dict[str, Callable[[list[str]], str]] = {
    "not": lambda args: f"NOT ({args[0]})",
    "isNull": lambda args: f"{args[0]} IS NULL",
    "between": lambda args: f"{args[0]} BETWEEN {args[1]} AND {args[2]}",
    "and": lambda args: " AND ".join(f"({argument})" for argument in args),
    "or": lambda args: " OR ".join(f"({argument})" for argument in args),
    "in": " IN ".join,
    "like": " LIKE ".join,
}


def as_text(node: Node) -> str:
    """Write CQL2 JSON as CQL2 text, with parentheses around whatever is inside something else."""
    if isinstance(node, list):
        return f"({', '.join(map(as_text, node))})"
    if not isinstance(node, dict):
        return literal_text(node)
    if "op" not in node:
        return str(node["property"]) if "property" in node else f"DATE('{node['date']}')"
    op, args = node["op"], [as_text(argument) for argument in node["args"]]
    if op in FORMS:
        return FORMS[op](args)
    if op.isidentifier() and op != "div":
        return f"{op.upper()}({', '.join(args)})"
    # Arithmetic inside of arithmetic needs its parentheses; a sign has its own.
    nested = [isinstance(argument, dict) and argument.get("op") in CALCULATIONS for argument in node["args"]]
    return f" {op} ".join(f"({text})" if inner else text for text, inner in zip(args, nested, strict=True))


def literal_text(node: Node) -> str:
    """Write a text, number or truth."""
    if isinstance(node, bool):
        return str(node).upper()
    return "'" + node.replace("'", "''") + "'" if isinstance(node, str) else repr(node)
