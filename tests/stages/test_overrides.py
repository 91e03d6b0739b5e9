"""A project's own templates: whatever is wrong with them is found, at their lines, and nothing is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summitgen import resources
from summitgen.pipeline import compile_project
from summitgen.printers.text import TextError
from summitgen.stages import overrides
from summitgen.stages.render import render_each
from tests.support import summit

if TYPE_CHECKING:
    from pathlib import Path

    from summitgen.findings import Finding

NODE = "docker/node.Dockerfile.jinja"
SPEC = """\
tier: development
namespace: shop
cluster: {name: shop}
workloads:
  api:
    image: {repository: ghcr.io/shop/api, tag: 1.4.0}
    port: 4000
    build: {language: node, packageManager: pnpm, version: "22", entry: dist/index.js}
  web:
    image: {repository: ghcr.io/shop/web, tag: 1.4.0}
    port: 4000
    build: {language: node, packageManager: pnpm, version: "22", entry: dist/index.js}
pipeline:
  deploy: false
  baseImages:
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two workloads that are built in Node, and an empty folder of templates."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "summitgen.yaml").write_text("project: shop\n", encoding="utf-8")
    pin = f"name: docker.io/library/node, tag: 22-slim, reason: r, digest: 'sha256:{'1' * 64}'"
    pins = "".join(f"    - {{language: node, version: '22', use: {use}, {pin}}}\n" for use in ("build", "runtime"))
    (tmp_path / "environments/dev.yaml").write_text(SPEC + pins, encoding="utf-8")
    return tmp_path


def put(root: Path, name: str, text: str | bytes) -> None:
    """A template of the project's own."""
    file = root / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def found(root: Path) -> list[tuple[str, str, int, str]]:
    """What compiling the project finds: severity, file, line, message."""
    made = compile_project(replace(summit.project(), root=root, name="shop", destinations=(), single_files=()))
    assert {one.id for one in made.findings} <= {"template/broken", "template/unknown"}, made.findings
    broken = any(one.severity == "error" for one in made.findings)
    assert (made.stopped_at, bool(made.artifacts)) == ("render" if broken else None, not broken)
    return [described(one) for one in made.findings]


def described(finding: Finding) -> tuple[str, str, int, str]:
    assert finding.place is not None
    assert finding.place.column == 1
    assert finding.remedy
    return finding.severity.value, finding.place.file, finding.place.line, finding.message


MISTAKES: list[tuple[str | bytes, int, str]] = [
    ("FROM a\n{% if %}\n", 2, "Expected an expression, got 'end of statement block'"),
    ("FROM a\n\n{% if x %}\n", 3, "Unexpected end of template."),
    ("FROM a\n\nLABEL a={{ workloda }}\n", 3, "'workloda' is undefined; did you mean \"workload\"?"),
    ("{{ qqqqqqqq }}", 1, "'qqqqqqqq' is undefined; there are arguments, base_environment, build_image, "),
    ("\n{{ workload.nothing }}\n", 2, "'str object' has no attribute 'nothing'"),
    ("\n\n{{ workload.__class__.__mro__ }}\n", 3, "access to attribute '__class__' of 'str' object is unsafe."),
    ("{{ command.append('x') }}\n", 1, "unsafe"),
    ("FROM a\nRUN \xff".encode("latin-1"), 2, "it is not UTF-8"),
    (f"x\n{{% include '{NODE}' %}}\n", 2, "it includes itself, or calls itself, without end"),
    ("{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}", 1, "it includes itself, or calls itself, without end"),
    ("{% include 'docker/hedaer.jinja' %}\n", 1, "there is no template docker/hedaer.jinja"),
    ("{% include '../x' %}\n", 1, "there is no template ../x"),
    ("a\n{{ workload | raw_reason }}\n", 2, "raw_reason needs the reason why the value is harmless as it is"),
    ("a\n{{ workload | safe }}\n", 2, "No filter named 'safe'."),
    ("a\n\n{{ {'a': 1} }}\n", 3, "dict can't be interpolated"),
    ("a\n{{ 1.5 }}\n", 2, "float can't be interpolated"),
    ("a\n{{ 'a\\nb' }}\n", 2, "no control character such as U+000A"),
    ("a\n{{ 1 // 0 }}\n", 2, "integer division or modulo by zero"),
    ("a\n{{ 'x' | round }}\n", 2, "str"),
    ("a\n{{ 5 | batch('x') | list }}\n", 2, "'int' object is not iterable"),
    ("a\n{{ range(1000000) | list }}\n", 2, "Range too big"),
    ("a\n{{ '%d' | format('x') }}\n", 2, "a real number is required, not str"),
]


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES, ids=[str(number) for number in range(len(MISTAKES))])
def test_a_broken_template_is_found_at_its_line(root: Path, text: str | bytes, line: int, message: str) -> None:
    put(root, NODE, text)
    (one,) = found(root)  # not one for each workload that it renders
    assert one[:3] == ("error", f"templates/{NODE}", line)
    assert message in one[3]
    assert f"the template {NODE} can't be rendered: " in one[3]


def test_all_broken_templates_are_found_in_one_run(root: Path) -> None:
    put(root, NODE, "{{ nothing }}")
    put(root, "docker/dockerignore.jinja", "{% for %}")
    put(root, "guide/DEPLOYMENT_GUIDE.md.jinja", "\n{{ nothing }}")
    put(root, "docker/python_uv.Dockerfile.jinja", "FROM a\n{% if %}")  # which nothing of this project uses
    put(root, "scripts/common.sh.jinja", "#\n{{ nothing }}\n")  # which three of summitgen's own include
    assert [one[1:3] for one in found(root)] == [
        ("templates/docker/dockerignore.jinja", 1),
        ("templates/docker/node.Dockerfile.jinja", 1),
        ("templates/docker/python_uv.Dockerfile.jinja", 2),
        ("templates/guide/DEPLOYMENT_GUIDE.md.jinja", 2),
        ("templates/scripts/common.sh.jinja", 2),
    ]


def test_what_a_template_includes_is_to_blame_itself(root: Path) -> None:
    put(root, NODE, "FROM a\n{% include 'docker/mine.jinja' %}\n{% include 'docker/header.jinja' %}\n")
    put(root, "docker/mine.jinja", "\n\n{{ nothing }}\n")
    ((severity, file, line, _),) = found(root)
    assert (severity, file, line) == ("error", "templates/docker/mine.jinja", 3)
    # One of summitgen's own that gets what it can't use is not to blame.
    (root / "templates/docker/mine.jinja").unlink()
    put(root, NODE, "FROM a\n{% set system = 5 %}\n{% include 'docker/system.jinja' %}\n")
    assert [one[1:3] for one in found(root)] == [(f"templates/{NODE}", 3)]


def test_an_unreadable_template(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, NODE, "FROM a\n")
    from pathlib import Path as Real

    read = Real.read_bytes

    def refuse(path: Path) -> bytes:
        if path.is_relative_to(root / "templates"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Real, "read_bytes", refuse)
    ((_, file, line, message),) = found(root)
    assert (file, line) == (f"templates/{NODE}", 1)
    assert message.endswith("it can't be read: Permission denied")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("docker/nod.Dockerfile.jinja", f'; did you mean "{NODE}"?'),
        ("dokcer/node.Dockerfile.jinja", f'; did you mean "{NODE}"?'),
        ("docker/node.Dockerfile", f'; did you mean "{NODE}"?'),
        ("docker/quite-another", "none includes it"),
        ("workflows/deploy.sh", "summitgen's workflows/deploy.sh can't be overridden, so this file is not taken"),
        ("chart/workload/README.md", "summitgen's chart/workload/README.md can't be overridden"),
    ],
)
def test_a_misspelt_override_is_told(root: Path, name: str, expected: str) -> None:
    put(root, name, "{% if %}")
    ((severity, file, line, message),) = found(root)
    assert (severity, file, line) == ("warning", f"templates/{name}", 1)
    assert message.endswith(expected) or expected in message


@pytest.mark.parametrize("name", ["index.html", "emails/welcome.jinja", "a/b/c"])
def test_templates_of_other_things_are_the_projects_own_matter(root: Path, name: str) -> None:
    put(root, name, b"\xff{% if %}")
    assert found(root) == []


def test_what_an_override_includes_is_no_stray(root: Path) -> None:
    shutil.copy(resources.path("templates") / NODE, root / "templates" / "docker.jinja")
    put(root, NODE, "{% include 'docker/mine.jinja' %}{% include 'docker/none' ignore missing %}\n")
    put(root, "docker/mine.jinja", "{% if false %}{% include 'docker/deeper' %}{% endif %}FROM scratch\n")
    put(root, "docker/deeper", "")
    assert found(root) == []
    put(root, NODE, "FROM scratch\n")
    assert [one[1] for one in found(root)] == ["templates/docker/deeper", "templates/docker/mine.jinja"]
    put(root, NODE, "{% include 'docker/' ~ 'mine.jinja' %}")  # nobody knows by reading
    assert found(root) == []


def test_summits_own_templates_are_no_overrides() -> None:
    assert overrides.override_findings(summit.project()) == ()


def test_a_failure_of_summitgens_own_template_is_a_bug(root: Path) -> None:
    from summitgen.artifacts import PlannedArtifact
    from summitgen.printers.text import Kind, render

    artifact = PlannedArtifact("out/x", "docker", lambda: render(NODE, Kind.DOCKERFILE, {}, root / "templates"))
    with pytest.raises(TextError, match="undefined"):
        render_each([artifact])


@pytest.mark.parametrize("command", ["build", "check", "diff", "validate"])
def test_commands_end_with_2_and_write_nothing(root: Path, command: str) -> None:
    put(root, NODE, "FROM a\n{{ nothing }}\n")
    done = subprocess.run(
        [sys.executable, "-m", "summitgen", command],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(summit.ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert f"templates/{NODE}:2:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (root / "out").exists()
