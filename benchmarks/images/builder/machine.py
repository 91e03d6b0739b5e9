"""How this machine reaches the package registries, so that builds on it reach them too.

It goes into the stand-ins of base images, and nowhere else: a proxy's certificate, and settings of npm, pip and Go.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLE = "etc/ssl/certs/ca-certificates.crt"
_BUNDLES = (f"/{BUNDLE}", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
# Set by whoever's certificates are not those of the public.
_CUSTOM = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "PIP_CERT")
_GO = ("GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE")


class Settings(NamedTuple):
    """Files by their paths in an image, and environment variables."""

    files: Mapping[str, str]
    environment: Mapping[str, str]


def settings(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Settings:
    """What builds on this machine need; of the machine's variables only those that name registries or certificates."""
    files: dict[str, str] = {}
    variables = {name: environ[name] for name in _GO if environ.get(name)}
    bundle = _bundle(environ)
    npm, pip = [], []
    if bundle is not None:
        files[BUNDLE] = bundle
        if any(environ.get(name) for name in _CUSTOM):
            npm.append(f"cafile=/{BUNDLE}")
            pip.append(f"cert = /{BUNDLE}")
            variables |= {"NODE_EXTRA_CA_CERTS": f"/{BUNDLE}", "SSL_CERT_FILE": f"/{BUNDLE}"}
    if registry := _npm_registry(environ, home or Path.home()):
        npm.append(f"registry={registry}")
    if index := environ.get("PIP_INDEX_URL"):
        pip.append(f"index-url = {index}")
        variables["UV_DEFAULT_INDEX"] = index
    if npm:
        files["usr/local/etc/npmrc"] = "\n".join(npm) + "\n"
    if pip:
        files["etc/pip.conf"] = "\n".join(["[global]", *pip]) + "\n"
    return Settings(files, variables)


def _bundle(environ: Mapping[str, str]) -> str | None:
    for name in (environ.get("SSL_CERT_FILE"), *_BUNDLES):
        if name and Path(name).is_file():
            return Path(name).read_text()
    return None


def _npm_registry(environ: Mapping[str, str], home: Path) -> str | None:
    if named := environ.get("npm_config_registry") or environ.get("NPM_CONFIG_REGISTRY"):
        return named
    try:
        text = (home / ".npmrc").read_text()
    except OSError:
        return None
    match = re.search(r"^registry\s*=\s*(\S+)$", text, re.MULTILINE)
    return match[1] if match else None
