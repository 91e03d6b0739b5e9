"""The wheel holds all that the program needs, and works where nothing of the checkout is in reach."""

from __future__ import annotations

import email
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import summitgen

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command without the settings that would lead it back to the checkout."""
    environ = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps what the program remembers of these projects out of the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as hatchling builds it from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a new environment with the wheel; its dependencies are those of the tests' own."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", home / "bin" / "python")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=home)
    # A path from a .pth file has its own .pth files ignored, so an editable install of the checkout stays out.
    (site,) = home.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder by its relative path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize(
    ("folder", "packaged"),
    [("summitgen", "summitgen"), ("templates", "summitgen/_data/templates"), ("schemas", "summitgen/_data/schemas")],
)
def test_it_holds_code_templates_and_schemas(wheel: Path, folder: str, packaged: str, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    expected = files(ROOT / folder)
    assert expected
    found = files(tmp_path / packaged)
    assert {name: found[name] for name in found if not name.startswith("_data/")} == expected


def test_it_is_typed_licensed_and_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "summitgen/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {
        "summitgen",
        f"summitgen-{summitgen.__version__}.dist-info",
    }


def test_its_metadata_names_version_python_and_every_dependency(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    said = email.message_from_bytes(archive.read(name))
    assert said["Version"] == summitgen.__version__
    assert said["Requires-Python"] == ">=3.11"
    assert "pydantic>=2.9" in said.get_all("Requires-Dist", [])


def test_every_console_script_says_its_version(installed: Path, tmp_path: Path) -> None:
    scripts = [entry.name for entry in metadata.distribution("summitgen").entry_points]
    assert scripts == ["summitgen"]
    for script in scripts:
        assert summitgen.__version__ in run(installed / script, "--version", cwd=tmp_path).stdout


def test_the_package_runs_as_a_module(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "python", "-m", "summitgen", "--version", cwd=tmp_path).stdout
    assert summitgen.__version__ in said


def test_the_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "from summitgen import resources; print(resources.path('schemas'), resources.path('templates'))"
    said = run(installed / "python", "-c", code, cwd=tmp_path).stdout.split()
    assert [Path(path).parts[-4:] for path in said] == [
        ("site-packages", "summitgen", "_data", "schemas"),
        ("site-packages", "summitgen", "_data", "templates"),
    ]
    assert all(Path(path).is_relative_to(installed.parent) for path in said)


def test_it_compiles_another_projects_folder_from_anywhere(installed: Path, tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(ROOT / "environments", project / "environments")
    shutil.copy(ROOT / "summitgen.yaml", project)
    run(installed / "summitgen", "build", "--project", project, cwd=elsewhere)
    committed = files(ROOT / "out")
    assert committed, "out/ is not there: run `make out`"
    assert files(project / "out") == committed
    assert list(elsewhere.iterdir()) == []
    run(installed / "summitgen", "check", "--project", project, cwd=elsewhere)
