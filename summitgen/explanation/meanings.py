"""What a finding's id means that is no rule's: what was found, why it is one, and what to do."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """What a finding says (``title``), why it is one (``reason``), and what to do (``remedy``)."""

    id: str
    title: str
    reason: str
    remedy: str


def meanings() -> dict[str, Meaning]:
    """The meanings of all ids that are no rules', by id."""
    from summitgen.checks import discover
    from summitgen.explanation.meanings_of_changes import MEANINGS as CHANGES
    from summitgen.explanation.meanings_of_output import MEANINGS as OUTPUT
    from summitgen.explanation.meanings_of_simulations import MEANINGS as SIMULATIONS
    from summitgen.explanation.meanings_of_specs import MEANINGS as SPECS
    from summitgen.verification.run import TOOLS

    checks = (
        Meaning(
            check.id,
            check.description,
            "A check reads the bytes that are about to be written; what breaks it would be refused by the cluster, or "
            "accepted and not work.",
            "Correct the value of the spec, or the template, that the place belongs to; without one it is a mistake in "
            "summitgen.",
        )
        for check in discover()
    )
    tools = (
        Meaning(
            f"verify/{tool.id}",
            f"{tool.program} found something in the {tool.things} of the output folder, or couldn't be run.",
            "`summitgen verify` has the tools of others judge what was generated.",
            "Correct the spec or template that the place belongs to; where the tool is missing or too old, install it.",
        )
        for tool in TOOLS
    )
    return {
        one.id: one
        for one in (*(Meaning(*entry) for entry in (*SPECS, *OUTPUT, *SIMULATIONS, *CHANGES)), *checks, *tools)
    }
