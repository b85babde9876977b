"""A project to list the signals of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.project.bookshop import Bookshop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Bookshop:
    folder: Path = tmp_path_factory.mktemp("site")
    return Bookshop(folder)
