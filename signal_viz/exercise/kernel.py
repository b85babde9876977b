"""Fresh kernels of this very Python, for running notebooks without JupyterLab."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient import NotebookClient

if TYPE_CHECKING:
    from collections.abc import Iterator


_silent = logging.getLogger("signal_viz.kernel")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False
"""What nbclient logs is said better by whoever runs the notebook."""


class _ThisPython(KernelSpecManager):
    """Knows one kernel: this Python. A ``python3`` of the user's may be another."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the kernel of this Python, whatever the name."""
        launch = [sys.executable, "-m", "ipykernel_launcher"]
        return KernelSpec(
            argv=[*launch, "-f", "{connection_file}"],
            display_name=kernel_name,
            language="python",
        )


def client(notebook: Any, folder: Path, timeout: float, **options: Any) -> Any:
    """Return a client that can run ``notebook`` in a fresh kernel.

    Args:
        notebook: a notebook; running it changes this object.
        folder: where its cells run.
        timeout: seconds that one cell may take.
        options: more traits of ``nbclient.NotebookClient``.
    """
    result = NotebookClient(
        notebook,
        timeout=timeout,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        # How a cell's prints are cut into messages differs from run to run.
        coalesce_streams=True,
        store_widget_state=False,
        log=_silent,
        **options,
    )
    result.create_kernel_manager().kernel_spec_manager = _ThisPython()
    return result


@contextmanager
def started(client: Any, progress: str) -> Iterator[None]:
    """Run a kernel for ``client`` as long as the ``with`` block takes.

    Args:
        client: what :func:`client` returned.
        progress: where it notes the exercises that it checks: a path or ``"off"``.
    """
    variables = os.environ | {
        # Pictures and words, no widget: there is no page to show it.
        "SIGNAL_VIZ_STATIC": "1",
        "SIGNAL_VIZ_PROGRESS": progress,
        "JPY_SESSION_NAME": "",
    }
    # What the kernel itself logs is for the makers of kernels.
    with (
        Path(os.devnull).open("wb") as nowhere,
        client.setup_kernel(env=variables, stderr=nowhere),
    ):
        yield
