"""The deployment workflow, executed by act in all scenarios: `make e2e` names this file, `make test` passes it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.act.judged import data, judge

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", data()["scenarios"])
def test_scenario(name: str, tmp_path: Path) -> None:
    judge(tmp_path, name)
