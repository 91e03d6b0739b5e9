"""The workload's NetworkPolicies."""

from __future__ import annotations

from summitgen.objects.labels import SELECTOR, metadata
from summitgen.objects.tree import Has, ObjectTree, Ref, text

OBJECTS = (
    ObjectTree(
        id="networkpolicy",
        scope="workload",
        file="networkpolicy.yaml",
        order=0,
        documentation="Who may connect to the workload, and where to it may connect.",
        tree={
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": metadata(Ref("name")),
            "spec": {
                "podSelector": {"matchLabels": SELECTOR},
                "policyTypes": ["Ingress", "Egress"],
                "ingress": Ref("networkPolicy.ingress"),
                "egress": Ref("networkPolicy.egress"),
            },
        },
    ),
    ObjectTree(
        id="networkpolicy-smoke-test",
        scope="workload",
        file="networkpolicy.yaml",
        order=1,
        documentation="Lets the smoke-test Jobs reach the workload.",
        when=Has("networkPolicy.smokeTestEgress"),
        tree={
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": metadata(text("{name}-smoke-test")),
            "spec": {
                "podSelector": {"matchLabels": {"summitgen.dev/smoke-test": Ref("name")}},
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [],
                "egress": Ref("networkPolicy.smokeTestEgress"),
            },
        },
    ),
)
