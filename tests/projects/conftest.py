"""A project with packages that live on signals."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.project.bookshop import Bookshop
from tests.projects.many import FILES, PACKAGES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Bookshop:
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        pytest.skip(f"no {' and '.join(missing)}: use `course.py test --projects`")
    folder: Path = tmp_path_factory.mktemp("site")
    return Bookshop(folder, FILES)
