"""The target ``manifests``: which files it owns, and that they are the plain printer's objects as readable YAML."""

from __future__ import annotations

import pytest
import yaml
from yamllint import linter  # type: ignore[import-untyped]
from yamllint.config import YamlLintConfig  # type: ignore[import-untyped]

from summitgen.artifacts import HEADER
from summitgen.objects import discover
from summitgen.printers.plain import PlainPrinter
from tests.targets.compilations import API, PROD, texts

TEXTS = texts("manifests")
LINT = YamlLintConfig("{extends: default, rules: {line-length: disable}}")


def test_each_workload_and_environment_has_its_folder() -> None:
    folders = {path.rpartition("/")[0] for path in TEXTS}
    assert folders == {
        "out/k8s/dev/_environment",
        "out/k8s/dev/web",
        "out/k8s/prod/_environment",
        "out/k8s/prod/api",
    }
    assert "out/k8s/prod/api/rollout.yaml" in TEXTS
    assert "out/k8s/dev/web/deployment.yaml" in TEXTS
    assert "out/k8s/prod/_environment/namespace.yaml" in TEXTS


@pytest.mark.parametrize(
    ("scope", "folder", "values"),
    [("workload", "out/k8s/prod/api", API), ("environment", "out/k8s/prod/_environment", PROD)],
)
def test_the_files_are_the_objects(scope: str, folder: str, values: dict[str, object]) -> None:
    expected = PlainPrinter(tree for tree in discover() if tree.scope == scope).print(values)
    found = {path: list(yaml.safe_load_all(text)) for path, text in TEXTS.items() if path.startswith(f"{folder}/")}
    assert found == {f"{folder}/{file}": objects for file, objects in expected.items()}


@pytest.mark.parametrize("path", TEXTS)
def test_each_file_says_that_it_is_generated_and_pleases_yamllint(path: str) -> None:
    assert TEXTS[path].startswith(f"# {HEADER}\n---\napiVersion: ")
    assert list(map(str, linter.run(TEXTS[path], LINT))) == []
