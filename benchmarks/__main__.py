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

from benchmarks import commands, gates, measurement
from benchmarks.comparison import DifferenceError
from benchmarks.document import Machine, document
from tests.support.tools import ToolMissingError, tool

if TYPE_CHECKING:
    from collections.abc import Sequence

_REPOSITORY = Path(__file__).parent.parent
_DOCUMENT = _REPOSITORY / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit code is 1 where outputs differ, a command fails or a gate does not hold."""
    chosen = _options(arguments)
    try:
        helm = tool("helm")
        tables = _measure(chosen.sizes, chosen.runs, {"helm": helm, **_programs("sha256sum", "sh", "cp")})
    except (DifferenceError, ToolMissingError, subprocess.CalledProcessError) as failure:
        _say(str(failure))
        return 1
    judged = gates.verdicts(tables)
    text = document(Machine.this(_version(helm)), tables, judged)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8", newline="")
    else:
        print(text, end="")
    for verdict in gates.failed(judged):
        _say(f"with {verdict.size} workloads {verdict.what} is {verdict.ratio:.2f}, at most {verdict.most} is allowed")
    return 1 if gates.failed(judged) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; ``output`` is None where the document is to be printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1 and 10 workloads and few runs; print, write nothing")
    parser.add_argument("--sizes", type=int, nargs="+", help="how many workloads (default: 1 10 100)")
    parser.add_argument("--runs", type=int, help="how often each command runs (default: 9)")
    parser.add_argument("--output", type=Path, help="the file to write (default: docs/performance.md)")
    chosen = parser.parse_args(arguments)
    chosen.sizes = chosen.sizes or ([1, 10] if chosen.quick else [1, 10, 100])
    chosen.runs = chosen.runs or (3 if chosen.quick else 9)
    chosen.output = chosen.output or (None if chosen.quick else _DOCUMENT)
    return chosen


def _measure(sizes: Sequence[int], runs: int, programs: dict[str, Path]) -> list[measurement.Table]:
    compileall.compile_dir(_REPOSITORY / "summitgen", quiet=1)
    tables = []
    with tempfile.TemporaryDirectory(prefix="summitgen-benchmark-") as folder:
        for size in sizes:
            _say(f"{size} workloads")
            root = Path(folder) / str(size)
            tables.append(measurement.measure(commands.prepare(root, size, programs), runs, root))
    return tables


def _programs(*names: str) -> dict[str, Path]:
    found = {name: shutil.which(name) for name in names}
    if missing := [name for name, path in found.items() if path is None]:
        raise ToolMissingError(f"{', '.join(missing)}: not on this machine's PATH")
    return {name: Path(path) for name, path in found.items() if path}


def _version(helm: Path) -> str:
    done = subprocess.run([helm, "version", "--template", "{{ .Version }}"], capture_output=True, check=True)
    return done.stdout.decode().strip()


def _say(text: str) -> None:
    print(f"benchmark: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
