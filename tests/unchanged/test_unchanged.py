"""The no-change path: it answers only for what this machine compiled, and anything else means the full path."""

from __future__ import annotations

import errno
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summitgen import unchanged
from summitgen.artifacts import Artifact, Project
from tests.cli.transcript import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parents[2]
HEAVY = (
    "click",
    "pydantic",
    "ruamel",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "rich",
    "yaml",
    "yaml_rs",
    "json",
    "re",
)


def _environment(root: Path, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(root.parent / "cache"), **variables}


def _run(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=root, env=_environment(root, **variables), capture_output=True, text=True, check=False
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was built, so that its record is kept."""
    root = tmp_path / "project"
    make_project(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    built = _run(root, "-m", "tests.cli.fake", "build")
    assert built.returncode == 0, built.stderr
    return root


def _record(root: Path) -> Path:
    (record,) = (root.parent / "cache/summitgen/unchanged").iterdir()
    return record


def test_what_was_built_is_known_to_be_up_to_date(root: Path) -> None:
    assert unchanged.up_to_date(str(root)) == ("out", 5)
    assert unchanged.up_to_date(str(root / "out/k8s")) == ("out", 5)
    assert _record(root).stat().st_mode & 0o777 == 0o600


def test_it_says_what_the_full_path_says(root: Path) -> None:
    short = _run(root, "-m", "summitgen", "check")
    (_record(root)).unlink()
    full = _run(root, "-m", "tests.cli.fake", "check")
    assert short.stdout == full.stdout == "out/ is up to date (5 files)\n"
    assert short.returncode == full.returncode == 0
    assert unchanged.up_to_date(str(root)) == ("out", 5), "a clean check in full is remembered as well"


def test_nothing_heavy_is_imported(root: Path) -> None:
    run = _run(root, "-X", "importtime", "-m", "summitgen", "check")
    assert run.stdout == "out/ is up to date (5 files)\n"
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    started = _run(root, "-X", "importtime", "-m", "this_module_is_not_there")
    before = {line.rpartition("|")[2].strip().partition(".")[0] for line in started.stderr.splitlines() if "|" in line}
    assert "summitgen" in imported
    assert not imported & set(HEAVY)
    assert imported - before <= {"summitgen", "_blake2", "__future__", "sysconfig", "_sysconfigdata"}


def test_the_console_script_takes_it_too(root: Path) -> None:
    probe = (
        "import sys; sys.argv = ['summitgen', 'check']\n"
        "from summitgen.__main__ import main\n"
        f"code = main(); sys.exit(' '.join(sorted(set({HEAVY!r}) & set(sys.modules))) or code)"
    )
    run = _run(root, "-c", probe)
    assert (run.stdout, run.stderr, run.returncode) == ("out/ is up to date (5 files)\n", "", 0)


def test_quiet_and_project(root: Path) -> None:
    for arguments in (["--quiet"], ["-q", "--project", "../.."], [f"--project={root}", "-q"]):
        command = [sys.executable, "-m", "summitgen", "check", *arguments]
        folder = root if len(arguments) == 1 else root / "out/k8s"
        run = subprocess.run(command, cwd=folder, env=_environment(root), capture_output=True, text=True, check=False)
        assert (run.stdout, run.stderr, run.returncode) == ("", "", 0), arguments


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check"], (".", False)),
        (["check", "--quiet", "--project", "x"], ("x", True)),
        (["check", "--project=x", "-q"], ("x", True)),
        (["check", "--project"], None),
        (["check", "--verbose"], None),
        (["check", "--output-format", "json"], None),
        (["check", "--help"], None),
        (["check", "x"], None),
        (["build"], None),
        (["--quiet", "check"], None),
        ([], None),
    ],
)
def test_which_calls_it_answers(arguments: list[str], expected: tuple[str, bool] | None) -> None:
    assert unchanged.request(arguments) == expected


def _edit(path: str) -> Callable[[Path], object]:
    return lambda root: (root / path).write_text((root / path).read_text().replace("one", "0ne") + " ")


def _touch(path: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x\n")

    return make


def _link(path: str, target: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        if (root / path).exists():
            (root / path).rename(root.parent / "moved")
        (root / path).symlink_to(root.parent / "moved" if target == "moved" else target)

    return make


CHANGES: dict[str, Callable[[Path], object]] = {
    "a spec": _edit("environments/prod.yaml"),
    "the base": _edit("environments/base.yaml"),
    "a new spec": _touch("environments/staging.yaml"),
    "a spec in a folder": _touch("environments/more/x.yaml"),
    "a spec less": lambda root: (root / "environments/dev.yaml").unlink(),
    "a spec of another name": lambda root: (root / "environments/dev.yaml").rename(root / "environments/dev2.yaml"),
    "a link among the specs": _link("environments/link.yaml", "base.yaml"),
    "specs behind a link": _link("environments", "moved"),
    "the configuration": _edit("summitgen.yaml"),
    "no configuration": lambda root: (root / "summitgen.yaml").unlink(),
    "a template of the project": _touch("templates/docker/Dockerfile"),
    "a schema of the project": _touch("schemas/crds/x.json"),
    "an output": _edit("out/k8s/dev/web.yaml"),
    "an output less": lambda root: (root / "out/k8s/dev/web.yaml").unlink(),
    "an output of another name": lambda root: (root / "out/k8s/dev/web.yaml").rename(root / "out/k8s/dev/w.yaml"),
    "two outputs exchanged": lambda root: (
        (root / "out/k8s/dev/web.yaml").rename(root / "x"),
        (root / "out/k8s/prod/api.yaml").rename(root / "out/k8s/dev/web.yaml"),
        (root / "x").rename(root / "out/k8s/prod/api.yaml"),
    ),
    "a foreign file": _touch("out/notes.txt"),
    "an empty foreign file": lambda root: (root / "out/empty").write_text(""),
    "a foreign file in a folder that Python makes": _touch("out/__pycache__/x.pyc"),
    "a link in the output": _link("out/link", "k8s"),
    "an output behind a link": _link("out/k8s/dev/web.yaml", "moved"),
    "the output folder behind a link": _link("out", "moved"),
    "an executable bit": lambda root: (root / "out/k8s/dev/web.yaml").chmod(0o755),
    "the manifest": _edit("out/manifest.json"),
    "an interrupted build": _touch(".summitgen/journal"),
    "an undo": _touch(".summitgen/undo"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_means_the_full_path(root: Path, change: Callable[[Path], object]) -> None:
    assert unchanged.up_to_date(str(root)) is not None
    change(root)
    assert unchanged.up_to_date(str(root)) is None


@pytest.fixture
def placed(root: Path) -> Path:
    """The project with copies of its artifacts outside out/."""
    (root / "summitgen.yaml").write_text("project: shop\nplace: {k8s/: deploy/k8s/, helm/Chart.yaml: Chart.yaml}\n")
    assert _run(root, "-m", "tests.cli.fake", "build").returncode == 0
    assert unchanged.up_to_date(str(root)) == ("out", 9)
    return root


COPY_CHANGES: dict[str, Callable[[Path], object]] = {
    "a copy": _edit("deploy/k8s/dev/web.yaml"),
    "a copy in the root": _edit("Chart.yaml"),
    "a copy less": lambda root: (root / "deploy/k8s/dev/web.yaml").unlink(),
    "an executable bit": lambda root: (root / "Chart.yaml").chmod(0o755),
    "a copy behind a link": _link("Chart.yaml", "moved"),
    "a folder of copies behind a link": _link("deploy/k8s", "moved"),
    "a folder above copies behind a link": _link("deploy", "moved"),
    "no place": lambda root: (root / "summitgen.yaml").write_text("project: shop\n"),
}


@pytest.mark.parametrize("change", COPY_CHANGES.values(), ids=COPY_CHANGES)
def test_any_change_of_a_copy_means_the_full_path(placed: Path, change: Callable[[Path], object]) -> None:
    change(placed)
    assert unchanged.up_to_date(str(placed)) is None


def test_a_neighbour_of_copies_changes_nothing(placed: Path) -> None:
    (placed / "deploy/k8s/dev/mine.yaml").write_text("x")
    assert unchanged.up_to_date(str(placed)) == ("out", 9)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: os.utime(root / "environments/prod.yaml", (0, 0)),
        lambda root: (root / "out/k8s/dev/web.yaml").chmod(0o600),
        lambda root: (root / "README.md").write_text("x"),
        lambda root: (root / "out/empty").mkdir(),
    ],
    ids=["a time", "a permission that git doesn't keep", "a file beside", "an empty folder"],
)
def test_what_changes_nothing_is_no_change(root: Path, change: Callable[[Path], object]) -> None:
    change(root)
    assert unchanged.up_to_date(str(root)) == ("out", 5)


@pytest.mark.parametrize("size", [0, 1, 40, -1, -66])
def test_a_record_cut_short_is_not_believed(root: Path, size: int) -> None:
    record = _record(root)
    record.write_bytes(record.read_bytes()[:size])
    assert unchanged.up_to_date(str(root)) is None


@pytest.mark.parametrize("line", range(7))
def test_a_record_that_was_altered_is_not_believed(root: Path, line: int) -> None:
    record = _record(root)
    lines = record.read_text().splitlines(keepends=True)
    record.write_text("".join([*lines[:line], lines[line].replace("\n", "0\n"), *lines[line + 1 :]]))
    assert unchanged.up_to_date(str(root)) is None


def test_a_record_of_another_format_is_not_believed(root: Path) -> None:
    record = _record(root)
    body = record.read_text().rpartition("end ")[0].replace("unchanged 2", "unchanged 1")
    record.write_text(f"{body}end {unchanged._seal(body)}")
    assert unchanged.up_to_date(str(root)) is None


def test_a_record_behind_a_link_is_not_believed(root: Path) -> None:
    record = _record(root)
    record.rename(root.parent / "elsewhere")
    record.symlink_to(root.parent / "elsewhere")
    assert unchanged.up_to_date(str(root)) is None


def test_a_moved_project_has_no_record(root: Path) -> None:
    root.rename(root.parent / "moved")
    assert unchanged.up_to_date(str(root.parent / "moved")) is None


def test_a_folder_without_a_project_has_no_answer(tmp_path: Path) -> None:
    assert unchanged.up_to_date(str(tmp_path)) is None
    assert unchanged.up_to_date(str(tmp_path / "nowhere")) is None


def _key(root: Path) -> str | None:
    return unchanged.inputs(str(root), "environments")


def test_another_python_or_dependency_is_another_key(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = _key(root)
    assert key is not None and key == _key(root)
    packages = tmp_path / "site-packages"
    (packages / "jinja2-3.1.6.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(packages)
    with_jinja = _key(root)
    (packages / "jinja2-3.1.6.dist-info").rename(packages / "jinja2-3.1.7.dist-info")
    assert len({key, with_jinja, _key(root)}) == 3
    monkeypatch.setattr(sys, "version", "3.99")
    assert _key(root) not in {key, with_jinja}


@pytest.mark.parametrize("layout", ["checkout", "wheel"])
def test_another_summitgen_is_another_key(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, layout: str
) -> None:
    package = tmp_path / "installed/summitgen"
    data = package / "_data" if layout == "wheel" else package.parent
    files = [package / "a.py", package / "cli/b.py", data / "schemas/c.json", data / "templates/chart/d.tpl"]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    (package / "__pycache__").mkdir()
    monkeypatch.setattr(unchanged, "_PACKAGE", str(package))
    keys = [_key(root)]
    for file in files:
        file.write_text("2")
        keys.append(_key(root))
    (package / "new.py").write_text("")
    keys.append(_key(root))
    assert None not in keys and len(set(keys)) == len(keys)
    (package / "__pycache__/a.pyc").write_bytes(b"compiled")
    assert _key(root) == keys[-1]


def test_a_checkout_that_is_its_own_project_is_read_once(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = root / "summitgen"
    package.mkdir()
    monkeypatch.setattr(unchanged, "_PACKAGE", str(package))
    (root / "templates").mkdir()
    (root / "templates/x").write_text("1")
    read: list[str] = []
    real = unchanged._read

    def counted(path: str) -> tuple[bytes, int]:
        read.append(path)
        return real(path)

    monkeypatch.setattr(unchanged, "_read", counted)
    assert _key(root) is not None
    assert len(read) == len(set(read)) and str(root / "templates/x") in read


@pytest.mark.parametrize("text", ["WARN", "WRONG", "UNFIT"], ids=["a warning", "a mistake", "a failed verification"])
def test_what_has_something_to_say_is_not_remembered(root: Path, text: str) -> None:
    record = _record(root)
    record.unlink()
    (root / "environments/dev.yaml").write_text(f"workloads:\n  web: {text}\n")
    for command in ("build", "check"):
        _run(root, "-m", "tests.cli.fake", command)
        assert not record.exists()


def test_a_part_of_a_build_is_not_remembered(root: Path) -> None:
    record = _record(root)
    record.unlink()
    assert _run(root, "-m", "tests.cli.fake", "build", "--only", "chart").returncode == 0
    assert not record.exists()


def test_a_base_outside_the_specs_folder_is_not_remembered(root: Path) -> None:
    _record(root).unlink()
    (root / "shared").mkdir()
    (root / "environments/base.yaml").rename(root / "shared/base.yaml")
    for name in ("dev", "prod"):
        (root / f"environments/{name}.yaml").write_text("extends: ../shared/base.yaml\n")
    built = _run(root, "-m", "tests.cli.fake", "build")
    assert built.returncode == 0, built.stderr
    assert not list((root.parent / "cache/summitgen/unchanged").iterdir())


def test_inputs_that_change_while_compiling_are_not_remembered(root: Path) -> None:
    record, key = _record(root), _key(root)
    record.unlink()
    _edit("environments/prod.yaml")(root)
    project, artifacts = Project(root, "shop"), [Artifact("out/x", "t", b"")]
    unchanged.remember(project, key, ["environments/prod.yaml"], artifacts)
    unchanged.remember(project, None, ["environments/prod.yaml"], artifacts)
    assert not record.exists()
    unchanged.remember(project, _key(root), ["environments/prod.yaml"], artifacts)
    assert record.exists()


def test_a_cache_that_cannot_be_written_is_no_failure(root: Path) -> None:
    (root.parent / "file").write_text("")
    run = _run(root, "-m", "tests.cli.fake", "check", XDG_CACHE_HOME=str(root.parent / "file"))
    assert (run.returncode, run.stderr) == (0, "")


def test_a_cache_that_is_full_leaves_no_record(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = _record(root)
    record.unlink()

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    unchanged.remember(Project(root, "shop"), _key(root), ["environments/prod.yaml"], [Artifact("out/x", "t", b"")])
    assert not record.exists()


def test_a_file_of_another_length_than_it_says_is_doubtful(root: Path) -> None:
    (root / "environments/prod.yaml").unlink()
    assert unchanged._read(str(root / "summitgen.yaml"))[0] == b"project: shop\n"
    with pytest.raises(unchanged._DoubtError):
        unchanged._read("/proc/self/status")


def test_a_python_without_its_own_blake2_has_another(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_blake2", None)
    spec = importlib.util.spec_from_file_location("unchanged_without_blake2", unchanged.__file__)
    assert spec and spec.loader
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    assert other.up_to_date(str(root)) == ("out", 5)


def test_where_the_cache_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    path = unchanged._record_path(str(root))
    assert path and re.fullmatch(r"/home/somebody/\.cache/summitgen/unchanged/[0-9a-f]{40}", path)
    monkeypatch.setenv("HOME", "relative")
    assert unchanged._record_path(str(root)) is None
    assert unchanged.up_to_date(str(root)) is None
