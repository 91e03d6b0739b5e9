"""The generated pages: complete, up to date, and a drift is seen."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from summitgen.model.environment import Environment
from summitgen.rules import discover
from tests.support import summit
from tests.support.spec_walk import all_models
from tools import docs

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_each_rule_and_each_part_of_the_model_has_its_place() -> None:
    pages = docs.pages()
    for rule in discover():
        assert pages[f"rules/{docs.file_of(rule)}"].startswith(f"{docs.HEADER}# {rule.id}\n")
        assert f"[{rule.id}]({docs.file_of(rule)})" in pages["rules/README.md"]
    for model in all_models(Environment):
        assert f"\n## {model.__name__}\n" in pages["reference/spec.md"]
        for field in model.model_fields.values():
            assert f"| `{field.alias}` |" in pages["reference/spec.md"]


def test_every_key_is_explained() -> None:
    unexplained = [
        f"{model.__name__}.{field.alias}"
        for model in all_models(Environment)
        for field in model.model_fields.values()
        if field.alias != "type" and not field.description
    ]
    assert not unexplained


def test_what_is_committed_is_what_is_generated() -> None:
    for path, text in docs.pages().items():
        assert (summit.ROOT / "docs" / path).read_text("utf-8") == text, path


def test_drift_is_seen_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(summit.ROOT / "docs", tmp_path / "docs")
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    assert docs.main(["--check"]) == 0
    page = tmp_path / "docs/rules/README.md"
    page.write_text("edited", "utf-8")
    foreign = tmp_path / "docs/rules/gone.md"
    foreign.write_text("of a rule that is no more", "utf-8")
    assert docs.main(["--check"]) == 1
    shown = capsys.readouterr().out
    assert "docs/rules/README.md is not what the code generates" in shown
    assert "docs/rules/gone.md" in shown
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    assert not foreign.exists()
