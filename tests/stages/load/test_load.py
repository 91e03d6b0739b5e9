"""Which files are read and which of them are environments; files that can't be read; the project's configuration."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from summitgen.artifacts import Project
from summitgen.project import find_project
from summitgen.stages.load import Loaded, load, load_file


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def loaded(root: Path, **files: str) -> Loaded:
    write(root, {f"environments/{name}.yaml": text for name, text in files.items()})
    return load(Project(root, "p"))


def ids(findings: object) -> list[str]:
    assert isinstance(findings, tuple)
    return [finding.id for finding in findings]


def test_environments_are_what_nobody_extends(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, base="a: 1", _mixin="b: 1", common="c: 1", prod="extends: common.yaml", dev="extends: base.yaml"
    )
    assert found.findings == ()
    assert found.environments == (("dev", "environments/dev.yaml"), ("prod", "environments/prod.yaml"))
    assert list(found.files) == [f"environments/{name}.yaml" for name in ("_mixin", "base", "common", "dev", "prod")]


def test_base_is_no_environment_even_if_nobody_extends_it(tmp_path: Path) -> None:
    assert loaded(tmp_path, base="a: 1", dev="b: 1").environments == (("dev", "environments/dev.yaml"),)


def test_other_files_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"environments/README.md": "- [", "environments/.hidden.yaml": "[", "environments/sub/x.yaml": "["})
    found = loaded(tmp_path, dev="a: 1")
    assert (found.findings, list(found.files)) == ((), ["environments/dev.yaml"])


def test_what_is_extended_elsewhere_is_read_and_no_environment(tmp_path: Path) -> None:
    write(tmp_path, {"shared/one.yaml": "extends: two.yaml", "shared/two.yaml": "a: 1\na: 2"})
    found = loaded(tmp_path, dev="extends: [../shared/one.yaml]")
    assert ids(found.findings) == ["load/duplicate-key"]
    assert found.broken == {"shared/two.yaml"}
    assert found.environments == (("dev", "environments/dev.yaml"),)


def test_a_broken_environment_keeps_its_name_and_a_missing_base_is_left_to_the_resolver(tmp_path: Path) -> None:
    found = loaded(tmp_path, dev="a: [", prod="extends: none.yaml")
    assert [name for name, _ in found.environments] == ["dev", "prod"]
    assert (ids(found.findings), found.broken) == (["load/syntax"], frozenset({"environments/dev.yaml"}))


def test_a_file_that_extends_itself_stays_an_environment(tmp_path: Path) -> None:
    assert [name for name, _ in loaded(tmp_path, dev="extends: dev.yaml").environments] == ["dev"]


def test_without_a_folder_there_is_one_finding(tmp_path: Path) -> None:
    found = load(Project(tmp_path, "p"))
    assert (ids(found.findings), found.files, found.environments) == (["load/missing"], {}, ())


def test_a_folder_a_pipe_and_a_stray_link_are_no_files(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "environments"
    folder.mkdir(parents=True)
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (tmp_path / "secret.yaml").write_text("a: 1")
    (folder / "outside.yaml").symlink_to("../../secret.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "nowhere.yaml").symlink_to("nothing")
    (folder / "inside.yaml").symlink_to("real.yaml")
    (folder / "real.yaml").write_text("a: 1")
    found = load(Project(tmp_path / "project", "p"))
    assert [(finding.place and finding.place.file[13:-5], finding.id) for finding in found.findings] == [
        ("folder", "load/unreadable"), ("loop", "load/unreadable"), ("nowhere", "load/missing"),
        ("outside", "load/outside"), ("pipe", "load/unreadable"),
    ]  # fmt: skip
    assert list(found.files) == ["environments/inside.yaml", "environments/real.yaml"]


@pytest.mark.parametrize(
    ("path", "rule"),
    [("none.yaml", "load/missing"), ("file/x.yaml", "load/missing"), ("n" * 300, "load/unreadable")],
)
def test_paths_that_lead_nowhere(tmp_path: Path, path: str, rule: str) -> None:
    (tmp_path / "file").write_text("a: 1")
    tree, findings = load_file(Project(tmp_path, "p"), path)
    assert (tree, ids(findings)) == (None, [rule])


@pytest.mark.parametrize(("error", "word"), [(PermissionError(13, "Keine"), "may not"), (OSError(5, "x"), "EIO")])
def test_reasons_do_not_depend_on_the_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, word: str
) -> None:
    def refuse(self: Path) -> bytes:
        raise error

    (tmp_path / "a.yaml").write_text("a: 1")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, findings = load_file(Project(tmp_path, "p"), "a.yaml")
    assert ids(findings) == ["load/unreadable"]
    assert word in findings[0].message
    assert "Keine" not in findings[0].message


def test_the_project_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"summitgen.yaml": "project: summit\nout: ./gen/", "a/b/file": ""})
    expected = (Project(tmp_path, "summit", "environments", "gen"), ())
    assert find_project(tmp_path / "a" / "b") == expected
    monkeypatch.chdir(tmp_path / "a")
    assert find_project(None) == expected
    assert find_project(Path(".."))[0] is not None


def test_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, findings = find_project(tmp_path)
    assert (project, ids(findings)) == (None, ["project/missing"])
    assert "project: my-project" in findings[0].remedy
    assert ids(find_project(tmp_path / "none")[1]) == ["project/missing"]
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert ids(find_project(None)[1]) == ["project/missing"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("project: [", ["load/syntax"]),
        ("out: out", ["project/name"]),
        ("project: Big", ["project/name"]),
        ("project: {a: b}", ["project/name"]),
        ("project: 3", ["project/name"]),
        ("project: p\nenviroments: e\nplce: x", ["project/unknown-key", "project/unknown-key"]),
        ("project: p\nout: ../x", ["project/folder"]),
        ("project: p\nout: /x", ["project/folder"]),
        ("project: p\nout: .", ["project/folder"]),
        ("project: p\nout: ''", ["project/folder"]),
        ("project: p\nout: a\\b", ["project/folder"]),
        ("project: p\nout: [a]", ["project/folder"]),
        ("project: p\nout: environments", ["project/folder"]),
        ("project: p\nenvironments: out/specs", ["project/folder"]),
        ("project: p\nenvironments: a\nout: a/b", ["project/folder"]),
        ("project: P\nout: /x\nx: y", ["project/folder", "project/name", "project/unknown-key"]),
        ("project: p\nenvironments: a\nout: ab", []),
    ],
)
def test_configuration(tmp_path: Path, text: str, expected: list[str]) -> None:
    (tmp_path / "summitgen.yaml").write_text(text)
    project, findings = find_project(tmp_path)
    assert sorted(ids(findings)) == expected
    assert (project is None) is bool(expected)
    assert all(finding.place is not None and finding.remedy for finding in findings)


def test_a_misspelt_key_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "summitgen.yaml").write_text("project: p\nenviroments: e")
    finding = find_project(tmp_path)[1][0]
    assert 'did you mean "environments"?' in finding.message
    assert finding.place is not None
    assert finding.place[1:] == (2, 1)
