"""Draws docs/simulation.svg: Summit's production canary, healthy and with 10 % errors from minute 12."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUBJECT = ("prod", "summit")
MOMENTS = (("healthy", 0), ("errors", 12))
FILE = "docs/simulation.svg"


def main(folder: Path = ROOT) -> int:
    """Play both rollouts and write the picture below the folder; 2 when Summit's specs can't be read."""
    from summitgen.project import read_project
    from summitgen.simulator.picture import draw
    from summitgen.simulator.plan import plan_of
    from summitgen.simulator.presets import PRESETS
    from summitgen.simulator.simulation import simulate
    from summitgen.stages.load import load
    from summitgen.stages.resolve import resolve
    from summitgen.stages.validate import validate
    from summitgen.values.context import Context

    project, _ = read_project(ROOT)
    if project is None:
        return 2
    trees, _ = resolve(load(project))
    compilation, _ = validate(project, trees)
    environment, workload = SUBJECT
    specs = {one.name: one.spec for one in (compilation.specs if compilation else ())}
    if environment not in specs:
        return 2
    spec = specs[environment]
    plan = plan_of(Context(project.name, environment, spec, workload, spec.workloads[workload]), "canary")
    timelines = tuple(simulate(plan, PRESETS[name][0](60 * minute)) for name, minute in MOMENTS)
    drawn = folder / FILE
    draw(timelines, drawn)
    drawn.write_text("\n".join(line.rstrip() for line in drawn.read_text("utf-8").splitlines()) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
