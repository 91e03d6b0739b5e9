"""``summitgen explain``: what is a rule for, and where does a value come from and go to?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli.conduct import Answer, conduct, say
from summitgen.cli.exits import CLEAN, MISTAKE
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from summitgen.artifacts import Project
    from summitgen.cli.stopwatch import Stopwatch


@click.command(short_help="Why is there a rule? Where does a value come from?")
@click.argument("subject")
@common
def command(call: Call, subject: str) -> int:
    """Explain a rule or another finding by its id, or a value by its path.

    A path is ENVIRONMENT.KEY.KEY…; items of lists go by name or number.

    Of a value: the file and line that gave it, what it overrode there, what it is for, its default, and which files
    of out/ use it: those that differ when another valid value is compiled in its place.

    \b
    Examples:
      summitgen explain canary/whole-pods
      summitgen explain load/tab
      summitgen explain prod.workloads.summit.replicas
      summitgen explain prod.workloads.summit.strategies.canary.steps.0.setWeight
    """
    from summitgen.explanation.meanings import meanings
    from summitgen.explanation.text import meaning_text, rule_data, rule_text
    from summitgen.rules import discover

    rules = {rule.id: rule for rule in discover()}
    if (rule := rules.get(subject)) is not None:
        return say(call, Answer(CLEAN, text=rule_text(rule), matters=True, result={"rule": rule_data(rule)}))
    if "/" in subject and "." not in subject:
        known = meanings()
        if (meaning := known.get(subject)) is not None:
            result = {"finding": meaning._asdict()}
            return say(call, Answer(CLEAN, text=meaning_text(meaning), matters=True, result=result))
        return say(call, _no_such_id(subject, (*rules, *known)))
    return conduct(call, lambda project, stopwatch: _value(project, stopwatch, subject))


def _no_such_id(subject: str, known: tuple[str, ...]) -> Answer:
    from summitgen.findings import error
    from summitgen.suggest import did_you_mean

    message = f'there is no rule and no other finding "{subject}"{did_you_mean(subject, known)}'
    return Answer(MISTAKE, (error("explain/unknown", message, "`summitgen rules` lists the rules."),))


def _value(project: Project, stopwatch: Stopwatch, subject: str) -> Answer:
    from summitgen.explanation.text import value_data, value_text
    from summitgen.explanation.values import explain_value
    from summitgen.findings import Finding, has_errors
    from summitgen.stages.load import load
    from summitgen.stages.resolve import resolve
    from summitgen.stages.validate import validate

    with stopwatch.watch("load"):
        loaded = load(project)
        trees, unresolved = resolve(loaded)
    with stopwatch.watch("validate"):
        _, invalid = validate(project, trees)
    findings = (*loaded.findings, *unresolved, *invalid)
    if has_errors(findings):
        return Answer(MISTAKE, findings)
    with stopwatch.watch("explain"):
        found = explain_value(project, trees, subject)
    if isinstance(found, Finding):
        return Answer(MISTAKE, (found,))
    return Answer(CLEAN, text=value_text(found), matters=True, result=value_data(found))
