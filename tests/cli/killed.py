"""Writes a file or a folder and kills itself on the way: `killed.py file|folder TARGET STEP [TEXT]`.

A step is anything that Python does to a file; Python tells of each before it is done. Without a kill it prints how
many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from unmap.files import folder_written_whole, keep_the_rest, write_whole

STEPS = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "open", "ctypes.dlsym", "tempfile.mkdtemp")


class Killer:
    """Counts steps, and ends the process without warning before one of them."""

    def __init__(self, last: int) -> None:
        self.last, self.count = last, 0

    def __call__(self, event: str, _: tuple[object, ...]) -> None:
        if event in STEPS:
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1


def main() -> None:
    what, target, last, text = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    killer = Killer(last)
    sys.addaudithook(killer)
    if what == "file":
        write_whole(target, text.encode())
    else:
        with folder_written_whole(target) as new:
            for name in ("a.csv", "deep/b.csv"):
                (new / name).parent.mkdir(exist_ok=True)
                (new / name).write_text(text)
            keep_the_rest(target, new)
    sys.stdout.write(str(killer.count))


if __name__ == "__main__":
    main()
