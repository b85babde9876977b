"""Which lessons of the course are at hand, for links from the picture to them."""

from __future__ import annotations

from pathlib import Path

LESSONS = {
    "00": "00-start-here.ipynb",
    "01": "01-the-big-picture.ipynb",
    "02": "02-connecting-receivers.ipynb",
    "03": "03-the-dispatch-flow.ipynb",
    "04": "04-custom-signals.ipynb",
    "05": "05-model-signals-in-practice.ipynb",
    "06": "06-transactions.ipynb",
    "07": "07-pitfalls.ipynb",
    "08": "08-under-the-hood.ipynb",
    "09": "09-async.ipynb",
    "10": "10-performance.ipynb",
    "11": "11-myth-busters.ipynb",
    "12": "12-patterns.ipynb",
    "13": "13-connections.ipynb",
    "14": "14-the-bookshop.ipynb",
}
"""Every lesson there is, by its number."""


def lessons(folder: Path | None = None) -> dict[str, str]:
    """Return the lessons that a notebook can link to, by their numbers.

    Args:
        folder: where the notebook is; the kernel of a notebook runs there.

    Returns:
        Relative links, ``{"01": "01-the-big-picture.ipynb"}``, only to files that
        exist in the folder or above it.
    """
    here = Path() if folder is None else folder
    # The exercises of a lesson have its name: only the first lesson tells them apart.
    for up in ("", "../", "../../"):
        if _is_file(here / (up + LESSONS["00"])):
            return {
                number: up + name
                for number, name in LESSONS.items()
                if _is_file(here / (up + name))
            }
    return {}


def sheets(folder: Path | None = None) -> dict[str, str]:
    """Return the exercise sheets that a notebook can link to, by their numbers.

    Args:
        folder: where the notebook is.

    Returns:
        Relative links, ``{"01": "exercises/01-the-big-picture.ipynb"}``, only to
        files that exist beside the lessons.
    """
    here = Path() if folder is None else folder
    links = {
        number: "/".join([*link.split("/")[:-1], "exercises", LESSONS[number]])
        for number, link in lessons(folder).items()
    }
    return {number: link for number, link in links.items() if _is_file(here / link)}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the folder is gone, or not to be read
        return False
