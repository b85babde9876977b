"""``sv.check_environment`` says what is missing and how to mend it."""

from __future__ import annotations

import importlib.util
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from signal_viz import SignalVizError, check_environment

if TYPE_CHECKING:
    from pathlib import Path

ALL_IS_WELL = """\
✓ Django can be used
✓ pictures can move
✓ exercises can be checked
"""


def without(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Let a module look as if nobody had installed it."""
    real = importlib.util.find_spec
    monkeypatch.setattr(
        "signal_viz.environment.find_spec",
        lambda name: None if name == module else real(name),
    )


def test_where_all_is_well_it_says_so_without_versions_and_paths(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check_environment()

    assert capsys.readouterr().out == ALL_IS_WELL


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("anywidget", '✕ pictures can move: run  %pip install "anywidget"'),
        ("nbclient", '✕ exercises can be checked: run  %pip install "nbclient"'),
    ],
)
def test_a_missing_package_comes_with_its_cure(
    module: str,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    without(monkeypatch, module)

    with pytest.raises(SignalVizError, match="do what the lines with ✕ say"):
        check_environment()

    said = capsys.readouterr().out
    assert line in said
    assert said.count("✓") == 2


@pytest.mark.parametrize("version", ["4.2.30", "5.1", "7.0", "7.0rc1", "odd"])
def test_another_django_is_named(
    version: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: version)

    with pytest.raises(SignalVizError):
        check_environment()

    assert f"this is Django {version}; run  %pip install" in capsys.readouterr().out


@pytest.mark.parametrize("version", ["5.2", "5.2.19", "6.0.1", "6.2a1"])
def test_every_supported_django_is_fine(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: version)

    check_environment()


def test_no_django_at_all_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", nothing)

    with pytest.raises(SignalVizError):
        check_environment()

    assert "✕ Django can be used: run  %pip install" in capsys.readouterr().out


def test_a_checkout_without_its_front_end_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("signal_viz.environment.resources.files", lambda _: tmp_path)

    with pytest.raises(SignalVizError):
        check_environment()

    assert "signal_viz/static is empty" in capsys.readouterr().out
