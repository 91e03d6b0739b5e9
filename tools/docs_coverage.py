"""The page of what is proved of progressive delivery, from the data beside the rules."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import summitgen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summitgen.rules.rule import Rule

DATA = Path(summitgen.__file__).parent / "rules/coverage.toml"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something to prove, by its number, and what proves it; ``truth`` says where a judgement's truth comes from."""

    number: str
    prove: str
    evidence: str
    rules: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    truth: str = ""


def claims(text: str | None = None) -> tuple[Claim, ...]:
    """The claims in the order of the data; raises TypeError for a key that is none."""
    data = tomllib.loads(DATA.read_text("utf-8") if text is None else text)
    return tuple(_claim(one) for one in data["claim"])


def _claim(data: dict[str, Any]) -> Claim:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    return Claim(**values)


def coverage_page(rules: Sequence[Rule]) -> str:
    """A table of the claims, below a line on how to read it."""
    severities = {rule.id: rule.severity for rule in rules}
    rows = [_row(claim, severities) for claim in claims()]
    truths = [f"- {claim.number}: {claim.truth}." for claim in claims() if claim.truth]
    return "\n".join((
        "# What is proved of progressive delivery", "",
        "Rules speak of specs, checks of what is generated. Where there is no rule, or one for a part only, the test",
        "shows that a spec can't say it, or that it is never compiled. Evidence: R run against the controller or the",
        "Prometheus engine, S read in the source of argo-rollouts 1.10.1, #n an issue of it, J a judgement, explained",
        "below.", "",
        "| number | what | held by | severity | evidence |", "| --- | --- | --- | --- | --- |", *rows, "",
        "Where the truth of judgements comes from:", "", *truths, "",
    ))  # fmt: skip


def _row(claim: Claim, severities: Mapping[str, str]) -> str:
    rules = [f"[{name}]({name.replace('/', '-')}.md)" for name in claim.rules]
    checks = [f"`{name}`" for name in claim.checks]
    tests = [f"`{name.partition('::')[2]}`" for name in claim.tests]
    severity = ", ".join(dict.fromkeys(severities[name] for name in claim.rules)) or "can't be said"
    if claim.checks and not claim.rules:
        severity = "error"
    held = "<br>".join((*rules, *checks, *tests))
    return f"| {claim.number} | {claim.prove} | {held} | {severity} | {claim.evidence} |"
