"""The final stages, which the Dockerfiles of all languages share: each property by its name."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, Any

import pytest

from summitgen.model.build import Build
from summitgen.targets.docker.bake import is_dated
from summitgen.targets.docker.health import health_command
from summitgen.values.images import image_plans
from tests.printers.test_text import LINES
from tests.targets.docker.made import DIGEST, bases, findings, made, mounts, same_structure
from tests.targets.texts.stage import environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.targets.docker.made import Made

NODE: dict[str, Any] = {
    "language": "node", "packageManager": "npm", "version": "22", "directory": "apps/api", "package": "api",
    "entry": "dist/index.js",
}  # fmt: skip
GO: dict[str, Any] = {"language": "go", "version": "1.26", "entry": "cmd/api"}
STATIC: dict[str, Any] = {"language": "static", "version": "2.42", "directory": "site", "entry": "public"}
LANGUAGES = {"node": NODE, "go": GO, "static": STATIC}
OCI = "org.opencontainers.image"


def labels(one: Made, stage: str = "runtime") -> dict[str, str]:
    """The labels of a stage."""
    (value,) = one.values(stage, "LABEL")
    pairs: list[tuple[str, str]] = re.findall(r'([\w.-]+)="((?:[^"\\]|\\.)*)"', value)
    return {key: re.sub(r"\\(.)", r"\1", text) for key, text in pairs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_tell_what_it_is_and_what_it_is_built_on(language: str) -> None:
    found = labels(made(LANGUAGES[language]))
    assert found[f"{OCI}.title"] == "api"
    assert found[f"{OCI}.base.digest"] == DIGEST
    assert ":" in found[f"{OCI}.base.name"] and "@" not in found[f"{OCI}.base.name"]


def test_labels_of_a_commit_come_from_arguments_after_all_files() -> None:
    one = made(NODE)
    names = [name for name, _ in one.stages["runtime"]]
    assert max(index for index, name in enumerate(names) if name == "COPY") < names.index("ARG")
    arguments = dict(value.split("=", 1) for value in one.values("runtime", "ARG"))
    assert set(arguments) == {"VERSION", "REVISION", "CREATED", "SOURCE"}
    found = labels(one)
    for key in ("version", "revision", "created", "source"):
        assert found[f"{OCI}.{key}"] == f"${{{key.upper()}}}"


def test_own_labels_are_added_and_win() -> None:
    own = {"team": "shop", f"{OCI}.source": "https://example.com/shop", f"{OCI}.title": "The shop's API"}
    one = made({**NODE, "labels": own})
    assert {key: labels(one)[key] for key in own} == own
    assert not [value for value in one.values("runtime", "ARG") if value.startswith("SOURCE")]
    every = {f"{OCI}.{key}": "x" for key in ("version", "revision", "created", "source")}
    assert made({**NODE, "labels": every}).values("runtime", "ARG") == []


@pytest.mark.parametrize("text", LINES)
def test_a_hostile_label_stays_its_value(text: str) -> None:
    one = made({**NODE, "labels": {"note": text}})
    assert labels(one)["note"] == text
    assert same_structure(one, made({**NODE, "labels": {"note": "x"}}))


def test_the_user_is_numeric_and_the_specs() -> None:
    assert made(NODE).values("runtime", "USER") == ["65532:65532"]
    assert made({**NODE, "user": 1000, "group": 2000}).values("runtime", "USER") == ["1000:2000"]


def test_writable_folders_belong_to_the_user_and_those_around_them_do_not() -> None:
    one = made({**NODE, "user": 7, "group": 8, "writablePaths": ["/data", "/app/.cache/api"]})
    assert one.stages["writable"] == [
        ("WORKDIR", "/writable"),
        ("COPY", '--chown=7:8 --from=empty ["/empty", "/writable/data"]'),
        # BuildKit gives the folders that a COPY has to make to the same user, and those that a WORKDIR has to make
        # around its own the time of the build.
        ("WORKDIR", "/writable/app"),
        ("WORKDIR", "/writable/app/.cache"),
        ("COPY", '--chown=7:8 --from=empty ["/empty", "/writable/app/.cache/api"]'),
    ]
    assert one.stages["empty"] == [("WORKDIR", "/empty")]
    assert one.values("runtime", "COPY")[-1] == '--link --from=writable ["/writable/", "/"]'
    assert not [value for name, value in one.stages["runtime"] if "--chown" in value]
    assert {"empty", "writable"} & set(made(NODE).stages) == set()


PYTHON: dict[str, Any] = {"language": "python", "version": "3.13", "directory": "services/ml", "entry": "main.py"}
DATED: dict[str, dict[str, Any]] = {
    "npm": NODE,
    "pnpm": {**NODE, "packageManager": "pnpm"},
    "yarn": {**NODE, "packageManager": "yarn"},
    "single": {"language": "node", "packageManager": "pnpm", "version": "22", "entry": "x.js"},
    "debug": {**NODE, "debug": True},
    "writable": {**NODE, "writablePaths": ["/a/b/c/d", "/a/b", "/a/b/x/y", "/z"]},
    "files": {**NODE, "files": [{"source": "config/app.json", "path": "/etc/some/app.json"}]},
    "go": GO,
    "uv": {**PYTHON, "packageManager": "uv"},
    "pip": {**PYTHON, "packageManager": "pip"},
}


@pytest.mark.parametrize("name", DATED)
def test_an_image_whose_dates_nobody_rewrites_has_no_file_of_the_day_of_its_build(name: str) -> None:
    one = made(DATED[name])
    finals = [stage for stage in ("debug", "runtime") if stage in one.stages]
    assert is_dated(Build.model_validate(DATED[name]))
    for stage in (*finals, *({"writable", "empty"} & set(one.stages))):
        folders = one.values(stage, "WORKDIR")
        # BuildKit gives the folder itself the time of the commit, and those around it that of the build.
        assert all(posixpath.dirname(folder) in ("/", *folders[:at]) for at, folder in enumerate(folders))
        assert not one.values(stage, "RUN")
    copied = {
        found for stage in finals for value in one.values(stage, "COPY") for found in re.findall("--from=(\\S+)", value)
    }
    assert len(copied) == sum(len(one.values(stage, "COPY")) for stage in finals) / len(finals)
    for stage in copied - {"writable"}:
        assert re.search(
            r"find /\S+ -exec touch (-h )?-d @315532800 {} \+(\s+&& test -\w \S+)?$", one.values(stage, "RUN")[-1]
        ), stage


@pytest.mark.parametrize(
    "build",
    [
        STATIC,
        {**STATIC, "packageManager": "npm", "nodeVersion": "22"},
        {**NODE, "systemPackages": {"runtime": ["tini"]}},
    ],
)
def test_dates_are_rewritten_where_files_have_others(build: dict[str, Any]) -> None:
    assert not is_dated(Build.model_validate(build))


@pytest.mark.parametrize("language", ["node", "go"])
def test_further_files_come_from_the_repository_with_a_date_that_no_commit_changes(language: str) -> None:
    files = [{"source": "config/app.json", "path": "/etc/app.json"}, {"source": "models", "path": "/models"}]
    one = made({**LANGUAGES[language], "files": files})
    assert one.stages["files"] == [
        ("COPY", '["config/app.json", "/files/etc/app.json"]'),
        ("COPY", '["models", "/files/models"]'),
        ("RUN", "chmod -R u=rwX,go=rX /files && find /files -exec touch -h -d @315532800 {} +"),
    ]
    assert one.values("runtime", "COPY")[-1] == '--link --from=files ["/files/", "/"]'
    assert {"config/app.json", "models"} <= set(one.allowed)
    assert "files" not in made(LANGUAGES[language]).stages


def test_without_an_image_that_builds_further_files_are_copied_as_they_are() -> None:
    one = made({**STATIC, "files": [{"source": "a", "path": "/b"}]})
    assert one.values("runtime", "COPY")[-1] == '--link ["a", "/b"]'
    assert "files" not in one.stages


def test_a_base_whose_user_may_not_write_has_root_for_further_files() -> None:
    build = {**NODE, "files": [{"source": "a", "path": "/b"}]}
    assert made(build, names={"build": "cgr.dev/chainguard/node"}).values("files", "USER") == ["0:0"]
    assert made(build).values("files", "USER") == []


def test_the_health_check_has_the_specs_times() -> None:
    health = {"path": "/ok", "interval": "1m30s", "timeout": "2s", "startPeriod": "5s", "retries": 4}
    (value,) = made({**NODE, "health": health}).values("runtime", "HEALTHCHECK")
    assert value.startswith("--interval=1m30s --timeout=2s --start-period=5s --retries=4 ")
    (usual,) = made(NODE).values("runtime", "HEALTHCHECK")
    assert usual.startswith("--interval=15s --timeout=3s --start-period=20s --retries=3 ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_health_command_of_ones_own_goes_before_all_else(language: str) -> None:
    one = made({**LANGUAGES[language], "health": {"command": ["/probe", "a b"]}}, probes={"readiness": {"path": "/r"}})
    assert one.values("runtime", "HEALTHCHECK")[0].endswith('CMD ["/probe", "a b"]')


def test_environments_that_differ_in_the_port_have_no_check_but_the_specs_own() -> None:
    def command(**build: Any) -> tuple[str, ...]:
        """Of the environments a and b, which listen on 80 and 81."""
        found = []
        for name, port in (("a", 80), ("b", 81)):
            workload = {"image": {"repository": "r.example.com/api", "tag": "1"}, "port": port}
            workload |= {"build": {**GO, **build}, "probes": {"readiness": {"path": "/r"}}}
            spec = {"tier": "development", "namespace": "n", "cluster": {"name": "c"}, "workloads": {"api": workload}}
            found.append(environment({**spec, "pipeline": {"baseImages": bases({}, {})}}, name))
        (image,) = image_plans(found)
        return health_command(image, http=lambda urls: urls, tcp=lambda port: (str(port),))

    assert command() == ()
    assert command(language="node", packageManager="npm", version="22", health={"path": "/h"}) == (
        "http://127.0.0.1:80/h",
        "http://127.0.0.1:81/h",
    )
    assert command(health={"command": ["own"]}) == ("own",)


@pytest.mark.parametrize("text", LINES)
def test_a_hostile_word_of_a_health_command_stays_a_word(text: str) -> None:
    one = made({**GO, "health": {"command": ["/probe", text]}})
    (value,) = one.values("runtime", "HEALTHCHECK")
    assert json.loads(value.partition(" CMD ")[2]) == ["/probe", text]


@pytest.mark.parametrize(("language", "stages"), [("node", {"build"}), ("go", {"build"}), ("static", {"site"})])
def test_a_debug_variant_has_the_same_on_another_base(language: str, stages: set[str]) -> None:
    one = made({**LANGUAGES[language], "debug": True}, tags={"debug": "debug-tag"})
    assert list(one.stages)[-2:] == ["debug", "runtime"]
    assert stages < set(one.stages)
    assert [value for name, value in one.stages["debug"] if name == "COPY"] == one.values("runtime", "COPY")
    assert [name for name, _ in one.stages["debug"]] == [name for name, _ in one.stages["runtime"]]
    (base,) = [value for name, value in one.instructions if name == "FROM" and value.endswith(" AS debug")]
    assert ":debug-tag@" in base
    assert labels(one, "debug")[f"{OCI}.base.name"].endswith(":debug-tag")


def test_system_packages_are_installed_in_a_stage_of_their_own() -> None:
    one = made({**NODE, "systemPackages": {"runtime": ["libpq5", "curl=7.88"]}})
    (run,) = one.values("runtime-system", "RUN")
    assert "apt-get install --yes --no-install-recommends curl=7.88 libpq5 " in run
    assert {mount["target"] for mount in mounts(run)} == {"/var/cache/apt", "/var/lib/apt/lists"}
    assert {mount["sharing"] for mount in mounts(run)} == {"locked"}
    assert "rm -rf /var/log/apt /var/log/dpkg.log" in run, "logs have times"
    assert one.values("runtime", "RUN") == []
    assert ("FROM", "runtime-system AS runtime") in one.instructions


@pytest.mark.parametrize("tag", ["22-alpine3.21", "latest-alpine"])
def test_alpine_installs_by_apk(tag: str, tmp_path: Path) -> None:
    one = made({**NODE, "systemPackages": {"build": ["g++", "make"]}}, tags={"build": tag})
    assert [run for run in one.values("base", "RUN") if "apk" in run] == [
        "apk add --no-cache g++ make     && rm -f /var/log/apk.log"
    ]
    assert "hadolint ignore=DL3018" in one.text
    assert findings(one, tmp_path) == ""


def test_linters_are_told_to_look_away_only_where_no_version_is_named(tmp_path: Path) -> None:
    pinned = made({**NODE, "systemPackages": {"build": ["g++=1"], "runtime": ["curl=2"]}})
    assert "hadolint ignore" not in pinned.text
    floating = made({**NODE, "systemPackages": {"build": ["g++=1"], "runtime": ["curl"]}})
    lines = floating.text.splitlines()
    (at,) = [index for index, line in enumerate(lines) if "hadolint ignore=DL3008" in line]
    assert "names no version" in lines[at - 1]
    assert lines[at + 1].startswith("RUN ")
    assert findings(pinned, tmp_path) == findings(floating, tmp_path) == ""
