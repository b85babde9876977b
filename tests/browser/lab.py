"""Drives JupyterLab as a learner does: open, run cells, look."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.browser.document import notebook

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Locator, Page, Route

START = 180
"""Seconds for the first start, which may have to install."""
PATIENCE = 30_000
"""Milliseconds to wait for anything in a page."""
WHOLE = 300
"""Seconds to wait for all cells of a notebook."""

# Said by JupyterLab itself with every notebook, whatever is in it.
_LABS_OWN = re.compile(
    r"Download the React DevTools|favicon|preload|"
    r"Failed to load resource.*(workspaces|translations|lsp)",
)


class Lab:
    """A JupyterLab server that serves the checkout.

    Args:
        root: the checkout.
        settings: an empty folder for JupyterLab's own settings and workspaces, and for
            the progress of who learns there.
        python: the Python to start ``course.py`` with.
    """

    def __init__(self, root: Path, settings: Path, python: str) -> None:
        self.root = root
        self.folder = root / "build" / f"browser-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir(parents=True)
        self.foreign: list[str] = []
        self._log = (settings / "lab.log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(  # our own command
            [
                python,
                str(root / "course.py"),
                "--no-browser",
                "--port=0",
                f"--LabApp.user_settings_dir={settings}",
                f"--LabApp.workspaces_dir={settings}",
            ],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd=settings,
            # Whoever runs the tests has a progress of their own.
            env=os.environ | {"SIGNAL_VIZ_PROGRESS": str(settings / "progress.jsonl")},
        )
        self.address, self.token = self._await_address()

    def _await_address(self) -> tuple[str, str]:
        found = re.compile(r"(http://(?:localhost|127\.0\.0\.1):\d+)/\S*token=(\w+)")
        until = time.monotonic() + START
        while time.monotonic() < until and self._process.poll() is None:
            self._log.seek(0)
            match = found.search(self._log.read())
            if match:
                return match[1], match[2]
            time.sleep(0.1)
        self._log.seek(0)
        said = self._log.read()
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{said}")

    def guard(self, context: BrowserContext) -> None:
        """Refuse, and note, each request that would leave this machine."""
        here = urlsplit(self.address).netloc

        def decide(route: Route) -> None:
            address = urlsplit(route.request.url)
            if address.scheme in ("data", "blob") or address.netloc == here:
                route.continue_()
            else:
                self.foreign.append(route.request.url)
                route.abort()

        context.route("**/*", decide)

    def write(self, name: str, cells: list[str]) -> str:
        """Write a notebook with these code cells; return its path for the server."""
        path = notebook(self.folder / name, cells)
        return path.relative_to(self.root).as_posix()

    def copy(self, notebook: str) -> str:
        """Copy a notebook of the checkout, so that running it changes no file of it."""
        source = self.root / notebook
        target = self.folder / source.name
        shutil.copyfile(source, target)
        return target.relative_to(self.root).as_posix()

    def stop(self) -> None:
        """Stop the server and its kernels, and take the folder away."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Notebook:
    """One notebook in a JupyterLab page."""

    def __init__(self, lab: Lab, page: Page) -> None:
        self.lab = lab
        self.page = page
        self.complaints: list[str] = []
        self.forgiven: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self._complain(f"{message.text} ({message.location.get('url', '')})")

    def _complain(self, text: str) -> None:
        forgiven = any(part in text for part in self.forgiven)
        if not forgiven and not _LABS_OWN.search(text):
            self.complaints.append(text)

    def expect(self, text: str) -> None:
        """Wait for a complaint that belongs to the test, and forgive all like it.

        Each output makes its own, and some come late.
        """
        until = time.monotonic() + 10
        while not any(text in complaint for complaint in self.complaints):
            assert time.monotonic() < until, self.complaints
            self.page.wait_for_timeout(50)
        self.forgiven.append(text)
        self.complaints = [each for each in self.complaints if text not in each]

    def open(self, path: str, theme: str = "light") -> None:
        """Open a notebook of the server and wait for its kernel."""
        address = f"{self.lab.address}/lab/tree/{path}?token={self.lab.token}"
        self.page.goto(f"{address}&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.wait_for_selector('.jp-NotebookPanel [data-status="idle"]')
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        self.theme(theme)

    def theme(self, name: str) -> None:
        """Switch JupyterLab's theme: ``"light"`` or ``"dark"``."""
        wanted = f'body[data-jp-theme-light="{str(name == "light").lower()}"]'
        self.page.wait_for_selector("body[data-jp-theme-light]", state="attached")
        if self.page.locator(wanted).count() == 0:
            self.page.get_by_role("menuitem", name="Settings", exact=True).click()
            self.page.locator(".lm-Menu-item", has_text="Theme").first.hover()
            label = f"JupyterLab {name.capitalize()}"
            self.page.get_by_text(label, exact=True).click()
            self.page.wait_for_selector(wanted, state="attached")

    def cell(self, index: int) -> Locator:
        """Return a cell, counted from 0 among the code cells."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(index)

    def run(self, index: int, *, wait: bool = True) -> None:
        """Run a code cell as a learner does, with Shift and Enter."""
        before = self.prompt(index)
        # A page that has just opened may not hear the first keys, and may forget
        # the first cell when its kernel connects: its prompt is empty again then.
        for _ in range(5):
            self.cell(index).locator(".cm-content").first.click()
            self.page.keyboard.press("Shift+Enter")
            if not self._turns(index, before, seconds=2):
                continue
            ended = not wait or self._turns(index, "[*]:")
            if ended and self.prompt(index) != "[ ]:":
                return
        raise TimeoutError(f"cell {index} did not end: {self.prompt(index)!r}")

    def run_all(self) -> None:
        """Run every cell by the menu, and wait until the last one has ended."""
        last = self.page.locator(".jp-Notebook .jp-CodeCell").count() - 1
        before = self.prompt(last)
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        begun = self._turns(last, before)
        if not begun or not self._turns(last, "[*]:", "[ ]:", seconds=WHOLE):
            raise TimeoutError(f"the last cell did not end: {self.prompt(last)!r}")

    def prompt(self, index: int) -> str:
        """Return what stands left of a cell: ``"[ ]:"``, ``"[*]:"``, ``"[3]:"``."""
        prompt = self.cell(index).locator(".jp-InputPrompt").first
        return (prompt.text_content() or "").strip()

    def wait(self, index: int) -> None:
        """Wait until a cell that runs has ended."""
        if not self._turns(index, "[*]:", "[ ]:"):
            raise TimeoutError(f"cell {index} did not end: {self.prompt(index)!r}")

    def _turns(
        self, index: int, *prompts: str, seconds: float = PATIENCE / 1000
    ) -> bool:
        """Wait until a cell has none of these prompts, and return whether it came."""
        from playwright.sync_api import TimeoutError as LateError  # may be missing

        try:
            # The page looks by itself, and no more often: each frame that it is asked
            # to draw meanwhile, each layout, slows the cell down.
            self.page.wait_for_function(
                """([index, prompts]) => {
                    const cells = document.querySelectorAll(".jp-Notebook .jp-CodeCell");
                    const prompt = cells[index].querySelector(".jp-InputPrompt");
                    return !prompts.includes(prompt.textContent.trim());
                }""",
                arg=[index, prompts],
                polling=20,
                timeout=seconds * 1000,
            )
        except LateError:
            return False
        return True

    def busy(self, index: int) -> bool:
        """Whether a cell is running now."""
        return self.prompt(index) == "[*]:"

    def picture(self, index: int) -> Picture:
        """Return the live picture in a cell's output."""
        return Picture(self.cell(index).locator(".jp-OutputArea-output .sv").first)

    def save(self) -> None:
        """Save the notebook as a learner does, and wait until it is on the disk."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+s")
        self.page.locator(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty").wait_for(
            state="detached"
        )

    def reload(self) -> None:
        """Reload the page, with the notebook and its kernel as they are."""
        self.page.reload()
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def restart(self) -> None:
        """Restart the kernel from the menu; the outputs stay."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_text("Restart Kernel…", exact=True).click()
        self.page.locator(".jp-Dialog").locator(".jp-mod-accept").click()
        self.page.get_by_text("Python 3 (ipykernel) | Restarting").wait_for()
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()

    def close(self) -> None:
        """Shut the notebook's kernel down and close the page."""
        self.shut_down()
        self.page.close()

    def shut_down(self) -> None:
        """Shut the kernels down, as somebody does who is done for today."""
        self.page.evaluate(
            """async ({address, token}) => {
                const headers = {Authorization: `token ${token}`};
                const url = `${address}/api/sessions`;
                const sessions = await (await fetch(url, {headers})).json();
                for (const {id} of sessions) {
                    await fetch(`${url}/${id}`, {method: "DELETE", headers});
                }
            }""",
            {"address": self.lab.address, "token": self.lab.token},
        )


class Picture:
    """A picture of a signal in the page."""

    def __init__(self, element: Locator) -> None:
        self.element = element

    def wait(self) -> Picture:
        """Wait until it is drawn."""
        self.element.wait_for()
        return self

    def states(self) -> dict[str, str]:
        """Return the state of each receiver's card, by its name, in order."""
        cards = self.element.locator(".sv-card")
        found = cards.evaluate_all(
            "cards => cards.map(card => "
            "[card.querySelector('.sv-name').textContent, card.dataset.state])"
        )
        return dict(found)

    def wait_for(self, states: dict[str, str], seconds: float = 10) -> None:
        """Wait until the cards are exactly these, in this order."""
        until = time.monotonic() + seconds
        seen: dict[str, str] = {}
        while time.monotonic() < until:
            seen = self.states()
            if list(seen.items()) == list(states.items()):
                return
            self.element.page.wait_for_timeout(10)
        raise AssertionError(f"waited for {states}, saw {seen}")

    def wait_for_dispatch(self, number: int) -> None:
        """Wait until the newest dispatch has this number, and is the one shown."""
        words = self.element.get_by_text(f"dispatch {number} of {number}", exact=True)
        words.wait_for(state="attached")

    def sentence(self) -> str:
        """Return the line below the picture."""
        return self.element.locator(".sv-sentence").inner_text()
