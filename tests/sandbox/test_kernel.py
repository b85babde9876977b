"""Tests that share a kernel find nothing of each other in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sandbox.kernel import Kernel


def test_names_of_an_earlier_test_are_gone(fresh_kernel: Kernel) -> None:
    fresh_kernel.run("shop = _shop = _ = __ = open = 'of an earlier test'")
    fresh_kernel.clear()

    assert fresh_kernel.run("print(*{'shop', '_shop', '_', '__'} & {*dir()})") == ""
    assert fresh_kernel.run("print(open.__name__, __name__)") == "open __main__"


def test_the_value_of_the_last_cell_is_found_again(fresh_kernel: Kernel) -> None:
    assert fresh_kernel.cell("6").value == "6"
    fresh_kernel.run("for _ in [1, 2]: pass")
    fresh_kernel.clear()
    fresh_kernel.cell("6 * 7")

    assert fresh_kernel.run("print(_)") == "42"
