"""The groups of defects of Summit's hand-written files (one test each, named after its number): not expressible here.

Either a spec that asks for the defect is refused with a finding, or Summit's output is shown to be free of it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
import yaml

from summitgen.checks import run_checks
from summitgen.pipeline import compile_project
from summitgen.project import read_project
from tests.summit.test_judges import run
from tests.support import summit
from tests.support.tools import tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summitgen.artifacts import Artifact
    from summitgen.findings import Finding
    from summitgen.pipeline import Compiled

VERSIONS = {"dev": "1.34", "prod": "1.34", "staging": "1.34"}
SPEC = """\
---
tier: production
namespace: shop
cluster: {{name: c, prometheus: {{address: "http://prometheus.monitoring:9090"}}}}
workloads:
  shop:
    image: {{repository: ghcr.io/a/shop, tag: 1.0.0}}
    port: 4000
    replicas: 5
    {more}
"""


def objects(compiled: Compiled, *kinds: str) -> Iterator[dict[str, Any]]:
    """The plain objects of these kinds, in all environments."""
    for artifact in compiled.artifacts:
        if artifact.target == "manifests":
            for one in yaml.load_all(artifact.content, yaml.CSafeLoader):
                if one["kind"] in kinds:
                    yield one


def metrics(compiled: Compiled, provider: str) -> list[dict[str, Any]]:
    """All metrics of a provider in all AnalysisTemplates."""
    templates = objects(compiled, "AnalysisTemplate")
    found = [m for t in templates for m in t["spec"]["metrics"] if provider in m["provider"]]
    assert found, provider
    return found


def refused(tmp_path: Path, more: str) -> list[Finding]:
    """The findings of a small project whose workload has something more."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "summitgen.yaml").write_text("---\nproject: shop\n", encoding="utf-8")
    (tmp_path / "environments/prod.yaml").write_text(SPEC.format(more=more), encoding="utf-8")
    project, _ = read_project(tmp_path)
    assert project is not None
    return list(compile_project(project).findings)


def pod_of(one: dict[str, Any]) -> dict[str, Any]:
    """The pod template of a Deployment or Rollout."""
    template: dict[str, Any] = one["spec"]["template"]
    return template


def without(compiled: Compiled, kind: str, name: str, environment: str = "prod") -> tuple[Artifact, ...]:
    """The artifacts of which one object is gone."""
    made = []
    for artifact in compiled.artifacts:
        if artifact.target == "manifests" and artifact.path.split("/")[2] in (environment, "deployments"):
            kept = [
                one
                for one in yaml.load_all(artifact.content, yaml.CSafeLoader)
                if (one["kind"], one["metadata"]["name"]) != (kind, name)
            ]
            if not kept:
                continue
            made.append(replace(artifact, content=yaml.safe_dump_all(kept).encode()))
        else:
            made.append(artifact)
    return tuple(made)


def test_group_1_prometheus_results_are_vectors(compiled: Compiled) -> None:
    for metric in metrics(compiled, "prometheus"):
        for key in ("successCondition", "failureCondition"):
            condition = metric.get(key, "result[0]")
            assert "result[0]" in condition
            assert not re.search(r"\bresult\b(?!\[0\]|\))", condition), condition


def test_group_2_selectors_are_among_the_labels_of_the_pods(compiled: Compiled) -> None:
    pods = {(o["metadata"]["namespace"], o["metadata"]["name"]): o for o in objects(compiled, "Deployment", "Rollout")}
    services = list(objects(compiled, "Service"))
    assert any(one["metadata"]["name"] == "web-preview" for one in services)
    for service in services:
        name = re.sub("-(canary|preview)$", "", service["metadata"]["name"])
        labels = pod_of(pods[service["metadata"]["namespace"], name])["metadata"]["labels"]
        assert service["spec"]["selector"].items() <= labels.items()


def test_group_2_a_selector_that_no_pod_carries_is_refused(compiled: Compiled) -> None:
    spoilt = [
        replace(a, content=a.content.replace(b"  selector:\n", b"  selector:\n    role: active\n"))
        if a.path.endswith("prod/web/services.yaml")
        else a
        for a in compiled.artifacts
    ]
    findings = list(run_checks(tuple(spoilt), VERSIONS))
    assert {f.id for f in findings} == {"check/references"}
    assert all("prod/web/services.yaml" in f.place.file for f in findings if f.place)


def test_group_3_web_checks_name_the_service_with_its_namespace(compiled: Compiled) -> None:
    for metric in metrics(compiled, "web"):
        url = metric["provider"]["web"]["url"]
        assert re.match(
            r"http://[a-z-]+-?(canary|preview)?\.intelgraph-(staging|prod)\.svc\.cluster\.local:\d+/", url
        ), url


def test_group_4_the_health_answer_is_the_one_the_service_gives(compiled: Compiled) -> None:
    with_path = [m for m in metrics(compiled, "web") if "jsonPath" in m["provider"]["web"]]
    assert with_path
    assert {(m["provider"]["web"]["jsonPath"], m["successCondition"]) for m in with_path} == {
        ("{$.status}", 'string(result) == "ok"')
    }


def test_group_4_only_paths_that_exist_are_asked(compiled: Compiled) -> None:
    known = {"/health", "/health/live", "/health/ready", "/health/detailed", "/", "/healthz", "/readyz"}
    urls = {"/" + m["provider"]["web"]["url"].split("/", 3)[3] for m in metrics(compiled, "web")}
    probes = [
        container[probe]["httpGet"]["path"]
        for one in objects(compiled, "Deployment", "Rollout")
        for container in pod_of(one)["spec"]["containers"]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        if "httpGet" in container[probe]
    ]
    assert urls | set(probes) <= known
    assert len(probes) > 20


# What each series carries: summit.md section 1, plus what Prometheus and the PodMonitor put on (namespace, the hash).
APPLICATION = {"namespace", "pod", "container", "rollouts_pod_template_hash"}
SERIES = {
    "http_requests_total": APPLICATION | {"method", "route", "status_code"},
    "http_request_duration_seconds_bucket": APPLICATION | {"method", "route", "status_code", "le"},
    "graphql_requests_total": APPLICATION | {"operation", "operation_type", "status"},
    "container_memory_working_set_bytes": {"namespace", "pod", "container"},
    "container_cpu_usage_seconds_total": {"namespace", "pod", "container"},
    "kube_pod_container_resource_limits": {"namespace", "pod", "container", "resource"},
    "kube_pod_container_status_restarts_total": {"namespace", "pod", "container"},
    "istio_requests_total": {"reporter", "destination_service_name", "destination_service_namespace", "response_code"},
    "istio_request_duration_milliseconds_bucket": {
        "reporter", "destination_service_name", "destination_service_namespace", "response_code", "le",
    },
}  # fmt: skip


def test_group_5_queries_use_series_and_labels_that_exist(compiled: Compiled) -> None:
    queries = [m["provider"]["prometheus"]["query"] for m in metrics(compiled, "prometheus")]
    rules = [r["expr"] for o in objects(compiled, "PrometheusRule") for g in o["spec"]["groups"] for r in g["rules"]]
    seen = set()
    for query in (*queries, *rules):
        for selector in re.findall(r"[a-z_]+\{[^{}]*(?:\{\{[^}]*\}\}[^{}]*)*\}", query):
            parsed: Any = promql_parser.parse(re.sub(r"\{\{[^}]*\}\}", "x", selector))
            labels = {matcher.name for matcher in parsed.matchers.matchers}
            assert labels <= SERIES[parsed.name], selector
            seen.add(parsed.name)
    assert {"http_requests_total", "istio_requests_total", "graphql_requests_total"} <= seen


def test_group_5_the_hash_is_put_on_by_the_monitor(compiled: Compiled) -> None:
    monitors = list(objects(compiled, "PodMonitor"))
    assert len(monitors) == 5
    for monitor in monitors:
        assert monitor["spec"]["podTargetLabels"] == ["rollouts-pod-template-hash"]


def test_group_6_nothing_is_divided_by_what_stable_may_not_have(compiled: Compiled) -> None:
    compared = [m for m in metrics(compiled, "prometheus") if m["name"].endswith("against-stable")]
    assert len(compared) == 6
    assert all(" - 1.2 * " in m["provider"]["prometheus"]["query"] for m in compared)


def test_group_7_probes_meet_a_port_of_the_container(compiled: Compiled) -> None:
    for one in objects(compiled, "Deployment", "Rollout"):
        for container in pod_of(one)["spec"]["containers"]:
            ports = {port["name"] for port in container["ports"]}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                action = container[probe].get("httpGet") or container[probe]["tcpSocket"]
                assert action["port"] in ports


@pytest.mark.parametrize("port", ["8080", "admin"])
def test_group_7_a_probe_of_another_port_is_refused(tmp_path: Path, port: str) -> None:
    findings = refused(tmp_path, f"probes: {{liveness: {{path: /health, port: {port}}}}}")
    assert [(f.id, f.place and (f.place.line, f.place.column)) for f in findings] == [("workload/probe-port", (10, 46))]


REFERENCED = [
    ("ServiceAccount", "summit"), ("Service", "summit"), ("Service", "summit-canary"), ("Service", "web-preview"),
    ("AnalysisTemplate", "summit-canary-step"), ("AnalysisTemplate", "web-pre-promotion"),
    ("VirtualService", "summit"), ("Gateway", "gateway"), ("Rollout", "summit"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), REFERENCED)
def test_group_8_what_is_referenced_and_not_made_is_found(compiled: Compiled, kind: str, name: str) -> None:
    assert not list(run_checks(compiled.artifacts, VERSIONS))
    findings = list(run_checks(without(compiled, kind, name), VERSIONS))
    assert {f.id for f in findings} == {"check/references"}
    assert any(name in f.message for f in findings)


def test_group_8_secrets_that_nothing_makes_are_found(compiled: Compiled) -> None:
    names = [
        o["metadata"]["name"]
        for o in objects(compiled, "ExternalSecret")
        if o["metadata"]["namespace"] == "intelgraph-prod" and "summit-" in o["metadata"]["name"]
    ]
    # That of the chart, and those of the two single files.
    assert len(names) == len(set(names)) == 3
    for name in names:
        findings = list(run_checks(without(compiled, "ExternalSecret", name), VERSIONS))
        assert {f.id for f in findings} == {"check/references"}


def test_group_8_workloads_select_no_pods_of_each_other(compiled: Compiled) -> None:
    selectors = [
        (o["metadata"]["namespace"], json.dumps(o["spec"]["selector"]["matchLabels"], sort_keys=True))
        for o in objects(compiled, "Deployment", "Rollout")
    ]
    assert len(selectors) == len(set(selectors)) == 17


def test_group_8_the_mesh_and_the_gateway_meet_the_weights(compiled: Compiled) -> None:
    routes = list(objects(compiled, "VirtualService"))
    assert len(routes) >= 6
    for route in routes:
        name, namespace = route["metadata"]["name"], route["metadata"]["namespace"]
        assert "mesh" in route["spec"]["gateways"]
        assert f"{name}.{namespace}.svc.cluster.local" in route["spec"]["hosts"]
    assert not [o for o in objects(compiled, "Ingress") if o["metadata"]["namespace"] != "intelgraph-dev"]


def test_group_8_the_preview_is_not_public(compiled: Compiled) -> None:
    hosts = [h for o in objects(compiled, "VirtualService", "Gateway") for h in json.dumps(o["spec"]).split('"')]
    assert not [host for host in hosts if "preview" in host]


def test_group_8_smoke_tests_are_restricted_pods(compiled: Compiled) -> None:
    spec = (summit.ROOT / "environments/base.yaml").read_text(encoding="utf-8")
    assert "type: smokeTest" in spec
    from tests.summit.test_equivalence import WORKLOADS

    analyses: Any = WORKLOADS["prod", "summit"].values["strategies"]["blueGreen"]["analyses"]  # type: ignore[index,call-overload]
    (job,) = [m["provider"]["job"] for a in analyses for m in a["metrics"] if "job" in m["provider"]]
    pod = job["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert not pod["containers"][0]["securityContext"]["allowPrivilegeEscalation"]
    assert job["spec"]["backoffLimit"] <= 1
    assert job["spec"]["activeDeadlineSeconds"] == 300


def test_group_9_five_pods_without_a_router_cannot_be_5_percent(tmp_path: Path) -> None:
    findings = refused(tmp_path, "strategies: {canary: {steps: [{setWeight: 5}, {pause: 5m}]}}")
    assert [(f.id, f.place and (f.place.line, f.place.column)) for f in findings] == [("canary/whole-pods", (10, 47))]


def test_group_9_anti_affinity_never_leaves_pods_pending(compiled: Compiled) -> None:
    for one in objects(compiled, "Deployment", "Rollout"):
        affinity = pod_of(one)["spec"]["affinity"]["podAntiAffinity"]
        assert set(affinity) == {"preferredDuringSchedulingIgnoredDuringExecution"}


def leaves(values: dict[str, Any], path: str = "") -> Iterator[str]:
    """The paths of a values tree down to what is not a map, or an empty one."""
    for key, value in values.items():
        inner = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value and inner not in OPEN:
            yield from leaves(value, inner)
        else:
            yield inner


# Maps that a template takes as a whole.
OPEN = {
    "namespaceLabels",
    "podLabels",
    "resources",
    "probes.liveness",
    "probes.readiness",
    "probes.startup",
    "scheduling.affinity",
    "secrets.store",
}


@pytest.mark.parametrize("chart", ["summit", "summit-environment"])
def test_group_10_every_value_is_read_by_a_template(folder: Path, chart: str) -> None:
    root = folder / "out/helm" / chart
    templates = "\n".join(path.read_text(encoding="utf-8") for path in sorted((root / "templates").iterdir()))
    values = yaml.safe_load((root / "values.yaml").read_text(encoding="utf-8"))
    unread = [path for path in leaves(values) if f".Values.{path}" not in templates]
    assert not unread
    assert len(list(leaves(values))) > 10


@pytest.mark.parametrize("chart", ["summit", "summit-environment"])
def test_group_10_every_helper_has_a_template_and_a_use(folder: Path, chart: str) -> None:
    templates = "\n".join(
        p.read_text(encoding="utf-8") for p in sorted((folder / "out/helm" / chart / "templates").iterdir())
    )
    defined, used = set(re.findall(r'define "([^"]+)"', templates)), set(re.findall(r'include "([^"]+)"', templates))
    assert defined == used
    assert defined


def test_group_10_a_key_left_out_is_no_nil_pointer(folder: Path) -> None:
    chart = folder / "out/helm/summit"
    values = yaml.safe_load((chart / "values.yaml").read_text(encoding="utf-8"))
    paths = [
        *values,
        *(f"{key}.{inner}" for key, value in values.items() if isinstance(value, dict) for inner in value),
    ]
    file = chart / "values/prod/summit.yaml"
    rendered = 0
    for path in paths:
        done = run(tool("helm"), "template", "summit", chart, "--values", file, "--set", f"{path}=null")
        rendered += done.returncode == 0
        if done.returncode != 0:
            assert "nil pointer" not in done.stderr, (path, done.stderr)
            schema = "values don't meet the specifications of the schema"
            assert schema in done.stderr or "neither a digest nor a tag" in done.stderr, (path, done.stderr)
    assert 10 < rendered < len(paths)
