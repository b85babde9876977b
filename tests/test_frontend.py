"""The front end: its own tests, its types, and that the bundle is built from it."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from signal_viz.bundle import packed
from tests import npm

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "frontend"
STATIC = ROOT / "signal_viz" / "static"
BUNDLE = ("widget.js", "predict.js", "page.js", "widget.css", "predict.css")
WIDGET = ("widget.js", "widget.css")
MOST = 40_000
"""Bytes of the front end that every widget sends."""


@pytest.fixture(scope="module")
def node() -> str:
    """Return Node; it is needed for development alone."""
    return npm.node()


@pytest.fixture(scope="module")
def tools(node: str) -> str:
    """Return Node with the tools of the front end installed beside its source."""
    npm.installed()
    return node


def run(*command: str) -> str:
    done = subprocess.run(
        command,
        cwd=SOURCE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tests_of_the_front_end_pass(node: str) -> None:
    # A folder means another thing to each version of Node: name the files.
    files = sorted(map(str, (SOURCE / "tests").glob("*.test.js")))
    said = run(node, "--test", "--test-reporter=tap", *files)

    passed = re.search(r"^# pass (\d+)$", said, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) > 100


def test_the_types_of_the_front_end_agree(tools: str) -> None:
    run(tools, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")


def test_the_committed_bundle_is_a_fresh_build(tools: str, tmp_path: Path) -> None:
    run(tools, "build.mjs", str(tmp_path))

    for name in BUNDLE:
        fresh = (tmp_path / name).read_bytes()
        assert (STATIC / name).read_bytes() == fresh, (
            f"signal_viz/static/{name} is not what frontend/ builds: "
            "run `npm run build` in frontend/ and commit the result"
        )


def test_what_every_widget_sends_is_small() -> None:
    script, styles = ((STATIC / name).read_text("utf-8") for name in WIDGET)

    assert sum(map(len, packed(script, styles))) <= MOST


@pytest.mark.parametrize("name", BUNDLE)
def test_the_bundle_asks_for_nothing_and_makes_no_markup(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")

    addresses = set(re.findall(r"(?:https?:)?//[\w.]+[^\s\"'`)]*", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
        assert word not in text
    assert not re.search(r"\b(eval|Function|fetch|XMLHttpRequest|@import)\b", text)


@pytest.mark.parametrize("name", ["widget.css", "predict.css"])
def test_the_styles_stay_inside_the_widget(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")

    depth = 0
    outside = ""
    for character in text:
        depth -= character == "}"
        outside += character if depth == 0 and character != "{" else ""
        depth += character == "{"
    heads = [head.strip() for head in outside.split("}") if head.strip()]
    assert heads
    for head in heads:
        assert re.fullmatch(r"\.sv|@keyframes sv-[a-z]+", head), head


def test_the_front_end_has_the_version_of_the_package() -> None:
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    version = project["project"]["version"]
    assert package["version"] == version
    assert lock["version"] == version
    assert json.dumps(version) in (STATIC / "widget.js").read_text(encoding="utf-8")


def test_the_lock_file_names_no_server_and_checks_every_package() -> None:
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))

    packages = {name: item for name, item in lock["packages"].items() if name}
    assert packages
    for name, item in packages.items():
        assert "resolved" not in item, name
        assert item["integrity"].startswith("sha512-"), name
