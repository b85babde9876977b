"""Make notebooks of sources: cells, stable ids, metadata. Nothing runs here."""

from __future__ import annotations

import copy
import hashlib
from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.source import Cell, Gap, Source

v4: Any = nbformat.v4  # published without types
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    # Without it, JupyterLite asks for a kernel when a notebook is opened.
    "language_info": {"name": "python"},
}


def solved(gap: Gap) -> str:
    """Fill a gap with its solution."""
    return gap.solutions[0]


def empty(gap: Gap) -> str:
    """Leave a gap as the learner gets it."""
    return gap.empty


def notebook(source: Source, fill: Callable[[Gap], str] = solved) -> Any:
    """Return ``source`` as a notebook without outputs.

    Args:
        source: a lesson or a sheet.
        fill: what to put into each gap of a sheet.
    """
    result = v4.new_notebook(metadata=copy.deepcopy(METADATA))
    for cell, name in zip(source.cells, identities(source), strict=True):
        text = cell.text if cell.gap is None else fill(cell.gap)
        make = v4.new_code_cell if cell.kind == "code" else v4.new_markdown_cell
        metadata = {"tags": list(cell.tags)} if cell.tags else {}
        result.cells.append(make(text, id=name, metadata=metadata))
    return result


def to_text(book: Any) -> str:
    """Return a notebook as the text of its file."""
    text: str = nbformat.writes(book, version=4)
    return text.rstrip("\n") + "\n"


def identities(source: Source) -> list[str]:
    """Return the ids of the cells of ``source``, in order."""
    used: set[str] = set()
    return [_identity(cell, used) for cell in source.cells]


def _identity(cell: Cell, used: set[str]) -> str:
    """Return an id that stays when cells are added round this one."""
    if cell.gap is not None:
        base = f"answer-{cell.gap.number}"
    elif cell.check:
        base = f"check-{cell.check}"
    elif cell.insert:
        base = f"list-{cell.insert.lower()}"
    else:
        digest = hashlib.sha256(cell.text.encode()).hexdigest()
        base = f"{cell.kind}-{digest[:10]}"
    base = base.replace(".", "-").replace(" ", "-")
    name, count = base, 1
    while name in used:
        count += 1
        name = f"{base}-{count}"
    used.add(name)
    return name
