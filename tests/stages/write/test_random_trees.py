"""Random trees before and after: what a build leaves is what the artifacts say, and nothing foreign is lost."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from summitgen.stages.containment import collisions
from tests.stages.write.faults import Faults, failing
from tests.stages.write.support import build, check, project_in, snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = st.sampled_from(["a", "b", "ü", "long-name.yaml"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
CONTENTS = st.sampled_from(["", "x\n", "y\n", "z" * 5000])


def _fits(files: Mapping[str, str]) -> bool:
    return not collisions(files)


TREES = st.dictionaries(PATHS, CONTENTS, max_size=6).filter(_fits)
QUICK = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def _fresh(root: Path, files: dict[str, str]) -> dict[str, tuple[bytes, int]]:
    root.mkdir()
    assert not build(project_in(root), files).findings
    return snapshot(root)


@QUICK
@given(TREES, TREES)
def test_a_build_over_a_build_is_as_a_fresh_one(before: dict[str, str], after: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "project")
        _fresh(root, before)
        drift = check(project_in(root), after).comparison.drift
        outcome = build(project_in(root), after)
        assert outcome.comparison.drift == drift and outcome.written is bool(drift) and not outcome.findings
        assert snapshot(root) == _fresh(Path(name, "fresh"), after)
        assert not check(project_in(root), after).comparison.drift


@QUICK
@given(TREES, TREES, TREES)
def test_foreign_files_are_never_touched(
    before: dict[str, str], after: dict[str, str], foreign: dict[str, str]
) -> None:
    assume(_fits({**before, **foreign}))
    mine = {path: content for path, content in foreign.items() if path not in before}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "project")
        _fresh(root, before)
        for path, content in mine.items():
            (root / "out" / path).parent.mkdir(parents=True, exist_ok=True)
            (root / "out" / path).write_text(content)
        state = snapshot(root)
        outcome = build(project_in(root), after)
        assert all((root / "out" / path).read_text() == content for path, content in mine.items())
        assert outcome.failed is any(after.get(path) != content for path, content in mine.items())
        assert outcome.written or snapshot(root) == state
        assert outcome.failed or not check(project_in(root), after).comparison.drift


@QUICK
@given(TREES, TREES, st.integers(0, 60))
def test_a_failure_at_any_call_leaves_the_old_or_the_new_output(
    before: dict[str, str], after: dict[str, str], number: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "project")
        old = _fresh(root, before)
        with Faults(failing(lambda call: call == number)):
            outcome = build(project_in(root), after)
        new = _fresh(Path(name, "fresh"), after)
        files = {path: file for path, file in snapshot(root).items() if path.startswith("out/")}
        assert files == (new if outcome.written or old == new else old)
        assert not build(project_in(root), after).failed
        assert snapshot(root) == new
