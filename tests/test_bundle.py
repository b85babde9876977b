"""The front end as it is sent: one module that unpacks itself."""

from __future__ import annotations

import base64
import gzip
import re

from signal_viz.bundle import packed

SOURCE = "export default { render() { return '</script> “ünïcode” `${x}` \\\\'; } };"


def unpacked(module: str) -> str:
    found = re.search(r'atob\("([\w+/=]+)"\)', module)
    assert found is not None
    return gzip.decompress(base64.b64decode(found[1])).decode()


def test_what_is_packed_is_the_source() -> None:
    assert unpacked(packed(SOURCE)) == SOURCE


def test_the_same_source_is_the_same_module_and_another_one_is_another() -> None:
    names = [
        re.findall(r'Symbol.for\("([^"]+)"\)', packed(source))
        for source in (SOURCE, SOURCE, SOURCE + " ")
    ]

    assert names[0] == names[1] != names[2]
