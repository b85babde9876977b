"""Receivers that are connected only with DEBUG, or only without it.

Two fresh processes set the project up, one with ``DEBUG`` on and one with it off, and
what is connected is compared. The settings themselves are read once, as they are: what
they decide by ``DEBUG`` is the same in both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings

from signal_viz.project.faults.fault import Fault
from signal_viz.project.inventory import inventory
from signal_viz.project.urls import import_urls

if TYPE_CHECKING:
    from collections.abc import Iterator

ID = "signal_viz.W007"
_HINT = (
    "What is connected only on your machine, or only in production, is not tested there. "
    "DEBUG also fills a cache that keeps receivers alive which nobody else holds."
)
_LONGEST = 120
"""Seconds that one of the two processes may take."""


def find() -> Iterator[Fault]:
    """Yield a fault for each receiver that depends on ``DEBUG``.

    Where the settings are no module that another process can import, there is nothing
    to compare, and none is found.
    """
    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    try:
        with_debug, without = _seen(debug=True), _seen(debug=False)
    except (subprocess.SubprocessError, ValueError) as error:
        yield Fault(
            ID,
            "What is connected with DEBUG and without it could not be compared: "
            f"{_reason(error)}.",
            "Run `python manage.py signals` with each of the two settings.",
        )
        return
    for signal, name, sender in sorted(with_debug ^ without):
        only = "on" if (signal, name, sender) in with_debug else "off"
        heard = f" from {sender}" if sender else ""
        yield Fault(
            ID,
            f"{name} hears {signal}{heard} only with DEBUG {only}.",
            _HINT,
        )


def _seen(*, debug: bool) -> set[tuple[str, str, str]]:
    """Return signal, receiver and sender of all that is alive in a fresh process.

    Without Django's own receivers: which of its parts it needs with ``DEBUG`` alone is
    its own business.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__, "on" if debug else "off"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
        timeout=_LONGEST,
    )
    # The project itself may have printed something before.
    told: Any = json.loads(done.stdout.splitlines()[-1])
    return {
        (signal["name"], item["name"], item["sender"] or "")
        for signal in told["signals"]
        for item in signal["receivers"]
        if item["alive"]
        and not item["waiting"]
        and item["module"].partition(".")[0] != "django"
    }


def _reason(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    lines = said.strip().splitlines() if type(said) is str else []
    return lines[-1] if lines else f"{type(error).__name__}"


def main(choice: str) -> None:
    """Set the project up with ``DEBUG`` on or off, and write what is connected."""
    settings.DEBUG = choice == "on"
    django.setup()
    import_urls()
    sys.stdout.write(f"\n{json.dumps(inventory().to_json())}\n")


if __name__ == "__main__":
    main(sys.argv[1])
