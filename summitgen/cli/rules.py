"""``summitgen rules``: which rules are there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from summitgen.cli.conduct import Answer, say
from summitgen.cli.exits import CLEAN
from summitgen.cli.options import Call, common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summitgen.rules.rule import Rule


@click.command(short_help="Which rules must specs keep?")
@common
def command(call: Call) -> int:
    """List the rules that specs are held to: id, severity and what each asks. Needs no project.

    `summitgen explain RULE_ID` gives the reason of one, with examples.

    \b
    Examples:
      summitgen rules
      summitgen rules --output-format json
    """
    from summitgen.rules import discover

    rules = discover()
    listed = [{"id": rule.id, "severity": rule.severity, "title": rule.title} for rule in rules]
    return say(call, Answer(CLEAN, text=_table(rules), matters=True, result={"rules": listed}))


def _table(rules: Sequence[Rule]) -> str:
    widest = max(len(rule.id) for rule in rules)
    return "".join(f"{rule.id:<{widest}}  {rule.severity:<7}  {rule.title}\n" for rule in rules)
