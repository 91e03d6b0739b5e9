"""What is compiled: a project of N workloads in three environments, modelled on Summit's server."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from summitgen.artifacts import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "benchmark"
ENVIRONMENTS = ("dev", "staging", "prod")
_SPECS = Path(__file__).parent / "specs"
_WORKLOADS = "workloads:\n"


def specs(size: int) -> dict[str, str]:
    """The spec files of a project with ``size`` workloads: each file's text by its name."""
    return {f"{name}.yaml": _spec((_SPECS / f"{name}.yaml").read_text("utf-8"), size) for name in _files()}


def names(size: int) -> tuple[str, ...]:
    """The names of the workloads of such a project."""
    return tuple(_name(index) for index in range(size))


def make(folder: Path, size: int) -> Project:
    """Write such a project into a new folder; FileExistsError if there is one."""
    environments = folder / "environments"
    environments.mkdir(parents=True)
    (folder / "summitgen.yaml").write_text(f"project: {NAME}\n", encoding="utf-8")
    for name, text in specs(size).items():
        (environments / name).write_text(text, encoding="utf-8", newline="")
    return Project(folder, NAME)


def edited(text: str, replicas: int) -> str:
    """The production environment's spec with another upper bound of replicas for its first workload."""
    return re.sub(r"(?<=maxReplicas: )\d+", str(replicas), text, count=1)


def _files() -> tuple[str, ...]:
    return ("base", *ENVIRONMENTS)


def _spec(text: str, size: int) -> str:
    head, key, block = text.partition(_WORKLOADS)
    template = Template(block)
    return head + key + "".join(template.substitute(_words(index, size)) for index in range(size))


def _words(index: int, size: int) -> Mapping[str, str]:
    """What differs between workloads; each calls the next one, the last the first, and an only one nobody."""
    return {
        "name": _name(index),
        "index": str(index),
        "port": str(4000 + index % 50),
        "caller": _other((index - 1) % size) if size > 1 else "",
        "callee": _other((index + 1) % size) if size > 1 else "",
    }


def _other(index: int) -> str:
    return f"{{workload: {_name(index)}}}"


def _name(index: int) -> str:
    return f"svc-{index:03}"
