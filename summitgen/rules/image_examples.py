"""Examples for the rules of images: a workload that is built, and the pins of what it is built from."""

from __future__ import annotations

NODE = "language: node, packageManager: pnpm, version: '22', entry: index.js"
PYTHON = "language: python, packageManager: uv, version: '3.13', entry: main.py"
START = "language: node, version: '22', use: build, name: docker.io/library/node, tag: 22-slim"
END = "language: node, version: '22', use: runtime, name: gcr.io/distroless/nodejs22-debian12, tag: nonroot"


def example(build: str = NODE, *pins: str, more: str = "") -> str:
    """YAML of an environment: ``build`` and ``pins`` as the inside of flow mappings, ``more`` settings of the workload.

    Without pins they are those of node; each gets a digest of its own.
    """
    lines = [
        "workloads:\n  api:\n    image: {repository: ghcr.io/shop/api, tag: 1.4.0}\n    port: 4000",
        *([f"    {more}"] if more else []),
        f"    build: {{{build}}}",
        "pipeline:\n  deploy: false\n  baseImages:",
        *(
            f"    - {{{pin}, digest: 'sha256:{str(number) * 64}'}}"
            for number, pin in enumerate(pins or (START, END), 1)
        ),
    ]
    return "\n".join(lines)
