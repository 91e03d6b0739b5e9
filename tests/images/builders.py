"""A builder that builds nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.images.builder import Built, Layer, Size, Smoke, Step
from tests.images.figures import SMOKE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

STEPS = (
    Step("[build 1/3] FROM a", cached=False, seconds=0.0),
    Step("[build 2/3] COPY . .", cached=True, seconds=0.0),
    Step("[build 3/3] RUN b", cached=False, seconds=1.0),
    Step("[runtime 1/1] LINK COPY a b", cached=False, seconds=1.0),
)


@dataclass
class FakeBuilder:
    """Remembers what it was asked; an image's one layer is the text of the file that ``reads`` names."""

    registry: str = "127.0.0.1:1"
    cpu: float | None = 2.0
    reads: str = "package.json"
    digest: Callable[[int], str] = lambda _: "sha256:same"
    calls: list[dict[str, Any]] = field(default_factory=list)
    runs: list[tuple[str, int, str, Mapping[str, str]]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)

    def build(self, context: Path, dockerfile: Path, *, tag: str, **options: Any) -> Built:
        """A build whose reference is its tag."""
        unasked = {"target": None, "no_cache": False, "epoch": None, "rewrite": False, "cache_from": (), "cache_to": ()}
        asked = {**unasked, **options}
        self.calls.append({"dockerfile": dockerfile, "tag": tag, **asked})
        self.events.append(f"build {tag}")
        self.contents[tag] = (context / self.reads).read_text("utf-8")
        number = len(self.calls)
        return Built(tag, self.digest(number), number + 0.5, self.cpu, STEPS, f"log of {tag}")

    def prune(self) -> None:
        """Forget nothing."""
        self.events.append("prune")

    def registry_cache(self, name: str) -> tuple[str, str]:
        """Where a cache of that name is."""
        return f"from {name}", f"to {name}"

    def size(self, reference: str, platform: str = "linux/amd64") -> Size:
        """One layer that all images have, and one of the file's text."""
        text = self.contents[reference]
        return Size((Layer("sha256:base", 100, 300), Layer(text, len(text), 2 * len(text))))

    def config(self, reference: str, platform: str = "linux/amd64") -> Mapping[str, Any]:
        """A configuration with a HEALTHCHECK."""
        return {"config": {"Healthcheck": {"Test": ["CMD", "x"]}}}

    def run(self, reference: str, *, port: int, path: str, environment: Mapping[str, str]) -> Smoke:
        """A run in which all is well."""
        self.runs.append((reference, port, path, environment))
        return SMOKE
