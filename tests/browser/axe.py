"""What axe-core has to say about a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import npm

if TYPE_CHECKING:
    from tests.browser.widget_page import WidgetPage

_RUN = """async () => {
  const { violations } = await axe.run("#one", { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}"""


def complaints(page: WidgetPage) -> list[str]:
    """Return the rules that the widget breaks as it is now, one line for each place."""
    if not page.page.evaluate("'axe' in window"):
        page.page.add_script_tag(path=npm.installed() / "axe-core" / "axe.min.js")
    found: list[str] = page.page.evaluate(_RUN)
    return found
