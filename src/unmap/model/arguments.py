"""What a person gives, turned into unmap's own types or refused: words of a choice, collections of codes, numbers."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from math import isfinite
from numbers import Integral, Real
from typing import TypeVar

from unmap.errors import ParameterError

_MEANT = 3
"""So many things that may have been meant are named."""

_FEW = 40
"""So many allowed values are listed when one is refused."""

Choice = TypeVar("Choice", bound=StrEnum)


def one_of(kind: type[Choice], parameter: str, given: object) -> Choice:
    """Give the member of `kind` that `given` is, or that it names by value or by name, in capitals or small letters.

    Raises ParameterError with the values that there are.
    """
    if isinstance(given, kind):
        return given
    known = {_plain(word): member for member in kind for word in (member.name, member.value)}
    found = known.get(_plain(given)) if isinstance(given, str) else None
    if found is None:
        raise ParameterError(parameter, f"must be one of {', '.join(kind)}", given)
    return found


def _plain(word: str) -> str:
    return word.strip().casefold().replace("_", "-")


def some_of(kind: type[Choice], parameter: str, given: object) -> tuple[Choice, ...]:
    """Give the members of `kind` that a collection or a text holds, in their own order; at least one."""
    wanted = {one_of(kind, parameter, word) for word in _texts(parameter, given)}
    if not wanted:
        raise ParameterError(parameter, f"must hold at least one of {', '.join(kind)}")
    return tuple(member for member in kind if member in wanted)


def codes_in(parameter: str, given: object) -> frozenset[str]:
    """Give the codes in a collection of texts, or in one text that separates them by commas, as an address does.

    A collection may be empty; a text that holds no code says nothing and is refused. Raises ParameterError for it and
    for what is no text, such as the number 7, which has lost the zero of the code "07".
    """
    return frozenset(_texts(parameter, given))


def _texts(parameter: str, given: object) -> list[str]:
    if isinstance(given, str):
        found = [part.strip() for part in given.split(",")]
        if not any(found):
            raise ParameterError(parameter, "holds no code; leave it out to ask for everything")
        return [part for part in found if part]
    if not isinstance(given, Iterable):
        raise ParameterError(parameter, 'must be a text such as "07", or several of them', given)
    texts = list(given)
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise ParameterError(parameter, 'must hold codes as text, such as "07"', text)
    return [str(text).strip() for text in texts]


def no_such(
    parameter: str, given: object, known: Iterable[str], what: str = "a code", table: str = ""
) -> ParameterError:
    """Give the error for what is not among `known`, with what may have been meant, and all there is where that is few.

    `table` is the table of the data folder that lists what there is; without one, an example says what one looks like.

    What begins with the given text, or has it inside, comes before what is merely spelled alike.
    """
    there = list(known)
    text = str(given).strip().casefold()
    inside = sorted((word for word in there if text and text in word.casefold()), key=lambda word: (len(word), word))
    folded = {word.casefold(): word for word in there}
    alike = [folded[word] for word in get_close_matches(text, list(folded), n=_MEANT)]
    meant = ", ".join((inside or alike)[:_MEANT])
    sentence = f"holds {what} that does not exist"
    if meant:
        sentence += f"; did you mean {meant}?"
    if 0 < len(there) <= _FEW:
        sentence += f"{' T' if meant else '; t'}here are {', '.join(there)}"
    elif table:
        sentence += f"{' ' if meant else '; '}{table} lists them"
    elif there and not meant:
        sentence += f"; one that does is {there[0]}"
    return ParameterError(parameter, sentence, given)


def flag(parameter: str, given: object) -> bool:
    """Give what is true or false; a text such as "no" would count as true and is refused."""
    if given in (True, False) and not isinstance(given, float | str):
        return bool(given)
    raise ParameterError(parameter, "must be True or False", given)


def whole_number(parameter: str, given: object, lowest: int, highest: int) -> int:
    """Give a whole number between both bounds; 5.0 is one, True and "5" are none."""
    number = decimal_number(given)
    if number is None or number != int(number):
        raise ParameterError(parameter, f"must be a whole number from {lowest:,} to {highest:,}", given)
    if not lowest <= number <= highest:
        raise ParameterError(parameter, f"must lie between {lowest:,} and {highest:,}", given)
    return int(number)


def decimal_number(given: object) -> float | None:
    """Give a finite number as it is; None for what is no such number."""
    if isinstance(given, bool) or not isinstance(given, Real):
        return None
    number = int(given) if isinstance(given, Integral) else float(given)
    return number if isfinite(number) else None
