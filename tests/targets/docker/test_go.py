"""Dockerfiles of Go: each property by its name, and the steps run by the real go."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from tests.printers.test_text import LINES
from tests.targets.docker.made import findings, holds_to_the_discipline, made, mounts, same_structure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.targets.docker.made import Made

GO: dict[str, Any] = {"language": "go", "version": "1.26", "directory": "services/api", "entry": "cmd/api"}
WORKSPACE: dict[str, Any] = {**GO, "workspace": ".", "sources": ["libs"]}
SECRETS = [{"name": "TOKEN"}, {"name": "NETRC", "install": True, "file": "/root/.netrc"}]
BUILDS: dict[str, dict[str, Any]] = {
    "a module": GO,
    "of the root": {**GO, "directory": ".", "sources": ["internal"]},
    "of a workspace": WORKSPACE,
    "the folder itself": {**GO, "entry": "."},
    "much": {
        **WORKSPACE,
        "debug": True,
        "startArguments": ["serve", "a $b"],
        "arguments": [{"name": "GOPRIVATE", "value": "git.example.com/*"}, {"name": "EDITION", "value": "b"}],
        "secrets": SECRETS,
        "writablePaths": ["/data"],
        "files": [{"source": "migrations", "path": "/app/migrations"}],
        "systemPackages": {"build": ["git=1:2.39"]},
        "health": {"command": ["/app/api", "health"]},
    },
}


def downloading(one: Made) -> str:
    """The RUN that gets the modules."""
    (run,) = one.values("dependencies", "RUN")
    return run


def compiling(one: Made) -> str:
    """The RUN that compiles."""
    (run,) = one.values("build", "RUN")
    return run


@pytest.mark.parametrize("name", BUILDS)
def test_linters_find_nothing(name: str, tmp_path: Path) -> None:
    assert findings(made(BUILDS[name]), tmp_path) == ""


@pytest.mark.parametrize("name", [name for name in BUILDS if name != "much"])
def test_it_holds_to_the_discipline_of_all_languages(name: str) -> None:
    one = made(BUILDS[name])
    holds_to_the_discipline(one)
    assert one.values("runtime", "HEALTHCHECK") == [], "nothing in the image could ask"


@pytest.mark.parametrize("name", BUILDS)
def test_modules_come_from_manifests_alone(name: str) -> None:
    one = made(BUILDS[name])
    assert not [value for value in one.values("dependencies", "COPY") if value.startswith(". ")]
    assert one.values("build", "COPY") == [". /app"]


@pytest.mark.parametrize("name", BUILDS)
def test_a_commit_without_changes_here_compiles_nothing_again(name: str) -> None:
    """WORKDIR has the commit's date in its cache key, so that only the final stages have one."""
    one = made(BUILDS[name])
    for stage in ("base", "manifests", "dependencies", "build"):
        assert not {"WORKDIR"} & {instruction for instruction, _ in one.stages.get(stage, [])}


def test_the_builders_platform_compiles_for_the_target() -> None:
    one = made(GO)
    froms = [value for name, value in one.instructions if name == "FROM"]
    assert froms[0].startswith("--platform=$BUILDPLATFORM docker.io/library/golang:")
    assert [value for value in froms[1:] if "--platform" in value] == []
    assert one.values("build", "ARG") == ["TARGETOS", "TARGETARCH"]
    assert 'GOOS="${TARGETOS}" GOARCH="${TARGETARCH}" go -C' in compiling(one)
    assert one.values("base", "ENV") == ["CGO_ENABLED=0 GOTOOLCHAIN=local"]


def test_the_binary_depends_on_its_sources_alone() -> None:
    run = compiling(made(GO))
    assert {"-trimpath", "-buildvcs=false"} <= set(run.split())
    assert "-ldflags='-s -w -buildid='" in run


def test_compiling_takes_no_network_and_modules_are_kept() -> None:
    one = made(GO)
    assert compiling(one).split(" go -C")[0].split()[-3] == "GOPROXY=off"
    assert [(mount["id"], mount["target"]) for mount in mounts(downloading(one))] == [
        ("go-modules", "/var/cache/go-modules")
    ]
    assert [(mount["id"], mount["target"]) for mount in mounts(compiling(one))] == [
        ("go-build", "/root/.cache/go-build")
    ]


def test_the_binary_is_named_like_the_workload_and_is_the_process() -> None:
    one = made({**GO, "startArguments": ["serve", "a b"]})
    assert "-o /out/app/api ./cmd/api" in compiling(one)
    assert "&& test -x /out/app/api " in compiling(one)
    assert one.words("runtime", "ENTRYPOINT") == ["/app/api"]
    assert one.words("runtime", "CMD") == ["serve", "a b"]
    assert made(GO).values("runtime", "CMD") == []
    assert one.values("runtime", "COPY") == ['--link --from=build ["/out/", "/"]']


def test_the_entry_may_be_the_modules_own_folder() -> None:
    one = made({**GO, "entry": "."})
    assert "go -C /app/services/api build" in compiling(one)
    assert "-o /out/app/api . " in compiling(one)
    assert made({**GO, "directory": ".", "entry": "."}).allowed == ["*.go", "go.mod", "go.sum*", "src", "vendor"]


def test_the_build_may_read_the_package_and_what_is_named() -> None:
    assert made(GO).allowed == ["services/api"]
    assert made({**GO, "directory": "."}).allowed == ["cmd", "go.mod", "go.sum*", "src", "vendor"]
    patterns = ["**/go.mod", "**/go.sum", "**/go.work", "**/go.work.sum"]
    assert made(WORKSPACE).allowed == sorted([*patterns, "go.mod", "go.sum*", "vendor", "libs", "services/api"])


def test_secrets_are_mounted_where_they_are_needed_and_nowhere_else() -> None:
    one = made({**GO, "secrets": SECRETS})
    assert [mount for mount in mounts(downloading(one)) if mount["type"] == "secret"] == [
        {"type": "secret", "id": "NETRC", "target": "/root/.netrc"}
    ]
    assert [mount["id"] for mount in mounts(compiling(one)) if mount["type"] == "secret"] == ["TOKEN", "NETRC"]


def test_arguments_that_go_reads_come_before_the_download_and_others_late() -> None:
    arguments = [{"name": name, "value": "v"} for name in ("GOPROXY", "GOPRIVATE", "EDITION")]
    one = made({**GO, "arguments": arguments})
    assert one.values("dependencies", "ARG") == ['GOPROXY="v"']
    assert one.values("build", "ARG") == ['EDITION="v"', "TARGETOS", "TARGETARCH"]
    assert "GOPRIVATE=v GOMODCACHE=/var/cache/go-modules go" in downloading(one)
    assert one.text.count("GOPRIVATE") == 1


@pytest.mark.parametrize("text", LINES)
def test_a_hostile_value_stays_a_value(text: str) -> None:
    def build(value: str) -> dict[str, Any]:
        arguments = [{"name": name, "value": value} for name in ("GOPROXY", "GOPRIVATE", "EDITION")]
        return {**GO, "startArguments": ["serve", value], "arguments": arguments}

    one, plain = made(build(text)), made(build("a"))
    assert same_structure(one, plain)
    assert len(one.text.splitlines()) == len(plain.text.splitlines())
    assert one.words("runtime", "CMD") == ["serve", text]
    script = downloading(one)
    setting = script[script.index("GOPRIVATE=") : script.index(" GOMODCACHE=")]
    done = subprocess.run(["sh", "-c", f"{setting} sh -c 'printf %s \"$GOPRIVATE\"'"], capture_output=True, check=True)
    assert done.stdout.decode() == text


@pytest.mark.parametrize("text", ["a b", "a;id", "$(id)", "../a", "/a", "-a", "a'b", "a\nRUN id", "./a", "a/.."])
@pytest.mark.parametrize("field", ["entry", "directory", "workspace"])
def test_hostile_paths_are_refused(field: str, text: str) -> None:
    with pytest.raises(ValidationError):
        made({**GO, field: text})


def test_the_debug_variant_runs_the_same() -> None:
    one = made(BUILDS["much"])
    assert list(one.stages)[-2:] == ["debug", "runtime"]
    assert one.words("debug", "ENTRYPOINT") == one.words("runtime", "ENTRYPOINT")
    assert one.values("debug", "USER") == ["65532:65532"]


# A module without dependencies and one that another module of its workspace gives: no network is needed for either.
MAIN = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("it runs") }\n'
LIBRARY = 'package lib\n\n// Says is what it says.\nconst Says = "it runs"\n'
USES = 'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/lib"\n)\n\nfunc main() { fmt.Println(lib.Says) }\n'


def written(folder: Path, files: dict[str, str]) -> None:
    """Files below a folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def script_of(run: str, folder: Path) -> str:
    """A RUN's script without its mounts, with the image's folders in another folder."""
    script = re.sub(r"--mount=\S+\s+", "", run)
    for path in ("/app", "/out", "/var/cache", "/manifests"):
        script = re.sub(rf"(?<![\w.]){path}(?=[/\s]|$)", f"{folder}{path}", script)
    return script


Executed = Callable[[str, "Path"], "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Executed:
    """Runs a RUN here, by the real go, in a folder; nothing can be downloaded."""
    compiled = tmp_path_factory.mktemp("compiled")

    def run_in(run: str, folder: Path) -> subprocess.CompletedProcess[str]:
        settings = f"export GOPROXY=off GOFLAGS=-modcacherw CGO_ENABLED=0 GOTOOLCHAIN=local GOCACHE={compiled} "
        settings += f"GOMODCACHE={folder}/modules TARGETOS=linux TARGETARCH=$(go env GOARCH);"
        command = ["sh", "-c", f"{settings} {script_of(run, folder)}"]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)

    return run_in


def test_a_module_without_dependencies_compiles_the_same_twice(tmp_path: Path, executed: Executed) -> None:
    one, seen = made(GO), []
    for name in ("a", "b"):
        folder = tmp_path / name
        written(folder, {"app/services/api/go.mod": "module example.com/api\n\ngo 1.24\n"})
        assert executed(downloading(one), folder).returncode == 0
        written(folder, {"app/services/api/cmd/api/main.go": MAIN})
        done = executed(compiling(one), folder)
        assert done.returncode == 0, done.stderr
        assert (folder / "out/app/api").stat().st_mtime == 315532800, "no commit changes it"
        seen.append((folder / "out/app/api").read_bytes())
        assert subprocess.run([folder / "out/app/api"], capture_output=True, check=True).stdout == b"it runs\n"
    assert seen[0] == seen[1]


def test_a_package_that_is_no_program_is_refused(tmp_path: Path, executed: Executed) -> None:
    written(tmp_path, {"app/services/api/go.mod": "module example.com/api\n\ngo 1.24\n"})
    written(tmp_path, {"app/services/api/cmd/api/lib.go": LIBRARY})
    assert executed(compiling(made(GO)), tmp_path).returncode != 0


def test_the_manifests_of_a_workspace_suffice_for_its_modules(tmp_path: Path, executed: Executed) -> None:
    one = made(WORKSPACE)
    written(
        tmp_path,
        {
            "app/go.work": "go 1.24\n\nuse (\n\t./services/api\n\t./libs/lib\n)\n",
            "app/libs/lib/go.mod": "module example.com/lib\n\ngo 1.24\n",
            "app/services/api/go.mod": "module example.com/api\n\ngo 1.24\n",
            "app/libs/lib/lib.go": LIBRARY,
            "app/services/api/cmd/api/main.go": USES,
        },
    )
    (found,) = one.values("manifests", "RUN")
    done = executed(found, tmp_path)
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "manifests" / str(tmp_path).lstrip("/")
    assert {str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()} == {
        "app/go.work", "app/libs/lib/go.mod", "app/services/api/go.mod",
    }  # fmt: skip
    assert executed(downloading(one), kept).returncode == 0
    done = executed(compiling(one), tmp_path)
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "out/app/api"], capture_output=True, check=True).stdout == b"it runs\n"


def test_a_vendor_folder_is_taken_and_nothing_downloaded(tmp_path: Path, executed: Executed) -> None:
    one = made(GO)
    requires = "module example.com/api\n\ngo 1.24\n\nrequire example.com/lib v1.0.0\n"
    listed = "# example.com/lib v1.0.0\n## explicit\nexample.com/lib\n"
    written(tmp_path, {"app/services/api/go.mod": requires})
    assert executed(downloading(one), tmp_path).returncode != 0, "there is nowhere to download from"
    written(tmp_path, {"app/services/api/vendor/modules.txt": listed})
    assert executed(downloading(one), tmp_path).returncode == 0
    written(tmp_path, {"app/services/api/vendor/example.com/lib/lib.go": LIBRARY})
    written(tmp_path, {"app/services/api/cmd/api/main.go": USES})
    done = executed(compiling(one), tmp_path)
    assert done.returncode == 0, done.stderr
    assert one.values("dependencies", "COPY")[1] == (
        '["services/api/vendo[r]/modules.txt", "/app/services/api/vendor/"]'
    )


def test_what_was_downloaded_serves_the_layer_without_a_network() -> None:
    """The mount is a proxy for the second call, private modules included."""
    assert downloading(made(GO)).split("&& ")[-1].split() == [
        "GOPROXY=file:///var/cache/go-modules/cache/download", "GONOPROXY=none", "GONOSUMDB='*'",
        "go", "-C", "/app/services/api", "mod", "download;", "}",
    ]  # fmt: skip
