"""``%%signals``: trace one cell of a notebook, and draw what was sent.

::

    %load_ext signal_viz

    %%signals post_save order_paid
    Order.objects.create(item="Dracula")

The cell is run by IPython itself, as any other: its first line becomes a line that
starts the recording, and what is drawn is drawn when IPython says that the cell has
ended. So its result, its exceptions with their line numbers, and ``await`` are what
they are without the magic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display

from signal_viz.errors import SignalVizError
from signal_viz.project.lookup import senders_called, signals_called
from signal_viz.trace import Trace

if TYPE_CHECKING:
    from IPython.core.interactiveshell import (
        ExecutionInfo,
        ExecutionResult,
        InteractiveShell,
    )

_CELL_MAGIC = "%%signals"


@magics_class
class SignalMagics(Magics):
    """The magic, and what it needs to know about the cells that run.

    Args:
        shell: the IPython shell that runs them.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._running: list[ExecutionInfo] = []
        self._traces: list[tuple[ExecutionInfo | None, Trace]] = []

    @magic_arguments()
    @argument(
        "signals",
        nargs="+",
        metavar="signal",
        help="A name of this notebook, or of any signal of the process: post_save, "
        "or shop.signals.order_paid.",
    )
    @argument(
        "--sender",
        action="append",
        default=[],
        help="Only what this sender sends: a name of this notebook, or a model, "
        "shop.Order. It may be repeated.",
    )
    @line_cell_magic
    def signals(self, line: str, cell: str | None = None) -> None:
        """Trace signals while this cell runs, and draw below it what was sent."""
        if cell is not None:
            # Somebody asks by a call, not in a cell: IPython runs it as one.
            self._shell.run_cell(f"{_CELL_MAGIC} {line}\n{cell}")
            return
        arguments = parse_argstring(self.signals, line)
        names = self._shell.user_ns
        try:
            signals = [
                found
                for name in arguments.signals
                for found in signals_called(name, names)
            ]
            senders = [
                found
                for name in arguments.sender
                for found in senders_called(name, names)
            ]
            trace = Trace(*signals, senders=senders or None)
        except SignalVizError as error:
            raise UsageError(str(error)) from None
        owner = self._running[-1] if self._running else None
        self._traces.append((owner, trace))

    def load(self) -> None:
        """Begin to follow the cells."""
        self._shell.register_magics(self)
        self._shell.input_transformers_cleanup.append(run_as_any_other)
        self._shell.events.register("pre_run_cell", self._begin)
        self._shell.events.register("post_run_cell", self._end)

    def unload(self) -> None:
        """Follow them no more."""
        self._shell.input_transformers_cleanup.remove(run_as_any_other)
        self._shell.events.unregister("pre_run_cell", self._begin)
        self._shell.events.unregister("post_run_cell", self._end)
        for kind in ("line", "cell"):
            del self._shell.magics_manager.magics[kind]["signals"]
        for _, trace in self._traces:
            trace.stop()

    def _begin(self, info: ExecutionInfo) -> None:
        self._running.append(info)

    def _end(self, result: ExecutionResult | None) -> None:
        """Draw the recordings of a cell that has ended.

        Args:
            result: of the cell. ``None`` where it was interrupted while it awaited.
        """
        # A cell may run others: all end with the one that started them.
        for place, info in enumerate(self._running):
            if result is None or info is result.info:
                del self._running[place:]
                break
        open_ones = [id(info) for info in self._running]
        traces, self._traces = self._traces, []
        for owner, trace in traces:
            if owner is not None and id(owner) in open_ones:
                self._traces.append((owner, trace))
                continue
            trace.stop()
            display(trace)


def run_as_any_other(lines: list[str]) -> list[str]:
    """Turn the cell magic into a line magic in the first line of its cell."""
    name, *_ = lines[0].split(maxsplit=1) if lines else [""]
    if name != _CELL_MAGIC:
        return lines
    return [lines[0].replace("%%", "%", 1), *lines[1:]]


def load(shell: InteractiveShell) -> None:
    """Bring the magic to a shell."""
    if SignalMagics.__name__ not in shell.magics_manager.registry:
        SignalMagics(shell).load()


def unload(shell: InteractiveShell) -> None:
    """Take the magic from a shell that has it."""
    magics = shell.magics_manager.registry.pop(SignalMagics.__name__, None)
    if magics is not None:
        magics.unload()
