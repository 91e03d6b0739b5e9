"""Every id that summitgen can print is explained: collected from the package's own source."""

from __future__ import annotations

import ast
import json
import re
from functools import cache

import pytest

from summitgen.cli import run
from summitgen.explanation.meanings import meanings
from summitgen.rules import discover
from summitgen.verification.run import TOOLS
from tests.support import summit

ID = re.compile(r"[a-z]+/[a-z0-9]+(-[a-z0-9]+)*")
FACTORIES = {"error", "warning", "Finding"}
# Families whose ids are made of a name: what each name may be.
FAMILIES = {"verify/{}": [tool.id for tool in TOOLS], "call/unknown-{}": ["target", "environment"]}


def strings(node: ast.AST) -> set[str]:
    """The texts in a piece of code; what an f-string fills in is {}."""
    if isinstance(node, ast.JoinedStr):
        return {"".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)}
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


@cache
def printed() -> frozenset[str]:
    """First arguments of findings, and every text of an area that one of these names."""
    direct, every = set[str](), set[str]()
    for file in sorted((summit.ROOT / "summitgen").rglob("*.py")):
        if file.parent.name == "explanation" and file.name.startswith("meanings"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FACTORIES and node.args:
                direct |= strings(node.args[0])
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
                every.add(node.value)
    made = {one for one in direct if "{}" in one}
    assert made == FAMILIES.keys()
    filled = {family.format(name) for family, names in FAMILIES.items() for name in names}
    areas = {one.partition("/")[0] for one in direct if ID.fullmatch(one)} | {"check", "spec", "load"}
    return frozenset(filled | {one for one in every if one.partition("/")[0] in areas})


def test_every_id_has_a_meaning() -> None:
    known = {*meanings(), *(rule.id for rule in discover())}
    assert len(printed()) > 60
    assert printed() <= known, sorted(printed() - known)


def test_no_meaning_is_of_an_id_that_is_gone() -> None:
    assert meanings().keys() <= printed()
    assert not meanings().keys() & {rule.id for rule in discover()}


def test_each_says_what_why_and_what_to_do() -> None:
    for one in meanings().values():
        assert all(text.endswith(".") and len(text) > 10 for text in (one.title, one.reason, one.remedy)), one


@pytest.mark.parametrize("id", ["load/tab", "check/parse", "verify/hadolint", "write/locked"])
def test_the_command(id: str, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: A002
    meaning = meanings()[id]
    assert run(["explain", id]) == 0
    said = capsys.readouterr().out
    assert all(text in said for text in meaning)
    assert run(["explain", id, "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["finding"] == meaning._asdict()


def test_an_unknown_id(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "load/tabs"]) == 2
    assert 'did you mean "load/tab"?' in " ".join(capsys.readouterr().err.split())
