"""What the documents lead to is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from signal_viz.exercise import classroom
from signal_viz.lessons import LESSONS

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
TEACHING = (ROOT / "docs" / "teaching.md").read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_link_leads_to_a_file(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'src="([^"]+)"', text)

    local = [link for link in links if not link.startswith("https://")]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_table_of_what_learners_stumble_on_goes_through_the_lessons() -> None:
    _, _, table = TEACHING.partition("## What learners stumble on")
    table, _, _ = table.partition("\n## ")
    numbers = re.findall(r"^\| (\d\d) \|", table, re.MULTILINE)

    assert numbers == sorted(numbers)
    # 00 has nothing to stumble on.
    assert set(numbers) >= {number for number in LESSONS if number != "00"}


def test_the_columns_of_the_table_of_a_class_are_explained() -> None:
    for name in (*classroom.HEAD, classroom.NOT_CHECKED):
        assert f"`{name}`" in TEACHING


def test_the_link_for_a_hub_names_a_branch_and_a_notebook() -> None:
    (link,) = re.findall(r"https://hub\.example\.org/hub/\S+", TEACHING)
    asked = parse_qs(urlsplit(link).query, strict_parsing=True)

    assert urlsplit(link).path == "/hub/user-redirect/git-pull"
    assert asked.keys() == {"repo", "branch", "urlpath"}
    folder = asked["repo"][0].rpartition("/")[2]
    opened = asked["urlpath"][0].removeprefix(f"lab/tree/{folder}/")
    assert (ROOT / opened).is_file()
