"""Runs command lines and measures them: ``python -m benchmarks.stopwatch`` reads a plan and prints what it measured.

A process of its own that loads little: the peak memory that the kernel reports of a child is never below what its
parent took, and whoever prepares a benchmark takes much.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Command(NamedTuple):
    """Command lines that are measured as one: ``calls`` run one after the other.

    Before them, unmeasured, runs one of the command lines ``before`` if there are any, each in its turn. Standard
    output of call ``n`` goes to the file ``outputs[n]`` ("": to nobody). ``rounds`` is the most often it runs.
    """

    name: str
    calls: Sequence[Sequence[str]]
    environment: Mapping[str, str]
    before: Sequence[Sequence[str]] = ()
    outputs: Sequence[str] = ()
    rounds: int = 1000


class Usage(NamedTuple):
    """What a command took: CPU (user and system) and wall clock in seconds, the largest process in MiB.

    ``load`` is the machine's load average of the last minute when it began.
    """

    cpu: float
    wall: float
    peak: float
    load: float


class FailedError(Exception):
    """A command line that ended with another exit code than 0."""


def measure(commands: Sequence[Command], rounds: int, warm: bool = True) -> dict[str, list[Usage]]:
    """Run all commands in turn, ``rounds`` times over, so that what else the machine does hits all alike.

    ``warm``: a first round that isn't counted fills caches. Raises FailedError.
    """
    taken: dict[str, list[Usage]] = {command.name: [] for command in commands}
    for number in range(-1 if warm else 0, rounds):
        for command in commands:
            if number < command.rounds:
                usage = _run(command, number)
                if number >= 0:
                    taken[command.name].append(usage)
    return taken


def _run(command: Command, number: int) -> Usage:
    environment = dict(command.environment)
    if command.before:
        _call(command.before[number % len(command.before)], environment, "")
    load = os.getloadavg()[0]
    start = time.perf_counter()
    outputs = command.outputs or [""] * len(command.calls)
    taken = [_call(call, environment, output) for call, output in zip(command.calls, outputs, strict=True)]
    wall = time.perf_counter() - start
    return Usage(sum(cpu for cpu, _ in taken), wall, max(peak for _, peak in taken), load)


def _call(arguments: Sequence[str], environment: Mapping[str, str], output: str) -> tuple[float, float]:
    """Run a command line; its CPU seconds and its peak memory in MiB, with those of its own children."""
    to = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        actions = [(os.POSIX_SPAWN_DUP2, to, 1)]
        process = os.posix_spawn(arguments[0], list(arguments), dict(environment), file_actions=actions)
        _, status, usage = os.wait4(process, 0)
    finally:
        os.close(to)
    if code := os.waitstatus_to_exitcode(status):
        raise FailedError(f"exit code {code}: {' '.join(arguments)[:500]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> int:
    """Measure the plan on standard input; print a JSON object with the usages of each command."""
    plan = json.load(sys.stdin)
    commands = [Command(**command) for command in plan["commands"]]
    try:
        taken = measure(commands, plan["rounds"], plan["warm"])
    except FailedError as failure:
        print(failure, file=sys.stderr)
        return 1
    json.dump({name: [usage._asdict() for usage in usages] for name, usages in taken.items()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
