"""Dockerfiles of Python: each property by its name, and the programs in them run for real."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from summitgen.targets.docker.python_programs import ASK, COLLECT, CONNECT, LIBRARIES, MODULE_CHECK
from tests.printers.test_text import LINES
from tests.support import summit
from tests.targets.docker.made import findings, hadolint, holds_to_the_discipline, made, mounts, same_structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.targets.docker.made import Made

UV: dict[str, Any] = {"language": "python", "version": "3.13", "packageManager": "uv", "directory": "services/ml"}
UV |= {"entry": "main.py"}
PIP: dict[str, Any] = {**UV, "packageManager": "pip"}
MEMBER: dict[str, Any] = {**UV, "directory": "packages/api", "workspace": ".", "sources": ["packages/lib"]}
MODULE: dict[str, Any] = {key: value for key, value in UV.items() if key != "entry"} | {"module": "shop.worker"}
SECRETS = [{"name": "TOKEN"}, {"name": "INDEX", "install": True, "file": "/root/.netrc"}]
BUILDS: dict[str, dict[str, Any]] = {
    "uv": UV,
    "uv of the root": {**UV, "directory": "."},
    "uv of a workspace": MEMBER,
    "uv in a version": {**UV, "packageManagerVersion": "0.9.1"},
    "a module": MODULE,
    "pip": PIP,
    "pip of the root": {**PIP, "directory": ".", "debug": True},
    "pip in a version": {**PIP, "packageManagerVersion": "25.1"},
    "much": {
        **MEMBER,
        "command": ["python", "-m", "collect it"],
        "arguments": [{"name": "UV_INDEX_STRATEGY", "value": "first"}, {"name": "EDITION", "value": "b $c"}],
        "secrets": SECRETS,
        "startArguments": ["--workers", "2"],
        "debug": True,
        "writablePaths": ["/data"],
        "files": [{"source": "data", "path": "/data/models"}],
        "systemPackages": {"build": ["gcc=4:12"], "runtime": ["libpq5=15"]},
    },
}


FINAL = {"empty", "writable", "files", "runtime-system", "debug-system", "runtime", "debug"}


def installing(one: Made) -> str:
    """The RUN that installs the dependencies."""
    (run,) = one.values("dependencies", "RUN")
    return run


def building(one: Made) -> str:
    """The RUN that installs the application and lays down what is shipped of it."""
    (run,) = one.values("build", "RUN")
    return run


@pytest.mark.parametrize("name", BUILDS)
def test_linters_find_nothing(name: str, tmp_path: Path) -> None:
    assert findings(made(BUILDS[name]), tmp_path) == ""


@pytest.mark.parametrize("name", [name for name in BUILDS if name != "much"])
def test_it_holds_to_the_discipline_of_all_languages(name: str) -> None:
    holds_to_the_discipline(made(BUILDS[name]))


@pytest.mark.parametrize("name", BUILDS)
def test_dependencies_are_installed_from_manifests_alone(name: str) -> None:
    one = made(BUILDS[name])
    copied = one.values("dependencies", "COPY")
    assert copied
    assert not [value for value in copied if value.startswith(". ")]
    assert one.values("build", "COPY") == [". /app"]
    assert list(one.stages).index("dependencies") < list(one.stages).index("build")


@pytest.mark.parametrize("name", BUILDS)
def test_a_commit_without_changes_here_installs_nothing_again(name: str) -> None:
    """WORKDIR has the commit's date in its cache key, so that none is before an installation."""
    stages = made(BUILDS[name]).stages
    assert [name for name in ("base", "manifests", "dependencies", "build") if name in stages] == [
        name for name in stages if name not in FINAL
    ]
    for name in ("base", "manifests", "dependencies", "build"):
        assert not {"WORKDIR"} & {instruction for instruction, _ in stages.get(name, [])}


def test_manifests_are_copied_to_where_they_belong() -> None:
    assert made(UV).values("dependencies", "COPY") == [
        '["services/ml/pyproject.toml", "services/ml/uv.lock", "/app/services/ml/"]'
    ]
    assert made({**UV, "directory": "."}).values("dependencies", "COPY") == ['["pyproject.toml", "uv.lock", "/app/"]']
    assert made(PIP).values("dependencies", "COPY") == [
        '["services/ml/requirements*.txt", "services/ml/constraints*.txt", "/app/services/ml/"]'
    ]


def test_a_workspace_gives_the_manifests_of_all_its_members() -> None:
    one = made(MEMBER)
    assert one.values("dependencies", "COPY") == ["--from=manifests /manifests/ /"]
    (found,) = one.values("manifests", "RUN")
    assert "-name pyproject.toml" in found
    assert "-name uv.lock" in found
    assert {"**/pyproject.toml", "**/uv.lock", "packages/api", "packages/lib"} <= set(one.allowed)
    assert "manifests" not in made(UV).stages
    assert "manifests" not in made({**PIP, "workspace": "."}).stages


@pytest.mark.parametrize("name", [name for name in BUILDS if BUILDS[name]["packageManager"] == "uv"])
def test_uv_takes_the_lock_file_and_leaves_out_what_develops(name: str) -> None:
    one = made(BUILDS[name])
    for run in (installing(one), building(one)):
        assert {"--locked", "--no-dev", "--no-editable"} <= set(run.split())
    assert "--no-install-workspace" in installing(one)
    assert "--no-install-workspace" not in building(one)


def test_the_package_manager_is_pinned() -> None:
    assert "python3 -m pip install uv==0.8.22" in made(UV).values("base", "RUN")[0]
    assert "python3 -m pip install uv==0.9.1" in made(BUILDS["uv in a version"]).values("base", "RUN")[0]
    assert "python3 -m pip install pip==25.1" in made(BUILDS["pip in a version"]).values("base", "RUN")[0]
    assert made(PIP).values("base", "RUN") == []


def test_no_package_manager_is_in_the_environment() -> None:
    run = installing(made(PIP))
    assert "python3 -m venv --without-pip /opt/venv" in run
    assert "pip --python /opt/venv/bin/python install --no-compile" in run
    copied = [value for name, value in made(UV).stages["runtime"] if name == "COPY"]
    assert [value.split()[1] for value in copied] == ["--from=dependencies", "--from=build"]


def test_downloads_are_kept_and_built_wheels_have_one_date() -> None:
    for build, cache in ((UV, "uv"), (PIP, "pip")):
        one = made(build)
        for run in (installing(one), building(one)):
            (mount,) = [mount for mount in mounts(run) if mount["type"] == "cache"]
            assert mount["id"] == cache
            assert mount["target"] == f"/root/.cache/{cache}"
        assert "SOURCE_DATE_EPOCH=315532800" in one.values("base", "ENV")[0]


def test_bytecode_is_bound_to_no_date() -> None:
    assert "PYC_INVALIDATION_MODE=UNCHECKED_HASH uv sync" in installing(made(UV))
    assert "--compile-bytecode" in installing(made(UV))
    assert "--invalidation-mode unchecked-hash /opt/venv/lib" in installing(made(PIP))
    for build in (UV, PIP):
        assert "--invalidation-mode unchecked-hash -s /out -p / /out" in building(made(build))
        assert "UV_NO_INSTALLER_METADATA=1" in made(UV).text
        assert made(build).environment("runtime")["PYTHONDONTWRITEBYTECODE"] == "1"


def test_bytecode_of_two_dates_is_the_same_and_names_its_place_in_the_image(tmp_path: Path) -> None:
    script = building(made(UV))
    start, end = script.index("python3 -m compileall"), script.index(" || true; }")
    out = tmp_path / "out"
    seen = set()
    for date in (1_000_000_000, 1_700_000_000):
        source = out / "app" / "main.py"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text("value = 1\n")
        os.utime(source, (date, date))
        command = script[start:end].replace("python3", shlex.quote(sys.executable), 1).replace("/out", str(out))
        subprocess.run(["sh", "-c", command], check=True)
        (compiled,) = out.rglob("*.pyc")
        seen.add(compiled.read_bytes())
        compiled.unlink()
    (code,) = seen
    assert code[4] == 0b01, "a hash that isn't checked"
    assert b"/app/main.py" in code
    assert str(out).encode() not in code


def test_tests_lock_files_and_caches_are_not_shipped(tmp_path: Path) -> None:
    script = building(made(PIP))
    start, end = script.index("find /out -depth"), script.index("&& chmod")
    kept = ["main.py", "shop/contest.py", "shop/latest/a.py", "pyproject.toml"]
    gone = ["tests/a.py", "shop/tests/b.py", "shop/test_c.py", "conftest.py", "uv.lock", "requirements.txt"]
    gone += ["requirements-dev.txt", "constraints.txt", "shop/__pycache__/a.pyc"]
    for name in kept + gone:
        file = tmp_path / "out/app/x" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    installed = tmp_path / "out/opt/venv/lib/shop/tests"
    (installed / "__pycache__").mkdir(parents=True)
    (installed / "__pycache__" / "old.pyc").touch()
    (installed / "test_d.py").touch()
    subprocess.run(["sh", "-c", script[start:end].replace("/out", str(tmp_path / "out"))], check=True)
    assert [path.name for path in installed.iterdir()] == ["test_d.py"], "a wheel has what it has, but for old bytecode"
    shipped = tmp_path / "out/app/x"
    left = {str(path.relative_to(shipped)) for path in shipped.rglob("*") if path.is_file()}
    assert left == set(kept)


@pytest.mark.parametrize("build", [UV, PIP], ids=["uv", "pip"])
def test_no_commit_changes_the_dates_of_files(build: dict[str, Any], tmp_path: Path) -> None:
    """BuildKit makes dates younger than the commit's that one, in each commit anew."""
    laid = installing(made(build))
    script = laid[laid.index("mkdir -p /dependencies/opt") :]
    (tmp_path / "opt/venv/bin").mkdir(parents=True)
    (tmp_path / "opt/venv/bin/python").symlink_to("/nowhere")
    (tmp_path / "opt/venv/pyvenv.cfg").write_text("home = /usr/bin\n")
    for path in ("/dependencies", "/opt/venv"):
        script = re.sub(rf"(?<= ){path}\b", f"{tmp_path}{path}", script)
    subprocess.run(["sh", "-c", script], check=True)
    laid_down = list((tmp_path / "dependencies").rglob("*"))
    assert len(laid_down) == 5
    assert {path.lstat().st_mtime for path in laid_down} == {315532800}
    assert (tmp_path / "dependencies/opt/venv/pyvenv.cfg").samefile(tmp_path / "opt/venv/pyvenv.cfg")
    assert "&& find /out -exec touch -h -d @315532800 {} + " in building(made(build))


CC: dict[str, Any] = {"tags": {"runtime": "nonroot"}, "names": {"runtime": "gcr.io/distroless/cc-debian12"}}


@pytest.mark.parametrize("build", [UV, PIP, {**UV, "systemPackages": {"build": ["gcc"]}}], ids=["uv", "pip", "system"])
def test_an_image_without_python_gets_the_one_that_it_is_built_with(build: dict[str, Any], tmp_path: Path) -> None:
    one = made(build, **CC)
    assert one.values("runtime", "COPY")[0] == '--link --from=interpreter ["/interpreter/", "/"]'
    assert "/usr/local/bin/python3.13 " in one.values("interpreter", "RUN")[0]
    assert one.values("interpreter", "RUN")[0].endswith("&& find /interpreter -exec touch -h -d @315532800 {} +")
    assert findings(one, tmp_path) == ""
    assert "interpreter" not in made(build).stages


def test_an_interpreter_brings_the_libraries_that_its_image_lacks(tmp_path: Path) -> None:
    program = tmp_path / "usr/local/bin/bash"
    program.parent.mkdir(parents=True)
    shutil.copy2("/bin/bash", program)
    (tmp_path / "usr/local/bin/script").write_text("#!/bin/sh\n")
    subprocess.run([sys.executable, "-c", LIBRARIES, tmp_path], check=True)
    said = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    assert "libc.so.6 => " in said
    brought = {path.name for path in (tmp_path / "usr/lib").rglob("*.so*")}
    assert brought == {Path(path).name for path in re.findall("=> (/\\S+)", said)} - {"libc.so.6"}
    assert all(path.is_file() and not path.is_symlink() for path in (tmp_path / "usr/lib").glob("*/*"))


def test_everyone_may_read_what_is_shipped() -> None:
    assert "&& chmod -R u=rwX,go=rX /out " in building(made(UV))


def test_the_process_is_python_itself_with_its_arguments() -> None:
    assert made({**UV, "startArguments": ["a b"]}).words("runtime", "CMD") == ["/opt/venv/bin/python", "main.py", "a b"]
    assert made(MODULE).words("runtime", "CMD") == ["/opt/venv/bin/python", "-m", "shop.worker"]
    assert made(UV).values("runtime", "WORKDIR") == ["/app", "/app/services", "/app/services/ml"]
    assert made(UV).environment("runtime")["PATH"].split(":")[0] == "/opt/venv/bin"
    assert made(UV).environment("runtime")["PYTHONUNBUFFERED"] == "1"


def test_what_runs_has_to_be_there() -> None:
    assert building(made(UV)).endswith("&& test -f /out/app/services/ml/main.py")
    words = shlex.split(building(made(MODULE)))
    assert words[-5:] == ["/opt/venv/bin/python", "-c", MODULE_CHECK, "/out/app/services/ml", "shop.worker"]


def test_the_layer_of_dependencies_comes_before_that_of_the_application() -> None:
    assert made(UV).values("runtime", "COPY") == [
        '--link --from=dependencies ["/dependencies/", "/"]',
        '--link --from=build ["/out/", "/"]',
    ]


def test_secrets_are_mounted_where_they_are_needed_and_nowhere_else() -> None:
    one = made({**UV, "secrets": SECRETS})
    assert [mount for mount in mounts(installing(one)) if mount["type"] == "secret"] == [
        {"type": "secret", "id": "INDEX", "target": "/root/.netrc"}
    ]
    assert [mount["id"] for mount in mounts(building(one)) if mount["type"] == "secret"] == ["TOKEN", "INDEX"]
    pip = made({**PIP, "secrets": SECRETS})
    assert [mount["id"] for mount in mounts(installing(pip)) if mount["type"] == "secret"] == ["INDEX"]
    assert [mount["id"] for mount in mounts(building(pip)) if mount["type"] == "secret"] == ["TOKEN", "INDEX"]
    assert "TOKEN" not in one.text.replace("id=TOKEN,env=TOKEN", "")


def test_arguments_of_the_package_manager_come_before_it_and_others_late() -> None:
    arguments = [{"name": name, "value": "v"} for name in ("UV_INDEX_STRATEGY", "PIP_RETRIES", "EDITION")]
    uv, pip = made({**UV, "arguments": arguments}), made({**PIP, "arguments": arguments})
    assert uv.values("dependencies", "ARG") == ['UV_INDEX_STRATEGY="v"']
    assert uv.values("build", "ARG") == ['PIP_RETRIES="v"', 'EDITION="v"']
    assert pip.values("dependencies", "ARG") == ['PIP_RETRIES="v"']
    assert pip.values("build", "ARG") == ['UV_INDEX_STRATEGY="v"', 'EDITION="v"']
    assert [name for name, _ in uv.stages["build"]] == ["COPY", "ARG", "ARG", "RUN"]


def test_system_packages_are_there_before_anything_is_installed() -> None:
    one = made({**UV, "systemPackages": {"build": ["gcc=4:12"]}})
    system, manager = one.values("base", "RUN")
    assert "gcc=4:12" in system
    assert "uv==" in manager


@pytest.mark.parametrize("text", LINES)
def test_the_command_runs_in_the_packages_folder_with_each_word_whole(text: str, tmp_path: Path) -> None:
    script = building(made({**UV, "command": ["printf", "<%s>", text]}))
    start = script.index('PATH="/opt/venv/bin:${PATH}"')
    command = script[start : script.rindex("&& mkdir /out")].replace("/app/services/ml", shlex.quote(str(tmp_path)), 1)
    printed = subprocess.run(["sh", "-c", f"{command}; pwd"], capture_output=True, check=True, cwd="/")
    assert printed.stdout.decode() == f"<{text}>/\n"


def test_the_command_finds_the_environment_first(tmp_path: Path) -> None:
    where = building(made({**UV, "command": ["sh", "-c", "pwd; echo $PATH"]}))
    script = where[where.index('PATH="/opt') : where.index("&& mkdir /out")]
    done = subprocess.run(
        ["sh", "-c", script.replace("/app/services/ml", shlex.quote(str(tmp_path)), 1)],
        capture_output=True,
        check=True,
        text=True,
    )
    folder, path = done.stdout.splitlines()
    assert folder == str(tmp_path)
    assert path.startswith("/opt/venv/bin:")


@pytest.mark.parametrize("text", LINES)
def test_a_hostile_value_stays_a_value(text: str) -> None:
    def build(value: str) -> dict[str, Any]:
        arguments = [{"name": name, "value": value} for name in ("UV_A", "A")]
        return {**UV, "startArguments": [value], "command": ["x", value], "arguments": arguments}

    one, plain = made(build(text)), made(build("a"))
    assert same_structure(one, plain)
    assert one.words("runtime", "CMD")[-1] == text
    assert len(one.text.splitlines()) == len(plain.text.splitlines())


@pytest.mark.parametrize("field", ["entry", "directory", "workspace", "module", "packageManagerVersion"])
def test_hostile_paths_and_names_are_refused(field: str) -> None:
    base = MODULE if field == "module" else UV
    for text in ("a b", "a;id", "$(id)", "a\nRUN id", "../a", "/a", "-a", "a'b", 'a"b', "a\\", "`id`", "a|b", "a&b"):
        with pytest.raises(ValidationError):
            made({**base, field: text})


def test_the_build_may_read_the_package_and_what_is_named() -> None:
    assert made(UV).allowed == ["services/ml"]
    assert made({**UV, "directory": "."}).allowed == ["main.py", "pyproject.toml", "src", "uv.lock"]
    assert made({**MODULE, "directory": "."}).allowed == ["pyproject.toml", "shop", "src", "uv.lock"]
    assert made({**PIP, "directory": ".", "entry": "app/main.py"}).allowed == [
        "app", "constraints*.txt", "requirements*.txt", "src",
    ]  # fmt: skip
    assert made({**PIP, "workspace": "."}).allowed == ["constraints*.txt", "requirements*.txt", "services/ml"]


def test_the_debug_variant_runs_the_same() -> None:
    one = made({**UV, "debug": True})
    assert list(one.stages)[-2:] == ["debug", "runtime"]
    assert one.words("debug", "CMD") == one.words("runtime", "CMD")
    assert one.values("debug", "COPY") == one.values("runtime", "COPY")


def test_the_image_asks_its_own_readiness_path() -> None:
    one = made(UV, probes={"readiness": {"path": "/ready"}})
    (check,) = one.values("runtime", "HEALTHCHECK")
    assert json.loads(check[check.index("CMD ") + 4 :]) == [
        "/opt/venv/bin/python", "-c", ASK, "http://127.0.0.1:8080/ready",
    ]  # fmt: skip
    (check,) = made(UV).values("runtime", "HEALTHCHECK")
    assert json.loads(check[check.index("CMD ") + 4 :])[2:] == [CONNECT, "8080"]


@contextmanager
def answering(**answers: int) -> Iterator[int]:
    """A server that answers paths with a status, and all others with 404; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers.get(self.path.strip("/"), 404))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def ends_with(program: str, *arguments: object, **variables: str) -> int:
    """The exit code of a program for Python."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
    )
    return done.returncode


def test_asking_succeeds_where_one_path_answers() -> None:
    with answering(good=200, bad=500) as port:
        url = f"http://127.0.0.1:{port}"
        assert ends_with(ASK, f"{url}/good") == 0
        assert ends_with(ASK, f"{url}/bad") == 1
        assert ends_with(ASK, f"{url}/missing") == 1
        assert ends_with(ASK, f"{url}/bad", f"{url}/good") == 0
        assert ends_with(ASK, "http://127.0.0.1:1/", f"{url}/good") == 0
        assert ends_with(ASK, f"{url}/good", http_proxy="http://127.0.0.1:1", HTTP_PROXY="http://127.0.0.1:1") == 0
        assert ends_with(CONNECT, port) == 0
    assert ends_with(ASK, f"{url}/good") == 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert ends_with(CONNECT, free.getsockname()[1]) == 1


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("shop.worker", True), ("shop.sub", True), ("spare.tool", True), ("alone", True), ("json.tool", True),
        ("shop", False), ("plain", False), ("spare", False), ("alone.x", False), ("missing", False),
        ("shop.missing", False), ("shop.json", False),
    ],
)  # fmt: skip
def test_a_module_is_found_as_python_finds_it_and_nothing_is_imported(module: str, found: bool, tmp_path: Path) -> None:
    for name in ("shop/sub", "plain", "spare"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "shop/__init__.py").write_text("raise SystemExit(7)")
    for name in ("shop/worker", "shop/sub/__init__", "shop/sub/__main__", "plain/__init__", "spare/tool", "alone"):
        (tmp_path / f"{name}.py").touch()
    assert ends_with(MODULE_CHECK, tmp_path, module) == (0 if found else 1)


def test_what_changed_after_the_stamp_is_collected(tmp_path: Path) -> None:
    folder, out, stamp = tmp_path / "venv", tmp_path / "out", tmp_path / "stamp"
    (folder / "lib").mkdir(parents=True)
    (folder / "old").touch()
    (folder / "lib" / "changed").touch()
    time.sleep(0.05)
    stamp.touch()
    time.sleep(0.05)
    (folder / "lib" / "changed").write_text("new")
    (folder / "lib" / "program").write_text("#!")
    (folder / "lib" / "program").chmod(0o755)
    os.utime(folder / "lib" / "program", (1, 1))
    (folder / "link").symlink_to("lib")
    assert ends_with(COLLECT, stamp, folder, out) == 0
    found = {
        str(path.relative_to(f"{out}{folder}")) for path in out.rglob("*") if not path.is_dir() or path.is_symlink()
    }
    assert found == {"lib/changed", "lib/program", "link"}
    assert (Path(f"{out}{folder}") / "link").is_symlink()
    assert os.access(f"{out}{folder}/lib/program", os.X_OK)


def test_summits_own_is_clean() -> None:
    text = (summit.ROOT / "out" / "docker" / "ml-engine" / "Dockerfile").read_text(encoding="utf-8")
    assert hadolint(text) == ""
