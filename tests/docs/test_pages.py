"""The pages of the guide: their commands do what they say, in a copy of Summit with the page's own files."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from summitgen.cli import run
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = summit.ROOT / "docs/guide"
PAGES = ("explain", "place", "rules", "schema", "templates")
FILE = re.compile(r"(?:# |\{# )(summitgen\.yaml|templates/\S+)(?: #\})?\n")


def blocks(page: str) -> list[tuple[str, str]]:
    """The code blocks of a page, with their languages."""
    tokens = MarkdownIt("commonmark").parse((GUIDE / f"{page}.md").read_text("utf-8"))
    return [(token.info, token.content) for token in tokens if token.type == "fence"]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(summit.ROOT / "environments", tmp_path / "environments")
    (tmp_path / "summitgen.yaml").write_text("project: summit\n")
    monkeypatch.chdir(tmp_path)
    said, number = "", 0
    for language, content in blocks(page):
        if language == "sh":
            said = ""
            for line in content.splitlines():
                program, *arguments = shlex.split(line)
                assert program == "summitgen"
                assert run(arguments) == 0, line
                said += capsys.readouterr().out
                number += 1
        elif language == "text":
            assert content.rstrip("\n") in said
        elif named := FILE.match(content):
            file = tmp_path / named[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content[named.end() :], "utf-8")
    assert number > 0


def test_what_the_page_on_places_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(summit.ROOT / "environments", tmp_path / "environments")
    (tmp_path / "summitgen.yaml").write_text(next(text for kind, text in blocks("place") if kind == "yaml"))
    monkeypatch.chdir(tmp_path)
    assert run(["build", "--quiet"]) == 0
    assert (tmp_path / "client/Dockerfile").read_text() == (tmp_path / "out/docker/web/Dockerfile").read_text()
    assert list((tmp_path / ".github/workflows").iterdir())


def test_what_the_page_on_templates_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(summit.ROOT / "environments", tmp_path / "environments")
    (tmp_path / "summitgen.yaml").write_text("project: summit\n")
    (tmp_path / "templates/docker").mkdir(parents=True)
    text = next(text for kind, text in blocks("templates") if kind == "jinja")
    (tmp_path / "templates/docker/header.jinja").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert run(["build", "--quiet"]) == 0
    files = sorted((tmp_path / "out/docker").glob("*/Dockerfile"))
    assert len(files) == 5
    assert all("# Generated for our platform team. Code generated" in file.read_text() for file in files)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (GUIDE / f"{page}.md").read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (GUIDE / target).exists(), target


def test_the_index_has_every_page() -> None:
    index = (GUIDE / "README.md").read_text("utf-8")
    assert {f"]({one.name})" for one in GUIDE.glob("*.md") if one.name != "README.md"} == set(
        re.findall(r"\]\([^)]+\)", index)
    )
