"""The chart printer: object trees as the templates of a Helm chart, one file for each file of the plain manifests.

Every value passes through ``toJson``, whose output is YAML on one line: whatever a value holds, it stays that value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.artifacts import HEADER
from summitgen.printers.annotations import with_annotations
from summitgen.printers.expressions import Scope, condition
from summitgen.printers.paths import variable
from summitgen.printers.template_lines import block
from summitgen.printers.traversal import condition_in_loop, helpers, in_order, mapping_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from summitgen.objects.tree import Helper, ObjectTree

TEMPLATE_HEADER = f"{{{{- /* {HEADER} */ -}}}}\n"
HELPERS = "_helpers.tpl"

_STRING = """\
{{- /* A string as it is, an integer as its digits: never 1e+06. */}}
{{- define "CHART.string" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}
{{- end }}
"""
_DIGEST = """\
{{- /* The content hash of a map of strings, or of a list of such maps; each string stands behind its length. */}}
{{- define "CHART.digest" -}}
{{- $content := "" }}
{{- range $map := kindIs "map" . | ternary (list .) . }}
  {{- $content = printf "%s%d:" $content (len $map) }}
  {{- range $key, $value := $map }}
    {{- $text := include "CHART.string" $value }}
    {{- $content = printf "%s%d:%s%d:%s" $content (len $key) $key (len $text) $text }}
  {{- end }}
{{- end }}
{{- $content | sha256sum | trunc 10 }}
{{- end }}
"""


class ChartPrinter:
    """Prints object trees as Go templates over the chart's values."""

    def __init__(
        self,
        trees: Iterable[ObjectTree],
        chart: str,
        root: str = ".Values",
        kinds: Mapping[str, str] | None = None,
    ) -> None:
        """``chart`` is the prefix of the named templates; ``root`` is the expression of the values tree.

        ``kinds`` gives the JSON types of values by path, as `summitgen.printers.schema.kinds` reads them from a
        schema that the values are held to: texts are printed more simply where it is known that a value is a string.
        """
        self._trees = tuple(in_order(trees))
        self._scope = Scope(chart, root, kinds or {})

    def templates(self) -> dict[str, str]:
        """Each template's text, that of ``_helpers.tpl`` first; TypeError or ValueError for a tree made wrongly."""
        files: dict[str, list[str]] = {}
        for each in self._trees:
            files.setdefault(each.file, []).append(_object(each, self._scope))
        texts = {file: TEMPLATE_HEADER + "\n".join(objects) for file, objects in files.items()}
        return {HELPERS: self._helpers("".join(texts.values())), **texts}

    def _helpers(self, objects: str) -> str:
        named = [_helper(each, self._scope) for each in helpers(self._trees)]
        chart, used = self._scope.chart, objects + "".join(named)
        if f'include "{chart}.digest"' in used:
            named.append(_DIGEST.replace("CHART", chart))
        if f'include "{chart}.string"' in "".join([objects, *named]):
            named.append(_STRING.replace("CHART", chart))
        return TEMPLATE_HEADER + "\n".join(named)


def comment(text: str) -> str:
    """A text as a template's comment, which nothing in the text can end."""
    return f"{{{{- /* {text.strip().replace('*/', '* /')} */}}}}"


def _helper(helper: Helper, scope: Scope) -> str:
    lines = [f'{{{{- define "{scope.chart}.{helper.name}" -}}}}']
    if scope.root.startswith("$"):
        lines.append(f"{{{{- {scope.root} := . -}}}}")
    lines += [*block(mapping_of(helper), 0, scope.outside), "{{- end }}", ""]
    return "\n".join(lines)


def _object(source: ObjectTree, scope: Scope) -> str:
    inner = scope.inside(*source.each) if source.each else scope
    inner = inner.where(source.when) if source.when else inner
    body = with_annotations(source.tree, source.annotations_for_helm)
    lines = ["---", *block(body, 0, inner)]
    if source.when is not None and condition_in_loop(source):
        lines = _enclosed(f"if {condition(source.when, inner)}", lines)
    if source.each is not None:
        name, path = source.each
        lines = _enclosed(f"range {variable(name)} := {scope.value(path)}", lines)
    if source.when is not None and not condition_in_loop(source):
        lines = _enclosed(f"if {condition(source.when, scope)}", lines)
    return "\n".join([comment(source.documentation), *lines, ""])


def _enclosed(control: str, lines: list[str]) -> list[str]:
    return [f"{{{{- {control} }}}}", *lines, "{{- end }}"]
