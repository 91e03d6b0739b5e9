"""The command in a real repository: each source, each form of the answer."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from summitgen.cli import run
from tests.changes.project import API, BASE, edit, git, make, result

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    make(folder)
    return folder


def test_nothing_changes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, root)
    assert found == {"from": "HEAD", "stale": False, "environments": [], "files": []}
    assert run(["changes", "--from", "main", "--project", str(root)]) == 0
    assert capsys.readouterr().out == "nothing changes\n"
    assert run(["changes", "--from", "main", "--markdown", "--project", str(root)]) == 0
    assert "Nothing." in capsys.readouterr().out


def test_an_image_in_a_stale_and_then_a_built_output(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, "1.0.0", "1.1.0")
    stale = result(capsys, root)
    assert stale["stale"]
    assert run(["build", "--quiet", "--project", str(root)]) == 0
    built = result(capsys, root)
    assert not built["stale"]
    assert built["environments"] == stale["environments"] and built["files"] == stale["files"]
    (dev,) = built["environments"]
    assert (dev["name"], dev["tier"], dev["risk"]["level"]) == ("dev", "development", "low")
    (image,) = dev["images"]
    assert image["before"] == {"repository": "ghcr.io/shop/web", "tag": "1.0.0", "digest": None}
    assert image["after"]["tag"] == "1.1.0" and image["container"] == "web"
    (changed,) = dev["changed"]
    path = "spec.template.spec.containers[web].image"
    assert changed["values"] == [
        {"path": path, "before": '"ghcr.io/shop/web:1.0.0"', "after": '"ghcr.io/shop/web:1.1.0"'}
    ]
    assert {"folder": "helm", "added": 0, "removed": 0, "changed": 1} in built["files"]


def test_workloads_that_come_and_go(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "environments/base.yaml").write_text(BASE + API)
    assert run(["build", "--quiet", "--project", str(root)]) == 0
    (dev,) = result(capsys, root)["environments"]
    kinds = {one["kind"] for one in dev["added"]}
    assert {"Deployment", "Service"} <= kinds and not dev["removed"]
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "API")
    (root / "environments/base.yaml").write_text(BASE)
    (dev,) = result(capsys, root)["environments"]
    assert {one["kind"] for one in dev["removed"]} == kinds and dev["risk"]["level"] == "high"
    assert {"workload" in why["words"] for why in dev["risk"]["reasons"]} == {True, False}


def test_an_environment_that_goes_has_no_tier(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "environments/test.yaml").write_text((root / "environments/dev.yaml").read_text().replace("-dev", "-test"))
    (root / "environments/dev.yaml").unlink()
    dev, test = result(capsys, root)["environments"]
    assert (dev["name"], dev["tier"], test["name"], test["tier"]) == ("dev", None, "test", "development")
    assert dev["removed"] and not dev["added"] and test["added"] and not test["removed"]


@pytest.mark.parametrize("of", ["output", "project"])
def test_a_folder_is_a_source_too(of: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(root if of == "project" else root / "out", kept)
    edit(root, "replicas: 3", "replicas: 2")
    found = result(capsys, root, str(kept))
    assert found["environments"] == result(capsys, root)["environments"]
    (reason,) = found["environments"][0]["risk"]["reasons"]
    assert (reason["level"], reason["words"]) == ("medium", "runs with fewer replicas")


def test_a_project_below_the_root_and_with_a_hostile_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = tmp_path / "repository"
    root = repository / ":(glob)a b*$x"
    make(root)
    shutil.rmtree(root / ".git")
    other = repository / ":(glob)a b*$xyz"
    shutil.copytree(root, other)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    git(repository, "add", "-A", ".")
    git(repository, "commit", "--quiet", "-m", "All")
    assert result(capsys, root)["environments"] == []
    edit(root, "1.0.0", "1.1.0")
    (dev,) = result(capsys, root)["environments"]
    assert len(dev["changed"]) == 1 and not dev["added"] and not dev["removed"]


def test_links_and_odd_names_in_a_commit_are_no_trouble(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "out/k8s/dev/web/new\nline \u00e9.yaml").write_text("not: [yaml")
    (root / "out/k8s/dev/web/link.yaml").symlink_to("/etc/hostname")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "Odd")
    (root / "out/k8s/dev/web/new\nline \u00e9.yaml").unlink()
    (root / "out/k8s/dev/web/link.yaml").unlink()
    assert run(["changes", "--from", "HEAD", "--project", str(root)]) == 0
    out, err = capsys.readouterr()
    assert "changes/unreadable" in err and out == "nothing changes\n"


@pytest.mark.parametrize("source", ["nowhere", "--help", "--output=x", "", "HEAD:out", "a\nb"])
def test_an_unknown_source_is_a_mistake(source: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["changes", f"--from={source}", "--project", str(root)]) == 2
    assert "changes/unknown-source" in capsys.readouterr().err


def test_without_git_there_are_folders(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert run(["changes", "--from", "HEAD", "--project", str(root)]) == 2
    assert "git can't be run" in capsys.readouterr().err
    assert result(capsys, root, str(root))["environments"] == []


def test_wrong_specs_are_said_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, "port:", "prot:")
    assert run(["changes", "--from", "HEAD", "--project", str(root)]) == 2
    assert '"port"' in capsys.readouterr().err


def test_values_are_limited_and_the_rest_counted(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root, "replicas: 3", "replicas: 2\n    env:\n      - {name: A, value: '1|`<b>'}")
    assert run(["changes", "--from", "HEAD", "--values", "1", "--project", str(root)]) == 0
    shown = capsys.readouterr().out
    assert "spec.replicas: 3 -> 2\n    … and 1 more\n" in shown and shown.startswith("out/ is not what")
    assert run(["changes", "--from", "HEAD", "--markdown", "--project", str(root)]) == 0
    shown = capsys.readouterr().out
    assert "| `spec.replicas` | `3` | `2` |" in shown and "\n> out/ is not what" in shown and "``[{" in shown
