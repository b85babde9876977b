"""``%%signals`` draws what a cell sent, and leaves the cell as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.project.bookshop import Bookshop

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox.kernel import Kernel

SHOP = """
    order_paid = Signal()

    def reserve_stock(**kwargs):
        print("reserving")
        return 3

    order_paid.connect(reserve_stock)
    """


@pytest.fixture
def shop(kernel: Kernel) -> Kernel:
    """A kernel with the magic and a signal that somebody hears."""
    kernel.run("%load_ext signal_viz")
    kernel.run(SHOP)
    return kernel


def is_bare(kernel: Kernel, signal: str = "order_paid") -> bool:
    return (
        kernel.run(f"print(type({signal}).__module__)") == "django.dispatch.dispatcher"
    )


def test_the_picture_comes_after_what_the_cell_prints_and_gives(shop: Kernel) -> None:
    output = shop.cell(
        """
        %%signals order_paid
        [value for _, value in order_paid.send(sender=None)]
        """
    )

    assert (output.printed, output.value) == ("reserving\n", "[3]")
    assert output.drawn == [
        (
            "None ── order_paid ── 1 receiver\n"
            "  1 ✓ reserve_stock   returned\n"
            "1 receiver ran"
        )
    ]
    shown = [
        kind for kind in output.order if kind in ("execute_result", "display_data")
    ]
    assert shown == ["execute_result", "display_data"]
    assert is_bare(shop)


def test_names_and_the_last_value_are_the_notebooks_own(shop: Kernel) -> None:
    shop.cell("%%signals order_paid\nanswer = 6 * 7\nanswer")

    assert shop.run("print(_, answer)") == "42 42"


@pytest.mark.parametrize("magic", ["%%signals order_paid", "# no magic"])
def test_an_exception_points_at_the_same_line_as_without_it(
    shop: Kernel, magic: str
) -> None:
    shop.run(
        """
        def refuse(**kwargs):
            raise ValueError("no")

        order_paid.connect(refuse)
        """
    )
    output = shop.cell(f"{magic}\n\norder_paid.send(sender=None)")

    assert output.error == "ValueError: no"
    told = re.sub(r"\x1b\[[0-9;]*m", "", output.shown_for_error)
    assert re.search(r"line: ?3|line 3|-> 3 order_paid", told), told
    assert "signal_viz/magics" not in told
    if magic.startswith("%%"):
        (drawn,) = output.drawn
        assert drawn.endswith("refuse raised ValueError: the exception left send()")
        assert output.order.index("error") < output.order.index("display_data")
    assert is_bare(shop)


def test_a_cell_may_await(shop: Kernel) -> None:
    output = shop.cell(
        """
        %%signals order_paid
        results = await order_paid.asend(sender=None)
        len(results)
        """
    )

    assert (output.error, output.value) == ("", "1")
    assert output.drawn[0].startswith("None ── order_paid ── 1 receiver")
    assert is_bare(shop)


def test_a_cell_that_sends_nothing_shows_who_is_connected(shop: Kernel) -> None:
    output = shop.cell("%%signals order_paid\npass")

    assert output.drawn[0].startswith("any sender ── order_paid ── 1 receiver")


def test_several_signals_and_chosen_senders(shop: Kernel) -> None:
    output = shop.cell(
        """
        %%signals order_paid post_save --sender Basket
        class Basket: pass
        """
    )
    assert "UsageError: There is no sender Basket." in output.warned
    shop.run("class Basket: pass")
    output = shop.cell(
        """
        %%signals order_paid post_save --sender Basket
        order_paid.send(sender=None)
        order_paid.send(sender=Basket)
        """
    )
    (drawn,) = output.drawn
    assert "Basket ── order_paid ── 1 receiver" in drawn
    assert "any sender ── post_save ── no receivers" in drawn
    assert "None" not in drawn


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("order_payd", "There is no signal order_payd. Did you mean order_paid?"),
        ("post_sav", "There is no signal post_sav. Did you mean post_save?"),
        ("", "the following arguments are required: signal"),
        ("order_paid --colour red", "unrecognized arguments: --colour red"),
    ],
)
def test_what_it_does_not_understand_is_said_in_a_line_and_the_cell_waits(
    shop: Kernel, line: str, said: str
) -> None:
    output = shop.cell(f"%%signals {line}\nprint('ran')")

    assert (output.printed, output.error, output.drawn) == ("", "", [])
    assert said in output.warned
    assert "Traceback" not in output.warned


def test_a_cell_that_runs_other_cells_is_traced_to_its_own_end(shop: Kernel) -> None:
    output = shop.cell(
        """
        %%signals order_paid
        get_ipython().run_cell("1 + 1", store_history=False)
        get_ipython().run_cell("", store_history=False)
        order_paid.send(sender="late");
        """
    )

    (drawn,) = output.drawn
    assert drawn.startswith("'late' ── order_paid")


def test_a_traced_cell_in_a_traced_cell_draws_its_own_picture_first(
    shop: Kernel,
) -> None:
    output = shop.cell(
        """
        %%signals order_paid
        get_ipython().run_cell_magic("signals", "post_save", "None")
        order_paid.send(sender=None);
        """
    )

    assert ["post_save" in drawn for drawn in output.drawn] == [True, False]
    assert is_bare(shop)


def test_the_line_magic_traces_the_rest_of_its_cell(shop: Kernel) -> None:
    output = shop.cell(
        """
        order_paid.send(sender="before")
        %signals order_paid
        order_paid.send(sender="after");
        """
    )

    assert "'after'" in output.drawn[0]
    assert "'before'" not in output.drawn[0]


def test_it_can_be_taken_away_and_brought_back(shop: Kernel) -> None:
    shop.run("%unload_ext signal_viz")
    assert "`%%signals` not found" in shop.cell("%%signals order_paid\n1").warned
    shop.run("%load_ext signal_viz")
    assert len(shop.cell("%%signals order_paid\n1").drawn) == 1


def test_its_help_names_the_options(shop: Kernel) -> None:
    told = shop.run(
        "print(get_ipython().magics_manager.lsmagic_docs()['cell']['signals'])"
    )

    assert "--sender" in told


def test_in_a_project_any_signal_and_any_model_has_its_name(
    fresh_kernel: Kernel, tmp_path: Path
) -> None:
    folder = Bookshop(tmp_path).folder
    fresh_kernel.run(
        f"""
        import os, sys
        sys.path.insert(0, {str(folder)!r})
        os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings"
        import django
        django.setup()
        from shop import models
        %load_ext signal_viz
        """
    )
    output = fresh_kernel.cell(
        """
        %%signals shop.signals.order_paid Steps.shipped --sender shop.Order
        models.Order.Steps.shipped.send(sender=models.Order)
        """
    )
    assert output.error == "AssertionError: called"
    assert "1 ✕ unship   raised AssertionError" in output.drawn[0]
    output = fresh_kernel.cell("%%signals order_pai\n1")
    assert output.warned.endswith(
        "There is no signal order_pai. Did you mean order_paid?\n"
    )


def test_a_cell_that_is_interrupted_while_it_awaits_draws_its_picture(
    shop: Kernel,
) -> None:
    output = shop.cell(
        """
        %%signals order_paid
        order_paid.send(sender="early")
        # What the kernel says of such a cell.
        get_ipython().events.trigger("post_run_cell", None)
        order_paid.send(sender="late");
        """
    )

    (drawn,) = output.drawn
    assert drawn.startswith("'early' ── order_paid")
    assert is_bare(shop)
