"""Names as Kubernetes and its neighbours take them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

DNS_LABEL = r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"

DnsLabel = Annotated[
    str,
    Field(
        pattern=DNS_LABEL,
        description="Lower-case letters, digits and dashes; at most 63; begins and ends with a letter or digit.",
    ),
]
PortName = Annotated[
    str,
    Field(
        pattern=r"^[a-z]([-a-z0-9]{0,13}[a-z0-9])?$",
        description="The name of a port: at most 15 of a-z, 0-9 and -, beginning with a letter.",
    ),
]
HostName = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$",
        max_length=253,
        description="A DNS host name in lower case.",
    ),
]
EnvName = Annotated[
    str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,252}$", description="The name of an environment variable.")
]
AbsolutePath = Annotated[
    str, Field(pattern=r"^/[^\x00-\x20:]{0,1023}$", description="An absolute path, without white space or colon.")
]
UrlPath = Annotated[
    str,
    Field(
        pattern=r"^/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1023}$", description="The path of a URL, from its first slash."
    ),
]
HttpUrl = Annotated[
    str,
    Field(
        pattern=r"^https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$",
        description="An http or https address.",
    ),
]
Cidr = Annotated[
    str,
    Field(
        pattern=r"^((\d{1,3}\.){3}\d{1,3}/\d{1,2}|[0-9a-fA-F:]{2,39}/\d{1,3})$",
        description="A block of addresses, such as 10.0.0.0/16.",
    ),
]
FileName = Annotated[
    str,
    Field(
        pattern=r"^\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,250}$",
        description="A key of a ConfigMap: letters, digits, dash, dot, underscore.",
    ),
]
MetricName = Annotated[
    str, Field(pattern=r"^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$", description="The name of a Prometheus metric.")
]
LabelName = Annotated[
    str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,99}$", description="The name of a Prometheus label.")
]
Repository = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*(:\d{1,5})?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$",
        max_length=255,
        description="An image's registry and path in lower case, without tag: ghcr.io/owner/name.",
    ),
]
ImageTag = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", description="An image tag.")]
ImageDigest = Annotated[
    str, Field(pattern=r"^sha256:[0-9a-f]{64}$", description="An image digest: sha256 and 64 hex digits.")
]
AnnotationKey = Annotated[
    str,
    Field(
        pattern=r"^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        description="An annotation or label key: an optional DNS prefix, a slash, a name.",
    ),
]
LabelValue = Annotated[
    str,
    Field(
        pattern=r"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
        description="A label's value: at most 63 of letters, digits, - _ and .",
    ),
]
