"""Names that become parts of Kubernetes names."""

from __future__ import annotations

import re

LABEL_WORDS = "lower-case letters, digits and '-', beginning and ending with a letter or digit, at most 63 characters"

_LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")


def is_dns_label(name: str) -> bool:
    """Whether a name is a DNS label (RFC 1123)."""
    return _LABEL.fullmatch(name) is not None
