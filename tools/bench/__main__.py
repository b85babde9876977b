"""Print what the benchmark finds, or write its part of the README.

Usage: ``python -m tools.bench [--markdown] [PART ...]``; without a name, all parts.
"""

from __future__ import annotations

import argparse
import platform
import sys

import django

from tools.bench.parts import PARTS


def main(arguments: list[str]) -> int:
    """Measure and print; a slow figure is no failure."""
    parser = argparse.ArgumentParser(
        prog="python3 course.py bench",
        description="Measure speed.",
        epilog="Parts: "
        + "; ".join(f"{name}: {it.about}" for name, it in PARTS.items()),
    )
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("parts", metavar="PART", nargs="*", help="default: all parts")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.parts if name not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    print(f"Python {platform.python_version()}, Django {django.__version__}.")
    print("Medians of this run, on this machine. Compare ratios, not microseconds.")
    for name in options.parts or PARTS:
        found = PARTS[name].table()
        shown = (
            f"{found.title}\n\n{found.markdown()}" if options.markdown else found.text()
        )
        print(f"\n{shown}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
