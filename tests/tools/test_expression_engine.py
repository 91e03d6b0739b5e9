"""The cache of GitHub's engine of expressions: named by its lock, all or nothing, and made once."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import expression_engine as engine


def program(file: Path, body: str) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with node 20, an npm that lays down an engine, and an empty cache."""
    program(tmp_path / "bin/node", "echo v20.1.0")
    entry = engine.module(Path())
    program(tmp_path / "bin/npm", f'echo "$@" >>"$0.calls"; mkdir -p {entry.parent}; echo made >{entry}')
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    return tmp_path


def test_it_is_installed_once_by_its_lock(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert engine.main() == engine.main() == 0
    assert capsys.readouterr().out == f"{engine.locate()}\n" * 2
    calls = (machine / "bin/npm.calls").read_text().splitlines()
    assert calls == ["ci --ignore-scripts --no-audit --no-fund --silent"]
    assert (engine.locate() / "package-lock.json").read_bytes() == (engine.LOCKED / "package-lock.json").read_bytes()
    assert [path.name for path in engine.locate().parent.iterdir()] == [engine.locate().name]


def test_another_lock_is_another_folder(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine.locate()
    changed = machine / "locked"
    changed.mkdir()
    for name in ("package.json", "package-lock.json"):
        (changed / name).write_text("{}")
    monkeypatch.setattr(engine, "LOCKED", changed)
    assert engine.locate() != before


def test_a_process_that_was_quicker_is_no_error(machine: Path) -> None:
    entry = engine.module(engine.locate())
    made = engine.module(Path())
    both = f"mkdir -p {made.parent} {entry.parent}; echo made >{made}; echo theirs >{entry}"
    program(machine / "bin/npm", both)
    assert engine.module(engine.install()).read_text() == "theirs\n"


def test_a_folder_that_cannot_be_put_in_place_is_an_error(machine: Path) -> None:
    program(machine / "bin/npm", f"mkdir -p {engine.locate()}/other")
    with pytest.raises(OSError, match="not empty"):
        engine.install()


def test_an_npm_that_fails_leaves_nothing(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(machine / "bin/npm", "exit 7")
    assert engine.main() == 1
    assert "npm failed with exit code 7" in capsys.readouterr().err
    assert list(engine.locate().parent.iterdir()) == []


@pytest.mark.parametrize("said", ["v18.20.0", "unknown"])
def test_an_old_node_is_passed_over_for_the_package(
    machine: Path, monkeypatch: pytest.MonkeyPatch, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program(machine / "bin/node", f"echo {said}")
    assert engine.main() == 1
    assert "needs node 20 or newer" in capsys.readouterr().err
    own = program(machine / "wheel/bin/node", "echo v24.0.0")
    npm = program(machine / "wheel/lib/node_modules/npm/bin/npm-cli.js", "")
    found = SimpleNamespace(submodule_search_locations=[str(machine / "wheel")])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    assert engine.find_node() == engine.Node(own, (own, npm))
    Path(npm).unlink()
    with pytest.raises(engine.NodeMissingError):
        engine.find_node()


def test_the_lock_names_no_registry_and_pins_a_hash() -> None:
    lock = (engine.LOCKED / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert lock.count('"integrity": "sha512-') == 1


def test_the_real_engine_is_there() -> None:
    done = subprocess.run([engine.find_node().executable, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("v")
    assert engine.module(engine.locate()).is_file(), "run `make tools`"
