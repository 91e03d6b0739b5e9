"""The cache of the Go tools: named by what decides their bytes, all or nothing, and built once."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.tools import ENVIRONMENT, ToolMissingError, tool
from tools import golang, install

if TYPE_CHECKING:
    from collections.abc import Callable

GO_MOD = (install.MODULE / "go.mod").read_text()
IMAGES_GO_MOD = (install.IMAGES / "go.mod").read_text()
ACT_GO_MOD = (install.ACT / "go.mod").read_text()
JUDGES = ("count-replicas", "evaluate-condition", "evaluate-query")
PROGRAMS = ("kubectl-argo-rollouts", "actionlint", "kubeconform", "helm", *JUDGES)

# It answers `go env`, and `go build -o FOLDER/` by writing its own arguments to the programs.
FAKE_GO = """#!/bin/sh
[ "$1" = env ] && exec printf 'go1.99.0\\nlinux\\namd64\\n'
[ -n "$FAKE_FAILS" ] && exit 7
printf '%s\\n' "$*" >> "$FAKE_LOG"
for argument; do case "$argument" in */bin/) folder=$argument ;; esac; done
case "$PWD" in
*/images)
    names="buildx lint-dockerfile"
    case "$*" in *" tool") names="$names buildkitd buildctl crane dockerfile-frontend" ;; esac
    ;;
*/act) names="act" ;;
*) names="helm kubeconform kubectl-argo-rollouts actionlint count-replicas evaluate-condition evaluate-query" ;;
esac
for name in $names; do
    printf '%s|' "$@" > "$folder$name"
    chmod 755 "$folder$name"
done
"""


@pytest.fixture
def builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a fake Go and an empty cache; the file has one line for each build."""
    go = tmp_path / "machine" / "go"
    go.parent.mkdir()
    go.write_text(FAKE_GO)
    go.chmod(0o755)
    log = tmp_path / "builds"
    log.touch()
    monkeypatch.setenv("PATH", str(go.parent), prepend=os.pathsep)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("FAKE_LOG", str(log))
    return log


def runs(log: Path) -> int:
    return len(log.read_text().splitlines())


def test_the_programs_are_those_of_the_tool_block() -> None:
    assert install.programs(GO_MOD) == PROGRAMS
    assert install.programs("module empty\n") == ()


def test_a_major_versions_folder_does_not_name_a_program() -> None:
    assert install.programs("tool (\n\texample.org/thing/v2\n\texample.org/other/vx\n)\n") == ("vx", "thing")


def test_the_helm_that_is_built_knows_its_own_version_and_its_kubernetes() -> None:
    flags = install.link_flags(GO_MOD)
    assert flags.startswith("-s -w -X ")
    assert "-X helm.sh/helm/v3/internal/version.version=v3.19.5" in flags
    assert "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=34" in flags


def test_a_module_that_is_not_required_has_no_version() -> None:
    with pytest.raises(KeyError, match="example"):
        install.required(GO_MOD, "example.org/absent")


def test_the_key_depends_on_toolchain_platform_and_each_part() -> None:
    go = golang.Go("go", "go1.26.8", "linux/amd64")
    keys = [
        install.key(go, [b"a", b"b"]),
        install.key(go, [b"ab", b""]),
        install.key(go, [b"a", b"c"]),
        install.key(golang.Go("go", "go1.26.9", "linux/amd64"), [b"a", b"b"]),
        install.key(golang.Go("go", "go1.26.8", "linux/arm64"), [b"a", b"b"]),
    ]
    assert len(set(keys)) == len(keys)
    assert install.key(golang.Go("elsewhere/go", "go1.26.8", "linux/amd64"), [b"a", b"b"]) == keys[0]


@pytest.mark.parametrize("named", ["", "relative/cache"])
def test_the_cache_is_in_the_home_folder_unless_an_absolute_one_is_named(named: str) -> None:
    assert install.cache_root({"XDG_CACHE_HOME": named}) == Path.home() / ".cache/summitgen/tools"
    assert install.cache_root({}) == Path.home() / ".cache/summitgen/tools"
    assert install.cache_root({"XDG_CACHE_HOME": "/elsewhere"}) == Path("/elsewhere/summitgen/tools")


@pytest.mark.parametrize("name", ["go.mod", "go.sum"])
def test_a_change_of_the_module_changes_the_folder(builds: Path, tmp_path: Path, name: str) -> None:
    module = tmp_path / "module"
    module.mkdir()
    for file in ("go.mod", "go.sum"):
        (module / file).write_bytes((install.MODULE / file).read_bytes())
    before = install.locate(module)[1]
    with (module / name).open("a") as changed:
        changed.write("\n")
    assert install.locate(module)[1] != before


@pytest.mark.parametrize("name", JUDGES)
def test_a_change_of_a_judge_changes_the_folder(builds: Path, tmp_path: Path, name: str) -> None:
    module = tmp_path / "module"
    shutil.copytree(install.MODULE, module, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    before = install.locate(module)[1]
    assert before == install.locate()[1]
    with (module / "cmd" / name / "main.go").open("a") as changed:
        changed.write("\n")
    assert install.locate(module)[1] != before


def test_programs_are_built_once(builds: Path) -> None:
    folder = install.install()
    assert sorted(path.name for path in folder.iterdir()) == sorted(PROGRAMS)
    assert install.install() == folder
    assert runs(builds) == 1
    command = (folder / "helm").read_text().split("|")
    assert command[:2] == ["build", "-mod=readonly"]
    assert f"-ldflags={install.link_flags(GO_MOD)}" in command
    assert [path.name for path in folder.parent.parent.iterdir()] == [folder.parent.name]


@pytest.mark.parametrize("damage", [Path.unlink, lambda program: program.chmod(0o644)], ids=["lost", "not executable"])
def test_a_damaged_program_is_built_again(builds: Path, damage: Callable[[Path], None]) -> None:
    folder = install.install()
    damage(folder / "kubeconform")
    assert install.install() == folder
    assert runs(builds) == 2
    assert install.complete(folder, PROGRAMS)
    assert [path.name for path in folder.parent.parent.iterdir()] == [folder.parent.name]


def test_a_build_that_fails_leaves_nothing(builds: Path) -> None:
    def half(go: golang.Go, module: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "helm").touch(0o755)
        raise subprocess.CalledProcessError(1, [go.executable])

    with pytest.raises(subprocess.CalledProcessError):
        install.install(build=half)
    assert list(install.cache_root(os.environ).iterdir()) == []


def test_of_two_builds_at_once_the_first_stays(builds: Path) -> None:
    def second(go: golang.Go, module: Path, folder: Path) -> None:
        install.install()
        folder.mkdir(parents=True)
        for name in PROGRAMS:
            (folder / name).touch(0o755)

    folder = install.install(build=second)
    assert (folder / "helm").read_text().startswith("build|")


def test_a_folder_that_cannot_be_put_in_place_is_an_error(builds: Path) -> None:
    def nothing(go: golang.Go, module: Path, folder: Path) -> None:
        folder.parent.parent.mkdir(exist_ok=True)

    with pytest.raises(FileNotFoundError):
        install.install(build=nothing)


def test_the_command_prints_the_folders_of_what_the_tests_run(builds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main([]) == 0
    own, images, act = install.folders()
    assert capsys.readouterr().out == f"{own}\n{images}\n{act}\n"
    assert [path.name for path in act.iterdir()] == ["act"]
    assert own == install.locate()[1]
    assert sorted(path.name for path in images.iterdir()) == ["buildx", "lint-dockerfile"]
    assert (images / "buildx").read_text().split("|")[-3:-1] == [
        "github.com/docker/buildx/cmd/buildx",
        "summitgen.dev/tools/images/cmd/lint-dockerfile",
    ]


def test_what_builds_images_is_installed_on_demand_and_apart(builds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(["--images"]) == 0
    folder = install.locate(install.IMAGES)[1]
    assert capsys.readouterr().out == f"{folder}\n"
    assert folder not in install.folders()
    assert sorted(path.name for path in folder.iterdir()) == sorted(install.programs(IMAGES_GO_MOD))
    assert (folder / "crane").read_text().split("|")[-2] == "tool"
    assert install.main(["--images"]) == 0
    assert runs(builds) == 1


def test_each_module_has_the_stamps_of_what_it_requires() -> None:
    flags = install.link_flags(IMAGES_GO_MOD)
    assert "helm" not in flags
    for module, name in (("moby/buildkit", "version.Version"), ("docker/buildx", "version.Version")):
        version = install.required(IMAGES_GO_MOD, f"github.com/{module}")
        assert f"-X github.com/{module}/{name}={version}" in flags
    assert "buildkit" not in install.link_flags(GO_MOD)


def test_only_some_programs_of_a_module_can_be_asked_for() -> None:
    assert install.programs(IMAGES_GO_MOD, install.IMAGE_JUDGES) == install.IMAGE_JUDGES
    assert install.programs(IMAGES_GO_MOD, ["nothing"]) == ()
    assert install.packages(IMAGES_GO_MOD, ["crane"]) == ("github.com/google/go-containerregistry/cmd/crane",)


def test_the_command_can_name_the_toolchain_alone(
    builds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install.main(["--go"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'machine' / 'go'}\n"
    assert runs(builds) == 0


def test_the_command_says_that_a_build_failed(
    builds: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAKE_FAILS", "yes")
    assert install.main([]) == 1
    assert "go build failed with exit code 7" in capfd.readouterr().err


def test_the_command_says_that_go_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(golang, "_candidates", lambda: iter(()))
    assert install.main([]) == 1
    assert "tools: the tools need Go 1.26.1 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "arguments", "module"),
    [
        ("act", ["--version"], "github.com/nektos/act"),
        ("buildx", ["version"], "github.com/docker/buildx"),
        ("helm", ["version", "--template", "{{.Version}}"], "helm.sh/helm/v3"),
        ("kubeconform", ["-v"], "github.com/yannh/kubeconform"),
        ("kubectl-argo-rollouts", ["version", "--short"], "github.com/argoproj/argo-rollouts"),
        ("actionlint", ["-version"], "github.com/rhysd/actionlint"),
    ],
)
def test_the_real_programs_are_of_the_pinned_versions(name: str, arguments: list[str], module: str) -> None:
    done = subprocess.run([tool(name), *arguments], capture_output=True, text=True, check=True)
    go_mod = {"act": ACT_GO_MOD, "buildx": IMAGES_GO_MOD}.get(name, GO_MOD)
    assert install.required(go_mod, module).removeprefix("v") in done.stdout


def test_a_missing_program_fails_a_test_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    with pytest.raises(ToolMissingError, match=r"absent-tool is not in .*: run `make tools`"):
        tool("absent-tool")


def test_the_named_folders_are_where_a_program_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [tmp_path / "first", tmp_path / "second", tmp_path / "third"]
    for folder in folders:
        folder.mkdir()
    for folder in folders[1:]:
        (folder / "made-up").touch(0o755)
    monkeypatch.setenv(ENVIRONMENT, os.pathsep.join(map(str, folders)))
    assert tool("made-up") == folders[1] / "made-up"


def test_without_go_a_missing_program_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    monkeypatch.setattr(golang, "_candidates", lambda: iter(()))
    with pytest.raises(ToolMissingError, match="the tools need Go"):
        tool("unbuilt")
