"""Every notebook keeps the rules of the course."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import nbformat
import pytest

from tests.prose import sentences
from tests.test_course_outputs import parts
from tools.build import NOTEBOOKS
from tools.source import LABELS, headings, label_of

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_CELL = 15
LONGEST_SENTENCE = 25
LARGEST_FILE = 300_000
FIRST_CELL = "import signal_viz as sv\n\nsv.configure(debug=False)"

PATHS = sorted(
    path
    for path in NOTEBOOKS.rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
INDEX = NOTEBOOKS / "index.ipynb"
PAGES = [path for path in PATHS if path != INDEX]
WITH_OUTPUTS = [path for path in PAGES if path.parent.name != "exercises"]
LESSONS = [path for path in PAGES if path.parent == NOTEBOOKS]
SHEETS = [path for path in WITH_OUTPUTS if path.parent != NOTEBOOKS]


def shown(path: Path) -> str:
    return str(path.relative_to(NOTEBOOKS))


def cells(path: Path, kind: str) -> list[Any]:
    book = nbformat.read(path, as_version=4)
    return [cell for cell in book.cells if cell.cell_type == kind]


def all_headings(path: Path) -> list[tuple[int, str]]:
    return [item for cell in cells(path, "markdown") for item in headings(cell.source)]


def outputs(path: Path) -> list[Any]:
    return [output for cell in cells(path, "code") for output in cell.outputs]


def output_texts(output: Any) -> list[str]:
    if output.output_type == "stream":
        return [output.text]
    if output.output_type == "error":
        return [output.evalue, *output.traceback]
    return list(output.data.values())


every = pytest.mark.parametrize("path", PATHS, ids=shown)
pages = pytest.mark.parametrize("path", PAGES, ids=shown)
stored = pytest.mark.parametrize("path", WITH_OUTPUTS, ids=shown)
outcome = pytest.mark.parametrize("path", [INDEX, *WITH_OUTPUTS], ids=shown)
taught = pytest.mark.parametrize("path", [*LESSONS, *SHEETS], ids=shown)


@pages
def test_the_first_cell_gives_a_clean_django(path: Path) -> None:
    assert cells(path, "code")[0].source == FIRST_CELL


@every
def test_cells_are_short(path: Path) -> None:
    long = [
        cell.source
        for cell in cells(path, "code")
        if len(cell.source.splitlines()) > LONGEST_CELL
    ]

    assert not long


SLATE = {"sv.reset", "sv.configure"}
PICTURE = {"sv.watch", "sv.trace"}


def comes_too_early(part: list[str]) -> str | None:
    """Return what a part of a lesson does before its clean slate, if it does so.

    A picture of the part before goes on until then. It would strike a card through as
    soon as a function of the same name is defined, and end on the sends that follow.
    """
    for source in part:
        for statement in ast.parse(source).body:
            if isinstance(
                statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ):
                return f"defines {statement.name}"
            calls = {
                ast.unparse(node.func)
                for node in ast.walk(statement)
                if isinstance(node, ast.Call)
            }
            if calls & PICTURE:
                return f"watches: {ast.unparse(statement)}"
            if calls & SLATE:
                return None
    return None


@pytest.mark.parametrize("path", LESSONS, ids=shown)
def test_each_part_after_the_first_begins_with_a_clean_slate(path: Path) -> None:
    early = [
        f"part {number} {what} before sv.reset()"
        for number, part in enumerate(parts(path)[1:], 2)
        if (what := comes_too_early([cell.source for cell in part]))
    ]

    assert not early, f"{shown(path)}: {'; '.join(early)}"


@pytest.mark.parametrize(
    ("part", "early"),
    [
        (["from x import y\n\nsv.reset()\n\ndef thank(): ...", "sv.watch(y)"], None),
        (["import x", "sv.configure(debug=True)", "flow = sv.watch(x)"], None),
        (["import x", "def thank(): ...\n\nsv.reset()"], "defines thank"),
        (["class Checkout: ...", "sv.reset()"], "defines Checkout"),
        (["flow = sv.watch(x)", "sv.reset()"], "watches: flow = sv.watch(x)"),
        (["async def thank(): ..."], "defines thank"),
    ],
)
def test_what_comes_before_the_clean_slate_is_found(
    part: list[str], early: str | None
) -> None:
    assert comes_too_early(part) == early


@every
def test_it_has_one_title_and_goes_down_one_level_at_a_time(path: Path) -> None:
    levels = [level for level, _ in all_headings(path)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@taught
def test_every_section_says_how_one_learns_in_it(path: Path) -> None:
    found = all_headings(path)[1:]
    deepest = [
        text
        for index, (level, text) in enumerate(found)
        if index + 1 == len(found) or found[index + 1][0] <= level
    ]

    assert deepest
    assert [text for text in deepest if label_of(text) is None] == []


@taught
def test_the_cells_of_a_section_are_tagged_with_its_label(path: Path) -> None:
    current: str | None = None
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for _, text in headings(cell.source):
                current = label_of(text)
        tags = cell.metadata.get("tags", [])
        assert current is None or current.lower() in tags, cell.source


@pytest.mark.parametrize("path", LESSONS, ids=shown)
def test_a_lesson_has_all_ways_to_learn(path: Path) -> None:
    assert set(LABELS) <= {label_of(text) for _, text in all_headings(path)}


@every
def test_no_two_headings_are_the_same(path: Path) -> None:
    texts = [text for _, text in all_headings(path)]

    assert [text for text in texts if texts.count(text) > 1] == []


@every
def test_sentences_are_short(path: Path) -> None:
    found = [
        sentence
        for cell in cells(path, "markdown")
        if "#cell-id=" not in cell.source  # a list of links, no sentence
        for sentence in sentences(cell.source)
    ]

    assert found
    assert [text for text in found if len(text.split()) > LONGEST_SENTENCE] == []


FILLER = re.compile(
    r"\b(simply|obvious(?:ly)?|clearly|of course|basically|actually|trivial(?:ly)?|"
    r"easily|powerful|awesome|amazing(?:ly)?|seamless(?:ly)?|leverag\w*|utili[sz]\w*|"
    r"delve|crucial(?:ly)?|please note|note that|in order to|as you can see|"
    r"needless to say|worth noting|e\.g\.|i\.e\.|etc)(?!\w)",
    re.IGNORECASE,
)


@every
def test_no_word_is_filler(path: Path) -> None:
    texts = [cell.source for cell in cells(path, "markdown")]

    assert [hit for text in texts for hit in FILLER.findall(text)] == []


def test_sentences_are_told_apart() -> None:
    text = (
        "# A heading of many words\n"
        "It ends. Does it? [Two words](a-link.ipynb) and `one of code()`!\n"
        "| a | table |\n"
        "* first\n* second\n\n"
        "<details><summary>Asked</summary>\nAnswered.\n</details>\n"
        "```python\nnot = 'prose'\n```"
    )

    assert sentences(text) == [
        "It ends.",
        "Does it?",
        "Two words and code!",
        "first",
        "second",
        "Asked",
        "Answered.",
    ]


@pytest.mark.parametrize("text", ["It is simply so.", "Use it, e.g. here", "Of course"])
def test_filler_is_found(text: str) -> None:
    assert FILLER.search(text)


@outcome
def test_every_code_cell_has_run_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in cells(path, "code")]

    assert counts == list(range(1, len(counts) + 1))


@stored
def test_it_compares_outputs(path: Path) -> None:
    kinds = {key for output in outputs(path) for key in output.get("data", ())}

    assert len(outputs(path)) >= 3
    assert {"text/plain", "image/svg+xml"} <= kinds


@outcome
def test_no_output_holds_a_widget_that_only_a_kernel_can_show(path: Path) -> None:
    kinds = {key for output in outputs(path) for key in output.get("data", ())}

    assert not [kind for kind in kinds if "widget" in kind]


CHANGING = {
    "an address": r"0x[0-9a-fA-F]{5,}",
    "a path": r"(?<![\w<])/(?:home|root|tmp|usr|opt|var|work|Users)/|[A-Z]:\\\\",
    "a cell's file": r"ipykernel_\d+",
    "a duration": r"\b\d+(?:\.\d+)? ?(?:ns|[µu]s|ms|s|seconds)\b",
    "a date or a time": r"\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b",
}
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)


@outcome
@pytest.mark.parametrize("what", CHANGING)
def test_no_output_holds_what_changes_from_run_to_run(path: Path, what: str) -> None:
    texts = [
        _STYLE.sub("", text)
        for output in outputs(path)
        for text in output_texts(output)
    ]

    assert [hit for text in texts for hit in re.findall(CHANGING[what], text)] == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an address", "<Order object at 0x7f01c2d3e4f0>"),
        ("a path", 'File "/home/ada/shop.py"'),
        ("a cell's file", "ipykernel_4711/12.py"),
        ("a duration", "done in 4.2 ms"),
        ("a date or a time", "2026-01-31"),
    ],
)
def test_the_patterns_above_find_what_they_look_for(what: str, text: str) -> None:
    assert re.search(CHANGING[what], text)


@stored
def test_every_picture_says_what_it_shows(path: Path) -> None:
    pictures = [
        output.data["image/svg+xml"]
        for output in outputs(path)
        if "image/svg+xml" in output.get("data", ())
    ]

    assert pictures
    for picture in pictures:
        assert re.search(r"<title[^>]*>[^<]+</title>", picture)
        assert re.search(r"<desc[^>]*>[^<]+</desc>", picture)


@every
def test_every_linked_picture_has_an_alternative_text(path: Path) -> None:
    texts = [cell.source for cell in cells(path, "markdown")]

    assert [
        hit for text in texts for hit in re.findall(r"!\[\s*\]\([^)]*\)", text)
    ] == []
    assert not [text for text in texts if "<img" in text]


@every
def test_every_link_leads_somewhere(path: Path) -> None:
    texts = [cell.source for cell in cells(path, "markdown")]
    texts += [output.data["text/html"] for output in outputs(path) if has_html(output)]
    links = [link for text in texts for link in _LINK.findall(text)]

    assert [link for link in links if not leads_somewhere(link, path)] == []


_LINK = re.compile(r"""(?<=\]\()[^)\s]+|(?<=href=")[^"]+""")


def has_html(output: Any) -> bool:
    return "text/html" in output.get("data", {})


def leads_somewhere(link: str, path: Path) -> bool:
    """Whether JupyterLab finds what a link in the notebook at ``path`` leads to."""
    if link.startswith("https://"):
        return True
    name, _, anchor = unquote(link).partition("#")
    target = path.parent / name if name else path
    if not target.exists() or not anchor or target.suffix != ".ipynb":
        return target.exists()
    if anchor.startswith("cell-id=") and name:
        ids = {cell.id for cell in nbformat.read(target, as_version=4).cells}
        return anchor.removeprefix("cell-id=") in ids
    # JupyterLab compares what the browser has encoded with what nobody has.
    return anchor.isascii() and anchor in {
        text.replace("`", "").replace(" ", "-") for _, text in all_headings(target)
    }


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("01-the-big-picture.ipynb", True),
        ("01-the-big-pitcure.ipynb", False),
        ("../README.md", True),
        ("01-the-big-picture.ipynb#A-real-model", True),
        ("01-the-big-picture.ipynb#An-unreal-model", False),
        ("01-the-big-picture.ipynb#See-·-Save-an-order", False),
        ("exercises/01-the-big-picture.ipynb#cell-id=answer-01-1", True),
        ("exercises/01-the-big-picture.ipynb#cell-id=answer-01-9", False),
        ("#All-lessons", True),
        ("#cell-id=list-lessons", False),
    ],
)
def test_the_look_at_links_tells_good_from_bad(link: str, leads: bool) -> None:
    assert leads_somewhere(link, INDEX) is leads


@pytest.mark.parametrize(
    ("path", "after"), list(pairwise(LESSONS)), ids=lambda path: path.stem
)
def test_a_lesson_ends_with_the_way_to_the_next_one(path: Path, after: Path) -> None:
    last = cells(path, "markdown")[-1].source

    assert f"]({after.name})" in last
    assert f"]({INDEX.name})" in last


@every
def test_a_saved_notebook_stays_small(path: Path) -> None:
    assert path.stat().st_size < LARGEST_FILE


def test_the_course_is_there() -> None:
    names = {shown(path) for path in PATHS}

    assert {
        "index.ipynb",
        "00-start-here.ipynb",
        "01-the-big-picture.ipynb",
        "02-connecting-receivers.ipynb",
        "03-the-dispatch-flow.ipynb",
        "04-custom-signals.ipynb",
        "05-model-signals-in-practice.ipynb",
        "06-transactions.ipynb",
        "07-pitfalls.ipynb",
        "08-under-the-hood.ipynb",
        "09-async.ipynb",
        "10-performance.ipynb",
        "13-connections.ipynb",
        "14-the-bookshop.ipynb",
        "exercises/01-the-big-picture.ipynb",
        "exercises/02-connecting-receivers.ipynb",
        "exercises/03-the-dispatch-flow.ipynb",
        "exercises/04-custom-signals.ipynb",
        "exercises/05-model-signals-in-practice.ipynb",
        "exercises/06-transactions.ipynb",
        "exercises/07-pitfalls.ipynb",
        "exercises/08-under-the-hood.ipynb",
        "exercises/09-async.ipynb",
        "exercises/10-performance.ipynb",
        "exercises/13-connections.ipynb",
        "exercises/14-the-bookshop.ipynb",
        "solutions/01-the-big-picture.ipynb",
        "solutions/02-connecting-receivers.ipynb",
        "solutions/03-the-dispatch-flow.ipynb",
        "solutions/04-custom-signals.ipynb",
        "solutions/05-model-signals-in-practice.ipynb",
        "solutions/06-transactions.ipynb",
        "solutions/07-pitfalls.ipynb",
        "solutions/08-under-the-hood.ipynb",
        "solutions/09-async.ipynb",
        "solutions/10-performance.ipynb",
        "solutions/13-connections.ipynb",
        "solutions/14-the-bookshop.ipynb",
    } <= names
