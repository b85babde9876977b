"""A real IPython kernel, cell by cell."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import start_new_kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

# As %reset -f does, ten times as fast: names that IPython holds otherwise stay. In a
# function, which holds nothing when it is done.
_CLEAR = """
def clear(names, own):
    for name, held in [*names.items()]:
        is_pythons = name.endswith("__") and name.strip("_")
        if held is not own.get(name, own) and not is_pythons:
            del names[name]
clear(get_ipython().user_ns, get_ipython().user_ns_hidden)
"""


@dataclass
class Output:
    """What a cell showed: printed text, the value of its last line, its error.

    ``drawn`` are the words beside each picture, ``order`` is the kind of each message.
    """

    printed: str = ""
    warned: str = ""
    value: str = ""
    error: str = ""
    shown_for_error: str = ""
    drawn: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def put(self, message: dict[str, Any]) -> None:
        """Add one message of the kernel."""
        content = message["content"]
        self.order.append(message["msg_type"])
        match message["msg_type"]:
            case "stream" if content["name"] == "stdout":
                self.printed += content["text"]
            case "stream":
                self.warned += content["text"]
            case "execute_result":
                self.value = content["data"]["text/plain"]
            case "display_data":
                self.drawn.append(content["data"]["text/plain"])
            case "error":
                self.error = f"{content['ename']}: {content['evalue']}"
                self.shown_for_error = "\n".join(content["traceback"])


@dataclass
class Kernel:
    """A running kernel."""

    client: Any

    def cell(self, source: str) -> Output:
        """Run one cell and return what it showed."""
        output = Output()
        self.client.execute_interactive(
            dedent(source), output_hook=output.put, timeout=60
        )
        return output

    def run(self, source: str) -> str:
        """Run one cell that must not fail, and return what it printed."""
        output = self.cell(source)
        assert not output.error, output.shown_for_error
        assert not output.warned
        return output.printed.strip()

    def clear(self) -> None:
        """Take away every name that a cell has given, ``_`` of a loop as well.

        IPython keeps its hands off ``_`` once a cell has assigned it.
        """
        self.run(_CLEAR)


@contextmanager
def started(folder: Path = ROOT) -> Iterator[Kernel]:
    """Start a kernel for a notebook in ``folder``, and end it."""
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(folder), startup_timeout=60
    )
    try:
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
