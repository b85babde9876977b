"""course.py keeps one private environment in good order.

pip is replaced by a small program in these tests, everything else is real.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import venv
from pathlib import Path

import pytest

import course
from course import CourseError, Environment

FAKE_PIP = """
import pathlib, sys
root = pathlib.Path.cwd()
with open(root / "pip.log", "a") as log:
    print(*sys.argv[1:], file=log)
if (root / "offline").exists():
    print("WARNING: Retrying after connection broken by 'NewConnectionError(...)'")
    sys.exit("ERROR: No matching distribution found")
(site,) = (root / ".venv").glob("lib/python*/site-packages")
for name in {modules}:
    (site / (name + ".py")).touch()
    (site / (name + "-1.0.dist-info")).mkdir(exist_ok=True)
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in a folder with a space, and a pip that only pretends."""
    root = tmp_path / "my course"
    root.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(course.ROOT / name, root)
    modules = [name for extra in course.EXTRAS.values() for name in extra.modules]
    fake = tmp_path / "pip.py"
    fake.write_text(FAKE_PIP.format(modules=modules))
    monkeypatch.setattr(course, "ROOT", root)
    monkeypatch.setattr(Environment, "pip", lambda _: [sys.executable, str(fake)])
    return root


@pytest.fixture
def environment(checkout: Path) -> Environment:
    return Environment(checkout / ".venv")


def installs(checkout: Path) -> list[str]:
    log = checkout / "pip.log"
    return log.read_text().splitlines() if log.exists() else []


def test_first_use_makes_an_environment_and_says_so(
    environment: Environment, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.prepare({"course"})

    assert environment.is_sound({"course"})
    assert installs(checkout) == ["install -e .[course] -c constraints.txt"]
    told = capsys.readouterr().out
    assert "First use" in told
    assert ".venv" in told
    assert "ready after" in told


def test_second_use_installs_nothing_and_is_silent(
    environment: Environment, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.prepare({"course"})
    capsys.readouterr()

    environment.prepare({"course"})

    assert len(installs(checkout)) == 1
    assert capsys.readouterr().out == ""


def test_a_further_extra_is_added_and_what_is_there_stays(
    environment: Environment, checkout: Path
) -> None:
    environment.prepare({"course"})
    (environment.path / "mine").touch()

    environment.prepare({"test"})
    environment.prepare({"course", "test"})

    assert installs(checkout)[1:] == ["install -e .[course,test] -c constraints.txt"]
    assert (environment.path / "mine").exists()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: (path / "bin/python").unlink(), id="no Python"),
        pytest.param(
            lambda path: next(path.rglob("jupyterlab.py")).unlink(), id="no JupyterLab"
        ),
        pytest.param(
            lambda path: (path / "signal-viz.json").write_text("{"), id="torn stamp"
        ),
        pytest.param(
            lambda path: (path / "signal-viz.json").unlink(), id="no stamp at all"
        ),
        pytest.param(
            lambda path: (path.parent / "constraints.txt").write_text("django==5.2.1"),
            id="other constraints",
        ),
    ],
)
def test_a_broken_or_outdated_environment_is_made_again(
    environment: Environment, checkout: Path, damage: object
) -> None:
    environment.prepare({"course"})
    (environment.path / "rubbish").touch()
    assert callable(damage)
    damage(environment.path)

    environment.prepare({"course"})

    assert environment.is_sound({"course"})
    assert not (environment.path / "rubbish").exists()
    assert len(installs(checkout)) == 2


def test_making_it_again_keeps_the_extras_of_before(
    environment: Environment, checkout: Path
) -> None:
    environment.prepare({"course", "test"})
    environment.python.unlink()

    environment.prepare({"course"})

    assert installs(checkout)[1] == "install -e .[course,test] -c constraints.txt"


def test_a_failed_installation_never_looks_like_a_good_one(
    environment: Environment, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "offline").touch()
    with pytest.raises(CourseError, match="no network"):
        environment.prepare({"course"})
    (checkout / "offline").unlink()
    capsys.readouterr()

    environment.prepare({"course"})

    assert environment.is_sound({"course"})
    assert "unfinished" in capsys.readouterr().out


def test_the_details_of_a_failure_are_kept(
    environment: Environment, checkout: Path
) -> None:
    (checkout / "offline").touch()

    with pytest.raises(CourseError) as caught:
        environment.prepare({"course"})

    assert "\n" not in str(caught.value)
    assert str(environment.log) in str(caught.value)
    assert "NewConnectionError" in environment.log.read_text()


def test_ctrl_c_stops_pip_and_leaves_the_environment_unfinished(
    environment: Environment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "pip.py").write_text(
        "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    )
    seen = []

    def interrupt(line: str) -> None:
        if line:
            seen.append(int(line))
            raise KeyboardInterrupt

    monkeypatch.setattr(course, "show_progress", interrupt)
    with pytest.raises(KeyboardInterrupt):
        environment.prepare({"course"})

    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)
    assert environment.read_stamp() == ("", {"course"})


def test_a_strangers_folder_is_never_replaced(checkout: Path) -> None:
    home = checkout / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")

    with pytest.raises(CourseError, match="SIGNAL_VIZ_VENV"):
        Environment(home).prepare({"course"})

    assert (home / "thesis.txt").read_text() == "years of work"


def test_a_strangers_environment_is_never_replaced(
    environment: Environment,
) -> None:
    venv.create(environment.path)
    (site,) = environment.path.glob("lib/python*/site-packages")
    (site / "numpy-2.0.0.dist-info").mkdir()

    with pytest.raises(CourseError, match="was not made by"):
        environment.prepare({"course"})

    assert (site / "numpy-2.0.0.dist-info").exists()


def test_what_a_failed_python_m_venv_left_is_replaced(
    environment: Environment,
) -> None:
    venv.create(environment.path)

    environment.prepare({"course"})

    assert environment.is_sound({"course"})


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("anywidget>=0.9.18", "anywidget>=0.9.19", True),
        ("hatchling>=1.27", "hatchling>=1.28", True),
        ("line-length = 88", "line-length = 99", False),
    ],
)
def test_only_what_is_installed_decides_about_making_it_again(
    environment: Environment, checkout: Path, old: str, new: str, again: bool
) -> None:
    before = environment.fingerprint()
    project = checkout / "pyproject.toml"
    text = project.read_text()
    assert old in text

    project.write_text(text.replace(old, new))

    assert (environment.fingerprint() != before) is again


def test_another_extension_for_jupyterlab_makes_it_again(
    environment: Environment, checkout: Path
) -> None:
    extension = checkout / "share" / "jupyter" / "stored.js"
    extension.parent.mkdir(parents=True)
    extension.write_text("const LATE = 1;")
    before = environment.fingerprint()

    extension.write_text("const LATE = 2;")

    # Only a copy of it is in the environment: the old one would stay for ever.
    assert environment.fingerprint() != before


def test_a_moved_checkout_or_another_python_makes_it_again(
    environment: Environment, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = environment.fingerprint()
    elsewhere = Environment(checkout / ".venv-other").fingerprint()
    moved = checkout.rename(checkout.with_name("moved"))
    monkeypatch.setattr(course, "ROOT", moved)
    after_move = environment.fingerprint()
    monkeypatch.setattr(sys, "version", "3.99.0")

    assert len({before, elsewhere, after_move, environment.fingerprint()}) == 4


def test_in_its_own_outdated_environment_it_goes_on_outside(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ElsewhereError(Exception):
        pass

    def execve(program: str, _arguments: list[str], _environ: object) -> None:
        raise ElsewhereError(program)

    environment.prepare({"course"})
    environment.python.unlink()
    monkeypatch.setattr(sys, "prefix", str(environment.path))
    monkeypatch.setattr(os, "execve", execve)

    with pytest.raises(ElsewhereError) as caught:
        environment.prepare({"course"})

    assert str(environment.path) not in str(caught.value)
    assert json.loads(environment.stamp.read_text())["fingerprint"]


def test_settings_of_the_person_do_not_leak_in(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")

    environ = environment.environ()

    assert "/elsewhere" not in environ.values()
    assert environ["PIP_USER"] == "0"
    assert "PIP_REQUIRE_VIRTUALENV" not in environ
    assert environ["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert environ["PATH"].startswith(str(environment.python.parent) + os.pathsep)
