"""The bake file, read by the real buildx: one definition of how every image is built."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import is_normalized

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summitgen.printers.escaping import hcl_value
from summitgen.printers.text import Kind, TextError, render
from summitgen.targets.docker import TARGET, plan
from summitgen.targets.docker.bake import BAKE_FILE
from summitgen.values.bake import ARGUMENTS, GROUPS, VARIABLES
from summitgen.values.images import image_plans
from tests.printers.hostile import STRINGS
from tests.printers.test_text import EVERY
from tests.support import summit
from tests.targets.docker.buildx import asked, planned
from tests.targets.texts.stage import compilation, environment

if TYPE_CHECKING:
    from summitgen.model.resolved import ResolvedEnvironment

CASES = Path(__file__).with_name("bake")
NODE = {"language": "node", "packageManager": "pnpm", "version": "22", "entry": "x.js"}
GO = {"language": "go", "version": "1.26", "entry": "cmd"}
DIGEST = f"sha256:{'a' * 64}"
BASES = [
    {"language": language, "version": version, "use": use, "name": f"example.com/{use}", "tag": "v1", "digest": DIGEST}
    for language, version in (("node", "22"), ("go", "1.26"))
    for use in ("build", "runtime", "debug")
]


def shop(**builds: Any) -> ResolvedEnvironment:
    """An environment whose workloads have these builds."""
    workloads = {
        name.replace("_", "-"): {
            "image": {"repository": f"ghcr.io/shop/{name.replace('_', '-')}", "tag": "1"},
            "port": 8080,
            **({"build": build} if build else {}),
        }
        for name, build in builds.items()
    }
    pipeline = {"baseImages": BASES, "platforms": ["linux/arm64", "linux/amd64"]}
    data = {"tier": "development", "namespace": "n", "cluster": {"name": "c"}}
    return environment({**data, "pipeline": pipeline, "workloads": workloads})


SHOP = shop(
    api={**NODE, "debug": True, "secrets": [{"name": "TOKEN"}, {"name": "_KEY", "file": "/root/.npmrc"}]},
    worker_2=GO,
    redis=None,
)
PLANS = {
    "local": {},
    "push": {
        "PUSH": "true",
        "LATEST": "true",
        "VERSION": "1.2.3",
        "REVISION": "c0ffee",
        "SOURCE_DATE_EPOCH": "1700000000",
        "SBOM_GENERATOR": "example.com/scanner@sha256:1",
    },
    "digest": {"PUSH": "1", "BY_DIGEST": "1", "PLATFORMS": "linux/arm64", "CACHE_SCOPE": "arm64"},
    "elsewhere": {
        "PUSH": "true",
        "PROVENANCE": "false",
        "SBOM": "false",
        "NO_CACHE": "true",
        "REGISTRY": "r.example.com:5000/o/",
        "CACHE_REPO": "r.example.com/cache",
        "DOCKERFILES": "/a b",
    },
}
BUILDS: dict[str, dict[str, Any]] = {
    "node": NODE,
    "npm": {**NODE, "packageManager": "npm"},
    "yarn": {**NODE, "packageManager": "yarn", "turbo": "2.5.8", "package": "@shop/api", "directory": "apps/api"},
    "arguments": {**NODE, "arguments": [{"name": "A", "value": "${B} %{C} $${D} \" \\ '"}]},
    "labels": {**NODE, "labels": {"com.example.a": "${B}"}},
    "secrets": {**NODE, "secrets": [{"name": f"S{number}"} for number in range(40)]},
    "go": GO,
    "debug": {**GO, "debug": True},
}


def text_of(*environments: ResolvedEnvironment) -> str:
    """The bake file of some environments."""
    (found,) = [one for one in plan(compilation(environments)) if one.path == f"out/docker/{BAKE_FILE}"]
    return found.render()


@pytest.mark.parametrize("name", PLANS)
def test_the_plan_is_that_of_the_case(tmp_path: Path, name: str) -> None:
    found = planned(tmp_path, text_of(SHOP), "default", "api-debug", **PLANS[name])
    assert found == json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("push", ["true", "false"])
def test_every_image_of_summit_has_its_target(tmp_path: Path, push: str) -> None:
    images = image_plans(summit.environments())
    found = planned(tmp_path, text_of(*summit.environments()), PUSH=push, VERSION="1.2.3")
    assert len(images) >= 5
    assert found["group"]["default"]["targets"] == [image.workload for image in images]
    assert set(found["target"]) == {image.workload for image in images}
    for image in images:
        target = found["target"][image.workload]
        assert target["context"] == "."
        assert (summit.ROOT / target["dockerfile"]).is_file()
        assert target["tags"] == [f"{image.repository}:1.2.3"]
        assert target.get("platforms", []) == (list(image.platforms) if push == "true" else [])
        assert [one["id"] for one in target.get("secret", [])] == [one.name for one in image.build.secrets]
    assert (summit.ROOT / "out/docker" / BAKE_FILE).read_text(encoding="utf-8") == text_of(*summit.environments())


@pytest.mark.parametrize("name", BUILDS)
def test_every_build_has_a_plan(tmp_path: Path, name: str) -> None:
    build = BUILDS[name]
    targets = ["w", "w-debug"] if build.get("debug") else ["w"]
    found = planned(tmp_path, text_of(shop(w=build)), *targets)["target"]
    assert {key: target["target"] for key, target in found.items()} == dict(
        zip(targets, ("runtime", "debug"), strict=False)
    )
    secrets = [{"id": one["name"], "env": one["name"]} for one in build.get("secrets", [])]
    assert [target.get("secret", []) for target in found.values()] == [secrets] * len(targets)
    # Spec's arguments and labels are the Dockerfile's: there they are part of what `check` compares.
    assert {*found["w"]["args"]} == {"CREATED", "REVISION", "SOURCE_DATE_EPOCH", "VERSION"}


def test_the_names_that_no_spec_may_give_are_all_that_it_has(tmp_path: Path) -> None:
    text = text_of(SHOP)
    assert sorted(re.findall(r'^variable "(\w+)"', text, re.MULTILINE)) == sorted(VARIABLES)
    assert tuple(planned(tmp_path, text)["target"]["api"]["args"]) == ARGUMENTS
    assert set(re.findall(r'^group "(\w+)"', text, re.MULTILINE)) <= set(GROUPS)


def test_a_target_is_there_for_any_name(tmp_path: Path) -> None:
    names = ["0", "9-a", "a", "x" * 63, "true", "null", "for", "target"]
    found = planned(tmp_path, text_of(shop(**dict.fromkeys(names, GO))))
    assert found["group"]["default"]["targets"] == sorted(names)
    assert set(found["target"]) == set(names)


def test_one_repository_for_one_workload_and_a_registry_before_it(tmp_path: Path) -> None:
    text = text_of(SHOP)
    for variables, image in (
        ({"IMAGE": "a.example.com/b/c"}, "a.example.com/b/c"),
        ({"IMAGE": "a.example.com/b/c", "REGISTRY": "r.example.com"}, "r.example.com/c"),
        ({"REGISTRY": "r.example.com/o"}, "r.example.com/o/api"),
    ):
        target = planned(tmp_path, text, "api", **variables)["target"]["api"]
        assert target["tags"] == [f"{image}:0.0.0-dev"]
        assert target["cache-from"] == [{"type": "registry", "ref": f"{image}:buildcache-api"}]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"PLATFORMS": "linux/amd64,linux/arm64"}, "can only be pushed: set PUSH, or give one platform"),
        ({"PUSH": "perhaps"}, "failed to parse PUSH as bool"),
        ({"SOURCE_DATE_EPOCH": "yesterday"}, "timeadd"),
    ],
)
def test_what_can_not_be_is_said(tmp_path: Path, variables: dict[str, str], reason: str) -> None:
    done = asked(tmp_path, text_of(SHOP), **variables)
    assert done.returncode != 0
    assert reason in done.stderr


def test_without_images_there_is_no_file() -> None:
    assert list(TARGET.plan(compilation([shop(redis=None)]))) == []


def test_it_is_laid_out_as_terraform_does() -> None:
    text = text_of(SHOP)
    assert text.startswith("# Code generated by summitgen. DO NOT EDIT.\n")
    assert max(map(len, text.splitlines())) <= 120
    column: dict[int, int] = {}
    for line in text.splitlines():
        found = re.fullmatch(r"( *)(\"?[\w.-]+\"? +)= .*[^\[({]", line)
        column = column if found else {}
        if found:
            assert column.setdefault(len(found[1]), len(found[2])) == len(found[2]), line
    assert "\n  tags       = " in text
    assert "\n    VERSION           = " in text


def read_back(folder: Path, values: list[str]) -> list[str]:
    """The values as buildx reads them from a bake file."""
    own = folder / "own"
    own.mkdir(exist_ok=True)
    lines = "{% for v in values %}\n    A{{ loop.index0 | raw_reason('a number') }} = {{ v }}\n{% endfor %}\n"
    (own / "t.jinja").write_text(f'target "t" {{\n  args = {{\n{lines}  }}\n  tags = {{{{ values }}}}\n}}\n', "utf-8")
    text = render("own/t.jinja", Kind.HCL, {"values": values}, folder)
    assert text.count("\n") == len(values) + 5
    args = planned(folder, text, "t")["target"]["t"].get("args", {})
    # A printed plan is a bake file again, so that what begins templates is escaped in it.
    return [args[f"A{index}"].replace("$${", "${").replace("%%{", "%{") for index in range(len(values))]


def test_attacks_read_back_as_themselves(tmp_path: Path) -> None:
    values = [text for text in EVERY if is_normalized("NFC", text)]
    values += ["${A}", "$${A}", "$$${A}", "%{if true}x%{endif}", "%%{x}", "$", "%", "${", "%{", "$$"]
    values += ["${~ x ~}", "\\${x}", "a\n${", "%%%{", "$\\{", "\U0001f600${é}"]
    assert len(values) >= 100
    assert read_back(tmp_path, values) == values


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(STRINGS, st.text('$%{}\\"~ \na', max_size=8)), max_size=20))
def test_any_text_reads_back_as_itself(tmp_path: Path, values: list[str]) -> None:
    kept = [text for text in values if is_normalized("NFC", text)]
    assert read_back(tmp_path, kept) == kept


def test_other_values_of_hcl() -> None:
    assert hcl_value([True, 7, ["a"], []]) == '[true, 7, ["a"], []]'
    with pytest.raises(ValueError, match="written apart"):
        hcl_value("e\u0301")


def test_a_mapping_is_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/t.jinja").write_text("{{ v }}", encoding="utf-8")
    with pytest.raises(TextError, match="dict can't be interpolated"):
        render("own/t.jinja", Kind.HCL, {"v": {"a": 1}}, tmp_path)
