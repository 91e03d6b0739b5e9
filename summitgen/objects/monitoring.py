"""The PodMonitor, the PrometheusRule, and the opening in STRICT mTLS that scraping needs."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.tree import All, Has, Is, Not, ObjectTree, Ref, text

ENABLED = Has("monitoring.enabled")

# The operator finds monitors by labels of the cluster's choice; they are values, so they can't join the helper.
OBJECTS = (
    ObjectTree(
        id="podmonitor",
        scope="workload",
        file="monitoring.yaml",
        order=0,
        documentation="Has the pods scraped once each, and copies the version's hash to their series.",
        when=ENABLED,
        tree={
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PodMonitor",
            "metadata": {"name": Ref("name"), "namespace": Ref("namespace"), "labels": Ref("monitoring.labels")},
            "spec": {
                "selector": {"matchLabels": SELECTOR},
                "podTargetLabels": ["rollouts-pod-template-hash"],
                "podMetricsEndpoints": [
                    {
                        "port": Ref("monitoring.port"),
                        "path": Ref("monitoring.path"),
                        "interval": Ref("monitoring.interval"),
                    }
                ],
            },
        },
    ),
    ObjectTree(
        id="prometheusrule",
        scope="workload",
        file="monitoring.yaml",
        order=1,
        documentation="Alerts, with the thresholds of the rollback watch.",
        when=ENABLED,
        tree={
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": {"name": Ref("name"), "namespace": Ref("namespace"), "labels": Ref("monitoring.labels")},
            "spec": {"groups": [{"name": text("{namespace}-{name}"), "rules": Ref("monitoring.alerts")}]},
        },
    ),
    ObjectTree(
        id="peerauthentication",
        scope="workload",
        file="monitoring.yaml",
        order=2,
        documentation="Lets Prometheus, which is outside the mesh, scrape the metrics port; all others stay STRICT.",
        when=All((ENABLED, Is("routing.mesh", "istio"), Not(Is("monitoring.port", "http")))),
        tree={
            "apiVersion": "security.istio.io/v1",
            "kind": "PeerAuthentication",
            "metadata": metadata(Ref("name")),
            "spec": {
                "selector": {"matchLabels": SELECTOR},
                "mtls": {"mode": "STRICT"},
                "portLevelMtls": Ref("monitoring.portLevelMtls"),
            },
        },
    ),
)
