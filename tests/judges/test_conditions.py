"""Every compiled condition is judged by the controller's own engine, over every shape that a result can have.

What has to come out is in declared.py, which knows the specs' words and nothing of the compiler.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.model.metrics import Analysis
from summitgen.values.analysis import AnalysisContext
from summitgen.values.conditions import Conditions
from tests.judges.declared import Declared, Presence, declared
from tests.judges.specs import KINDS, Compiled, compiled, context, grid, of_specs
from tests.support.judges import Page, Sample, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summitgen.values.shape_delivery import MetricValues
    from tests.support.judges import Phase

WEB_TYPES = ("health", "smokeTest")


@cache
def everything() -> tuple[Compiled, ...]:
    return (*of_specs(), *grid())


def conditions_of(values: MetricValues) -> Conditions:
    assert values["successCondition"] is not None, "a metric without conditions is always successful"
    return Conditions(values["successCondition"], values["failureCondition"])


def queried(all_of: Iterable[Compiled]) -> Iterator[tuple[str, Conditions, Declared | Presence]]:
    """Each different pair of conditions with what its metric declares."""
    seen = set()
    for one in all_of:
        if "prometheus" not in one.values[0]["provider"]:
            continue
        meant: list[Declared | Presence] = [declared(one.metric, milliseconds=one.milliseconds)]
        meant += [Presence(one.metric["noData"])] if one.metric["failuresInARow"] and len(one.values) > 1 else []
        assert len(meant) == len(one.values), one.origin
        for values, declares in zip(one.values, meant, strict=True):
            conditions = conditions_of(values)
            if (conditions, declares) not in seen:
                seen.add((conditions, declares))
                yield f"{one.origin} {values['name']}", conditions, declares


def contradictions(judged: Iterable[tuple[str, Conditions, Declared | Presence]]) -> list[str]:
    """Where the engine says something else than the spec."""
    asked = [
        (f"{origin}: {shape}", Sample(conditions, result), declares.phase(result))
        for origin, conditions, declares in judged
        for shape, result in declares.samples.items()
    ]
    phases = judge(sample for _, sample, _ in asked)
    return [
        f"{where}: {got.phase} {got.error}, declared {want}"
        for (where, _, want), got in zip(asked, phases, strict=True)
        if got.phase != want
    ]


def test_every_condition_gives_the_verdict_that_its_spec_declares() -> None:
    pairs = list(queried(everything()))
    assert len(pairs) > 50
    assert contradictions(pairs) == []


def test_nothing_is_left_out() -> None:
    kinds = {one.metric["type"] for one in everything()}
    assert kinds == {*(kind["type"] for kind in KINDS.values()), *WEB_TYPES}
    origins = {one.origin.split("/")[0] for one in everything()}
    assert {"summit", "matrix", "app", "linkerd"} <= origins
    assert len([one for one in everything() if one.origin.startswith("summit/")]) > 50


def test_each_template_metric_comes_of_one_with_its_name() -> None:
    for one in everything():
        names = [values["name"] for values in one.values]
        assert names in ([one.metric["name"]], [one.metric["name"], f"{one.metric['name']}-data"])
        row = one.metric.get("failuresInARow")
        assert (len(names) == 2) == (row is not None and one.metric["noData"] != "pass")


def test_a_job_has_no_conditions_and_all_else_has() -> None:
    for one in everything():
        for values in one.values:
            assert (values["successCondition"] is None) == ("job" in values["provider"])


MUTANTS: dict[str, Callable[[str], str]] = {
    "no index": lambda text: text.replace("result[0]", "result"),
    "wrong index": lambda text: text.replace("result[0]", "result[1]"),
    "closed bound": lambda text: text.replace("< ", "<= ").replace("> ", ">= "),
    "opened bound": lambda text: text.replace("<= ", "< ").replace(">= ", "> "),
    "other side": lambda text: text.replace("<", "?").replace(">", "<").replace("?", ">"),
    "any length": lambda text: text.replace("len(result) == 1 &&", ""),
    "at most one": lambda text: text.replace("len(result) == 1", "len(result) <= 1"),
    "no NaN": lambda text: text.replace("isNaN(result[0]) || ", "").replace("!isNaN(result[0])", "true"),
    "nothing is bad": lambda text: text.replace("len(result) == 0 || ", ""),
}
# Where a mutant says the same: a failure outweighs a success at the bound, and an empty result has passed before.
SAME = {"closed bound": "hold", "at most one": "pass"}


def mutated(
    pairs: Iterable[tuple[str, Conditions, Declared | Presence]], change: Callable[[str], str]
) -> Iterator[Any]:
    for origin, conditions, declares in pairs:
        other = Conditions(change(conditions.success), conditions.failure and change(conditions.failure))
        if other != conditions:
            yield origin, other, declares


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_changed_condition_is_caught(mutant: str) -> None:
    changed = list(mutated(queried(grid()), MUTANTS[mutant]))
    caught = {said.split(": ")[0] for said in contradictions(changed)}
    survivors = [declares for origin, _, declares in changed if origin not in caught]
    assert caught
    assert {declares.no_data for declares in survivors} <= {SAME.get(mutant)}


@pytest.mark.parametrize(("of", "as_if"), [("pass", "hold"), ("hold", "pass"), ("fail", "hold"), ("pass", "fail")])
def test_swapped_meanings_of_no_data_are_caught(of: str, as_if: str) -> None:
    swapped = [
        (origin, conditions, declares._replace(no_data=as_if))
        for origin, conditions, declares in queried(grid())
        if declares.no_data == of
    ]
    assert len(contradictions(swapped)) >= len(swapped)


ANSWERS: dict[str, Any] = {
    "right": "ok",
    "wrong": "degraded",
    "null": None,
    "empty": "",
    "another case": "OK",
    "quoted": '"ok"',
    "a number": 0,
    "a list": ["ok"],
    "an object": {"status": "ok"},
    "true": True,
}
HEALTH = {"name": "h", "type": "health"}
HOSTILE = ['a"b', "a\\", "' || true || '", '"|| true', "line\nbreak", "é漢😀", "${x}", "`", "result", "\u2028"]


def web(all_of: Iterable[Compiled]) -> Iterator[tuple[str, Conditions, str | None]]:
    """Each web metric with the value that it expects; None: any answer with a good status will do."""
    for one in all_of:
        if "web" in one.values[0]["provider"]:
            asked = one.values[0]["provider"]["web"]
            assert ("jsonPath" in asked) == (one.metric.get("expected") is not None), one.origin
            yield one.origin, conditions_of(one.values[0]), one.metric.get("expected")


def answered(judged: Iterable[tuple[str, Conditions, str | None]], answers: dict[str, Any]) -> list[str]:
    asked = [
        (f"{origin}: {shape}", Sample(conditions, document=(answer,)), expected is None or answer == expected)
        for origin, conditions, expected in judged
        for shape, answer in answers.items()
    ]
    phases = judge(sample for _, sample, _ in asked)
    return [
        f"{where}: {got.phase} {got.error}"
        for (where, _, good), got in zip(asked, phases, strict=True)
        if got.phase != ("Successful" if good else "Failed")
    ]


def test_health_conditions_give_the_verdict_for_every_json_value() -> None:
    pairs = list(web(of_specs()))
    assert {expected for _, _, expected in pairs} >= {"ok", None}
    assert answered(pairs, ANSWERS) == []


@pytest.mark.parametrize("expected", HOSTILE)
def test_an_expected_value_is_no_code(expected: str) -> None:
    settings = {**HEALTH, "jsonPath": "{$.status}", "expected": expected}
    analysis = Analysis.model_validate({"name": "a", "metrics": [settings]})
    pairs = list(web(compiled("hostile", analysis, AnalysisContext(context("app"), "step"))))
    assert answered(pairs, {**ANSWERS, "this one": expected}) == []


# What the body of an answer with the status 200 leads to: where a value is expected at {$.status}, and where none is.
BODIES: dict[str, tuple[str, Phase, Phase]] = {
    "right": ('{"status": "ok"}', "Successful", "Successful"),
    "wrong": ('{"status": "degraded"}', "Failed", "Successful"),
    "null": ('{"status": null}', "Failed", "Successful"),
    "missing": ('{"state": "ok"}', "Error", "Successful"),
    "empty object": ("{}", "Error", "Successful"),
    "nested": ('{"status": {"status": "ok"}}', "Failed", "Successful"),
    "list": ('[{"status": "ok"}]', "Error", "Successful"),
    "string": ('"ok"', "Error", "Successful"),
    # Without a JSONPath this one ends the controller: argo-rollouts 1.10.1, getValue in webmetric.go.
    "null itself": ("null", "Error", "Panic"),
    # The provider takes what is no JSON for a success, before any condition: webmetric.go.
    "page": ("<html>", "Successful", "Successful"),
    "nothing": ("", "Successful", "Successful"),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_web_provider_judges_whole_answers_so(name: str) -> None:
    body, expecting, without = BODIES[name]
    asked = [one.values[0] for one in of_specs() if "web" in one.values[0]["provider"]]
    pairs = list({(conditions_of(one), str(one["provider"]["web"].get("jsonPath", ""))) for one in asked})
    assert {path for _, path in pairs} == {"", "{$.status}"}
    good = judge(Sample(conditions, page=Page(200, body, path)) for conditions, path in pairs)
    assert [(path, said.phase) for (_, path), said in zip(pairs, good, strict=True)] == [
        (path, expecting if path else without) for _, path in pairs
    ]
    for status in (199, 300, 404, 503):
        bad = judge(Sample(conditions, page=Page(status, body, path)) for conditions, path in pairs)
        assert {said.phase for said in bad} == {"Error"}


def test_a_changed_health_condition_is_caught() -> None:
    always = [(origin, Conditions("true", None), expected) for origin, _, expected in web(of_specs()) if expected]
    other = [
        (one[0], Conditions(one[1].success.replace("==", "!="), None), one[2]) for one in web(of_specs()) if one[2]
    ]
    assert answered(always, ANSWERS)
    assert answered(other, ANSWERS)
