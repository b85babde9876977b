"""The tools of the front end, installed beside its source as its lock file says."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "frontend"


def node() -> str:
    """Return Node, or skip; it is needed for development alone."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("no Node found: `apt install nodejs` to test the front end")
    return found


def installed() -> Path:
    """Install what the lock file asks for, once, and return its folder; or skip."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm found: `apt install npm` to build the front end")
    modules = SOURCE / "node_modules"
    guard = SOURCE / "build" / "npm.lock"
    guard.parent.mkdir(exist_ok=True)
    with guard.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not _same(modules / ".package-lock.json", SOURCE / "package-lock.json"):
            done = subprocess.run(
                [npm, "ci", "--ignore-scripts"],
                cwd=SOURCE,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            if done.returncode:
                pytest.skip(f"npm could not install the tools: {done.stderr[-300:]}")
    return modules


def _same(installed: Path, lock: Path) -> bool:
    """Return whether what is installed is what the lock file asks for."""
    if not installed.exists():
        return False
    have = json.loads(installed.read_text(encoding="utf-8"))["packages"]
    want = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    needed = {name: item for name, item in want.items() if not item.get("optional")}
    return all(
        name in have and have[name]["version"] == item["version"]
        for name, item in needed.items()
        if name
    )
