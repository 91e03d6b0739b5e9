"""What is known of base images by their names: each line is an image that people pin."""

from __future__ import annotations

import pytest

from summitgen.model.base_image import BaseImage
from summitgen.rules.bases import has_package_manager, has_shell

KNOWN = {
    "gcr.io/distroless/cc-debian12:nonroot": (False, False),
    "gcr.io/distroless/nodejs22-debian12:debug-nonroot": (True, False),
    "gcr.io/distroless/static-debian12:debug": (True, False),
    "cgr.dev/chainguard/node:latest": (False, False),
    "cgr.dev/chainguard/node:latest-dev": (True, True),
    "docker.io/joseluisq/static-web-server:2.42.0": (False, False),
    "docker.io/joseluisq/static-web-server:2.42.0-alpine": (True, True),
    "docker.io/joseluisq/static-web-server:2-debian": (True, True),
    "docker.io/library/node:22-bookworm-slim": (True, True),
    "docker.io/library/python:3.13": (True, True),
    "ghcr.io/shop/node:22-alpine3.22": (True, True),
    "ghcr.io/shop/node:22-trixie": (True, True),
    # Nobody knows these: no rule may take them for one or the other.
    "ghcr.io/shop/node:22": (None, True),
    "ghcr.io/shop/alpine:22": (None, True),
    "example.com/distroless/node:debug": (None, True),
}


def image(reference: str, **more: object) -> BaseImage:
    """A pinned image by its name and tag."""
    name, _, tag = reference.rpartition(":")
    pin = {"language": "node", "version": "22", "use": "runtime", "name": name, "tag": tag}
    return BaseImage.model_validate({**pin, "digest": f"sha256:{'a' * 64}", **more})


@pytest.mark.parametrize("reference", KNOWN)
def test_what_a_name_tells(reference: str) -> None:
    found = image(reference)
    assert (has_shell(found), has_package_manager(found)) == KNOWN[reference]


@pytest.mark.parametrize("shell", [True, False])
@pytest.mark.parametrize("reference", KNOWN)
def test_what_is_stated_goes_before_what_a_name_tells(reference: str, shell: bool) -> None:
    found = image(reference, shell=shell)
    assert has_shell(found) is shell
    assert has_package_manager(found) is (shell and not reference.startswith("gcr.io/distroless/"))
