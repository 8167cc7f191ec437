"""How long a full build takes and how much memory it needs, against the limits that unmap promises.

python tests/bench/build.py --sources ../shared/sources
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_SECONDS = 180
LIMIT_GB = 4

_BUILD = (
    "import sys; from pathlib import Path; from unmap.build import build; build(Path(sys.argv[1]), Path(sys.argv[2]))"
)


def measure(sources: Path) -> tuple[float, float]:
    """Build in a process of its own; give seconds and the peak of resident memory in GB."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", _BUILD, str(sources), str(Path(folder) / "data")], check=True)
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # Linux counts in kilobytes, macOS in bytes.
    return seconds, peak / (1e9 if sys.platform == "darwin" else 1e6)


def main() -> int:
    """Print both figures beside their limits; 1 if one is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder of official files")
    seconds, gigabytes = measure(parser.parse_args().sources)
    print(f"time    {seconds:7.1f} s   limit {LIMIT_SECONDS} s   ratio {seconds / LIMIT_SECONDS:.2f}")
    print(f"memory  {gigabytes:7.2f} GB  limit {LIMIT_GB} GB    ratio {gigabytes / LIMIT_GB:.2f}")
    return int(seconds > LIMIT_SECONDS or gigabytes > LIMIT_GB)


if __name__ == "__main__":
    sys.exit(main())
