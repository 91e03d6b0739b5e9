"""Real helm on small charts made of synthetic trees, many values trees in one call."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import yaml

from summitgen.printers.chart import HELPERS, ChartPrinter
from summitgen.printers.plain import PlainPrinter
from summitgen.printers.yaml import emit
from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from summitgen.objects.tree import ObjectTree


def make_chart(folder: Path, templates: Mapping[str, str], name: str = "synthetic") -> Path:
    """A chart of templates, its values empty."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n", encoding="utf-8")
    for file, content in templates.items():
        (folder / "templates" / file).write_text(content, encoding="utf-8", newline="")
    return folder


def helm(*arguments: str) -> str:
    """What helm prints; fails with what it says."""
    done = subprocess.run([tool("helm"), *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def render(chart: Path, values: Mapping[str, Any], *arguments: str) -> list[Any]:
    """The objects of a chart."""
    file = chart / "given.yaml"
    file.write_text(emit([dict(values)]), encoding="utf-8", newline="")
    rendered = helm("template", "release", str(chart), "--values", str(file), *arguments)
    return [document for document in yaml.load_all(rendered, yaml.CSafeLoader) if document is not None]


def by_charts(folder: Path, trees: Sequence[ObjectTree], cases: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The objects that the chart printer makes of each case, all in one call of helm."""
    templates = ChartPrinter(trees, "synthetic", root="$v").templates()
    ranged = {
        file: content if file == HELPERS else f"{{{{- range $v := .Values.cases }}}}\n{content}{{{{- end }}}}\n"
        for file, content in templates.items()
    }
    return comparable(render(make_chart(folder, ranged), {"cases": [dict(case) for case in cases]}))


def by_plain(trees: Sequence[ObjectTree], cases: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The objects that the plain printer makes of each case."""
    printer = PlainPrinter(trees)
    return comparable([each for case in cases for file in printer.print(dict(case)).values() for each in file])


def comparable(objects: list[Any]) -> list[Any]:
    """Objects without what only Helm has, in an order of their own, since Helm sorts them."""
    stripped = [_without_helm(each) for each in objects]
    return sorted(stripped, key=lambda each: emit([_sorted(each)]))


def _without_helm(each: dict[str, Any]) -> dict[str, Any]:
    metadata = dict(each.get("metadata", {}))
    annotations = metadata.pop("annotations", {})
    if kept := {key: value for key, value in annotations.items() if not key.startswith("helm.sh/")}:
        metadata["annotations"] = kept
    rest = {key: value for key, value in each.items() if key != "metadata"}
    return {**rest, "metadata": metadata} if metadata else rest


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
