"""Whatever the rules accept is compiled by every target: the guide and the scripts know each step and stage too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summitgen.findings import has_errors
from summitgen.rules import discover as rules
from summitgen.rules import run_rules
from summitgen.rules.view import view_of
from summitgen.stages.plan import plan
from summitgen.stages.render import render_each
from summitgen.stages.validate import compile_view
from summitgen.targets import discover
from tests.strategies import matrix
from tests.support import summit
from tests.targets.texts.stage import environment

SHARE = 4
PROJECT = replace(summit.project(), single_files=())


@pytest.mark.parametrize("share", range(SHARE))
def test_all_targets_render_what_is_accepted(share: int) -> None:
    made = 0
    for spec in [one for one in matrix.specs() if not matrix.refusals(one.row)][share::SHARE]:
        view = view_of(PROJECT.name, (environment(spec.data),))
        assert not has_errors(tuple(run_rules(view, rules()))), spec.name
        planned, _ = plan(compile_view(PROJECT, view), discover())
        artifacts, findings = render_each(planned.artifacts)
        assert findings == (), spec.name
        assert {"manifests", "chart", "scripts", "guide"} <= {one.target for one in artifacts}, spec.name
        made += 1
    assert made >= 50
