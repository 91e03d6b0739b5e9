"""Values stay values: hostile strings in every free field that reaches a script or the guide."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from summitgen.model.base import ONE_LINE as LINE
from summitgen.targets.scripts import contexts
from summitgen.values.watch import watch_checks
from tests.printers.hostile import WORDS
from tests.support.specs import HOSTILE_TEXTS
from tests.targets.texts.stage import BASH, compilation, environment, texts
from tests.targets.texts.test_build import build_stage, built, given

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

MORE = ["*x*", "_x_", "**x**", "[a](b)", "![a](b)", "<script>x</script>", "<!-- x", "| a | b |", "```", "``` sh"]
MORE += ["1) x", "# x", "===", "***", "> x", "~~x~~", "http://x.y", "&amp;", "&#10;", "a\\|b", "END"]
MORE += ["--push", "-e", "!!", "~root", "a|b", "`a|b`", "\\", "esac", ";;", ")", "x\nEND\nid\n", "$((1))", "<<END"]
MORE += ["1. x", "'; id; '", "$'\\n'", "&&id"]
# The loader keeps NUL out of specs.
HOSTILE = [one for one in dict.fromkeys((*WORDS, *HOSTILE_TEXTS, *MORE)) if one and "\0" not in one]
# What is one line for people or for a Dockerfile: the model refuses control and invisible characters in it.
ONE_LINE = [one for one in HOSTILE if re.fullmatch(f"{LINE}+", one)]
# markdown-it-py takes these for white space around a cell; GFM takes spaces and tabs alone, which are kept.
EDGE = "\u00a0\u2028\u2029"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def spec(text: str, **more: Any) -> dict[str, Any]:
    """An environment with a string in each of its free fields."""
    metric = text.replace("{{", "{ {")
    line = text if text in ONE_LINE else "y"
    series = {"metric": "m", "labels": {"l": metric}}
    metrics = [
        {"name": "a", "type": "health", "path": "/", "jsonPath": metric, "expected": metric, "count": 3},
        {"name": "b", "type": "business", "numerator": series, "denominator": series, "count": 3},
        {"name": "c", "type": "promql", "query": metric, "threshold": 1, "direction": "below", "count": 3},
    ]
    return {
        "tier": "production",
        "namespace": "n",
        "branches": [line],
        "cluster": {"name": "c", "region": line, "prometheus": {"address": "http://p.q:9090"}},
        "pipeline": {"notifications": {"slackChannel": line}},
        "workloads": {
            "w": {
                "image": {"repository": "r.example.com/w", "tag": "1"},
                "port": 80,
                "deploymentStrategy": "blueGreen",
                "strategies": {"blueGreen": {"prePromotion": "x"}},
                "monitoring": {"requests": {"errors": text}},
                "analyses": [{"name": "x", "metrics": metrics}],
                **more,
            }
        },
    }


def build(arguments: list[str]) -> dict[str, Any]:
    """A build with these arguments."""
    named = [{"name": f"A{index}", "value": value} for index, value in enumerate(arguments)]
    fixed = {"language": "node", "packageManager": "pnpm", "version": "22", "entry": "x"}
    return {"build": {**fixed, "arguments": named}}


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 100
    assert len(ONE_LINE) >= 100


def test_build_arguments_reach_docker_as_they_are(tmp_path: Path) -> None:
    script = "scripts/build-optimized-docker.sh"
    environments = [environment(spec("x", **build(values))) for values in (ONE_LINE, ["x"])]
    made, harmless = (texts([one]) for one in environments)
    # Those of the spec are the Dockerfile's; the script is the same whatever they are.
    assert made[script] == harmless[script]
    given_ones = [word for index, value in enumerate(ONE_LINE) for word in ("--build-arg", f"A{index}={value}")]
    stage = build_stage(tmp_path, environments[0], bake="# The environment has no base images.\n")
    call = built(stage, "--workload", "w", "--version", "1", "--dry-run", *given_ones)
    assert given(call, "--set") == [f"w.args.A{index}={value}" for index, value in enumerate(ONE_LINE)]


def test_queries_reach_curl_as_they_are(tmp_path: Path) -> None:
    environments = [environment(spec(text), f"e{index}") for index, text in enumerate(HOSTILE)]
    script = texts(environments)["scripts/automated-rollback-system.sh"]
    harmless = texts([environment(spec("x"), one.name) for one in environments])
    assert script.count("\n") == harmless["scripts/automated-rollback-system.sh"].count("\n")
    asked = (
        'workload=w\nfor environment in "$@"; do\n  queries=()\n  select_workload\n'
        "  printf '%s\\0' \"${queries[@]}\"\ndone\n"
    )
    file = tmp_path / "script.sh"
    file.write_text(script.replace('\nmain "$@"\n', f"\n{asked}"), encoding="utf-8", newline="")
    names = [one.name for one in environments]
    done = subprocess.run([BASH, file, *names], capture_output=True, encoding="utf-8", check=True)
    expected = [check.query for context in contexts(compilation(environments)) for check in watch_checks(context)]
    assert len(expected) >= 3 * len(HOSTILE)
    assert done.stdout.split("\0")[:-1] == expected


def shape(tokens: list[Token]) -> list[str]:
    """The structure of a page: the kinds of its tokens, texts aside."""
    return [t.type for token in tokens for t in (token, *(c for c in token.children or () if c.type != "text"))]


def cells(tokens: list[Token]) -> Iterator[str]:
    """The texts of all table cells and list items."""
    for token in tokens:
        if token.type == "inline":
            yield "".join(child.content for child in token.children or ())


def cell(text: str) -> str:
    """What markdown-it-py reads of a cell with a text."""
    return text.strip() if text[0] in EDGE or text[-1] in EDGE else text


@pytest.mark.parametrize("text", HOSTILE)
def test_the_guide_keeps_its_structure_and_says_the_value(text: str) -> None:
    page = texts([environment(spec(text))])["docs/DEPLOYMENT_GUIDE.md"]
    plain = texts([environment(spec("x"))])["docs/DEPLOYMENT_GUIDE.md"]
    tokens = MARKDOWN.parse(page)
    assert shape(tokens) == shape(MARKDOWN.parse(plain))
    said = list(cells(tokens))
    # Region, branches and channel are cells of their own.
    assert said.count(cell(text if text in ONE_LINE else "y")) >= 3
    metric = text.replace("{{", "{ {")
    assert cell(f"/ answers {metric} at {metric}") in said
    assert f"m (l={metric}) per m (l={metric}) is at least 80% of stable's" in said
    assert cell(f"{metric} is below 1") in said
