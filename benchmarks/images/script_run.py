"""The generated build script, run for real: it bakes, pushes to a registry, and prints the digest of what runs then.

The project is a Go server without dependencies, so that the run needs no network: Go compiles it for both platforms on
this machine, and its final image has nothing to execute but the server, so that no platform has to be emulated.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.images.builder import Builder, BuilderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.images.builder import Smoke

PORT = 18090
BODY = "baked"
PINS = Path(__file__).parent / "specs/environments/pins.yaml"
SPEC = f"""\
extends: pins.yaml
tier: development
namespace: script-dev
cluster: {{name: script}}
pipeline: {{deploy: false, platforms: [linux/amd64, linux/arm64]}}
workloads:
  server:
    image: {{repository: registry.example.com/script/server, tag: "1"}}
    build: {{language: go, version: "1.26", entry: cmd/server, sources: [cmd]}}
    port: {PORT}
"""
FILES = {
    "summitgen.yaml": "project: script\n",
    "environments/dev.yaml": SPEC,
    "go.mod": "module example.com/script\n\ngo 1.26\n",
    "go.sum": "",
    "cmd/server/main.go": f"""\
package main

import "net/http"

func main() {{
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {{ _, _ = w.Write([]byte("{BODY}")) }})
	if err := http.ListenAndServe(":{PORT}", nil); err != nil {{
		panic(err)
	}}
}}
""",
}
"""The repository: a spec, and the sources that it tells of."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a run of the script printed: ``digest`` on standard output, ``log`` on standard error."""

    digest: str
    log: str


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """What four pushes gave.

    ``attested`` is a push of both platforms with its provenance, ``clean`` and ``again`` are two without attestations,
    all of whose steps are run, ``cached`` is one by a fresh builder with the registry's cache. ``platforms`` and
    ``attestations`` are those of the first one's index; ``smoke`` is how its image did.
    """

    attested: Pushed
    clean: Pushed
    again: Pushed
    cached: Pushed
    platforms: tuple[str, ...]
    attestations: int
    smoke: Smoke

    def mistakes(self) -> Iterator[str]:
        """What is not as it has to be, in words; nothing where all is well."""
        if self.platforms != ("linux/amd64", "linux/arm64"):
            yield f"the index has the platforms {', '.join(self.platforms)}"
        if self.attestations != len(self.platforms):
            yield f"{self.attestations} of {len(self.platforms)} platforms have their provenance"
        if self.clean.digest != self.again.digest:
            yield f"two clean builds of one commit are {self.clean.digest} and {self.again.digest}"
        if self.cached.digest != self.clean.digest:
            yield f"with the registry's cache it is {self.cached.digest}, without {self.clean.digest}"
        if taken := cached_commands(self.again.log):
            yield f"a build with --no-cache took {', '.join(taken)} from a cache"
        if not cached_commands(self.cached.log):
            yield "a fresh builder took no command from the registry's cache"
        if self.smoke.body != BODY or self.smoke.user == 0:
            yield f"the image answers {self.smoke.body!r} as user {self.smoke.user}"


def cached_commands(log: str) -> tuple[str, ...]:
    """The RUN instructions that came out of a cache, by what BuildKit's plain log calls their steps."""
    steps = dict(re.findall(r"^#(\d+) \[(.*)\] RUN ", log, re.MULTILINE))
    return tuple(steps[number] for number in re.findall(r"^#(\d+) CACHED$", log, re.MULTILINE) if number in steps)


def run_script(builder: Builder, folder: Path) -> ScriptRun:
    """Compile the project in ``folder``, which is empty, and push its image four times by its build script.

    ``builder`` needs the base images of Go. It is pruned twice. Raises BuilderError where the script fails.
    """
    _write(folder)
    attested = _push(builder, folder, "--no-sbom")
    reference = f"{builder.registry}/script/server@{attested.digest}"
    index = json.loads(_docker(builder, "buildx", "imagetools", "inspect", "--raw", reference))
    named = [(one["platform"]["os"], one["platform"]["architecture"]) for one in index["manifests"]]
    plain = ("--no-sbom", "--no-provenance")
    builder.prune()
    clean = _push(builder, folder, *plain, "--no-cache")
    again = _push(builder, folder, *plain, "--no-cache")
    builder.prune()
    return ScriptRun(
        attested=attested,
        clean=clean,
        again=again,
        cached=_push(builder, folder, *plain),
        platforms=tuple(sorted("/".join(one) for one in named if one[0] != "unknown")),
        attestations=sum(system == "unknown" for system, _ in named),
        smoke=builder.run(reference, port=PORT),
    )


def _write(folder: Path) -> None:
    for name, text in {**FILES, "environments/pins.yaml": PINS.read_text(encoding="utf-8")}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    _said([sys.executable, "-m", "summitgen", "build", "--quiet"], folder, environment)
    who = {f"GIT_{one}_{what}": "a@example.com" for one in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=All of it"]):
        _said(["git", *words], folder, {**os.environ, **who})


def _push(builder: Builder, folder: Path, *options: str) -> Pushed:
    script = folder / "out/scripts/build-optimized-docker.sh"
    words = ["--workload", "server", "--version", "1.0.0", "--registry", f"{builder.registry}/script", "--push"]
    done = _run([str(script), *words, *options], folder, {**os.environ, **builder.environment()})
    return Pushed(done.stdout.removesuffix("\n"), done.stderr)


def _docker(builder: Builder, *words: str) -> str:
    return _said(["docker", *words], None, {**os.environ, **builder.environment()})


def _said(words: list[str], folder: Path | None, environment: dict[str, str]) -> str:
    return _run(words, folder, environment).stdout


def _run(words: list[str], folder: Path | None, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # The program is looked for on this process' PATH otherwise, where another docker may be.
    found = ["env", *words]
    done = subprocess.run(
        found, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuilderError(f"{words[0]} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done


def main() -> None:
    """Run it alone; exit status 1 where something is not as it has to be."""
    with Builder(["go"]) as builder, tempfile.TemporaryDirectory() as folder:
        result = run_script(builder, Path(folder))
    mistakes = list(result.mistakes())
    print(*mistakes, sep="\n", file=sys.stderr)
    print(result.attested.digest, *result.platforms)
    sys.exit(bool(mistakes))


if __name__ == "__main__":
    main()
