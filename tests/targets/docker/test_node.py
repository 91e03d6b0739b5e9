"""Dockerfiles of node: each property by its name, and the programs in them run for real."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from summitgen.targets.docker.node import asks, connects
from tests.printers.test_text import LINES
from tests.targets.docker.made import findings, hadolint, holds_to_the_discipline, made, mounts, same_structure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.targets.docker.made import Made

MANAGERS = ("pnpm", "npm", "yarn")
SECRETS = [{"name": "TOKEN"}, {"name": "REGISTRY", "install": True, "file": "/root/.npmrc"}]
SINGLE: dict[str, Any] = {"language": "node", "version": "22", "entry": "dist/index.js", "sources": ["tsconfig.json"]}
MEMBER: dict[str, Any] = {
    **SINGLE, "package": "@shop/api", "directory": "apps/api", "sources": ["packages", "tsconfig.json"],
}  # fmt: skip
MUCH: dict[str, Any] = {
    **MEMBER,
    "workspace": "apps",
    "command": ["make", "all of it"],
    "startArguments": ["--listen", "8080"],
    "installScripts": ["esbuild", "@swc/core"],
    "trim": True,
    "debug": True,
    "secrets": SECRETS,
    "arguments": [{"name": "EDITION", "value": "b $c"}],
    "systemPackages": {"build": ["g++=4:12"], "runtime": ["libpq5=15"]},
    "files": [{"source": "data", "path": "/data"}],
    "writablePaths": ["/var/cache/api"],
}
KINDS = {"single": SINGLE, "member": MEMBER, "turbo": {**MEMBER, "turbo": "2.5.8"}, "much": MUCH}
BUILDS = {
    f"{manager} {kind}": {**build, "packageManager": manager}
    for manager, (kind, build) in product(MANAGERS, KINDS.items())
}
INSTALLS = {
    "pnpm": "pnpm --dir=/app install --frozen-lockfile --ignore-scripts ",
    "npm": "npm --prefix=/app ci --ignore-scripts ",
    "yarn": "yarn --cwd /app install --immutable --mode=skip-build",
}
LOCKS = {"pnpm": "pnpm-lock.yaml", "npm": "package-lock.json", "yarn": "yarn.lock"}


def run_of(one: Made, stage: str, number: int = 0) -> str:
    """A RUN of a stage, with single spaces."""
    return re.sub(r"\s+", " ", one.values(stage, "RUN")[number])


def node(build: str, **changes: Any) -> Made:
    """What is made of one of the builds with changes."""
    return made({**BUILDS[build], **changes})


@pytest.mark.parametrize("name", BUILDS)
def test_linters_find_nothing(name: str, tmp_path: Path) -> None:
    one = made(BUILDS[name])
    assert findings(one, tmp_path) == ""
    # Not judged unless told which registries are trusted.
    assert hadolint(one.text, options=("--trusted-registry", "docker.io")) == ""


def test_the_linters_would_find_something(tmp_path: Path) -> None:
    one = node("npm single")
    broken = type(one)(one.text.replace('CMD ["dist/index.js"]', "CMD node dist/index.js"), one.ignore)
    assert "DL3025" in findings(broken, tmp_path)
    assert "JSONArgsRecommended" in findings(broken, tmp_path)


@pytest.mark.parametrize("name", BUILDS)
def test_it_holds_to_the_discipline_of_all_languages(name: str) -> None:
    holds_to_the_discipline(made(BUILDS[name]))


@pytest.mark.parametrize("name", BUILDS)
def test_nothing_is_made_with_the_date_of_a_commit_before_the_final_stages(name: str) -> None:
    """WORKDIR has the commit's date in its cache key, unless it makes nothing."""
    for stage in ("base", "pruned", "manifests", "production", "build"):
        assert made(BUILDS[name]).stages.get(stage, []).count(("WORKDIR", "/")) == (stage == "base")
        folders = [value for name, value in made(BUILDS[name]).stages.get(stage, []) if name == "WORKDIR"]
        assert set(folders) <= {"/"}


@pytest.mark.parametrize("name", BUILDS)
def test_files_of_layers_have_a_date_that_no_commit_changes(name: str) -> None:
    one = made(BUILDS[name])
    assert run_of(one, "production").endswith("find /production -exec touch -h -d @315532800 {} +")
    assert run_of(one, "build", -1).endswith("find /out -exec touch -h -d @315532800 {} +")


@pytest.mark.parametrize("name", BUILDS)
def test_the_lock_file_decides_and_no_script_of_a_dependency_runs(name: str) -> None:
    one, manager = made(BUILDS[name]), BUILDS[name]["packageManager"]
    install = INSTALLS[manager].replace("/app", "/app/apps") if name.endswith("much") else INSTALLS[manager]
    assert install in run_of(one, "build")
    if manager == "yarn":
        folder = {"single": "/app", "much": "/app/apps/api"}.get(name.split()[1], "/app/apps/api")
        assert f"yarn --cwd {folder} workspaces focus --production " in run_of(one, "production")
    else:
        assert install in run_of(one, "production")
        assert {"pnpm": " --prod ", "npm": " --omit=dev "}[manager] in run_of(one, "production")


@pytest.mark.parametrize("manager", MANAGERS)
def test_only_the_named_dependencies_scripts_run(manager: str) -> None:
    one = node(f"{manager} single", installScripts=["esbuild", "@swc/core"])
    allowed = "--store-dir=/pnpm/store --config.dangerously-allow-all-builds=true"
    words = {"pnpm": f"pnpm --dir=/app rebuild {allowed}"}.get(
        manager, "npm --prefix=/app rebuild --ignore-scripts=false"
    )
    for stage in ("production", "build"):
        assert f"&& {words} esbuild @swc/core" in run_of(one, stage)
        assert "rebuild" not in run_of(node(f"{manager} single"), stage)


def test_scripts_of_a_workspaces_dependencies_are_found_and_yarn_runs_none_of_its_own_accord() -> None:
    assert " --recursive rebuild " in run_of(node("pnpm member", installScripts=["esbuild"]), "production")
    assert node("yarn member").environment("base")["YARN_ENABLE_SCRIPTS"] == "false"


@pytest.mark.parametrize(("name", "stages"), [("single", "manifests"), ("member", "pruned")])
@pytest.mark.parametrize("manager", MANAGERS)
def test_manifests_come_before_sources(manager: str, name: str, stages: str) -> None:
    one = node(f"{manager} {name}")
    assert stages in one.stages
    names = [instruction for instruction, _ in one.stages["build"] if instruction in ("COPY", "RUN")]
    assert names == (["RUN", "COPY", "COPY", "RUN"] if name == "single" else ["COPY", "RUN", "COPY", "RUN"])
    first = run_of(one, "build")
    assert INSTALLS[manager] in first
    copied = one.values("manifests", "COPY")[0] if name == "single" else one.values("build", "COPY")[0]
    assert LOCKS[manager] in copied or copied == "--from=pruned /pruned/install /app/"


def test_what_a_manager_may_read_is_copied_where_it_is_there() -> None:
    assert node("pnpm single").values("manifests", "COPY") == [
        '["package.json", "pnpm-lock.yaml", "pnpm-workspace.yam[l]", ".npmr[c]", ".pnpmfile.cj[s]", "/app/"]',
        '["patche[s]", "/app/patches/"]',
    ]
    assert node("yarn single").values("manifests", "COPY") == [
        '["package.json", "yarn.lock", ".yarnrc.ym[l]", "/app/"]',
        '[".yar[n]/patches", "/app/.yarn/patches/"]',
        '[".yar[n]/plugins", "/app/.yarn/plugins/"]',
    ]
    inner = node("npm single", directory="web", workspace="web")
    assert inner.values("manifests", "COPY") == [
        '["web/package.json", "web/package-lock.json", "web/.npmr[c]", "/app/web/"]'
    ]
    assert inner.values("build", "COPY")[0] == '["web", "/app/web"]'
    assert "/app/web/node_modules/.package-lock.json" in run_of(inner, "production")


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_workspace_is_narrowed_to_what_the_package_needs(manager: str) -> None:
    one = node(f"{manager} member")
    run = run_of(one, "pruned")
    assert mounts(run) == [{"type": "bind", "target": "/context"}]
    which = "all" if manager == "yarn" else "needed"
    assert f"node --input-type=module - . apps/api {which} package.json:{LOCKS[manager]}" in run
    assert run.endswith(" packages tsconfig.json")
    assert one.values("production", "COPY") == ["--from=pruned /pruned/production /app/"]
    assert one.values("build", "COPY") == ["--from=pruned /pruned/install /app/", "--from=pruned /pruned/sources /app/"]
    assert "pruned" not in node(f"{manager} single").stages


@pytest.mark.parametrize("manager", MANAGERS)
def test_turbo_narrows_the_lock_file_too(manager: str) -> None:
    one = node(f"{manager} turbo")
    assert "turbo@2.5.8" in run_of(one, "base")
    run = run_of(one, "pruned", 1)
    assert "turbo prune @shop/api --docker --cwd=/context --out-dir=/turbo" in run
    assert f"cp /turbo/json/{LOCKS[manager]} /pruned/production/" in run
    assert " needed package.json" in run_of(one, "pruned")
    assert "turbo run build --cwd=/app --filter=@shop/api " in run_of(one, "build", 1)
    assert "turbo.json" in one.allowed
    inner = node(f"{manager} turbo", workspace="apps")
    assert "--cwd=/context/apps " in run_of(inner, "pruned", 1)
    assert "cp -R /turbo/json/. /pruned/install/apps/ " in run_of(inner, "pruned", 1)
    assert "apps/turbo.json" in inner.allowed


BUILDING = {
    "pnpm member": "pnpm --dir=/app '--filter={/app/apps/api}...' --fail-if-no-match --if-present run build ",
    "pnpm single": "pnpm --dir=/app --if-present run build ",
    "npm member": "xargs npm --prefix=/app --if-present run build < /pruned/workspaces ",
    "npm single": "npm --prefix=/app --if-present run build ",
    "yarn member": "yarn --cwd /app workspaces foreach --recursive --topological-dev --from=apps/api run build ",
    "yarn single": "yarn --cwd /app workspaces foreach --all run build ",
}


@pytest.mark.parametrize("name", BUILDING)
def test_packages_are_built_after_those_that_they_need(name: str) -> None:
    assert re.sub(r"^(--mount=\S+ )*", "", run_of(made(BUILDS[name]), "build", 1)).startswith(BUILDING[name])


def test_only_what_the_process_needs_is_installed_for_it() -> None:
    run = run_of(node("pnpm member"), "production")
    assert " --prod '--filter-prod={/app/apps/api}...' --fail-if-no-match " in run
    assert " --omit=dev --workspace=apps/api " in run_of(node("npm member"), "production")
    assert "--workspace" not in run_of(node("npm single"), "production")
    assert "--filter" not in run_of(node("pnpm single"), "production")


LEFTOVERS = {
    "pnpm": [".modules.yaml", ".pnpm-workspace-state*.json", ".pnpm/lock.yaml"],
    "npm": [".package-lock.json"],
    "yarn": [".yarn-state.yml"],
}


@pytest.mark.parametrize("manager", MANAGERS)
def test_nothing_that_tells_when_or_what_was_installed_is_left(manager: str, tmp_path: Path) -> None:
    run = run_of(node(f"{manager} single"), "production").replace("/app", f"{tmp_path}/app")
    for file in (*LEFTOVERS[manager], "a/index.js", "a/package.json"):
        path = tmp_path / "app/node_modules" / file.replace("*", "-v1")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for file in ("package.json", LOCKS[manager], ".npmrc", ".yarn/install-state.gz"):
        (tmp_path / "app" / file).parent.mkdir(exist_ok=True)
        (tmp_path / "app" / file).write_text("x")
    script = run[run.index("find ") :].replace("/production", f"{tmp_path}/production")
    subprocess.run(["sh", "-c", script], check=True)
    left = {
        path.relative_to(tmp_path / "production/app") for path in (tmp_path / "production").rglob("*") if path.is_file()
    }
    assert {str(path) for path in left} == {"node_modules/a/index.js", "node_modules/a/package.json"}
    assert {path.stat().st_mtime for path in (tmp_path / "production").rglob("*")} == {315532800}


@pytest.mark.parametrize(("name", "folders"), [("npm single", ["."]), ("pnpm member", ["apps/api", "packages/shared"])])
def test_what_is_shipped_has_no_lock_file_and_nothing_of_building(
    name: str, folders: list[str], tmp_path: Path
) -> None:
    """The script of the build's end, run for real on a tree."""
    kept = ("dist/index.js", "package.json", "src/index.ts")
    dropped = ("node_modules/x/index.js", ".turbo/turbo-build.log", "tsconfig.tsbuildinfo")
    for folder, file in product(folders, (*kept, *dropped, LOCKS[name.partition(" ")[0]])):
        path = tmp_path / "app" / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        path.chmod(0o600)
    (tmp_path / "pruned").mkdir()
    (tmp_path / "pruned/shipped").write_text("".join(f"app/{folder}\n" for folder in folders))
    run = run_of(made(BUILDS[name]), "build", -1)
    script = run[run.index("test -f") :]
    script = script.replace("/tmp/out.tar", "/archive").replace("--directory=/ ", f"--directory={tmp_path} ")
    for place in ("/archive", "/app/", "/out", "/pruned"):
        script = re.sub(rf"(?<=[ =]){place}", f"{tmp_path}{place}", script)
    subprocess.run(["sh", "-c", script], check=True)
    shipped = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {str(path.relative_to(tmp_path / "out/app")) for path in shipped} == {
        str((tmp_path / folder / file).relative_to(tmp_path)) for folder, file in product(folders, kept)
    }
    assert {path.stat().st_mode & 0o777 for path in shipped} == {0o644}
    assert {path.stat().st_mtime for path in shipped} == {315532800}


def test_an_entry_that_nothing_made_fails_the_build() -> None:
    assert "&& test -f /app/apps/api/dist/index.js && tar " in run_of(node("npm member"), "build", 1)
    assert "&& test -f /app/dist/index.js && tar " in run_of(node("npm single"), "build", 1)


def test_static_files_have_to_be_a_folder_of_a_date_that_no_commit_changes() -> None:
    build = {"language": "static", "version": "2.42", "nodeVersion": "22", "packageManager": "npm", "entry": "dist"}
    run = run_of(made(build), "build", 1)
    assert run.endswith("&& test -d /app/dist && find /app/dist -exec touch -h -d @315532800 {} +")
    assert "production" not in made(build).stages


def test_trim_takes_maps_declarations_and_pages_of_dependencies_and_leaves_licences(tmp_path: Path) -> None:
    run = run_of(node("npm single", trim=True), "production")
    kept = {"a.js", "LICENSE.md", "license.MD", "LICENCE", "NOTICE.md", "COPYING.md", "data.ts", "a.mdx"}
    for file in (*kept, "a.js.map", "a.d.ts", "a.d.mts", "a.d.cts", "README.md"):
        path = tmp_path / "app/node_modules/p" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    own = tmp_path / "app/README.md"
    own.write_text("x")
    (script,) = re.findall(r"find /app -path .*?\+(?= )", run)
    subprocess.run(["sh", "-c", script.replace("/app", f"{tmp_path}/app")], check=True)
    assert {path.name for path in (tmp_path / "app/node_modules/p").iterdir()} == kept
    assert own.exists()
    assert "'*.map'" not in run_of(node("npm single"), "production")


@pytest.mark.parametrize("name", BUILDS)
def test_stages_run_on_the_builders_platform_unless_they_make_programs(name: str) -> None:
    one = made(BUILDS[name])
    froms = {value.rpartition(" AS ")[2]: value for instruction, value in one.instructions if instruction == "FROM"}
    native = name.endswith("much")
    assert froms["base"].startswith("--platform=$BUILDPLATFORM ") is not native
    assert ("on the target's" in one.text) is native
    assert ("TARGETARCH" in one.values("production", "ARG")) is not native
    assert not [value for value in froms.values() if "TARGETPLATFORM" in value]


def test_compilers_alone_make_programs_too() -> None:
    one = node("npm single", systemPackages={"build": ["g++=4:12"]})
    assert "FROM docker.io/library/node:" in one.text
    assert "--platform=$BUILDPLATFORM" not in one.text


def test_a_named_package_has_a_workspace_wherever_it_is() -> None:
    assert "pruned" in node("npm single", package="shop").stages
    assert "pruned" not in node("npm single", directory="web", workspace="web").stages
    assert "pruned" in node("npm single", directory="web").stages


@pytest.mark.parametrize(
    ("manager", "version", "how"),
    [
        ("npm", None, "--os=linux --cpu="),
        ("pnpm", "10.14.0", "--os=linux --cpu="),
        ("pnpm", "10", "--os=linux --cpu="),
        ("pnpm", "11.0.1", "--os=linux --cpu="),
        ("pnpm", "10.13.1", "npm --prefix=/app pkg set 'pnpm.supportedArchitectures.os[]=linux'"),
        ("pnpm", None, "npm --prefix=/app pkg set 'pnpm.supportedArchitectures.os[]=linux'"),
        ("yarn", None, "yarn config set --home --json supportedArchitectures"),
    ],
)
@pytest.mark.parametrize(("arch", "cpu"), [("amd64", "x64"), ("arm64", "arm64")])
def test_dependencies_are_those_of_the_target(manager: str, version: str | None, how: str, arch: str, cpu: str) -> None:
    changes = {"packageManagerVersion": version} if version else {}
    run = run_of(node(f"{manager} single", **changes), "production")
    assert how in run
    script = re.sub(r"^(--mount=\S+ )*", "", run).split(" && find ")[0]
    said = f'TARGETARCH={arch}; npm() {{ echo "$@"; }}; pnpm() {{ echo "$@"; }}; yarn() {{ echo "$@"; }}; {script}'
    told = subprocess.run(["sh", "-c", said], capture_output=True, check=True, text=True).stdout
    assert re.search(rf'cpu(=|\[\]=|":\["){cpu}\b', told)
    assert re.search(r'libc(=|\[\]=|":\[")glibc\b', told)


def test_the_c_library_is_the_runtime_images() -> None:
    one = made(BUILDS["npm single"], tags={"runtime": "22-alpine3.21"})
    assert "--libc=musl" in run_of(one, "production")


@pytest.mark.parametrize(
    ("name", "version", "program"),
    [
        ("pnpm single", None, "pnpm@9.15.9"),
        ("pnpm single", "10.14.0", "pnpm@10.14.0"),
        ("yarn single", None, "@yarnpkg/cli-dist@4.9.2"),
        ("npm single", "11.6.0", "npm@11.6.0"),
    ],
)
def test_the_package_manager_is_pinned_and_never_corepacks(name: str, version: str | None, program: str) -> None:
    one = node(name, **({"packageManagerVersion": version} if version else {}))
    assert f"npm install --global --no-audit --no-fund {program}" in run_of(one, "base")
    assert "corepack" not in one.text
    assert node("npm single").values("base", "RUN") == []


def test_another_version_of_the_manager_than_the_specs_is_never_fetched() -> None:
    assert node("pnpm single").environment("base")["NPM_CONFIG_MANAGE_PACKAGE_MANAGER_VERSIONS"] == "false"
    assert node("yarn single").environment("base")["YARN_IGNORE_PATH"] == "true"
    assert node("yarn single").environment("base")["YARN_NODE_LINKER"] == "node-modules"


def test_dependencies_come_before_the_application() -> None:
    copied = node("pnpm member").values("runtime", "COPY")
    assert copied == ['--link --from=production ["/production/", "/"]', '--link --from=build ["/out/", "/"]']


def test_secrets_are_mounted_where_they_are_needed_and_nowhere_else() -> None:
    one = node("pnpm member", secrets=SECRETS)
    token = {"type": "secret", "id": "TOKEN", "env": "TOKEN"}
    registry = {"type": "secret", "id": "REGISTRY", "target": "/root/.npmrc"}
    given = [[mount for mount in mounts(value) if mount["type"] == "secret"] for _, value in one.instructions]
    assert [found for found in given if found] == [[registry], [registry], [token, registry]]
    assert not [value for name, value in one.instructions if name in ("ARG", "ENV") and "TOKEN" in value]


@pytest.mark.parametrize(("manager", "name"), [("pnpm", "NPM_CONFIG_REGISTRY"), ("yarn", "YARN_NPM_REGISTRY_SERVER")])
def test_arguments_of_the_package_manager_come_before_it_and_others_late(manager: str, name: str) -> None:
    arguments = [{"name": "EDITION", "value": "b $c"}, {"name": name, "value": "https://r.example.com"}]
    one = node(f"{manager} member", arguments=arguments)
    order = [instruction if instruction != "ARG" else value.split("=")[0] for instruction, value in one.stages["build"]]
    assert order == ["COPY", name, "RUN", "COPY", "EDITION", "RUN"]
    assert f'{name}="https://r.example.com"' in one.values("production", "ARG")
    assert 'EDITION="b \\$c"' in one.values("build", "ARG")


@pytest.mark.parametrize("text", LINES)
def test_the_command_runs_in_the_workspaces_folder_with_each_word_whole(text: str, tmp_path: Path) -> None:
    run = re.sub(
        r"^(--mount=\S+\s+)*", "", node("npm single", command=["printf", "<%s>", text]).values("build", "RUN")[1]
    )
    (tmp_path / "app").mkdir()
    command = run[: run.rindex("&& test -f")].replace(" /app ", f" {tmp_path}/app ", 1)
    done = subprocess.run(["sh", "-c", f"{command} && pwd"], capture_output=True, check=True, cwd="/")
    assert done.stdout.decode() == f"<{text}>/\n"
    folder = node("npm single", command=["pwd"]).values("build", "RUN")[1].split(" && test -f")[0]
    shown = subprocess.run(["sh", "-c", folder.replace("/app", f"{tmp_path}/app")], capture_output=True, check=True)
    assert shown.stdout.decode() == f"{tmp_path}/app\n"


@pytest.mark.parametrize("text", LINES)
def test_a_hostile_value_stays_a_value(text: str) -> None:
    def changed(value: str) -> Made:
        return node(
            "pnpm member", arguments=[{"name": "A", "value": value}], command=["make", value], startArguments=[value]
        )

    one = changed(text)
    assert same_structure(one, changed("x"))
    assert one.words("runtime", "CMD") == ["dist/index.js", text]
    assert [line for line in one.text.splitlines() if line.startswith("ARG A=")] == [
        f"ARG {one.values('build', 'ARG')[0]}"
    ]


@pytest.mark.parametrize("text", ["a b", "a;id", "$(id)", "../a", "/a", "-a", "a\nRUN id", "a'b", "[a]", "{a}", "a*"])
@pytest.mark.parametrize("field", ["directory", "entry", "workspace", "package", "turbo", "packageManagerVersion"])
def test_hostile_paths_and_names_are_refused(field: str, text: str) -> None:
    with pytest.raises(ValidationError):
        node("pnpm turbo", **{field: text})


@pytest.mark.parametrize("field", ["sources", "installScripts"])
def test_hostile_paths_and_names_in_lists_are_refused(field: str) -> None:
    for text in ("a b", "$(id)", "a\nRUN id", "-a", "--flag", "a;b"):
        with pytest.raises(ValidationError):
            node("pnpm member", **{field: [text]})


@pytest.mark.parametrize("file", ["/a,b", "/a,required=true", '/a"b', "/a\\b", "/$x", "a"])
def test_the_file_of_a_secret_can_not_change_its_mount(file: str) -> None:
    with pytest.raises(ValidationError):
        node("pnpm member", secrets=[{"name": "TOKEN", "file": file}])


ENTRYPOINTS = {
    "gcr.io/distroless/nodejs22-debian12": "/nodejs/bin/node",
    "cgr.dev/chainguard/node": "/usr/bin/node",
    "docker.io/library/node": "node",
    "registry.example.com/node": "node",
}


@pytest.mark.parametrize("name", ENTRYPOINTS)
def test_the_process_is_node_itself_with_its_arguments(name: str) -> None:
    one = made({**BUILDS["npm single"], "startArguments": ["--port", "1"]}, names={"runtime": name})
    assert one.words("runtime", "ENTRYPOINT") == [ENTRYPOINTS[name]]
    assert one.words("runtime", "CMD") == ["dist/index.js", "--port", "1"]
    (health,) = one.values("runtime", "HEALTHCHECK")
    assert f'CMD ["{ENTRYPOINTS[name]}", "--eval", ' in health
    assert one.environment("runtime") == {"NODE_ENV": "production"}


def test_a_base_whose_user_may_not_install_gets_root_for_the_stages_that_build() -> None:
    one = made(BUILDS["npm single"], names={"build": "cgr.dev/chainguard/node"})
    assert one.values("base", "USER") == ["0:0"]
    assert one.values("runtime", "USER") == ["65532:65532"]
    assert node("npm single").values("base", "USER") == []


@pytest.mark.parametrize(
    ("probe", "asked"),
    [
        ({"path": "/ready"}, asks(("http://127.0.0.1:8080/ready",))),
        ({"path": "/ready", "port": 8080}, asks(("http://127.0.0.1:8080/ready",))),
        ({"path": "/ready", "port": "metrics"}, connects(8080)),
        ({}, connects(8080)),
    ],
)
def test_the_image_asks_its_own_readiness_path(probe: dict[str, Any], asked: str) -> None:
    ports = [{"name": "metrics", "port": 9090}]
    one = made(BUILDS["npm single"], probes={"readiness": probe}, ports=ports)
    assert asked in unquoted(one)
    assert connects(8080) in unquoted(made(BUILDS["npm single"]))
    assert asks(("http://127.0.0.1:8080/own",)) in unquoted(node("npm single", health={"path": "/own"}))


def unquoted(one: Made) -> str:
    """The words of the health check."""
    (value,) = one.values("runtime", "HEALTHCHECK")
    return value.partition(" CMD ")[2].replace('\\"', '"')


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server that answers everything with a status; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ends_with(program: str) -> int:
    """The exit code of a program of node's."""
    binary = shutil.which("node")
    assert binary, "node is needed, as for `make tools`"
    return subprocess.run([binary, "--eval", program], check=False, timeout=60, capture_output=True).returncode


def closed() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize(("status", "code"), [(200, 0), (204, 0), (404, 1), (503, 1)])
def test_asking_succeeds_where_the_path_answers(status: int, code: int) -> None:
    with answering(status) as port:
        url, nowhere = f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{closed()}/"
        assert ends_with(asks((url,))) == code
        assert ends_with(asks((nowhere, url))) == code
        assert ends_with(asks((nowhere,))) == ends_with(asks((nowhere, nowhere))) == 1
        assert ends_with(connects(port)) == 0


def test_connecting_fails_where_nothing_listens() -> None:
    assert ends_with(connects(closed())) == 1
