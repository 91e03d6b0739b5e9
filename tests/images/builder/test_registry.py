"""A registry's client and what it weighs: against a small registry of the test's own."""

from __future__ import annotations

import gzip
import io
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.images.builder import bases, layers, machine, registry, sizes
from benchmarks.images.builder.bases import StandIn
from benchmarks.images.builder.cache import Cache
from benchmarks.images.builder.registry import INDEX, MANIFEST, Reference, Registry
from benchmarks.images.builder.results import BuilderError, Layer, Size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.images.builder.layers import Blob


class Stored(ThreadingHTTPServer):
    """What the registry holds, by path, and the requests that it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.contents: dict[str, bytes] = {}
        self.requests: list[str] = []


class Handler(BaseHTTPRequestHandler):
    """As much of the protocol as the client uses."""

    server: Stored

    def do_HEAD(self) -> None:
        self._answer(200 if self.path in self.server.contents else 404)

    def do_GET(self) -> None:
        contents = self.server.contents.get(self.path)
        self._answer(404 if contents is None else 200, contents or b"absent")

    def do_POST(self) -> None:
        self._answer(202, location=f"{self.path}7?state=a")

    def do_PUT(self) -> None:
        contents = self.rfile.read(int(self.headers["Content-Length"]))
        path = self.path
        if "digest=" in path:
            path = f"{path.partition('/uploads/')[0]}/{path.partition('digest=')[2]}"
            assert layers.digest(contents) == path.rpartition("/")[2]
        else:
            base = path.rpartition("/")[0]
            self.server.contents[f"{base}/{layers.digest(contents)}"] = contents
            assert self.headers["Content-Type"] == json.loads(contents)["mediaType"]
        self.server.contents[path] = contents
        self._answer(201)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def _answer(self, status: int, body: bytes = b"", location: str = "") -> None:
        self.server.requests.append(f"{self.command} {self.path.partition('?')[0]}")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serving() -> Iterator[Stored]:
    with Stored() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server() -> Iterator[Stored]:
    with serving() as one:
        yield one


@pytest.fixture
def client(server: Stored) -> Registry:
    return Registry(f"127.0.0.1:{server.server_port}")


def push(client: Registry, *contents: bytes, kind: str = layers.MEDIA_TYPE) -> dict[str, Any]:
    entries = []
    for blob in contents:
        client.push_blob("team/api", layers.digest(blob), io.BytesIO(blob))
        entries.append({"mediaType": kind, "digest": layers.digest(blob), "size": len(blob)})
    return {"schemaVersion": 2, "mediaType": MANIFEST, "layers": entries}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:5000/team/api:1", ("127.0.0.1:5000", "team/api", "1")),
        ("host/api", ("host", "api", "latest")),
        ("host/a/b@sha256:0", ("host", "a/b", "sha256:0")),
        ("host/a/b:1@sha256:0", ("host", "a/b", "sha256:0")),
    ],
)
def test_a_reference_has_a_tag_or_a_digest(text: str, expected: tuple[str, str, str]) -> None:
    assert registry.parse(text) == Reference(*expected)


def test_a_blob_is_uploaded_once(server: Stored, client: Registry) -> None:
    for _ in range(2):
        client.push_blob("team/api", layers.digest(b"x"), io.BytesIO(b"x"))
    assert [request.partition(" ")[0] for request in server.requests] == ["HEAD", "POST", "PUT", "HEAD"]
    assert client.blob(f"{client.address}/team/api:1", layers.digest(b"x")) == b"x"


def test_an_image_is_found_by_tag_by_digest_and_by_platform(client: Registry) -> None:
    document = push(client, b"x")
    digest, size = client.push_manifest("team/api", "", document)
    other = {**document, "layers": []}
    entries = [
        {"mediaType": MANIFEST, "digest": digest, "size": size, "platform": {"os": "linux", "architecture": "amd64"}},
        {"mediaType": MANIFEST, "digest": client.push_manifest("team/api", "", other)[0], "size": 1},
    ]
    client.push_manifest("team/api", "1", {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries})
    for reference in (f"{client.address}/team/api:1", f"{client.address}/team/api@{digest}"):
        assert client.image(reference, "linux/amd64") == document
    with pytest.raises(BuilderError, match="no image for linux/arm64"):
        client.image(f"{client.address}/team/api:1", "linux/arm64")


def test_what_is_not_there_is_an_error(client: Registry) -> None:
    with pytest.raises(BuilderError, match=r"answered 404 to GET absent/manifests/1: absent"):
        client.manifest("absent", "1")
    with pytest.raises(BuilderError, match="404"), client.stream("host/absent:1", "sha256:0"):
        pass


def test_a_registry_that_is_gone_is_an_error() -> None:
    with serving() as server:
        client = Registry(f"127.0.0.1:{server.server_port}")
    with pytest.raises(BuilderError, match="doesn't answer"):
        client.manifest("a", "1")


def test_layers_are_weighed_packed_and_unpacked(client: Registry) -> None:
    one, two = gzip.compress(b"a" * 3_000_000), gzip.compress(b"b" * 5) + gzip.compress(b"c" * 7)
    client.push_manifest("team/api", "1", push(client, one, two))
    size = sizes.size(client, f"{client.address}/team/api:1", "linux/amd64")
    assert size.layers == (
        Layer(layers.digest(one), len(one), 3_000_000),
        Layer(layers.digest(two), len(two), 12),
    )
    assert (size.compressed, size.uncompressed) == (len(one) + len(two), 3_000_012)


def test_a_layer_of_another_compression_is_not_guessed_at(client: Registry) -> None:
    document = push(client, b"x", kind="application/vnd.oci.image.layer.v1.tar+zstd")
    client.push_manifest("team/api", "1", document)
    with pytest.raises(BuilderError, match="zstd"):
        sizes.size(client, f"{client.address}/team/api:1", "linux/amd64")


def test_what_is_pushed_after_another_image_are_its_new_layers() -> None:
    shared, old, new = Layer("a", 10, 20), Layer("b", 1, 2), Layer("c", 3, 6)
    assert Size((shared, new)).added_to(Size((shared, old))) == 3
    assert Size((shared, new)).added_to(Size(())) == 13


def made_of(cache: Cache, architecture: str) -> tuple[Blob, ...]:
    def make(folder: Path) -> None:
        layers.store(io.BytesIO(architecture.encode()), folder)

    return (layers.load(cache.keep("made", architecture, make)),)


def test_a_stand_in_is_an_index_of_its_platforms(
    client: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = machine.Settings({"etc/npmrc": "x", machine.BUNDLE: "certificates"}, {"GOPROXY": "proxy"})
    monkeypatch.setattr(machine, "settings", lambda: own)
    both = ("amd64", "arm64")
    builds = StandIn("docker.io/library/a:1", "x", made_of, {"A": "b"}, {"Cmd": ["a"]}, both)
    runs = StandIn("gcr.io/team/b:2", "x", made_of, builds=False)
    digests = bases.push(client, Cache(tmp_path), (builds, runs))
    assert digests.keys() == {"docker.io/library/a:1", "gcr.io/team/b:2"}
    for reference, platforms in (("library/a:1", both), ("team/b:2", ("amd64",))):
        repository, _, tag = reference.partition(":")
        assert [one["platform"]["architecture"] for one in client.manifest(repository, tag)["manifests"]] == list(
            platforms
        )
    configs = {}
    for reference in ("library/a:1", "team/b:2"):
        whole = f"{client.address}/{reference}"
        manifest = client.image(whole, "linux/amd64")
        configs[reference] = json.loads(client.blob(whole, manifest["config"]["digest"]))
        size = sizes.size(client, whole, "linux/amd64")
        assert size.layers[0].uncompressed == len("amd64")
        assert len(configs[reference]["rootfs"]["diff_ids"]) == len(size.layers) == 2
    assert configs["library/a:1"]["config"]["Cmd"] == ["a"]
    assert {"A=b", "GOPROXY=proxy"} <= set(configs["library/a:1"]["config"]["Env"])
    assert not [entry for entry in configs["team/b:2"]["config"]["Env"] if entry.startswith("GOPROXY")]
    assert configs["library/a:1"]["rootfs"]["diff_ids"][1] != configs["team/b:2"]["rootfs"]["diff_ids"][1]


def test_the_frontend_is_an_image(client: Registry, tmp_path: Path) -> None:
    (tmp_path / "program").write_text("#!")
    bases.push_frontend(client, Cache(tmp_path / "cache"), tmp_path / "program")
    whole = f"{client.address}/docker/dockerfile:1"
    manifest = client.image(whole, "linux/amd64")
    config = json.loads(client.blob(whole, manifest["config"]["digest"]))["config"]
    assert config["Entrypoint"] == ["/bin/dockerfile-frontend"]
    assert config["Labels"]["moby.buildkit.frontend.network.none"] == "true"
