"""Print every figure of the benchmark, side by side, from one run."""

from __future__ import annotations

import sys

from tools.bench import dispatch, notebook, picture
from tools.bench.instead import comparison


def main() -> int:
    """Measure and print; always succeeds: a figure is no test."""
    print("Medians of this run, on this machine. Compare ratios, not microseconds.")
    for part in (notebook, picture, dispatch, comparison):
        print()
        print(part.table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
