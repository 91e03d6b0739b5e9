"""automated-rollback-system.sh, run for real: what is bad, how often, and what then happens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.targets.texts.stage import Stage

SCRIPT = "automated-rollback-system.sh"
WHICH = ("--environment", "prod", "--workload", "summit")
READY = 'case "$arguments" in get\\ rollouts*) echo \'{"status": {"readyReplicas": 3}}\' ;; esac'
# Writes down how it was called and exits as it is told to.
ROLLBACK = """#!/usr/bin/env bash
{ printf rollback; printf '\\037%s' "$@"; printf '\\036'; } >>"$STAGE/calls"
exit "${ROLLBACK_EXIT:-0}"
"""
MARKS = {
    "error-rate": "http_requests_total",
    "latency": "http_request_duration",
    "restarts": "restarts_total",
    "cpu": "cpu_usage",
    "memory": "memory_working_set",
}


def vector(*values: str) -> str:
    """An answer of Prometheus."""
    result = [{"metric": {}, "value": [1, value]} for value in values]
    return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}})


def prometheus(stage: Stage, **answers: str) -> None:
    """Prometheus answers 0 to everything but these."""
    found = {mark: answers.get(name.replace("-", "_"), f"echo '{vector('0')}'") for name, mark in MARKS.items()}
    cases = "\n".join(f"*{mark}*) {body} ;;" for mark, body in found.items())
    stage.answer("curl", f'case "$arguments" in\n{cases}\nesac')


@pytest.fixture
def healthy(stage: Stage) -> Stage:
    """Everything is well; a rollback is written down."""
    stage.write("scripts/rollback-deployment.sh", ROLLBACK)
    stage.answer("kubectl", READY)
    prometheus(stage)
    return stage


def test_healthy(healthy: Stage) -> None:
    done = healthy.run(SCRIPT, "check", *WHICH)
    assert (done.returncode, done.stderr) == (0, "summit in prod is healthy\n")
    assert len(healthy.calls("curl")) == 5


@pytest.mark.parametrize(
    ("check", "value", "bad"),
    [
        ("error_rate", "0.05", False),
        ("error_rate", "0.0500001", True),
        ("latency", "1", False),
        ("latency", "1.01", True),
        ("latency", "5e-05", False),
        ("restarts", "2.9", False),
        ("restarts", "3", True),
        ("cpu", "0.9", False),
        ("cpu", "0.91", True),
        ("memory", "0.9", False),
        ("memory", "9.1e-1", True),
    ],
)
def test_the_bounds_are_the_specs(healthy: Stage, check: str, value: str, bad: bool) -> None:
    prometheus(healthy, **{check: f"echo '{vector(value)}'"})
    done = healthy.run(SCRIPT, "check", *WHICH)
    assert done.returncode == (1 if bad else 0), done.stderr
    assert (f"{check.replace('_', '-')}: {value} is" in done.stderr) is bad


@pytest.mark.parametrize("check", ["error_rate", "latency", "restarts", "cpu", "memory"])
@pytest.mark.parametrize(
    "answer",
    [
        f"echo '{vector()}'",
        f"echo '{vector('0', '0')}'",
        f"echo '{vector('NaN')}'",
        f"echo '{vector('+Inf')}'",
        f"echo '{vector('-Inf')}'",
        'echo \'{"status": "error", "error": "x"}\'',
        "echo '<html>0</html>'",
        "true",
        "exit 22",
        f"echo '{vector('0')}'; exit 28",
    ],
)
def test_group_13_what_is_not_known_is_bad(healthy: Stage, check: str, answer: str) -> None:
    prometheus(healthy, **{check: answer})
    done = healthy.run(SCRIPT, "check", *WHICH)
    assert done.returncode == 1
    assert f"{check.replace('_', '-')}: " in done.stderr


def test_group_13_queries_are_encoded(healthy: Stage) -> None:
    healthy.run(SCRIPT, "check", *WHICH, "--prometheus-url", "http://localhost:9090/")
    for call in healthy.calls("curl"):
        assert call[-1] == "http://localhost:9090/api/v1/query"
        assert "--get" in call and "--fail" in call
        assert call[call.index("--data-urlencode") + 1].startswith("query=")


@pytest.mark.parametrize(
    ("answer", "bad"),
    [
        ('{"status": {"readyReplicas": 2}}', False),
        ('{"status": {"readyReplicas": 1}}', True),
        ('{"status": {"readyReplicas": 0}}', True),
        ('{"status": {"readyReplicas": null}}', True),
        ('{"status": {}}', True),
        ('{"status": {"readyReplicas": "x"}}', True),
        ("{}", True),
        ("", True),
        ("no json", True),
    ],
)
def test_group_14_an_empty_ready_count_does_not_pass(healthy: Stage, answer: str, bad: bool) -> None:
    healthy.answer("kubectl", READY.replace('{"status": {"readyReplicas": 3}}', answer))
    assert healthy.run(SCRIPT, "check", *WHICH).returncode == (1 if bad else 0)


def test_group_14_a_deployment_is_found_where_there_is_no_rollout(healthy: Stage) -> None:
    healthy.answer(
        "kubectl",
        'case "$arguments" in get\\ rollouts*) exit 1 ;; get\\ deployments*) '
        'echo \'{"status": {"readyReplicas": 2}}\' ;; esac',
    )
    assert healthy.run(SCRIPT, "check", *WHICH).returncode == 0
    healthy.answer("kubectl", "exit 1")
    assert healthy.run(SCRIPT, "check", *WHICH).returncode == 1


def looks(stage: Stage, *good: bool) -> None:
    """The error rate of one look after the other, the last one for ever."""
    cases = "".join(f"{n}) v={0 if one else 1} ;; " for n, one in enumerate(good, 1))
    count = 'n=$(($(cat "$STAGE/n" 2>/dev/null || echo 0) + 1)); echo "$n" >"$STAGE/n"'
    body = f"""{count}; v={0 if good[-1] else 1}; case "$n" in {cases} esac; printf '{vector("%s")}' "$v" """
    prometheus(stage, error_rate=body)


def test_group_12_three_bad_looks_roll_back_once(healthy: Stage) -> None:
    looks(healthy, False)
    done = healthy.run(SCRIPT, "monitor", *WHICH, "--revision", "7", "--rollout-revision", "3")
    assert done.returncode == 4
    reason = ("--reason", "3 bad looks in a row")
    assert healthy.calls("rollback") == [("rollback", *WHICH, *reason, "--revision", "7", "--rollout-revision", "3")]
    assert healthy.calls("sleep") == [("sleep", "30")] * 2


@pytest.mark.parametrize("good", [(False, True), (False, False, True), (True, False, False, True, False, True)])
def test_group_12_a_good_look_forgives_the_bad_ones(healthy: Stage, good: tuple[bool, ...]) -> None:
    looks(healthy, *good)
    done = healthy.run(SCRIPT, "monitor", *WHICH, "--duration", "10", "--interval", "30")
    # The first look that is good after the end of the duration ends the watch.
    assert done.returncode == 0, done.stderr
    assert healthy.calls("rollback") == []


def test_a_bad_look_at_the_end_is_looked_into(healthy: Stage) -> None:
    looks(healthy, False)
    assert healthy.run(SCRIPT, "monitor", *WHICH, "--duration", "1", "--failures", "5").returncode == 4
    assert len(healthy.calls("sleep")) == 4


@pytest.mark.parametrize(("status", "expected"), [("0", 4), ("1", 1), ("3", 3)])
def test_group_15_the_exit_status_of_the_rollback_is_honoured(healthy: Stage, status: str, expected: int) -> None:
    looks(healthy, False)
    assert healthy.run(SCRIPT, "monitor", *WHICH, ROLLBACK_EXIT=status).returncode == expected
    assert healthy.run(SCRIPT, "rollback", *WHICH, ROLLBACK_EXIT=status).returncode == int(status)


def test_a_dry_run_is_passed_on(healthy: Stage) -> None:
    healthy.run(SCRIPT, "rollback", *WHICH, "--dry-run")
    assert healthy.calls("rollback")[0][-1] == "--dry-run"


OPTIONS = [
    ("--environment", "prod"), ("--workload", "summit"), ("--interval", "7"), ("--failures", "2"),
    ("--duration", "9"), ("--prometheus-url", "http://localhost:1"), ("--revision", "5"), ("--rollout-revision", "6"),
]  # fmt: skip


def test_group_11_options_stand_before_and_after_the_command(healthy: Stage) -> None:
    looks(healthy, False)
    words = [word for option in OPTIONS for word in option]
    joined = ["=".join(option) for option in OPTIONS]
    variables = {f"WATCH_{name[2:].replace('-', '_').upper()}": value for name, value in OPTIONS}
    seen = []
    middle = [*words[:6], "monitor", *words[6:]]
    for arguments in (["monitor", *words], [*words, "monitor"], middle, ["monitor", *joined]):
        assert healthy.run(SCRIPT, *arguments).returncode == 4, arguments
        seen.append(healthy.calls())
    assert healthy.run(SCRIPT, "monitor", **variables).returncode == 4
    seen.append(healthy.calls())
    assert seen[0].count(("sleep", "7")) == 1
    assert all(calls == seen[0] for calls in seen)
    assert healthy.run(SCRIPT, "--dry-run", "rollback", *words).returncode == 0
    assert healthy.calls("rollback")[0][-1] == "--dry-run"


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("check",), ("check", "rollback", *WHICH), ("nonsense", *WHICH), ("check", *WHICH, "--nonsense"),
        ("check", "--environment", "prod", "--workload", "nope"), ("check", *WHICH, "--interval", "0"),
        ("check", *WHICH, "--failures", "-1"), ("check", *WHICH, "--duration", "5m"), ("check", *WHICH, "--revision"),
        ("check", *WHICH, "--dry-run=yes"),
    ],
)  # fmt: skip
def test_a_wrong_call(healthy: Stage, arguments: tuple[str, ...]) -> None:
    done = healthy.run(SCRIPT, *arguments)
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert healthy.calls() == []


def test_every_option_of_the_help_is_one(healthy: Stage) -> None:
    done = healthy.run(SCRIPT, "--help")
    assert done.returncode == 0
    for name, _ in OPTIONS:
        assert name in done.stdout
