"""Much of everything in a real JupyterLab; how fast it is, the benchmark says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.bench.seen.lab import SENDS, Room, crowd, many, saved

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.lab import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def room(lab: Lab, browser: Browser) -> Room:
    return Room(lab, browser)


def test_no_event_is_lost_of_ten_thousand_in_one_cell(room: Room) -> None:
    found = crowd(room, rounds=1)

    assert found.events == 8 * SENDS == 10_000
    assert found.lost == 0


def test_fifty_pictures_stand_on_one_page(room: Room) -> None:
    assert many(room, 50).drawn == 50


def test_a_saved_notebook_with_ten_pictures_is_small(room: Room) -> None:
    assert 10_000 < saved(room, 10) <= 300_000
