"""Print what the benchmark finds, or write its part of the README.

Usage: ``python -m tools.bench [--markdown] [PART ...]``; without a name, all parts.
``python -m tools.bench --readme`` writes the README's block of these versions.
"""

from __future__ import annotations

import argparse
import platform
import sys

import django

from tools.bench import readme
from tools.bench.parts import PARTS


def main(arguments: list[str]) -> int:
    """Measure and print; a slow figure is no failure."""
    options = _options(arguments)
    if options.readme:
        try:
            readme.write()
        except readme.NoBlockError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"README.md: wrote what {readme.versions()} costs.")
        return 0
    print(f"Python {platform.python_version()}, Django {django.__version__}.")
    print("Medians of this run, on this machine. Compare ratios, not microseconds.")
    for name in options.parts or PARTS:
        table = PARTS[name].table()
        text = table.text()
        if options.markdown:
            text = "\n\n".join([table.title, table.markdown(), *table.notes])
        print(f"\n{text}", flush=True)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    width = max(map(len, PARTS))
    parser = argparse.ArgumentParser(
        prog="python3 course.py bench",
        description="Measure speed.",
        epilog="parts:\n"
        + "\n".join(f"  {name:{width}}  {part.about}" for name, part in PARTS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", metavar="PART", nargs="*", help="default: all parts")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument(
        "--readme", action="store_true", help="write the README's block instead"
    )
    options = parser.parse_args(arguments)
    unknown = [name for name in options.parts if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
