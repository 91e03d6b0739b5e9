"""The container that an image is run in: what the image says, and nothing that it must not need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.images.builder import bundle
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\napp:x:1000:2000:app:/app:/bin/sh\n\n")
    (tmp_path / "etc/group").write_text("root:x:0:\nstaff:x:50:\n")
    return tmp_path


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (None, (0, 0)),
        ("", (0, 0)),
        ("65532", (65532, 0)),
        ("65532:65533", (65532, 65533)),
        ("app", (1000, 2000)),
        ("1000", (1000, 2000)),
        ("app:staff", (1000, 50)),
        ("7:50", (7, 50)),
    ],
)
def test_a_user_is_a_number_or_a_name_of_the_image(root: Path, named: str | None, expected: tuple[int, int]) -> None:
    assert bundle.user({"User": named}, root) == expected


@pytest.mark.parametrize("named", ["absent", "app:absent"])
def test_a_user_that_the_image_lacks_is_said(root: Path, named: str) -> None:
    with pytest.raises(BuilderError, match="no user or group absent"):
        bundle.user({"User": named}, root)


def test_an_image_without_files_of_users_has_numbers(tmp_path: Path) -> None:
    assert bundle.user({"User": "12:13"}, tmp_path) == (12, 13)


def test_entry_point_and_command_go_together() -> None:
    assert bundle.arguments({"Entrypoint": ["/node"], "Cmd": ["main.js"]}) == ["/node", "main.js"]
    assert bundle.arguments({"Entrypoint": None, "Cmd": ["/app"]}) == ["/app"]
    with pytest.raises(BuilderError, match="neither ENTRYPOINT nor CMD"):
        bundle.arguments({})


def test_variables_of_the_run_go_before_those_of_the_image() -> None:
    given = bundle.environment({"Env": ["PORT=1", "EMPTY=", "URL=a=b"]}, {"PORT": "2"})
    assert given[0].startswith("PATH=/usr/local/sbin:")
    assert given[1:] == ["PORT=2", "EMPTY=", "URL=a=b"]
    assert bundle.environment({"Env": ["PATH=/own"]}, {}) == ["PATH=/own"]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (None, None),
        ({"Test": ["NONE"]}, None),
        ({"Test": []}, None),
        ({"Test": ["CMD", "/node", "-e", "x"]}, ["/node", "-e", "x"]),
        ({"Test": ["CMD-SHELL", "curl x"]}, ["/bin/sh", "-c", "curl x"]),
    ],
)
def test_the_health_check_is_the_images(check: dict[str, Any] | None, expected: list[str] | None) -> None:
    assert bundle.health({"Healthcheck": check}) == expected


def test_a_container_can_do_nothing_but_run_its_program(root: Path) -> None:
    config = {"User": "app", "Cmd": ["/app"], "WorkingDir": "/srv"}
    spec = bundle.specification(config, root, {"A": "b"}, ["/tmp"])
    process = spec["process"]
    assert (process["user"], process["cwd"], process["args"]) == ({"uid": 1000, "gid": 2000}, "/srv", ["/app"])
    assert "A=b" in process["env"]
    assert process["noNewPrivileges"] is True
    assert set(process["capabilities"]) == {"bounding", "effective", "permitted", "inheritable", "ambient"}
    assert not any(process["capabilities"].values())
    assert spec["root"] == {"path": str(root), "readonly": True}
    assert not [one for one in spec["linux"]["namespaces"] if one["type"] == "network"]
    assert "pid" in {one["type"] for one in spec["linux"]["namespaces"]}


def test_only_what_was_asked_for_can_be_written(root: Path) -> None:
    def writable(*asked: str) -> set[str]:
        mounts = bundle.specification({"Cmd": ["a"]}, root, {}, asked)["mounts"]
        return {one["destination"] for one in mounts if one["source"] == "tmpfs"}

    assert writable("/tmp", "/var/cache") - writable() == {"/tmp", "/var/cache"}
    assert writable() == {"/dev"}
