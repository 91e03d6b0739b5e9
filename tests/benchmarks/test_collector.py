"""No garbage collector walks through a compilation, and whoever calls the command line gets it back."""

from __future__ import annotations

import gc

import pytest

import summitgen.cli
from summitgen import __main__


@pytest.mark.parametrize("raises", [False, True])
def test_the_collector_rests_while_a_command_runs(monkeypatch: pytest.MonkeyPatch, raises: bool) -> None:
    seen: list[bool] = []

    def run(arguments: list[str]) -> int:
        seen.append(gc.isenabled())
        if raises:
            raise SystemExit(3)
        return 3

    monkeypatch.setattr("sys.argv", ["summitgen", "build"])
    monkeypatch.setattr(summitgen.cli, "run", run)
    before = gc.get_freeze_count()
    try:
        assert __main__.main() == 3
    except SystemExit as stopped:
        assert raises and stopped.code == 3
    frozen = gc.get_freeze_count() - before
    gc.unfreeze()
    assert seen == [False]
    assert gc.isenabled()
    assert frozen > 0, "the interpreter's end has nothing to collect either"
