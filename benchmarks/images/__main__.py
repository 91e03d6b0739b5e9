"""``python -m benchmarks.images``: build images for real, write docs/images.md, fail where a gate does not hold."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks.images import chart, fixtures, platforms, rounds, script_run, variants
from benchmarks.images.builder import Builder, BuilderError
from benchmarks.images.document import Machine, document
from benchmarks.images.results import Measured, Results

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_REPOSITORY = Path(__file__).parents[2]
_DOCUMENT = _REPOSITORY / "docs" / "images.md"
_Named = TypeVar("_Named", fixtures.Variant, fixtures.Contest)
_Found = TypeVar("_Found")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit code is 1 where something can't be built or run, or a gate does not hold."""
    chosen = _options(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="summitgen-images-") as folder:
            results = run(chosen.variants, chosen.rounds, Path(folder), chosen.logs)
    except (BuilderError, subprocess.CalledProcessError) as failure:
        _say(str(failure))
        return 1
    if results.broken:
        _say("not everything could be built and run, so no document is made")
    else:
        _write(results, chosen.output)
    wrong = list(results.failures())
    for each in wrong:
        _say(each)
    return 1 if wrong else 0


def run(names: Sequence[str], number: int, folder: Path, logs: Path) -> Results:
    """Measure, build and run the variants of these names, all if there are none; raises BuilderError.

    ``number`` is how often each scenario is measured; ``logs`` gets what builds print.
    """
    chosen = [each for each in fixtures.VARIANTS if each.name in names or not names]
    contests = [each for each in fixtures.CONTESTS if each.name in names or not names]
    out = compiled(folder)
    logs.mkdir(parents=True, exist_ok=True)
    broken: dict[str, str] = {}
    # The build script's own project is one of Go.
    families = {family for each in chosen for family in each.families} | ({"go"} if not names else set())
    with Builder(sorted(families)) as builder:
        planned = platforms.planned(builder, out)
        rewrite = {name: plan.rewrite for name, plan in planned.items()}
        measured = _each(contests, broken, lambda one: _measure(builder, one, out, number, logs, rewrite[one.name]))
        tried = _each(chosen, broken, lambda one: variants.attempt(builder, one, out, logs, rewrite=rewrite[one.name]))
        foreign = _each(
            [each for each in chosen if each.name in platforms.BUILT],
            broken,
            lambda one: platforms.build(builder, one.name, out, logs, rewrite=rewrite[one.name]),
        )
        script = None
        if not names:
            (folder / "script").mkdir()
            script = script_run.run_script(builder, folder / "script")
    wanted = {name: plan.platforms for name, plan in planned.items()}
    return Results(number, tuple(measured), tuple(tried), tuple(foreign), wanted, script, broken)


def compiled(folder: Path) -> Path:
    """Compile the specs in a copy below ``folder``; the folder of the Dockerfiles. Raises CalledProcessError."""
    project = Path(shutil.copytree(fixtures.SPECS, folder / "project"))
    command = [sys.executable, "-m", "summitgen", "build", "--quiet"]
    subprocess.run(command, cwd=project, env={**os.environ, "PYTHONPATH": str(_REPOSITORY)}, check=True)
    return project / "out" / "docker"


def _measure(
    builder: Builder, contest: fixtures.Contest, out: Path, number: int, logs: Path, rewrite: bool
) -> Measured:
    dockerfile = out / contest.name / "Dockerfile"
    return Measured(contest, rounds.measure(builder, contest, dockerfile, number, logs, rewrite=rewrite))


def _each(things: Sequence[_Named], broken: dict[str, str], attempt: Callable[[_Named], _Found]) -> list[_Found]:
    """What trying each gives; those that fail are noted in ``broken``, and the others go on."""
    found = []
    for thing in things:
        try:
            found.append(attempt(thing))
        except BuilderError as failure:
            _say(f"{thing.name}: {failure}")
            broken[thing.name] = str(failure)
    return found


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; ``output`` is None where the document is to be printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.images", description=__doc__)
    names = [each.name for each in fixtures.VARIANTS]
    parser.add_argument("--quick", action="store_true", help="measure once; print, write nothing")
    parser.add_argument("--variant", dest="variants", nargs="+", choices=names, default=[], help="these; print, too")
    parser.add_argument("--rounds", type=int, help="how often each scenario is measured (default: 3)")
    parser.add_argument("--logs", type=Path, help="the folder for what builds print (default: a temporary one)")
    parser.add_argument("--output", type=Path, help="the file to write (default: docs/images.md), a picture beside it")
    chosen = parser.parse_args(arguments)
    chosen.rounds = chosen.rounds or (1 if chosen.quick else 3)
    chosen.logs = chosen.logs or Path(tempfile.gettempdir()) / f"summitgen-images-logs-{os.getuid()}"
    chosen.output = chosen.output or (None if chosen.quick or chosen.variants else _DOCUMENT)
    return chosen


def _write(results: Results, output: Path | None) -> None:
    if output is None:
        print(document(results, Machine.this()), end="")
        return
    output.write_text(document(results, Machine.this()), encoding="utf-8", newline="")
    chart.draw(results.measured, output.with_suffix(".svg"))


def _say(text: str) -> None:
    print(f"images: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
