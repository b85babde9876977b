"""Receivers and senders that are folded, and the cells of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signal_viz.naming import Sender
from tests.browser.axe import complaints
from tests.browser.canvas import modules, recording
from tests.picture.story import Story

if TYPE_CHECKING:
    from tests.browser.widget_page import Open

pytestmark = pytest.mark.browser


def test_thirteen_receivers_fold_by_module(open_page: Open) -> None:
    page = open_page(recording(modules(15, 3, 8, raising=1)))

    folds = page.root.locator(".sv-fold")

    assert folds.locator(".sv-name").all_inner_texts() == [
        "shop.m0",
        "shop.m1",
        "shop.m2",
    ]
    assert folds.locator(".sv-number").all_inner_texts() == ["1–5", "6–10", "11–15"]
    states = folds.evaluate_all("cards => cards.map(card => card.dataset.state)")
    assert states == ["raised", "running", "connected"]
    assert "receiver_2 raised" in folds.nth(0).inner_text()
    assert "receiver_8 is running" in folds.nth(1).inner_text()
    assert page.root.locator(".sv-edge").count() == 4


def test_a_group_has_a_cell_for_each_of_its_receivers(open_page: Open) -> None:
    page = open_page(recording(modules(15, 3, 8, raising=1)))

    cells = page.root.locator(".sv-fold").evaluate_all(
        """cards => cards.map(card => Object.fromEntries(
        [...card.querySelectorAll(".sv-cells .sv-signs")].map(path =>
        [path.parentNode.dataset.state, path.getAttribute("d").split("M").length - 1])))"""
    )

    assert cells == [
        {"returned": 4, "raised": 1},
        {"returned": 2, "running": 1, "connected": 2},
        {"connected": 5},
    ]
    assert page.root.locator(".sv-cells:visible").count() == 3


@pytest.mark.parametrize("width", [360, 900])
def test_a_nested_dispatch_opens_inside_the_group_of_its_receiver(
    open_page: Open, width: int
) -> None:
    story = Story("post_save", "order_paid")
    ids = [story.has(f"handler_{n}", where="shop.orders:1") for n in range(7)]
    for number in range(6):
        story.has(f"mailer_{number}", where="shop.mail:1")
    receipt = story.has("send_receipt", "s2", where="shop.mail:9")
    root = story.start()
    story.call(root, ids[3])
    story.run(receipt, signal="s2", parent=root, parent_connection=ids[3])
    story.returned(root, ids[3])
    story.end(root)
    page = open_page(recording(story), width)

    group = page.root.locator(".sv-fold").first
    assert group.locator(".sv-inner-row").all_inner_texts() == [
        "handler_3: order_paid from Order",
        "send_receipt",
    ]
    box, inner = (
        group.bounding_box(),
        group.locator(".sv-inner-row").last.bounding_box(),
    )
    assert box is not None
    assert inner is not None
    assert inner["y"] + inner["height"] <= box["y"] + box["height"]
    assert page.root.locator(".sv-lane[data-row] .sv-bar").count() == 1


@pytest.mark.parametrize("by", ["click", "key"])
def test_a_group_opens_and_closes(open_page: Open, by: str) -> None:
    page = open_page(recording(modules(15, 3, 15)))
    button = page.root.get_by_role("button", name="shop.m1")

    def toggle() -> None:
        if by == "click":
            button.click()
        else:
            button.press("Enter")
        page.settle()

    toggle()
    opened = list(page.states())
    assert button.get_attribute("aria-expanded") == "true"
    assert opened == [
        *["shop.m0", "shop.m1"],
        *[f"receiver_{n}" for n in range(6, 11)],
        "shop.m2",
    ]

    toggle()
    assert list(page.states()) == ["shop.m0", "shop.m1", "shop.m2"]
    assert button.get_attribute("aria-expanded") == "false"


def test_arrow_keys_go_through_groups_and_their_receivers(open_page: Open) -> None:
    page = open_page(recording(modules(15, 3, 15)))
    page.root.get_by_role("button", name="shop.m0").press("Enter")
    page.settle()

    names = []
    for _ in range(6):
        page.page.keyboard.press("ArrowDown")
        names.append(
            page.page.evaluate(
                "document.activeElement.closest('li').querySelector('.sv-name').textContent"
            )
        )

    assert names == [*[f"receiver_{n}" for n in range(1, 6)], "shop.m1"]


def test_above_forty_receivers_are_cells(open_page: Open) -> None:
    page = open_page(recording(modules(120, 6, 80, raising=30)))

    matrix = page.root.locator(".sv-matrix")
    assert matrix.get_attribute("data-state") == "running"
    assert "receiver_80 is running" in matrix.inner_text()
    cells = matrix.locator(".sv-signs").evaluate_all(
        """paths => Object.fromEntries(paths.map(path =>
        [path.parentNode.dataset.state, path.getAttribute("d").split("M").length - 1]))"""
    )
    assert cells == {"returned": 78, "raised": 1, "running": 1, "connected": 40}


def test_a_cell_is_named_when_it_is_pointed_at_or_focused(open_page: Open) -> None:
    page = open_page(recording(modules(120, 6, 120)))
    matrix = page.root.locator(".sv-matrix")

    grid = matrix.locator("svg").last.bounding_box()
    assert grid is not None
    page.page.mouse.move(grid["x"] + 30, grid["y"] + 10)
    assert (
        matrix.locator(".sv-facts").inner_text().startswith("2, receiver_2, returned")
    )
    page.page.mouse.move(0, 0)
    assert "receiver_2" not in matrix.inner_text()

    matrix.locator(".sv-cell:visible").focus()
    for _ in range(3):
        page.page.keyboard.press("ArrowDown")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert str(page.page.evaluate(focused)).startswith("5, receiver_5, returned")
    page.page.keyboard.press("ArrowUp")
    assert page.page.evaluate("document.activeElement.dataset.id") == "c4"


# Senders


def senders(count: int) -> Story:
    """Return a story with so many models; a receiver of one sends for another."""
    story = Story("post_save", "order_paid")
    names = [f"Model{number}" for number in range(1, count + 1)]
    ids = [
        story.has("on_every_model", sender=name, sender_kind="model") for name in names
    ]
    root = story.start(Sender(names[1], "model"))
    story.call(root, ids[1])
    fields = {"parent": root, "parent_connection": ids[1]}
    story.end(story.start(Sender(names[3], "model"), "s2", **fields))
    story.returned(root, ids[1])
    story.end(root)
    return story


@pytest.mark.parametrize("by", ["click", "key"])
def test_thirteen_senders_fold_by_kind(open_page: Open, by: str) -> None:
    page = open_page(recording(senders(13)))
    group = page.root.get_by_role("button", name="13 models")

    def toggle() -> None:
        if by == "click":
            group.click()
        else:
            group.press("Enter")
        page.settle()

    assert page.root.locator(".sv-sender").all_inner_texts() == [
        "13 models\nModel2 and 1 more sent"
    ]
    closed = page.root.locator(".sv-edge").count()

    toggle()
    names = page.root.locator(".sv-sender .sv-name").all_inner_texts()
    assert names == ["13 models", *[f"Model{n}" for n in range(1, 14)]]
    assert group.get_attribute("aria-expanded") == "true"
    # Each to post_save, and the fourth to order_paid as well: instead of two.
    assert page.root.locator(".sv-edge").count() == closed - 2 + 14
    signal, first = page.box(".sv-signal >> nth=0"), page.box(".sv-sender >> nth=0")
    assert signal["y"] < first["y"] + 200

    toggle()
    assert page.root.locator(".sv-sender").count() == 1


def test_a_group_of_senders_is_active_while_one_of_them_sends(open_page: Open) -> None:
    page = open_page(recording(senders(13)))
    sender = page.root.locator(".sv-sender")
    edges = "edges => edges.slice(0, 2).map(edge => edge.dataset.state)"

    page.root.get_by_label("step of the dispatch").press("Home")
    page.settle()
    assert sender.inner_text() == "13 models\nModel2 sends"
    assert sender.get_attribute("data-active") == ""
    assert page.root.locator(".sv-edge").evaluate_all(edges) == ["running", "connected"]

    page.root.get_by_label("step of the dispatch").press("End")
    page.settle()
    assert sender.get_attribute("data-active") is None
    assert page.root.locator(".sv-edge").evaluate_all(edges) == ["returned", "returned"]


def test_more_senders_than_anybody_reads_stay_folded(open_page: Open) -> None:
    page = open_page(recording(senders(41)))

    assert page.root.locator(".sv-sender .sv-name").all_inner_texts() == ["41 models"]
    assert page.root.locator(".sv-sender button").count() == 0
    title = page.root.locator(".sv-sender").get_attribute("title") or ""
    assert title.endswith("Model39, Model40")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_groups(open_page: Open, scheme: str) -> None:
    options = {"color_scheme": scheme, "reduced_motion": "reduce"}
    page = open_page(recording(senders(13)), **options)
    assert complaints(page) == []

    page.root.get_by_role("button", name="13 models").click()
    page.root.locator(".sv-fold .sv-cover").first.click()
    assert complaints(page) == []
