"""Is everything there that the course needs? Says what is missing, and the cure.

Where all is well it prints the same on every machine: no versions, no paths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata, resources
from importlib.util import find_spec

from signal_viz.errors import SignalVizError

_OLDEST_DJANGO, _FIRST_UNKNOWN_DJANGO = (5, 2), (7, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the course needs.

    Args:
        name: what it is.
        cure: what to do, where it is missing; ``""`` where it is there.
    """

    name: str
    cure: str = ""

    def __str__(self) -> str:
        """Return one line for the learner."""
        return f"✕ {self.name}: {self.cure}" if self.cure else f"✓ {self.name}"


def check_environment() -> None:
    """Print what the course needs and whether it is there.

    Raises:
        SignalVizError: something is missing; the printed lines say what to do.
    """
    found = findings()
    print("\n".join(str(finding) for finding in found))  # noqa: T201 (for the learner)
    if any(finding.cure for finding in found):
        raise SignalVizError(
            "Something is missing: do what the lines with ✕ say, "
            "then choose Kernel, Restart Kernel in the menu, and begin again."
        )


def findings() -> list[Finding]:
    """Return what the course needs, one finding each."""
    return [_django(), _pictures(), _exercises()]


def _django() -> Finding:
    name = "Django can be used"
    try:
        version = metadata.version("Django")
    except metadata.PackageNotFoundError:
        return Finding(name, _install("Django>=5.2,<7"))
    # A pre-release calls itself 6.2a1: its first two numbers are enough here.
    match = re.match(r"(\d+)\.(\d+)", version)
    numbers = (int(match[1]), int(match[2])) if match else (0, 0)
    if _OLDEST_DJANGO <= numbers < _FIRST_UNKNOWN_DJANGO:
        return Finding(name)
    return Finding(name, f"this is Django {version}; {_install('Django>=5.2,<7')}")


def _pictures() -> Finding:
    name = "pictures can move"
    if find_spec("anywidget") is None:
        return Finding(name, _install("anywidget"))
    static = resources.files("signal_viz") / "static"
    if not (static.is_dir() and any(static.iterdir())):
        return Finding(name, "the folder signal_viz/static is empty; clone again")
    return Finding(name)


def _exercises() -> Finding:
    name = "exercises can be checked"
    if find_spec("nbclient") is None:
        return Finding(name, _install("nbclient"))
    return Finding(name)


def _install(requirement: str) -> str:
    return f'run  %pip install "{requirement}"  in a cell of its own'
