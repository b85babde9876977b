"""The front end as it is sent: one module that unpacks itself."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess

import pytest

from signal_viz.bundle import packed

SOURCE = "export default { render() { return '</script> “ünïcode” `${x}` \\\\'; } };"


STYLES = ".sv { content: '✓'; }"


def unpacked(module: str) -> list[str]:
    found = re.search(r'unpacked\("([^"\\]+)"\)', module)
    assert found is not None
    return gzip.decompress(base64.b85decode(found[1])).decode().split("\0")


def test_what_is_packed_is_the_source_and_the_styles() -> None:
    assert unpacked(packed(SOURCE, STYLES)) == [SOURCE, STYLES]


@pytest.mark.parametrize("length", range(5))
def test_the_page_unpacks_text_of_any_length(length: int) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node found: `apt install nodejs` to test the front end")
    styles = "✓" + "x" * length
    module = packed(SOURCE, styles)
    start, end = module.index("const digits"), module.index("const dress")
    call = re.search(r"await (unpacked\(.*\));", module)
    assert call is not None
    script = f"{module[start:end]}\n{call[1]}.then((all) => console.log(JSON.stringify(all)))"

    done = subprocess.run(
        [node, "-"],
        input=script,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert json.loads(done.stdout) == [SOURCE, styles]


def test_the_same_source_is_the_same_module_and_another_one_is_another() -> None:
    names = [
        re.findall(r'Symbol.for\("([^"]+)"\)', packed(source, styles))
        for source, styles in (
            (SOURCE, STYLES),
            (SOURCE, STYLES),
            (SOURCE + " ", STYLES),
            (SOURCE, STYLES + " "),
        )
    ]

    assert names[0] == names[1]
    assert len({name for (name,) in names}) == 3
