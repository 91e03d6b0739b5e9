"""The files of a chart, all but the values files of its releases."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from summitgen.printers.chart import ChartPrinter
from summitgen.printers.schema import kinds
from summitgen.printers.yaml import emit
from summitgen.targets.chart.readme import readme
from summitgen.targets.chart.texts import text
from summitgen.targets.chart.values import default_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitgen.targets.chart.definition import Chart

VERSION = "0.1.0"
KUBERNETES = ">=1.33.0-0"
"""The minor versions that the schemas of the checks cover; ``-0`` lets providers' suffixes through."""

# A drawing in the text itself: a chart that is deployed offline can't point at a server for its icon.
_ICON = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%208%208'%3E"
    "%3Cpath%20d='M0%207%204%201l4%206z'/%3E%3C/svg%3E"
)


def files(chart: Chart) -> dict[str, Callable[[], str]]:
    """What renders each file, by its path in the chart's folder."""
    schema = chart.schema()
    templates = ChartPrinter(chart.trees, chart.name, kinds=kinds(schema)).templates()
    return {
        ".helmignore": partial(text, "helmignore"),
        "Chart.yaml": partial(_metadata, chart),
        "README.md": partial(readme, chart, schema),
        "values.schema.json": partial(_json, schema),
        "values.yaml": partial(default_values, chart.defaults, schema),
        "templates/NOTES.txt": partial(text, f"{chart.texts}/NOTES.txt"),
        "templates/guards.yaml": partial(text, f"{chart.texts}/guards.yaml"),
        **{f"templates/{file}": partial(str, template) for file, template in templates.items()},
    }


def _metadata(chart: Chart) -> str:
    metadata = {
        "apiVersion": "v2",
        "name": chart.name,
        "description": chart.description,
        "type": "application",
        "version": VERSION,
        "kubeVersion": KUBERNETES,
        "icon": _ICON,
    }
    return emit([metadata])


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
