"""A chart's README with the table of its values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from summitgen.printers.schema import properties
from summitgen.targets.chart.texts import text

if TYPE_CHECKING:
    from summitgen.printers.schema import Property
    from summitgen.targets.chart.definition import Chart

_LONGEST_DEFAULT = 60


def readme(chart: Chart, schema: dict[str, Any]) -> str:
    """The text of ``README.md``."""
    table = values_table(schema, dict(chart.defaults))
    return text(f"{chart.texts}/README.md", chart=chart.name, project=chart.project, folder=chart.folder, values=table)


def values_table(schema: dict[str, Any], defaults: dict[str, Any]) -> str:
    """A Markdown table of every value: key, type, default, description."""
    listed = [each for each in properties(schema) if not each.path.endswith("[]")]
    parents = {each.path.rpartition(".")[0] for each in listed}
    rows = [_row(each, "" if each.path in parents else _default(each.path, defaults)) for each in listed]
    return "\n".join(["| key | type | default | description |", "| --- | --- | --- | --- |", *rows])


def code(content: str) -> str:
    """A text as a code span in a table's cell: its fence is longer than any backticks in it."""
    longest = max(map(len, re.findall("`+", content)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    # A table takes | for its own even in code, and a cell has one line.
    return f"{fence}{space}{_one_line(content)}{space}{fence}".replace("|", "\\|")


def prose(content: str) -> str:
    """A text as a table's cell; its own code spans stay, HTML doesn't."""
    escapes = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    escaped = re.sub(r"`[^`]*`|[&<>]", lambda match: escapes.get(match[0], match[0]), _one_line(content))
    return escaped.replace("|", "\\|")


def _row(each: Property, default: str) -> str:
    types = " or ".join(each.types) or "any"
    cells = [code(each.path), types, default, prose(each.description)]
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _default(path: str, defaults: dict[str, Any]) -> str:
    value: Any = defaults
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return ""
        value = value[key]
    content = json.dumps(value, ensure_ascii=False)
    return code(content) if len(content) <= _LONGEST_DEFAULT else "see values.yaml"


def _one_line(content: str) -> str:
    return " ".join(content.split())
