"""Django's source distribution, fetched once for each version.

The tests are not in the wheel that pip installs, only in the source distribution.
pip fetches it, so that the person's own index, proxy and certificates are used.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import django

from course import CourseError, Environment, why_pip_failed
from tools.django_suite.errors import SuiteError
from tools.source import ROOT

CACHE = ROOT / "build" / "django"


def django_source(version: str | None = None, cache: Path = CACHE) -> Path:
    """Return the unpacked source of Django; fetch it where it is missing.

    Args:
        version: the version; by default the one that is installed.
        cache: the folder that keeps it, one folder for each version.

    Raises:
        SuiteError: it could not be fetched, or holds no tests.
    """
    version = version or django.__version__
    home = cache / version
    if not home.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            folder = _unpack(_download(version, Path(scratch)), Path(scratch))
            # In one step: what was stopped half-way never looks complete.
            try:
                folder.rename(home)
            except OSError:
                if not home.exists():  # else another process was faster
                    raise
    if not (home / "tests" / "runtests.py").is_file():
        raise SuiteError(f"{home} holds no tests of Django: delete it and try again.")
    return home


def _download(version: str, folder: Path) -> Path:
    print(f"Fetching the source of Django {version} (11 MB, once) ...", flush=True)
    environment = Environment(Path(sys.prefix))
    options = ["--no-deps", "--no-binary", "Django", "--dest", str(folder)]
    try:
        command = [*environment.pip(), "download", *options, f"Django=={version}"]
    except CourseError as error:
        raise SuiteError(str(error)) from error
    done = subprocess.run(
        command,
        env=environment.environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        reason = why_pip_failed(done.stdout.splitlines(keepends=True))
        raise SuiteError(f"cannot fetch the source of Django {version}: {reason}")
    (archive,) = folder.glob("*.tar.gz")
    return archive


def _unpack(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as packed:
        # An attribute, for Python 3.11.3 and older know no argument of that name.
        packed.extraction_filter = getattr(tarfile, "data_filter", None)
        packed.extractall(folder)  # noqa: S202  # Django's own, and filtered
    (found,) = (path for path in folder.iterdir() if path.is_dir())
    return found
