"""HiGHS without a word on standard output, where the answer of a command goes."""

from __future__ import annotations

from typing import Any

import highspy

# The library's class has half of its types, so that none of it can be used.
_Highs: Any = highspy.Highs


class QuietHighs(_Highs):  # type: ignore[misc]
    """A solver that is silent from the start.

    Since 1.16 the first call that may print brings the name and licence of HiGHS with it, and making a solver ends with
    such a call: `enableCallbacks`. Turning output off afterwards comes too late, and turning standard output off around
    it would silence every other thread of a server as well.
    """

    def __init__(self) -> None:
        """Make a solver; one whose making does not enable callbacks is silenced all the same."""
        super().__init__()
        self.silent()

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name
        """Be silent before the first call that would print."""
        self.silent()
        super().enableCallbacks()
