"""Each object satisfies the schema of its kind, in its environment's Kubernetes version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summitgen.checks._access import json_path
from summitgen.checks._explanation import explain
from summitgen.checks._schemas import Schemas
from summitgen.checks.check import Check
from summitgen.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks.rendered import Rendered, RenderedObject
    from summitgen.findings import Finding

_ID = "check/kubernetes-schema"
_VERSION_REMEDY = "set the environment's cluster.kubernetesVersion to one of these"
_KIND_REMEDY = "no spec should lead to this: report it as a bug of summitgen"
_REMEDY = "look at the spec's keys that this object is made of; where they are right it is a bug of summitgen"


def _run(rendered: Rendered) -> Iterator[Finding]:
    of_minor: dict[str, Schemas] = {}
    for environment, objects in rendered.by_environment().items():
        minor = rendered.kubernetes_versions.get(environment, "")
        try:
            schemas = of_minor.get(minor) or of_minor.setdefault(minor, Schemas(minor))
        except LookupError as problem:
            message = f'there are no schemas of Kubernetes "{minor}" (environment {environment}); allowed: {problem}'
            yield error(_ID, message, _VERSION_REMEDY, Place(objects[0].path, 1, 1))
            continue
        for each in objects:
            yield from _check(rendered, schemas, each)


def _check(rendered: Rendered, schemas: Schemas, each: RenderedObject) -> Iterator[Finding]:
    kind = f"{each.api_version}/{each.kind}"
    if kind not in schemas:
        allowed = ", ".join(schemas.close_to(kind)) or "the kinds in schemas/catalogue.json"
        message = f"{each}: no schema is known of the kind {kind}; allowed: {allowed}"
        yield error(_ID, message, _KIND_REMEDY, rendered.place(each, ("kind",)))
    elif not _accepted(schemas, kind, each):
        schema = schemas.schema(kind)
        found = list(explain(schema, each.data)) or [((), "the object breaks the schema of its kind")]
        for path, message in found:
            yield error(_ID, f"{each}: {json_path(path)}: {message}", _REMEDY, rendered.place(each, path))


def _accepted(schemas: Schemas, kind: str, each: RenderedObject) -> bool:
    try:
        return schemas.accept(kind, each.data)
    except ValueError:
        # A mapping with a key that is no string; the explanation names it.
        return False


CHECK = Check(_ID, "Every object satisfies its kind's schema in the environment's Kubernetes version.", _run)
