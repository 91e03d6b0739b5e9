"""Has the controller's own package ``analysis`` play runs: what is unexported is driven by a file in a copy of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

from tools import golang, install

TRACE = Path(__file__).parent / "assessment" / "trace.go.txt"
MODULE = "github.com/argoproj/argo-rollouts"
_GO_LINE = re.compile(r"^go (\S+)$", re.MULTILINE)


def traces(runs: list[dict[str, Any]], scratch: Path) -> list[Any]:
    """What the controller makes of the runs, one reconciliation after another, in the order of the runs."""
    go = _go()
    _copy(go, scratch)
    (scratch / "runs.json").write_text("\n".join(map(json.dumps, runs)))
    environment = golang.environment(os.environ) | {
        "SUMMITGEN_RUNS": str(scratch / "runs.json"), "SUMMITGEN_TRACES": str(scratch / "traces.json")
    }  # fmt: skip
    command = [go.executable, "test", "-mod=readonly", "-vet=off", "-count=1", "-timeout=2m", f"{MODULE}/analysis"]
    done = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in (scratch / "traces.json").read_text().splitlines()]


def _go() -> golang.Go:
    line = _GO_LINE.search((install.MODULE / "go.mod").read_text())
    assert line
    return golang.find(line[1])


def _copy(go: golang.Go, scratch: Path) -> None:
    """The module's folder as tools/go.mod pins it, with one test file; the module that requires it beside it."""
    environment = golang.environment(os.environ)
    command = [go.executable, "mod", "download", "-json", MODULE]
    said = subprocess.run(command, cwd=install.MODULE, env=environment, capture_output=True, text=True, check=True)
    copied = scratch / "argo-rollouts"
    # The web interface and the documentation are most of it, and no part of what is compiled.
    shutil.copytree(json.loads(said.stdout)["Dir"], copied, ignore=shutil.ignore_patterns("ui", "docs", "test"))
    for path in (copied, *copied.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
    for test in (copied / "analysis").glob("*_test.go"):
        test.unlink()
    shutil.copy(TRACE, copied / "analysis" / "trace_test.go")
    for name in ("go.mod", "go.sum"):
        shutil.copy(install.MODULE / name, scratch)
    replaced = [go.executable, "mod", "edit", f"-replace={MODULE}=./argo-rollouts"]
    subprocess.run(replaced, cwd=scratch, env=environment, check=True)
