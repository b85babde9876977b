"""Write ``notebooks/``, and a page of ``docs/``, from ``course/``.

python -m tools.build            write everything
python -m tools.build 01         only those whose name begins with 01
python -m tools.build --check    write nothing, say what differs

The index lists the lessons and their sections: it is made again with any of them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tools import docs
from tools.contents import filled
from tools.notebook import empty, notebook, solved, to_text
from tools.render import run
from tools.source import ROOT, Source, SourceError, sources

NOTEBOOKS = ROOT / "notebooks"


def targets(source: Source) -> dict[Path, Any]:
    """Return the notebooks that ``source`` makes, without outputs, by their path."""
    name = f"{source.name}.ipynb"
    if not source.sheet:
        return {NOTEBOOKS / name: notebook(source)}
    return {
        NOTEBOOKS / "exercises" / name: notebook(source, empty),
        NOTEBOOKS / "solutions" / name: notebook(source, solved),
    }


def rendered(source: Source) -> dict[Path, str]:
    """Return the files that ``source`` makes, with outputs, by their path.

    The learner's copy of a sheet has none: it is a fresh sheet of paper.
    """
    books = targets(source)
    for path, book in books.items():
        if path.parent.name != "exercises":
            run(book, path.name, folder=NOTEBOOKS if source.lists else None)
    return {path: to_text(book) for path, book in books.items()} | docs.pages(source)


def orphans(known: set[Path]) -> list[Path]:
    """Return the notebooks that no source makes."""
    there = {
        path
        for path in NOTEBOOKS.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    return sorted(there - known)


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; return 1 where something differs or is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.build", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", help="beginning of a notebook's name")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args(arguments)
    try:
        everything = filled(sources())
        known = {path for source in everything for path in targets(source)}
        bad = [f"{_shown(path)} has no source" for path in orphans(known)]
        for source in everything:
            if source.lists or source.name.startswith(tuple(options.names) or ""):
                for path, text in rendered(source).items():
                    bad += _write_or_compare(path, text, check=options.check)
    except SourceError as error:
        bad = [str(error)]
    print("\n".join(bad) or "every notebook agrees with its source")
    return 1 if bad else 0


def _write_or_compare(path: Path, text: str, *, check: bool) -> list[str]:
    old = path.read_text("utf-8") if path.exists() else None
    if old == text:
        return []
    if check:
        return [f"{_shown(path)} {_difference(old, text)}: run python -m tools.build"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"wrote {_shown(path)}")
    return []


def _difference(old: str | None, new: str) -> str:
    if old is None:
        return "is missing"
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    for number, (before, after) in enumerate(pairs, 1):
        if before != after:
            return f"differs from line {number} on\n  - {before[:120]}\n  + {after[:120]}\n"
    return "is shorter or longer"


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT)


if __name__ == "__main__":
    sys.exit(main())
