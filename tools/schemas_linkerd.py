"""Schemas of Linkerd's policy kinds, written by hand from its documentation.

No package registry serves Linkerd's CRDs. So these say what its API documents and no more: required fields, types
and allowed values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.schemas_crds import custom_resource
from tools.schemas_json import Schema, minified

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRING: Schema = {"type": "string"}
_PORT: Schema = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 65535}, {"type": "string", "minLength": 1}]}
_PROTOCOLS = ["unknown", "HTTP/1", "HTTP/2", "gRPC", "opaque", "TLS"]
_LABELS: Schema = {"type": "object", "additionalProperties": _STRING}


def _object(required: tuple[str, ...], **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(items: Schema, at_least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": at_least}


_EXPRESSION = _object(
    ("key", "operator"),
    key=_STRING,
    operator={"type": "string", "enum": ["In", "NotIn", "Exists", "DoesNotExist"]},
    values=_list(_STRING),
)
_SELECTOR = _object((), matchLabels=_LABELS, matchExpressions=_list(_EXPRESSION))
_TARGET = _object(("kind", "name"), group=_STRING, kind=_STRING, name=_STRING)
_REFERENCE = _object(("kind",), group=_STRING, kind=_STRING, name=_STRING, namespace=_STRING)

_SERVER: Schema = {
    **_object(
        ("port",),
        accessPolicy=_STRING,
        podSelector=_SELECTOR,
        externalWorkloadSelector=_SELECTOR,
        port=_PORT,
        proxyProtocol={"type": "string", "enum": _PROTOCOLS},
    ),
    "oneOf": [{"required": ["podSelector"]}, {"required": ["externalWorkloadSelector"]}],
}
_MESH_TLS: Schema = {
    **_object((), identities=_list(_STRING, 1), identityRefs=_list(_REFERENCE, 1)),
    "oneOf": [{"required": ["identities"]}, {"required": ["identityRefs"]}],
}
_NETWORK = _object(("cidr",), **{"cidr": _STRING, "except": _list(_STRING)})

_SPECS: dict[str, Schema] = {
    "policy.linkerd.io/v1alpha1/AuthorizationPolicy": _object(
        ("targetRef", "requiredAuthenticationRefs"), targetRef=_TARGET, requiredAuthenticationRefs=_list(_REFERENCE)
    ),
    "policy.linkerd.io/v1alpha1/MeshTLSAuthentication": _MESH_TLS,
    "policy.linkerd.io/v1alpha1/NetworkAuthentication": _object(("networks",), networks=_list(_NETWORK, 1)),
    "policy.linkerd.io/v1beta3/Server": _SERVER,
}


def linkerd_schemas(definitions: Schema) -> Iterator[tuple[str, str, str]]:
    """For each kind: ``apiVersion/Kind``, its path ``group/kind_version.json``, schema text."""
    for key, spec in _SPECS.items():
        group, version, kind = key.split("/")
        schema = custom_resource(key, _object(("spec",), spec=spec), definitions)
        yield key, f"{group}/{kind.lower()}_{version}.json", minified(schema)
