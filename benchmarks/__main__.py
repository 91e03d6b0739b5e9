"""``python -m benchmarks``: measure, write docs/performance.md, and fail where a gate does not hold."""

from __future__ import annotations

import argparse
import compileall
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import commands, gates, measurement, workload
from benchmarks.comparison import DifferenceError
from benchmarks.document import Machine, document
from tests.support.tools import ToolMissingError, tool

if TYPE_CHECKING:
    from collections.abc import Sequence

_REPOSITORY = Path(__file__).parent.parent
_DOCUMENT = _REPOSITORY / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit code is 1 where outputs differ, a command fails or a gate does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1 and 10 workloads and few runs; prints, writes nothing")
    parser.add_argument("--sizes", type=int, nargs="+", help="how many workloads (default: 1 10 100)")
    parser.add_argument("--runs", type=int, help="how often each command runs (default: 9)")
    parser.add_argument("--output", type=Path, help="the file to write (default: docs/performance.md)")
    chosen = parser.parse_args(arguments)
    sizes = chosen.sizes or ([1, 10] if chosen.quick else [1, 10, 100])
    runs = chosen.runs or (3 if chosen.quick else 9)
    try:
        programs = _programs()
        with tempfile.TemporaryDirectory(prefix="summitgen-benchmark-") as folder:
            tables = [_table(Path(folder) / str(size), size, runs, programs) for size in sizes]
    except (DifferenceError, ToolMissingError, subprocess.CalledProcessError) as failure:
        print(f"benchmark: {failure}", file=sys.stderr)
        return 1
    judged = gates.verdicts(tables)
    text = document(Machine.this(_helm_version(programs["helm"])), tables, judged)
    if chosen.quick and not chosen.output:
        print(text)
    else:
        (chosen.output or _DOCUMENT).write_text(text, encoding="utf-8", newline="")
    for verdict in gates.failed(judged):
        print(f"benchmark: {verdict.what}: {verdict.ratio:.2f}, at most {verdict.most}", file=sys.stderr)
    return 1 if gates.failed(judged) else 0


def _table(folder: Path, size: int, runs: int, programs: dict[str, Path]) -> measurement.Table:
    print(f"benchmark: {size} workloads in {len(workload.ENVIRONMENTS)} environments", file=sys.stderr)
    return measurement.measure(commands.prepare(folder, size, programs), runs, folder)


def _programs() -> dict[str, Path]:
    compileall.compile_dir(_REPOSITORY / "summitgen", quiet=1)
    found = {name: shutil.which(name) for name in ("sha256sum", "sh", "cp")}
    if missing := [name for name, path in found.items() if path is None]:
        raise ToolMissingError(f"{', '.join(missing)}: not on this machine's PATH")
    return {"helm": tool("helm"), **{name: Path(path) for name, path in found.items() if path}}


def _helm_version(helm: Path) -> str:
    done = subprocess.run([helm, "version", "--template", "{{ .Version }}"], capture_output=True, check=True)
    return done.stdout.decode().strip()


if __name__ == "__main__":
    sys.exit(main())
