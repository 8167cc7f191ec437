"""One row's witnesses of where it is, read from the highest level down: codes, names, the place in words, the point."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from unmap.errors import quoted
from unmap.intake.clues import POINT, TEXT, CountryWide, Held, Placed, key, means_country
from unmap.intake.point_witness import PointFault

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from unmap.intake.area_codes import AreaCodes, CodeMatch
    from unmap.intake.area_names import AreaNames, NameMatch
    from unmap.intake.clues import Clue, Found
    from unmap.intake.point_witness import PointWitness

_SHOWN = 5
"""So many candidates a person is offered at most."""

_DISAGREE, _AMBIGUOUS = "places-disagree", "ambiguous-name"


@dataclass(slots=True)
class _State:
    """What is known of a row so far.

    `around` holds the area that was found last, or the two that code and name mean where they contradict each other;
    `open` the faults that a finer witness may still settle; `meant` every area that an ambiguous name may mean.
    """

    around: tuple[str, ...] = ()
    how: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    open: list[Held] = field(default_factory=list)
    meant: tuple[str, ...] = ()
    any_level: bool = False

    def settle(self, area: str, how: str, *, all_open: bool) -> None:
        """Take an area as found: faults above it become remarks, those of unknown names by a code or point alone."""
        settled = [one for one in self.open if all_open or one.code == _DISAGREE]
        self.said += [one.reason for one in settled]
        self.open = [one for one in self.open if one not in settled]
        self.around = (area,)
        self.how.append(how)

    @property
    def above(self) -> str:
        """The area around, where that is one."""
        return self.around[0] if len(self.around) == 1 else ""


class PlaceReader:
    """Reads rows that name one place; holds what the areas are called, coded and where they lie."""

    def __init__(
        self, names: AreaNames, codes: AreaCodes, points: PointWitness, words: Sequence[str], country: Container[str]
    ) -> None:
        """Take the witnesses, the word of each level and the keys of the country's names."""
        self._names, self._codes, self._points, self._words = names, codes, points, words
        self._country = country

    def read(self, clue: Clue) -> Found:
        """Find the area of a row whose cells are tidy and name one place."""
        cells = [*clue.codes.values(), *clue.names.values(), clue.text]
        given = [cell for cell in cells if cell]
        if wide := [cell for cell in given if means_country(cell) or key(cell) in self._country]:
            told = self._whole_country(wide, given)
            if told is not None:
                return told
        state = _State(any_level=clue.any_level)
        for level in range(1, self._names.finest + 1):
            self._level(level, clue, state)
        if clue.text:
            self._text(clue, state)
        return self._with_point(clue, state)

    def _whole_country(self, wide: Sequence[str], given: Sequence[str]) -> Found | None:
        """Tell that a row speaks of the country; None where its name is that of an area as well, or beside others."""
        said_so = [cell for cell in wide if means_country(cell)]
        areas = [code for cell in wide for code in self._anywhere(cell)]
        if not said_so and (areas or len(wide) < len(given)):
            return None
        if len(wide) == len(given):
            return CountryWide()
        others = ", ".join(quoted(cell) for cell in given if cell not in wide)
        reason = f"{quoted(wide[0])} means the whole country, and {others} a part of it"
        return Held(_DISAGREE, reason, "keep one of them", self._field_of(given))

    def _field_of(self, given: Sequence[str]) -> str:
        return TEXT if len(given) == 1 else f"adm{self._names.finest}_name"

    def _anywhere(self, name: str) -> tuple[str, ...]:
        levels = range(1, self._names.finest + 1)
        return tuple(code for level in levels for code in self._names.find(name, level).areas)

    def _level(self, level: int, clue: Clue, state: _State) -> None:
        """Read the cells of one level."""
        code, name = clue.codes.get(level, ""), clue.names.get(level, "")
        match = self._codes.find(code, level, state.around) if code else None
        if match and len(match.areas) == 1:
            state.said += [match.repair] if match.repair else []
            self._by_code(level, match.areas[0], name, state)
        elif name and not code and (match := self._code_for_name(level, name, state)):
            state.said.append(match.repair or f"{quoted(name)} in the column of names is a code")
            self._by_code(level, match.areas[0], "", state)
        elif name:
            self._by_name(level, name, clue, state)
        elif code:
            state.open.append(self._unknown_code(level, code, "", state))

    def _code_for_name(self, level: int, name: str, state: _State) -> CodeMatch | None:
        """Give the area whose code stands where a name should."""
        if not any(one.isdigit() for one in name) or self._names.find(name, level, state.around).areas:
            return None
        match = self._codes.find(name, level, state.around)
        return match if len(match.areas) == 1 else None

    def _by_code(self, level: int, area: str, name: str, state: _State) -> None:
        names = self._names
        if not names.inside(area, state.around):
            state.said.append(f"{names.told(area)} does not lie in {names.listed(state.around)}, which the row names")
        own = names.level_of(area)
        if own != level and not state.any_level:
            state.said.append(
                f"{area} stands in the column of the {self._words[level - 1]}; its level is {self._words[own - 1]}"
            )
        before = state.around
        state.settle(area, "code", all_open=True)
        if name and own < level:
            self._by_name(level, name, None, state, f"adm{level}_name")
        elif name:
            self._name_beside_code(level, area, name, before, state)

    def _name_beside_code(self, level: int, area: str, name: str, before: Sequence[str], state: _State) -> None:
        """Hold the name of a level against the area that its code means."""
        names, own = self._names, self._names.lineage[area][level - 1]
        match = names.find(name, level, names.lineage[area][level - 2 : level - 1])
        if own in match.areas:
            state.how.append(match.how)
            return
        others = names.find(name, level, before).areas or names.find(name, level).areas
        if not others:
            state.said.append(f"{quoted(name)} is not known as a name of {names.told(own)}, whose code the row gives")
            return
        reason = f"the code means {names.told(own)}, the name {names.listed(others[:_SHOWN])}"
        state.how.remove("code")
        state.around = (area, *others)
        state.open.append(Held(_DISAGREE, reason, "correct one of them", f"adm{level}_name", (area, *others)[:_SHOWN]))

    def _by_name(self, level: int, name: str, clue: Clue | None, state: _State, field_name: str = "") -> None:
        """Take the area of a level that a name means within what is known above, or leave the fault open."""
        names, where = self._names, field_name or f"adm{level}_name"
        code = clue.codes.get(level, "") if clue and not field_name else ""
        match, upper = names.find(name, level, state.around), self._upper(level, name, state)
        if len(match.areas) > 1 or (match.areas and upper and not self._column_says(level, match, clue)):
            meant = tuple(dict.fromkeys((*upper, *match.areas)))
            state.open.append(self._ambiguous(level, name, meant, where))
            state.meant = meant
        elif match.areas:
            state.settle(match.areas[0], match.how, all_open=False)
            state.said += [f"{quoted(code)} is no code that is known; the name decides"] if code else []
        elif upper and (len(upper) > 1 or (key(name) in self._country and not state.around)):
            state.open.append(self._ambiguous(level, name, upper, where))
        elif upper:
            column = "the place" if field_name else f"the column of the {self._words[level - 1]}"
            state.said.append(f"{quoted(name)} in {column} is {names.told(upper[0])}")
            state.settle(upper[0], "name", all_open=False)
        elif code:
            state.open.append(self._unknown_code(level, code, name, state))
        else:
            state.open.append(self._unknown_name(level, name, where, state))

    def _upper(self, level: int, name: str, state: _State) -> tuple[str, ...]:
        """Give the areas of levels above that a name may mean: within what is known, that area as a whole alone."""
        names = self._names
        found = [code for upper in range(1, level) for code in names.find(name, upper).areas]
        if state.around:
            if names.find(name, level, state.around).areas:
                return ()
            return tuple(code for code in found if code in state.around)
        return tuple(found)

    @staticmethod
    def _column_says(level: int, match: NameMatch, clue: Clue | None) -> bool:
        """Whether the column alone tells a level: its own name in full, in a sheet without a column for those above."""
        return match.how == "name" and clue is not None and min((*clue.names, *clue.codes)) == level

    def _ambiguous(self, level: int, name: str, meant: tuple[str, ...], where: str) -> Held:
        shown = self._names.listed(meant[:_SHOWN])
        more = f" or {len(meant) - _SHOWN} more" if len(meant) > _SHOWN else ""
        more += " or the whole country" if key(name) in self._country else ""
        cure = f"name the {self._words[max(level - 2, 0)]} as well, or give the code"
        return Held(_AMBIGUOUS, f"{quoted(name)} may mean {shown}{more}", cure, where, meant[:_SHOWN])

    def _unknown_name(self, level: int, name: str, where: str, state: _State) -> Held:
        names, word = self._names, self._words[level - 1]
        candidates = names.similar(name, level, state.around)
        inside = f" in {names.listed(state.around)}" if state.around else ""
        elsewhere = names.find(name, level).areas
        if state.around and elsewhere:
            reason = f"{quoted(name)} is no {word}{inside}, but {names.listed(elsewhere[:_SHOWN])} has that name"
            cure = f"correct the {word} or what stands above it"
            return Held(_DISAGREE, reason, cure, where, elsewhere[:_SHOWN], state.above)
        reason = f"no {word}{inside} is called {quoted(name)}"
        if level == names.finest and not state.around and (towns := names.localities(name)[:_SHOWN]):
            # Too many share a name by chance to take one, even the only one; who knows the place knows which is meant.
            reason += f"; a place of that name lies in {names.listed(towns)}"
            candidates = tuple(dict.fromkeys((*towns, *candidates)))[:_SHOWN]
        cure = "accept one of the candidates, or correct the name" if candidates else "correct the name, or give a code"
        return Held("unknown-name", reason, cure, where, candidates, state.above)

    def _unknown_code(self, level: int, code: str, name: str, state: _State) -> Held:
        names, word, where = self._names, self._words[level - 1], f"adm{level}_code"
        stem = self._codes.above(code, level)
        around = state.above or stem
        said: tuple[str, ...] = ()
        if stem and not names.inside(stem, state.around):
            said = (f"{quoted(code)} begins as the codes in {names.told(stem)}, not in {names.listed(state.around)}",)
            around = ""
        beside = f", and none is called {quoted(name)}" if name else ""
        several = self._codes.find(code, level).areas
        candidates = several or (names.similar(name, level, state.around) if name else ())
        reason = f"no {word} has the code {quoted(code)}{beside}"
        cure = f"give a code or name that the boundaries have, or leave the {word} empty"
        return Held("unknown-code", reason, cure, where, candidates[:_SHOWN], around, said)

    def _text(self, clue: Clue, state: _State) -> None:
        """Read a place that stands in no column of a level."""
        names, finest = self._names, self._names.finest
        towns, told = names.settlement(clue.text, state.around), finest in {*clue.names, *clue.codes}
        if state.open:
            return
        if state.above and names.level_of(state.above) == finest:
            state.how += ["place"] if state.above in towns else []
        elif not state.around and towns and (upper := self._upper(finest, clue.text, state)):
            state.meant = (*upper, *towns)
            state.open.append(self._ambiguous(finest, clue.text, state.meant, TEXT))
        elif len(towns) == 1 and (told or not names.find(clue.text, finest, state.around).areas):
            # Without a column of the finest level the cell may hold the name of an area, which comes before a village.
            state.settle(towns[0], "place", all_open=False)
        elif not told:
            self._text_alone(clue.text, state)

    def _text_alone(self, text: str, state: _State) -> None:
        """Read a place in words where the sheet has no column of the finest level."""
        finest, before = self._names.finest, state.around
        if match := self._code_for_name(finest, text, state):
            state.said += [match.repair] if match.repair else []
            self._by_code(finest, match.areas[0], "", state)
            return
        self._by_name(finest, text, None, state, TEXT)
        if state.open and before:
            # A village that nobody has entered does not make the area around it wrong.
            state.said.append(state.open.pop().reason)
            state.around = before

    def _with_point(self, clue: Clue, state: _State) -> Found:
        """Hold the point of a row against its area, or take its area where nothing else tells one."""
        point = self._points.area(clue.lon, clue.lat)
        if isinstance(point, PointFault):
            if point.code != "zero-zero" or state.open or not state.around:
                return Held(point.code, point.reason, point.cure, POINT, around=state.above, said=tuple(state.said))
            state.said.append(point.reason)
        elif point is not None and (held := self._by_point(point, clue, state)):
            return held
        if state.open:
            *others, last = state.open
            said = (*state.said, *(one.reason for one in others), *last.said)
            return replace(last, said=said)
        if not state.around:
            return Held("no-place", "the row names no place", "give a code or a name", TEXT, said=tuple(state.said))
        agrees = isinstance(point, str)
        return Placed(state.around[:1], tuple(dict.fromkeys(state.how)), tuple(state.said), agrees)

    def _by_point(self, area: str, clue: Clue, state: _State) -> Held | None:
        names = self._names
        last = state.open[-1] if state.open else None
        if last and last.code == _DISAGREE:
            return None
        allowed = state.meant if last and last.code == _AMBIGUOUS else state.around
        if clue.around and not last and state.above and names.inside(area, allowed):
            state.how.append("point")  # it agrees, and says of no part of the area that this is meant
            return None
        if not allowed or names.inside(area, allowed):
            state.settle(area, "point", all_open=True)
            return None
        below = [code for code, line in names.lineage.items() if any(one in line for one in allowed)]
        if not last and self._points.near(clue.lon or 0.0, clue.lat or 0.0, below):
            state.how.append("point")
            return None
        reason = f"the point lies in {names.told(area)}, the row names {names.listed(allowed[:_SHOWN])}"
        candidates = (*allowed, area)[:_SHOWN]
        return Held(
            "point-elsewhere", reason, "correct the point or the place", POINT, candidates, said=tuple(state.said)
        )
