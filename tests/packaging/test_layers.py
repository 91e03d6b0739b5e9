"""The contracts on imports are seen to fail: each on a copy of the package with one import that it forbids."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

DIRECTION = "Imports go one way, from the command line to the findings"
NO_CHANGE = "The no-change path needs the standard library alone"
TERMINAL = "Only the command line and the report know of a terminal"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "summitgen", tmp_path / "summitgen", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(project: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_the_package_keeps_every_contract(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "Contracts: 3 kept, 0 broken." in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract", "said"),
    [
        ("findings.py", "import summitgen.cli", DIRECTION, "summitgen.findings is not allowed to import summitgen.cli"),
        ("model/names.py", "import summitgen.objects", DIRECTION, "summitgen.model.names -> summitgen.objects"),
        ("printers/__init__.py", "import summitgen.rules", DIRECTION, "summitgen.printers -> summitgen.rules"),
        ("rules/stray.py", "from summitgen import checks", DIRECTION, "summitgen.rules.stray -> summitgen.checks"),
        ("report/stray.py", "import summitgen.pipeline", DIRECTION, "summitgen.report.stray -> summitgen.pipeline"),
        ("stray.py", "", DIRECTION, "summitgen.stray"),
        ("unchanged.py", "import pydantic", NO_CHANGE, "summitgen.unchanged -> pydantic"),
        ("stages/stray.py", "import rich", TERMINAL, "summitgen.stages.stray -> rich"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(copy: Path, module: str, line: str, contract: str, said: str) -> None:
    file = copy / "summitgen" / module
    before = file.read_text() if file.exists() else ""
    file.write_text(f"{before}\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
    assert said in done.stdout
