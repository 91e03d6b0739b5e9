"""Dockerfiles of static files behind a small web server: each property by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from tests.targets.docker.made import findings, holds_to_the_discipline, made, same_structure

if TYPE_CHECKING:
    from pathlib import Path

AS_IT_IS: dict[str, Any] = {"language": "static", "version": "2.42", "directory": "site", "entry": "public"}
BUILT: dict[str, Any] = {
    **AS_IT_IS, "directory": "apps/web", "entry": "dist", "packageManager": "pnpm", "nodeVersion": "22",
    "sources": ["packages"],
}  # fmt: skip
BUILDS: dict[str, dict[str, Any]] = {
    "as it is": AS_IT_IS,
    "the folder itself": {**AS_IT_IS, "entry": "."},
    "one page": {**AS_IT_IS, "fallback": "index.html"},
    "built": BUILT,
    "built, one page": {**BUILT, "fallback": "index.html"},
    "with a shell": {**AS_IT_IS, "debug": True},
}


@pytest.mark.parametrize("name", BUILDS)
def test_linters_find_nothing(name: str, tmp_path: Path) -> None:
    assert findings(made(BUILDS[name]), tmp_path) == ""


@pytest.mark.parametrize("name", BUILDS)
def test_it_holds_to_the_discipline_of_all_languages(name: str) -> None:
    one = made(BUILDS[name])
    holds_to_the_discipline(one)
    assert one.values("runtime", "HEALTHCHECK") == [], "nothing in the image could ask"
    assert one.values("runtime", "COPY") == ['--link --from=site ["/public", "/public"]']


def test_files_as_they_are_come_from_the_repository_and_nothing_runs() -> None:
    one = made(AS_IT_IS)
    assert list(one.stages) == ["site", "runtime"]
    assert one.values("site", "COPY") == ['--chmod=u=rwX,go=rX ["site/public/", "/public/"]']
    assert [name for name, _ in one.instructions if name == "RUN"] == []
    assert one.allowed == ["site/public"]


def test_the_served_folder_may_be_the_packages_own() -> None:
    one = made(BUILDS["the folder itself"])
    assert one.values("site", "COPY") == ['--chmod=u=rwX,go=rX ["site/", "/public/"]']
    assert one.allowed == ["site"]


def test_built_files_come_from_nodes_stages_and_nothing_else_does() -> None:
    one = made(BUILT)
    assert one.values("site", "COPY") == ['--from=build --chmod=u=rwX,go=rX ["/app/apps/web/dist/", "/public/"]']
    assert list(one.stages)[-2:] == ["site", "runtime"]
    assert "build" in one.stages
    froms = [value for name, value in one.instructions if name == "FROM"]
    assert "docker.io/library/node:22-bookworm-slim@" in froms[0]
    assert froms[-1].startswith("docker.io/joseluisq/static-web-server:2.42.0@")
    assert {"apps/web", "packages", "package.json", "pnpm-lock.yaml"} <= set(one.allowed)


def test_the_server_gets_its_settings_from_variables() -> None:
    assert made(AS_IT_IS).environment("runtime") == {
        "SERVER_ROOT": "/public",
        "SERVER_PORT": "8080",
        "SERVER_HEALTH": "true",
        "SERVER_LOG_LEVEL": "info",
        "SERVER_COMPRESSION_STATIC": "true",
        "SERVER_CACHE_CONTROL_HEADERS": "false",
    }


def test_the_port_is_the_workloads() -> None:
    one = made(AS_IT_IS, port=3000)
    assert one.environment("runtime")["SERVER_PORT"] == "3000"
    assert one.values("runtime", "EXPOSE") == ["3000"]


def test_browsers_may_keep_only_what_a_bundler_named() -> None:
    assert made(BUILT).environment("runtime")["SERVER_CACHE_CONTROL_HEADERS"] == "true"


def test_the_page_that_answers_has_to_be_there() -> None:
    one = made(BUILDS["one page"])
    assert one.environment("runtime")["SERVER_FALLBACK_PAGE"] == "/public/index.html"
    assert one.values("site", "COPY")[1:] == ['--chmod=u=rwX,go=rX ["site/public/index.html", "/public/index.html"]']
    built = made(BUILDS["built, one page"])
    assert built.values("site", "COPY")[1:] == [
        '--from=build --chmod=u=rwX,go=rX ["/app/apps/web/dist/index.html", "/public/index.html"]'
    ]
    assert "SERVER_FALLBACK_PAGE" not in made(AS_IT_IS).environment("runtime")


@pytest.mark.parametrize(
    ("tag", "server"),
    [
        ("2.42.0", "/static-web-server"),
        ("2.42.0-alpine", "/usr/local/bin/static-web-server"),
        ("2.42.0-debian", "/usr/local/bin/static-web-server"),
    ],
)
def test_the_server_is_where_its_image_has_it(tag: str, server: str) -> None:
    one = made({**AS_IT_IS, "debug": True}, tags={"debug": tag, "runtime": "2.42.0"})
    assert one.words("debug", "ENTRYPOINT") == [server]
    assert one.words("runtime", "ENTRYPOINT") == ["/static-web-server"]
    assert one.values("runtime", "CMD") == []


def test_a_health_command_of_the_image_is_kept() -> None:
    one = made({**AS_IT_IS, "health": {"command": ["/probe", "x y"]}})
    assert one.values("runtime", "HEALTHCHECK")[0].endswith('CMD ["/probe", "x y"]')


@pytest.mark.parametrize("text", ["a b", "a;id", "$(id)", "../a", "/a", "-a", "a\nRUN id", "a'b", "[a]", "a*"])
@pytest.mark.parametrize("field", ["entry", "directory", "fallback"])
def test_hostile_paths_are_refused(field: str, text: str) -> None:
    with pytest.raises(ValidationError):
        made({**AS_IT_IS, field: text})


@pytest.mark.parametrize("text", ["index.html", "a/b_c/@d+e.html", "x" * 120])
def test_an_accepted_page_changes_no_structure(text: str) -> None:
    assert same_structure(made({**AS_IT_IS, "fallback": text}), made(BUILDS["one page"]))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        ({**AS_IT_IS, "directory": ".", "entry": "."}, "the whole repository would be served"),
        ({**BUILT, "directory": ".", "entry": "."}, "the whole repository would be served"),
        (
            {"language": "node", "packageManager": "pnpm", "version": "22", "entry": "."},
            "node runs a file, and the entry is a folder",
        ),
        (
            {"language": "python", "packageManager": "uv", "version": "3.13", "entry": "."},
            "python runs a file, and the entry is a folder",
        ),
        ({"language": "go", "version": "1.26", "entry": "cmd", "fallback": "a"}, "fallback means nothing for go"),
        (
            {"language": "python", "packageManager": "uv", "version": "3.13", "entry": "a", "fallback": "b"},
            "fallback means nothing for python",
        ),
        ({**AS_IT_IS, "health": {"path": "/"}}, "an image of static has nothing that could ask a path"),
        ({**AS_IT_IS, "startArguments": ["-x"]}, "startArguments means nothing for static"),
    ],
)
def test_what_means_nothing_is_refused(build: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        made(build)
