"""How checks are found and run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from summitgen.artifacts import Artifact
from summitgen.checks import discover, run_checks
from tests.checks.case import CASES

ROOT = Path(__file__).parents[2]
NEW_CHECK = '''
"""Refuses everything."""

from summitgen.checks.check import Check
from summitgen.findings import error

CHECK = Check("check/nothing", "Nothing.", lambda rendered: [error("check/nothing", str(rendered.objects[0]), "none")])
'''
RUN = """
import json, sys
from summitgen.artifacts import Artifact
from summitgen.checks import discover, run_checks
source = b"apiVersion: v1\\nkind: ServiceAccount\\nmetadata: {name: app}\\n"
artifact = Artifact("out/k8s/prod/app/app.yaml", "manifests", source)
found = run_checks((artifact,), {"prod": "1.34"})
print(json.dumps([[check.id for check in discover()], [[one.id, one.message] for one in found], sorted(sys.modules)]))
"""
DETERMINISM = """
from tests.checks.case import CASES, findings, transcript
print("".join(transcript(findings(folder)) for folder in sorted(CASES.glob("references/err-*"))))
"""


def run(code: str, folder: Path, **environment: str) -> str:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=folder, env=environ | environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_new_file_in_the_folder_is_a_check_at_work(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "summitgen", tmp_path / "summitgen", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "schemas").symlink_to(ROOT / "schemas")
    known = [check.id for check in discover()]
    before = json.loads(run(RUN, tmp_path, PYTHONPATH=str(tmp_path)))
    assert before[:2] == [known, []]
    (tmp_path / "summitgen" / "checks" / "a_new_one.py").write_text(NEW_CHECK)
    ids, found, _ = json.loads(run(RUN, tmp_path, PYTHONPATH=str(tmp_path)))
    assert ids == sorted([*known, "check/nothing"])
    assert found == [["check/nothing", "ServiceAccount app"]]


def test_objects_that_pass_cost_no_heavy_import() -> None:
    modules = set(json.loads(run(RUN, ROOT, PYTHONPATH=str(ROOT)))[2])
    assert "jsonschema_rs" in modules
    assert modules & {"jsonschema", "yaml", "ruamel", "pydantic", "click", "rich", "jinja2"} == set()


def test_the_seed_of_hashes_changes_no_finding() -> None:
    first, second = (run(DETERMINISM, ROOT, PYTHONPATH=str(ROOT), PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first
    assert first == second


def test_ids_name_the_files_and_every_check_is_described() -> None:
    for check in discover():
        module = check.id.removeprefix("check/").replace("-", "_")
        assert (ROOT / "summitgen" / "checks" / f"{module}.py").is_file()
        assert check.description.endswith(".")
    assert {path.name for path in CASES.iterdir()} == {check.id.removeprefix("check/") for check in discover()}


def test_an_environment_without_a_version_is_a_finding() -> None:
    source = b"apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}\n"
    found = run_checks((Artifact("out/k8s/qa/app/app.yaml", "manifests", source),), {"prod": "1.34"})
    assert [one.message for one in found] == [
        'there are no schemas of Kubernetes "" (environment qa); allowed: 1.33, 1.34, 1.35'
    ]


@pytest.mark.parametrize("out", ["out", "deploy/generated"])
def test_the_environment_is_read_from_the_path_wherever_the_output_is(out: str) -> None:
    source = b"apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}\n"
    artifact = Artifact(f"{out}/k8s/prod/app/app.yaml", "manifests", source)
    assert run_checks((artifact,), {"prod": "1.34"}) == ()


def test_findings_come_in_their_order_and_each_once() -> None:
    check = discover()[0]
    artifact = Artifact("out/b.json", "other", b"{"), Artifact("out/a.json", "other", b"{")
    places = [one.place.file for one in run_checks(artifact, {}, (*discover(), check)) if one.place]
    assert places == ["out/a.json", "out/b.json"]
