"""Python text that names an object, ready to be run in a cell."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.signals import post_save

from signal_viz.expressions import Lines
from tests.hostile import TRIPPED, hostile, hostile_class

if TYPE_CHECKING:
    from collections.abc import Callable


class Shop:
    """A sender."""

    def hear(self, **_: object) -> None: ...


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that gives names to things in the notebook."""
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)

    def have(**named: object) -> None:
        vars(main).update(named)

    return have


def written(thing: object, label: str = "it") -> str:
    lines = Lines()
    return lines.text(lines.name(thing, label))


def test_what_has_a_name_in_the_notebook_is_called_so(
    notebook: Callable[..., None],
) -> None:
    shop = Shop()
    notebook(shop=shop, _=shop, saved=post_save)

    assert written(shop) == "shop"
    assert written(shop.hear) == "shop.hear"
    assert written(post_save) == "saved"
    assert written(None) == "None"


def test_what_a_module_holds_is_imported_first(notebook: Callable[..., None]) -> None:
    notebook()

    assert written(post_save) == (
        "from django.db.models.signals import post_save\npost_save"
    )
    assert written(written).endswith("import written\nwritten")
    assert written(Shop).endswith("import Shop\nShop")


def test_an_import_that_two_parts_need_is_written_once(
    notebook: Callable[..., None],
) -> None:
    notebook()
    lines = Lines()
    line = f"{lines.name(post_save, '')}, {lines.name(post_save, '')}"

    assert lines.text(line).count("import") == 1
    assert lines.whole


@pytest.mark.parametrize(
    "thing", [lambda: None, Shop().hear, object(), types.MethodType(len, [])]
)
def test_what_has_no_name_stands_in_brackets_that_python_refuses(
    notebook: Callable[..., None], thing: Any
) -> None:
    notebook()
    lines = Lines()

    assert lines.name(thing, "a\nlabel") == "<a·label>"
    assert not lines.whole
    with pytest.raises(SyntaxError):
        compile(lines.text("f(<a·label>)"), "", "exec")


def test_names_that_are_none_are_not_used(notebook: Callable[..., None]) -> None:
    thing = object()
    notebook(**{"a b": thing, "class": thing, "_private": thing})

    assert written(thing) == "<it>"


def test_no_code_of_an_object_runs(notebook: Callable[..., None]) -> None:
    TRIPPED.clear()
    notebook(first=hostile(), second=hostile_class())
    for thing in (hostile(), hostile_class(), types.MethodType(written, hostile())):
        written(thing)
    assert TRIPPED == []
