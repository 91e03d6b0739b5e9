"""A registry on this machine, without TLS: the server, and a client that pushes and reads images."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from benchmarks.images.builder import process
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
_ACCEPTED = ", ".join(
    (INDEX, MANIFEST, *(f"application/vnd.docker.distribution.manifest.{kind}v2+json" for kind in ("list.", "")))
)
_LISTENING = re.compile(r"serving on port (\d+)")


class Reference(NamedTuple):
    """An image in a registry: ``version`` is a tag or a digest."""

    address: str
    repository: str
    version: str


def parse(reference: str) -> Reference:
    """Split ``127.0.0.1:5000/team/api:1`` or ``…@sha256:…``; without a version it is ``latest``."""
    address, _, rest = reference.partition("/")
    repository, at, digest = rest.partition("@")
    if at:
        return Reference(address, repository.partition(":")[0], digest)
    repository, _, tag = repository.partition(":")
    return Reference(address, repository, tag or "latest")


@contextmanager
def serve(crane: Path, folder: Path) -> Iterator[Registry]:
    """Serve a registry that keeps its blobs in ``folder`` for as long as the context lasts."""
    log = folder / "registry.log"
    blobs = folder / "blobs"
    blobs.mkdir(parents=True)
    command: list[str | Path] = [crane, "registry", "serve", "--address", "127.0.0.1:0", "--disk", blobs]
    with process.running(command, log) as server:
        port = server.wait_for(_LISTENING)[1]
        yield Registry(f"127.0.0.1:{port}")


class Registry:
    """A client of the registry at ``address`` (host and port)."""

    def __init__(self, address: str) -> None:
        self.address = address

    def push_blob(self, repository: str, digest: str, contents: IO[bytes]) -> None:
        """Upload a blob, from a file that is read from its start, unless it is there; raises BuilderError."""
        if self._request("HEAD", f"{repository}/blobs/{digest}", fail=False)[0] == 200:
            return
        size = contents.seek(0, os.SEEK_END)
        contents.seek(0)
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        _, answer, _ = self._request("POST", f"{repository}/blobs/uploads/")
        separator = "&" if "?" in answer["location"] else "?"
        target = f"{answer['location']}{separator}digest={digest}"
        self._request("PUT", target, contents, headers, absolute=True)

    def push_manifest(self, repository: str, version: str, document: dict[str, Any]) -> tuple[str, int]:
        """Upload a manifest or an index under a tag or its digest (``version`` empty); its digest and bytes."""
        text = json.dumps(document, separators=(",", ":")).encode()
        digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
        headers = {"Content-Type": document["mediaType"]}
        self._request("PUT", f"{repository}/manifests/{version or digest}", text, headers)
        return digest, len(text)

    def manifest(self, repository: str, version: str) -> dict[str, Any]:
        """A manifest or an index."""
        _, _, text = self._request("GET", f"{repository}/manifests/{version}", headers={"Accept": _ACCEPTED})
        document: dict[str, Any] = json.loads(text)
        return document

    def image(self, reference: str, platform: str) -> dict[str, Any]:
        """The manifest of the image of a platform (``linux/amd64``), out of an index if need be."""
        _, repository, version = parse(reference)
        document = self.manifest(repository, version)
        if "manifests" not in document:
            return document
        for entry in document["manifests"]:
            its = entry.get("platform", {})
            if f"{its.get('os')}/{its.get('architecture')}" == platform:
                return self.manifest(repository, entry["digest"])
        raise BuilderError(f"{reference} has no image for {platform}")

    def blob(self, reference: str, digest: str) -> bytes:
        """A small blob's contents."""
        return self._request("GET", f"{parse(reference).repository}/blobs/{digest}")[2]

    @contextmanager
    def stream(self, reference: str, digest: str) -> Iterator[IO[bytes]]:
        """A blob to read bit by bit."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request("GET", f"/v2/{parse(reference).repository}/blobs/{digest}")
            answer = connection.getresponse()
            if answer.status != 200:
                raise BuilderError(f"the registry has no {digest} of {reference}: {answer.status}")
            yield answer
        finally:
            connection.close()

    def _request(
        self,
        method: str,
        path: str,
        body: IO[bytes] | bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        absolute: bool = False,
        fail: bool = True,
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection(self.address, timeout=120)
        try:
            target = path if absolute else f"/v2/{path}"
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            text = answer.read()
        except OSError as error:
            raise BuilderError(f"the registry at {self.address} doesn't answer: {error}") from error
        finally:
            connection.close()
        if fail and answer.status >= 300:
            raise BuilderError(f"the registry answered {answer.status} to {method} {path}: {text[:300].decode()}")
        return answer.status, answer.headers, text
