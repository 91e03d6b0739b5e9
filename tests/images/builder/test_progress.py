"""Reading what buildx says of a build: its steps, which came out of the cache, and a log for people."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from benchmarks.images.builder import progress
from benchmarks.images.builder.results import Built, Step


def vertex(name: str, **more: Any) -> str:
    return json.dumps({"vertexes": [{"digest": f"sha256:{name}", "name": name, **more}]})


def output(name: str, text: str) -> str:
    data = base64.b64encode(text.encode()).decode()
    return json.dumps({"logs": [{"vertex": f"sha256:{name}", "stream": 1, "data": data}]})


START, END = "2026-11-24T03:00:01.123456789Z", "2026-11-24T03:00:03.623456789Z"
RUN = "[build 2/3] RUN make"


def test_a_steps_parts_are_put_together() -> None:
    said = progress.parse([vertex(RUN), vertex(RUN, started=START), vertex(RUN, started=START, completed=END)])
    assert said.steps == (Step(RUN, cached=False, seconds=2.5),)
    assert said.log == f"{RUN}\n{RUN}: DONE 2.5s\n"


def test_a_cached_step_is_known_whatever_comes_after() -> None:
    said = progress.parse([vertex(RUN, cached=True, started=START, completed=START), vertex(RUN)])
    assert said.steps == (Step(RUN, cached=True, seconds=0.0),)
    assert f"{RUN}: CACHED" in said.log


def test_a_step_that_never_ran_took_no_time() -> None:
    assert progress.parse([vertex(RUN, started=START)]).steps == (Step(RUN, cached=False, seconds=0.0),)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("[2/5] RUN a", True),
        ("[build 10/12] COPY --link a b", True),
        ("[linux/arm64 build 1/2] FROM x:1@sha256:0", True),
        ("[linux/amd64->arm64 build 1/2] RUN a", True),
        ("[internal] load build context", False),
        ("[auth] library/node:pull", False),
        ("exporting to image", False),
        ("importing cache manifest from 127.0.0.1:1/a", False),
        ("COPY [2/5] x", False),
    ],
)
def test_only_the_dockerfiles_own_steps_count(name: str, counts: bool) -> None:
    assert len(progress.parse([vertex(name, completed=END)]).steps) == counts


def test_output_is_joined_to_lines_of_its_step() -> None:
    lines = [vertex(RUN), vertex("[test 1/1] RUN t"), output(RUN, "one\ntw"), output("[test 1/1] RUN t", "x")]
    said = progress.parse([*lines, output(RUN, "o\n"), output("[test 1/1] RUN t", "y\nlast")])
    assert said.log.splitlines() == ["[build 2/3] one", "[build 2/3] two", "[test 1/1] xy", "last"]


def test_errors_and_messages_that_are_not_json_are_kept() -> None:
    said = progress.parse(
        [vertex(RUN, started=START, completed=END, error="exit code: 1"), "ERROR: no", "3", '{"a": 1}']
    )
    assert said.log == f"{RUN}\n{RUN}: exit code: 1\nERROR: no\n"


def test_nothing_said_is_an_empty_log() -> None:
    assert progress.parse([]) == ((), "")


def test_a_build_names_its_cached_steps() -> None:
    built = Built("r", "d", 1.0, None, (Step("a", True, 0.0), Step("b", False, 1.0)), "")
    assert built.cached == ("a",)
