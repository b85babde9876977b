"""Measure one tool in this process; the answer is one line of JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from tools.bench.instead.measure import measured
from tools.bench.instead.tool import TOOLS


def main(name: str) -> int:
    """Print the times of the tool ``name``, or why there are none."""
    tool = TOOLS[name]
    answer: dict[str, object]
    try:
        watching = import_module(f"tools.bench.instead.{tool.module}").make()
        costs = measured(watching, asend=tool.asend)
        answer = {"times": {title: (it.bare, it.ratio) for title, it in costs.items()}}
    except ImportError as error:
        answer = {"missing": str(error)}
    except Exception as error:  # noqa: BLE001 -- a stranger's package may raise anything
        answer = {"missing": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
