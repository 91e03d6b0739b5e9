"""The remedies of project/base-image, taken word by word, are remedies."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.rules.project import judge, view_of_data

BUILDS: list[dict[str, Any]] = [
    {"language": "node", "packageManager": "pnpm", "version": "22", "entry": "dist/index.js"},
    {"language": "node", "packageManager": "pnpm", "version": "22.14", "entry": "dist/index.js"},
    {"language": "python", "packageManager": "uv", "version": "3.13", "entry": "main.py"},
]


def remedies(build: dict[str, Any], images: list[Any]) -> list[str]:
    """What is said to do about a build with these base images."""
    workload = {"image": {"repository": "ghcr.io/shop/api", "tag": "1.4.0"}, "port": 4000, "build": build}
    data = {
        "tier": "production",
        "namespace": "shop",
        "cluster": {"name": "shop"},
        "workloads": {"api": workload},
        "pipeline": {"deploy": False, "baseImages": images},
    }
    found = judge(view_of_data(prod=data))
    return [one.remedy for one in found if one.id.startswith("project/base-image")]


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build["version"])
def test_what_is_pasted_is_accepted(build: dict[str, Any]) -> None:
    images: list[Any] = []
    for said in remedies(build, images):
        (pasted,) = re.findall(r"`(- \{[^`]*\})`", said)
        images += yaml.safe_load(pasted.replace("sha256:…", f"sha256:{'0' * 64}"))
    assert [image["use"] for image in images] == ["build", "runtime"]
    assert remedies(build, images) == []
    assert len(remedies(build, images[:1])) == len(remedies(build, images[1:])) == 1
