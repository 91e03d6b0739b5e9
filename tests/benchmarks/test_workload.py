"""The project that is measured: as many workloads as asked, the same each time, and none like another."""

from __future__ import annotations

from typing import Any

import yaml

from benchmarks import workload


def parsed(size: int) -> dict[str, Any]:
    return {name: yaml.safe_load(text) for name, text in workload.specs(size).items()}


def test_each_environment_has_all_workloads() -> None:
    for name, spec in parsed(3).items():
        assert list(spec["workloads"]) == ["svc-000", "svc-001", "svc-002"] == list(workload.names(3)), name


def test_workloads_differ_and_call_each_other_in_a_ring() -> None:
    workloads = parsed(3)["base.yaml"]["workloads"]
    ports = [one["port"] for one in workloads.values()]
    called = [one["network"]["egress"][0]["workload"] for one in workloads.values()]
    calling = [one["network"]["ingress"][0]["workload"] for one in workloads.values()]
    assert len(set(ports)) == 3
    assert called == ["svc-001", "svc-002", "svc-000"]
    assert calling == ["svc-002", "svc-000", "svc-001"]


def test_an_only_workload_calls_nobody() -> None:
    assert parsed(1)["base.yaml"]["workloads"]["svc-000"]["network"] == {"ingress": [], "egress": []}


def test_an_edit_changes_one_line() -> None:
    before = workload.specs(2)["prod.yaml"]
    pairs = zip(before.split("\n"), workload.edited(before, 33).split("\n"), strict=True)
    assert [new for old, new in pairs if old != new] == ["      maxReplicas: 33"]
