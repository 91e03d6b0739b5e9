"""What the workflows build: each job's environment as the bake file takes it, by the real buildx."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from summitgen.targets.workflows import plan
from summitgen.targets.workflows.steps import BUILDX
from summitgen.values.images import image_plans
from tests.support import summit
from tests.targets.docker.buildx import planned
from tests.targets.docker.test_bake import text_of
from tests.targets.texts.stage import compilation, environment
from tests.targets.workflows.expressions import Evaluation
from tests.targets.workflows.test_injection import ENTRY, spec
from tests.targets.workflows.test_injection import documents as documents_of
from tests.targets.workflows.test_workflows import documents
from tools import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IMAGES = {image.workload: image for image in image_plans(summit.environments())}


def evaluated(text: str, row: dict[str, str]) -> str:
    """A variable's value in the job of a row."""
    found = re.fullmatch(r"\$\{\{ (.*) \}\}", text)
    contexts = {"matrix": row, "github": {"sha": "c0ffee"}, "secrets": {"TURBO_TOKEN": "t0ken"}}
    functions = {"format": lambda form, *values: form.format(*values)}
    return str(Evaluation(found[1], contexts, functions).value()) if found else text


def builds(job: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The rows of a job's matrix, each with the environment that its build has."""
    found = documents()[ENTRY]["jobs"][job]
    (step,) = [one for one in found["steps"] if "buildx bake" in one.get("run", "")]
    for row in found["strategy"]["matrix"]["include"]:
        yield row, {name: evaluated(text, row) for name, text in step["env"].items()}


def targets(folder: Path, job: str) -> Iterator[tuple[dict[str, str], dict[str, str], dict[str, Any]]]:
    """The same, and the target that is built."""
    text = text_of(*summit.environments())
    for row, variables in builds(job):
        assert variables.pop("BAKE_FILE") == "out/docker/docker-bake.hcl"
        workload = variables.pop("WORKLOAD")
        (target,) = planned(folder, text, workload, **variables)["target"].values()
        yield row, variables, target


def test_each_platform_is_pushed_by_digest_from_a_cache_of_its_own(tmp_path: Path) -> None:
    every = list(targets(tmp_path, "build"))
    wanted = [(image.workload, platform) for image in IMAGES.values() for platform in image.platforms]
    assert [(row["workload"], row["platform"]) for row, _, _ in every] == wanted
    for row, variables, target in every:
        image = IMAGES[row["workload"]]
        assert target["dockerfile"] == f"out/docker/{image.workload}/Dockerfile"
        assert target["platforms"] == [row["platform"]]
        assert row["runner"].endswith("-arm") == row["platform"].endswith("arm64")
        assert "tags" not in target
        output = {"type": "image", "name": image.repository, "push": "true", "push-by-digest": "true"}
        assert [{**one, **output} for one in target["output"]] == target["output"]
        reference = f"{image.repository}:buildcache-{image.workload}-{row['platform'].removeprefix('linux/')}"
        assert [one["ref"] for one in (*target["cache-from"], *target["cache-to"])] == [reference] * 2
        assert target["cache-to"][0]["mode"] == "max"
        assert target["attest"] == [{"type": "provenance", "mode": "max"}, {"type": "sbom"}]
        assert (target["args"]["VERSION"], target["args"]["REVISION"]) == ("sha-c0ffee", "c0ffee")
        for secret in target.get("secret", []):
            assert variables[secret["env"]] == "t0ken"


def test_a_pull_request_builds_a_file_and_pushes_nothing(tmp_path: Path) -> None:
    every = list(targets(tmp_path, "pull-request"))
    assert [row["workload"] for row, _, _ in every] == list(IMAGES)
    for _, variables, target in every:
        assert target["output"] == [{"type": "docker", "dest": "image.tar"}]
        assert target["attest"] == [{"type": "provenance", "disabled": True}]
        assert "cache-to" not in target
        assert not {"TURBO_TOKEN"} & set(variables)


def test_an_image_has_the_platforms_of_the_environments_that_run_it() -> None:
    one, two = spec(), spec()
    one["pipeline"]["platforms"] = ["linux/arm64"]
    two["workloads"] = {"v": {**two["workloads"].pop("w"), "image": {"repository": "ghcr.io/shop/v", "tag": "1"}}}
    two["pipeline"]["platforms"] = ["linux/amd64", "linux/arm64"]
    found = compilation([environment(one, "one"), environment(two, "two")])
    (text,) = [made.render() for made in plan(found) if made.path.endswith(ENTRY)]
    jobs = yaml.load(text, yaml.CSafeLoader)["jobs"]
    rows = {
        name: [
            (row["workload"], row.get("platform", row.get("platforms"))) for row in job["strategy"]["matrix"]["include"]
        ]
        for name, job in jobs.items()
        if name in ("build", "publish", "pull-request")
    }
    assert rows == {
        "build": [("v", "linux/amd64"), ("v", "linux/arm64"), ("w", "linux/arm64")],
        "publish": [("v", "2"), ("w", "1")],
        "pull-request": [("v", "linux/amd64"), ("w", "linux/arm64")],
    }


def test_a_secret_takes_no_variable_of_the_bake_file() -> None:
    data = spec()
    data["workloads"]["w"]["build"]["secrets"] = [{"name": "PUSH"}, {"name": "S"}]
    steps = documents_of(data)[ENTRY]["jobs"]["build"]["steps"]
    (env,) = [one["env"] for one in steps if "buildx bake" in one.get("run", "")]
    assert (env["PUSH"], env["S"]) == ("true", "${{ secrets.S }}")


@pytest.mark.parametrize("job", ["build", "publish", "pull-request"])
def test_buildx_is_the_one_that_the_bake_file_is_tried_with(job: str) -> None:
    steps = documents()[ENTRY]["jobs"][job]["steps"]
    (given,) = [one["with"] for one in steps if "docker/setup-buildx-action" in one.get("uses", "")]
    module = (summit.ROOT / "tools/images/go.mod").read_text(encoding="utf-8")
    assert given == {"version": BUILDX} == {"version": install.required(module, "github.com/docker/buildx")}
