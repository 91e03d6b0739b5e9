"""The deployment workflow, executed by act: the scenarios that every test run takes, and what act is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.act.judged import data, judge, quick

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", quick())
def test_scenario(name: str, tmp_path: Path) -> None:
    judge(tmp_path, name)


def test_there_are_enough_scenarios() -> None:
    assert len(data()["scenarios"]) >= 30
    assert len(quick()) >= 6
