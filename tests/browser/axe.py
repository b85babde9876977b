"""What axe-core has to say about a widget, or a whole page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import npm

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.widget_page import WidgetPage

_RUN = """async (place) => {
  const { violations } = await axe.run(place, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}"""


def complaints(page: WidgetPage) -> list[str]:
    """Return the rules that the widget breaks as it is now, one line for each place."""
    return found_in(page.page, "#one")


def found_in(page: Page, place: str = "html") -> list[str]:
    """Return the rules that a part of a page breaks, by a selector."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=npm.installed() / "axe-core" / "axe.min.js")
    found: list[str] = page.evaluate(_RUN, place)
    return found
