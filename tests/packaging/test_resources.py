"""Templates and schemas are found in a checkout and in a wheel, and their absence is explained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from summitgen import resources

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", get_args(resources.Resource))
def test_a_checkouts_resources_are_beside_the_package(name: resources.Resource) -> None:
    assert resources.path(name) == ROOT / name
    assert resources.location(name) == str(ROOT / name)


def test_a_wheels_own_copy_goes_first(tmp_path: Path) -> None:
    packaged = tmp_path / "summitgen" / "_data" / "schemas"
    packaged.mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    assert resources._find(str(tmp_path / "summitgen"), "schemas") == str(packaged)


def test_an_installation_without_them_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"summitgen's templates are missing.*install the package again"):
        resources._find(str(tmp_path / "summitgen"), "templates")


def test_finding_them_does_not_import_pathlib() -> None:
    code = "import sys; from summitgen import resources; resources.location('schemas'); print('pathlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
