"""An install is repeatable, and a built package is complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYTHONS = ["3.11", "3.12", "3.13"]


def project() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)["project"]
    return table


def constraint_lines() -> list[str]:
    return (ROOT / "constraints.txt").read_text("utf-8").splitlines()


def environment(python: str) -> dict[str, str]:
    """Return the facts that markers may ask for, of a Linux with that Python."""
    return {"python_version": python, "python_full_version": f"{python}.9"} | {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def pinned(python: str) -> dict[str, str]:
    """Map each package to the one version that a Python gets."""
    versions: dict[str, str] = {}
    for line in constraint_lines():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or marker.evaluate(environment(python)):
            name = canonicalize_name(requirement.name)
            assert name not in versions, f"{name} is pinned twice on Python {python}"
            (specifier,) = requirement.specifier
            assert specifier.operator == "=="
            versions[name] = specifier.version
    return versions


def direct_requirements() -> list[str]:
    extras = project()["optional-dependencies"].values()
    lines: list[str] = sum(extras, list(project()["dependencies"]))
    return lines


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("line", direct_requirements())
def test_every_requirement_has_a_fitting_pinned_version(line: str, python: str) -> None:
    requirement = Requirement(line)

    version = pinned(python)[canonicalize_name(requirement.name)]

    assert requirement.specifier.contains(version), f"{version}: renew constraints.txt"


@pytest.mark.parametrize(
    ("python", "django"), [("3.11", "5.2."), ("3.12", "6."), ("3.13", "6.")]
)
def test_each_python_gets_the_newest_django_that_it_can_run(
    python: str, django: str
) -> None:
    assert pinned(python)["django"].startswith(django)


def test_constraints_name_no_index_and_no_folder() -> None:
    assert not [
        line for line in constraint_lines() if re.search(r"https?:|file:|^-", line)
    ]


def test_the_declared_pythons_are_the_tested_ones() -> None:
    declared = re.findall(r"Python :: (3\.\d+)", "\n".join(project()["classifiers"]))
    workflow = (ROOT / ".github/workflows/tests.yml").read_text("utf-8")

    assert declared == PYTHONS
    assert re.findall(r'"(3\.\d+)"', workflow) == PYTHONS


def test_the_changelog_knows_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert f"## [{project()['version']}]" in changelog


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The package as it would be published."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_package_carries_every_file_of_its_folder(wheel: zipfile.ZipFile) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "signal_viz").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert "signal_viz/py.typed" in files
    assert files <= set(wheel.namelist())


def test_the_package_carries_nothing_else(wheel: zipfile.ZipFile) -> None:
    folders = {name.split("/")[0] for name in wheel.namelist()}
    version = project()["version"]

    assert folders == {
        "pytest_signal_viz.py",
        "signal_viz",
        f"signal_viz-{version}.data",
        f"signal_viz-{version}.dist-info",
    }


def test_pytest_finds_its_plugin_in_the_package(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]

    assert wheel.read(name).decode("utf-8").split("\n", 1) == [
        "[pytest11]",
        "pytest_signal_viz = pytest_signal_viz\n",
    ]


def test_the_package_turns_off_the_news_of_jupyterlab(wheel: zipfile.ZipFile) -> None:
    settings = shared(wheel, "jupyter/lab/settings/overrides.d/signal_viz.json")

    assert settings["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


def test_the_package_brings_an_extension_that_jupyterlab_can_load(
    wheel: zipfile.ZipFile,
) -> None:
    folder = "jupyter/labextensions/signal-viz"
    package = shared(wheel, f"{folder}/package.json")

    assert package["version"] == project()["version"]
    script = package["jupyterlab"]["_build"]["load"]
    assert any(name.endswith(f"{folder}/{script}") for name in wheel.namelist())


def shared(wheel: zipfile.ZipFile, path: str) -> dict[str, Any]:
    """Return a JSON file that is installed outside the package."""
    (name,) = [name for name in wheel.namelist() if name.endswith(f"data/share/{path}")]
    content: dict[str, Any] = json.loads(wheel.read(name))
    return content
