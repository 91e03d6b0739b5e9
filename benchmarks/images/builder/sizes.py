"""What images in the registry weigh."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from benchmarks.images.builder.layers import CHUNK
from benchmarks.images.builder.results import BuilderError, Layer, Size

if TYPE_CHECKING:
    from benchmarks.images.builder.registry import Registry


def size(registry: Registry, reference: str, platform: str) -> Size:
    """Every layer of the image of a platform; raises BuilderError."""
    layers = registry.image(reference, platform)["layers"]
    return Size(tuple(_layer(registry, reference, layer) for layer in layers))


def _layer(registry: Registry, reference: str, layer: dict[str, Any]) -> Layer:
    """A layer, read through to count what it unpacks to: no manifest has that number."""
    kind, digest = layer["mediaType"], layer["digest"]
    with registry.stream(reference, digest) as contents:
        if not kind.endswith("gzip"):
            raise BuilderError(f"{digest} is {kind}; only layers compressed by gzip can be weighed")
        unpacked, inflate = 0, zlib.decompressobj(wbits=31)
        while chunk := contents.read(CHUNK):
            unpacked += len(inflate.decompress(chunk))
            # A layer may be several gzip members, one after the other.
            while inflate.eof and inflate.unused_data:
                rest, inflate = inflate.unused_data, zlib.decompressobj(wbits=31)
                unpacked += len(inflate.decompress(rest))
    return Layer(digest, int(layer["size"]), unpacked)
