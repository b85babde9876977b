#!/usr/bin/env python3
"""Run the Signal Viz course from a checkout, with nothing but Python.

Everything happens in a private virtual environment beside this file. It is
made on first use, brought up to date when the dependencies change, and made
again when it is broken. Only the standard library is used here, and this file
must stay readable for every Python 3.6 or newer, so that an old one can say
that it is too old.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "course.py: this is Python {}.{}, and the course needs Python 3.11 or newer: "
        "install one and run it with that, for example `python3.11 course.py`.".format(
            *sys.version_info
        )
    )

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
import tomllib
import venv
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent
FIRST_NOTEBOOK = "notebooks/00-start-here.ipynb"
PROMPT = "signal-viz"
# The Python behind a virtual environment, should this run in one.
BASE = str(vars(sys).get("_base_executable") or sys.executable)


class CourseError(Exception):
    """What went wrong and what to do, in one line for the person."""


class Extra(NamedTuple):
    """One optional part of the installation."""

    title: str
    download: int  # megabytes
    modules: tuple[str, ...]  # a few that a sound environment has


EXTRAS = {
    "course": Extra(
        "JupyterLab and the course",
        77,
        ("signal_viz", "django", "anywidget", "jupyterlab", "ipykernel", "celery"),
    ),
    "test": Extra("the test tools", 60, ("hypothesis", "playwright", "repo2docker")),
    "hosts": Extra("other hosts", 60, ("marimo", "notebook", "voila")),
    "projects": Extra(
        "packages that live on signals", 25, ("allauth", "guardian", "wagtail")
    ),
    "bench": Extra(
        "the tools to compare with", 20, ("orbit", "sentry_sdk", "viztracer")
    ),
    "dev": Extra("the lint tools", 40, ("mypy", "ruff")),
}


def say(text: str) -> None:
    """Tell the person what happens, at once."""
    print(text, flush=True)


def succeeds(command: list[str], environ: dict[str, str]) -> bool:
    """Run a command without showing it, and return whether it ended well."""
    try:
        done = subprocess.run(
            command, env=environ, cwd=ROOT, capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


class Environment:
    """The private virtual environment.

    A stamp in it says what was installed. The stamp is complete only after the
    last step, so an installation that stopped half-way never looks like a good
    one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.python = path / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = path / "signal-viz.json"
        self.log = path / "install.log"

    def environ(self) -> dict[str, str]:
        """Return the environment variables for everything that runs in it.

        The person's own settings for Python and pip must not leak in: they
        would install to another place or import something else.
        """
        foreign = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PIP_TARGET"}
        foreign |= {"PIP_PREFIX", "PIP_ROOT", "PIP_NO_DEPS", "PIP_REQUIRE_VIRTUALENV"}
        kept = {key: text for key, text in os.environ.items() if key not in foreign}
        programs = [str(self.python.parent), kept.get("PATH", os.defpath)]
        return kept | {
            "PATH": os.pathsep.join(programs),
            "VIRTUAL_ENV": str(self.path),
            "PIP_USER": "0",
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            # A kernel called python3 in the home folder must not win over ours.
            "JUPYTER_PREFER_ENV_PATH": "1",
        }

    def fingerprint(self) -> str:
        """Return a text that differs when the environment must be made again."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        constraints = (ROOT / "constraints.txt").read_text("utf-8")
        tables = [project["build-system"], project["project"], project["tool"]["hatch"]]
        places = [sys.version, sys.base_prefix, str(ROOT), str(self.path)]
        # What JupyterLab reads is copied at the installation, not linked.
        files = [path for path in sorted((ROOT / "share").rglob("*")) if path.is_file()]
        copied = [path.read_text("utf-8") for path in files]
        text = json.dumps([tables, constraints, places, copied])
        return hashlib.sha256(text.encode()).hexdigest()

    def read_stamp(self) -> tuple[str, set[str]]:
        """Return fingerprint and extras of the last installation, if known."""
        try:
            stamp = json.loads(self.stamp.read_text("utf-8"))
            return str(stamp["fingerprint"]), set(stamp["extras"]) & set(EXTRAS)
        except (OSError, ValueError, TypeError, KeyError):
            return "", set()

    def write_stamp(self, fingerprint: str, extras: set[str]) -> None:
        """Record an installation; an empty fingerprint marks it unfinished."""
        stamp = {"fingerprint": fingerprint, "extras": sorted(extras)}
        self.stamp.write_text(json.dumps(stamp), "utf-8")

    def is_sound(self, extras: Iterable[str]) -> bool:
        """Return whether its Python starts and finds a few modules of each extra."""
        names = [name for extra in extras for name in EXTRAS[extra].modules]
        code = f"from importlib.util import find_spec as f; all(map(f, {names})) or 1/0"
        return succeeds([str(self.python), "-c", code], self.environ())

    def prepare(self, wanted: set[str]) -> None:
        """Make, mend or extend the environment so that it holds ``wanted``."""
        fingerprint = self.fingerprint()
        stamped, present = self.read_stamp()
        good = stamped == fingerprint and self.is_sound(present)
        if good and wanted <= present:
            return
        start = time.monotonic()
        shown = self.path.relative_to(ROOT) if ROOT in self.path.parents else self.path
        missing = wanted - present if good else wanted | present
        if good:
            say(f"Adding to the private Python environment {shown}:")
        elif self.stamp.exists():
            reason = "outdated or broken" if stamped else "unfinished"
            say(f"The private Python environment {shown} is {reason}; making it again:")
        else:
            say(f"First use: making a private Python environment in {shown}:")
        if not good:
            self.create()
        titles = " and ".join(EXTRAS[name].title for name in sorted(missing))
        megabytes = sum(EXTRAS[name].download for name in missing)
        say(f"  {titles}, up to {megabytes} MB to download ...")
        self.write_stamp("", wanted | present)
        self.install(wanted | present)
        self.write_stamp(fingerprint, wanted | present)
        say(f"  ready after {time.monotonic() - start:.0f} s.")

    def create(self) -> None:
        """Make it anew and empty, over an older one if that may go."""
        if self.path.exists() and not self.may_be_replaced():
            raise CourseError(
                f"{self.path} was not made by course.py: move it away, or name "
                "another folder in the variable SIGNAL_VIZ_VENV."
            )
        if Path(sys.prefix) == self.path:  # activated: do not saw off this branch
            os.execve(BASE, [BASE, *sys.orig_argv[1:]], os.environ)
        if self.path.exists():
            shutil.rmtree(self.path)
        self.path.mkdir(parents=True)
        self.write_stamp("", set())
        # Without pip: Debian ships a Python that cannot put it there.
        builder = venv.EnvBuilder(symlinks=os.name != "nt", prompt=PROMPT)
        builder.create(self.path)

    def may_be_replaced(self) -> bool:
        """Return whether the folder is empty, ours, or an empty environment."""
        if not self.path.is_dir():
            return False
        if self.stamp.is_file() or not any(self.path.iterdir()):
            return True
        config = self.path / "pyvenv.cfg"
        if not config.is_file():
            return False
        installed = self.path.glob("[Ll]ib*/**/site-packages/*.dist-info")
        names = {folder.name.partition("-")[0] for folder in installed}
        return PROMPT in config.read_text("utf-8") or names <= {"pip", "setuptools"}

    def pip(self) -> list[str]:
        """Return the command for a pip that installs into the environment."""
        for python in (sys.executable, BASE):
            outer = [python, "-m", "pip"]
            if succeeds([*outer, "--version"], self.environ()):
                return [*outer, "--python", str(self.python)]
        inner = [str(self.python), "-m"]
        if succeeds([*inner, "ensurepip"], self.environ()):
            return [*inner, "pip"]
        raise CourseError(
            f"{sys.executable} has no pip: install it and run this again "
            "(Debian, Ubuntu: sudo apt install python3-pip)."
        )

    def install(self, extras: set[str]) -> None:
        """Install the checkout, editable, with the versions of constraints.txt."""
        target = f".[{','.join(sorted(extras))}]"
        command = [*self.pip(), "install", "-e", target, "-c", "constraints.txt"]
        lines = []
        with subprocess.Popen(
            command,
            env=self.environ(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # so that it can be stopped with its children
        ) as process:
            try:
                for line in process.stdout or ():
                    lines.append(line)
                    show_progress(line)
                code = process.wait()
            finally:
                show_progress("")
                if process.poll() is None:
                    stop(process)
        if code:
            self.log.write_text("".join(lines), "utf-8")
            raise CourseError(f"{why_pip_failed(lines)} (Details: {self.log})")


def show_progress(line: str) -> None:
    """Show what pip does on one line that the next one overwrites."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 3
        print(f"\r\033[K  {line.strip()[:width]}" if line else "\r\033[K", end="")
        sys.stdout.flush()


def stop(process: subprocess.Popen[str]) -> None:
    """End a process that leads its own session, and its children."""
    if os.name == "nt":
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGINT)  # pip then removes its scratch files
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def why_pip_failed(lines: list[str]) -> str:
    """Put pip's output in one sentence."""
    text = "".join(lines)
    errors = [line.strip() for line in lines if line.lstrip().startswith("ERROR:")]
    unreachable = re.search(
        r"connection broken by '(\w+)|(Network is unreachable|Max retries exceeded)",
        text,
    )
    if unreachable:
        reason = unreachable[1] or unreachable[2]
        return (
            f"no network: pip cannot reach its package index ({reason}); check the "
            "connection or the proxy and run this again."
        )
    if "(from versions: none)" in text:
        return (
            "pip may not use its package index, or the index is empty: look at "
            "PIP_NO_INDEX, PIP_INDEX_URL and `pip config list`."
        )
    reason = errors[-1] if errors else (lines or ["it said nothing"])[-1].strip()
    return f"pip failed: {reason}"


class Verb(NamedTuple):
    """One thing that the person can ask for."""

    summary: str
    extras: set[str]
    commands: list[list[str]]  # each is what follows `python -m`


LAB = ["jupyterlab", f"--ServerApp.root_dir={ROOT}"]
LAB += [f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}"]
# One more than there are cores: lessons and browsers wait much of their time.
WORKERS = min(4, (os.cpu_count() or 1) + 1)
# All cells of a notebook must run in one process: they share a kernel.
PYTEST = ["pytest", "-n", str(WORKERS), "--dist", "loadscope"]
PYTEST += ["--no-loadscope-reorder"]  # conftest.py puts long files first
HOSTS = ["pytest", "tests/browser/test_hosts.py"]
PROJECTS = ["pytest", "tests/projects"]
LINT = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
VERBS = {
    "": Verb("start JupyterLab on the first notebook", {"course"}, [LAB]),
    "test": Verb("run every test [pytest arguments]", {"course", "test"}, [PYTEST]),
    "test --django": Verb(
        "compare Django's own tests, bare and watched [their folders]",
        {"course", "test"},
        [["tools.django_suite"]],
    ),
    "test --hosts": Verb(
        "try the picture in other hosts", {"course", "test", "hosts"}, [HOSTS]
    ),
    "test --projects": Verb(
        "find the signals of well-known packages",
        {"course", "test", "projects"},
        [PROJECTS],
    ),
    "check": Verb(
        "check your exercises [files], or a class [folder --csv table]",
        {"course"},
        [["signal_viz.exercise"]],
    ),
    "bench": Verb("measure speed", {"course", "test", "bench"}, [["tools.bench"]]),
    "build": Verb(
        "write the notebooks from course/", {"course", "test"}, [["tools.build"]]
    ),
    "lint": Verb("check style and types [files]", {"course", "test", "dev"}, LINT),
}


def usage() -> str:
    """Return the help text."""
    rows = [f"  python3 course.py {name:15} {VERBS[name].summary}\n" for name in VERBS]
    return f"""Usage:
{"".join(rows)}
Arguments that start with - and no verb go to JupyterLab, for example --port 9999.
The variable SIGNAL_VIZ_VENV names the folder of the private environment (.venv)."""


def from_here(argument: str, option: str = "") -> str:
    """Return a path that is meant from the current folder so that it fits anywhere.

    Only what is there is known to be a path, and what follows ``--csv``.
    """
    if argument.startswith("--csv="):
        return f"--csv={from_here(argument.partition('=')[2], '--csv')}"
    here = Path(argument).absolute()
    try:
        is_path = option == "--csv" or here.exists()
    except OSError:  # too long for a name, as many an expression for pytest's -k is
        is_path = False
    return str(here) if Path.cwd() != ROOT and is_path else argument


def run(environment: Environment, verb: Verb, arguments: list[str]) -> int:
    """Run a verb's commands; return the first bad exit status, or 0."""
    python = str(environment.python)
    if verb.commands == [LAB]:
        say(f"Starting JupyterLab on {FIRST_NOTEBOOK}; stop it with Ctrl-C.")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            arguments = ["--allow-root", *arguments]
    else:
        arguments = list(map(from_here, arguments, ["", *arguments]))
    commands = [[python, "-m", *command, *arguments] for command in verb.commands]
    if len(commands) == 1 and os.name != "nt":
        os.chdir(ROOT)
        # Become that program, so that it gets Ctrl-C and other signals itself.
        os.execve(python, commands[0], environment.environ())
    codes = []
    for command in commands:
        say(f"$ python {' '.join(command[1:])}")
        done = subprocess.run(command, env=environment.environ(), cwd=ROOT, check=False)
        codes.append(done.returncode)
    return next(filter(None, codes), 0)


def end(number: int, _frame: FrameType | None) -> NoReturn:
    """Turn a signal that would kill at once into a clean exit."""
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Do what the person asks; return the exit status."""
    if arguments[:1] in (["-h"], ["--help"]):
        say(usage())
        return 0
    named = bool(arguments) and not arguments[0].startswith("-")
    name, rest = (arguments[0], arguments[1:]) if named else ("", arguments)
    if name not in VERBS:
        known = ", ".join(filter(None, VERBS))
        say(f"course.py: there is no verb {name!r}; there are: {known} (or none).")
        return 2
    if rest and f"{name} {rest[0]}" in VERBS:  # a verb of two words
        name, rest = f"{name} {rest[0]}", rest[1:]
    verb = VERBS[name]
    chosen = Path(os.environ.get("SIGNAL_VIZ_VENV") or ".venv").expanduser()
    environment = Environment(Path(os.path.normpath(ROOT / chosen)))
    signal.signal(signal.SIGTERM, end)
    try:
        environment.prepare(verb.extras)
        return run(environment, verb, rest)
    except KeyboardInterrupt:
        say("\ncourse.py: stopped; run the same command to start again.")
        return 130
    except PermissionError as error:
        trouble = f"{error}: name a folder of yours in the variable SIGNAL_VIZ_VENV."
    except (CourseError, OSError) as error:
        trouble = str(error)
    print(f"course.py: {trouble}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
