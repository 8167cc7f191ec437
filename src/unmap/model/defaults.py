"""What every interface takes where nothing else is asked for, and the limits of what can be: each in one place.

Functions, commands and the API read it; `/api` gives it as `defaults`, and the pages go by what is written into them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defaults:
    """The numbers of the method.

    - `radius_km`, `most_radius_km`: how near an office counts as near, and the farthest that can be asked for.
    - `sites`, `most_sites`: places that siting chooses; `most_planned`: offices that a plan adds or takes away.
    - `curve_km`: how far the curve of reach goes; `left_out`: municipalities out of reach that are named.
    - `draws`, `permutations`, `seed`: of the tests against chance of equity and clusters. With 999 permutations the
      least p, 0.002, is not small enough to make out fewer than a hundred of 2,466 municipalities.
    - `alpha`: chance of an error of the first kind.
    - `rank_interval`: the quantiles over the defensible choices that a rank's interval lies between; `top`: ranks whose
      share of these choices is told.
    - `blank_share`: the part of areas by need in which one without presence is a blank spot.
    - `highest`: areas of highest need named for each agency.
    - `worst_share`, `worst_k`: percent of the areas that count as the worst in one condition, and of all of them
      together; `weightings`: how many weightings of the conditions are tried.
    - `gap_classes`: classes of the gap on a map, an even one and as many on either side of it.
    - `siting_limit_s`, `clusters_limit_s`, `served_limit_s`: seconds after which siting and clusters give what they
      have, when called, and of both when asked of the API.
    """

    radius_km: float = 100.0
    most_radius_km: float = 5_000.0
    sites: int = 5
    most_sites: int = 20
    most_planned: int = 50
    curve_km: float = 500.0
    left_out: int = 25
    draws: int = 1_999
    permutations: int = 9_999
    seed: int = 1
    alpha: float = 0.05
    rank_interval: tuple[float, float] = (0.05, 0.95)
    top: int = 5
    blank_share: float = 0.25
    highest: int = 5
    worst_share: float = 20.0
    worst_k: float = 10.0
    weightings: int = 10_000
    gap_classes: int = 7
    siting_limit_s: float = 30.0
    clusters_limit_s: float = 20.0
    served_limit_s: float = 20.0


DEFAULTS = Defaults()
