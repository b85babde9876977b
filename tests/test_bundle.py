"""The front end as it is sent: compressed, with a module that unpacks it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zlib
from typing import TYPE_CHECKING

import pytest

from signal_viz.bundle import packed

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = "export default { render() { return '</script> “ünïcode” `${x}` \\\\'; } };"
STYLES = ".sv { content: '✓'; }"


def test_what_is_packed_is_the_source_and_the_styles() -> None:
    _, data = packed(SOURCE, STYLES)

    assert zlib.decompress(data).decode().split("\0") == [STYLES, SOURCE]


def test_a_page_unpacks_it(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node found: `apt install nodejs` to test the front end")
    module, data = packed(SOURCE, STYLES)
    (tmp_path / "packed").write_bytes(data)
    # Node cannot import from an address in memory, so it takes the part before that.
    start, end = module.index("const unpacked"), module.index("const dress")
    script = (
        f"{module[start:end]}\n"
        f"const data = require('fs').readFileSync({json.dumps(str(tmp_path / 'packed'))});"
        "unpacked(data).then((all) => console.log(JSON.stringify(all)));"
    )

    done = subprocess.run(
        [node, "-"],
        input=script,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert json.loads(done.stdout) == [STYLES, SOURCE]


def test_the_same_source_is_the_same_module_and_another_one_is_another() -> None:
    names = [
        re.findall(r'Symbol.for\("([^"]+)"\)', packed(source, styles)[0])
        for source, styles in (
            (SOURCE, STYLES),
            (SOURCE, STYLES),
            (SOURCE + " ", STYLES),
            (SOURCE, STYLES + " "),
        )
    ]

    assert names[0] == names[1]
    assert len({name for (name,) in names}) == 3
