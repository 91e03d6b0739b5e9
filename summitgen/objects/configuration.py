"""The ConfigMap and the ExternalSecret: named by content, and kept for the pods of the versions before.

As Helm hooks they outlive the release's next revision; ``helm rollback`` then finds the old one in place (design.md,
"Configuration"). Helm deletes and remakes a hook whose name did not change before it runs it anew (its default policy),
so the Secret must not be owned by its ExternalSecret: it would be collected with it, under the pods that use it.
"""

from __future__ import annotations

from summitgen.objects.labels import metadata
from summitgen.objects.pod import CONFIG_MAP_NAME, FILES, SECRET_NAME, SECRETS
from summitgen.objects.tree import Each, ObjectTree, Ref, optional

KEPT = (("helm.sh/hook", "pre-install,pre-upgrade,pre-rollback"),)

OBJECTS = (
    ObjectTree(
        id="configmap",
        scope="workload",
        file="configuration.yaml",
        order=0,
        documentation="Configuration files; the name carries the hash of the content.",
        when=FILES,
        annotations_for_helm=KEPT,
        tree={
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(CONFIG_MAP_NAME),
            "immutable": True,
            "data": Ref("configuration.files"),
        },
    ),
    ObjectTree(
        id="externalsecret",
        scope="workload",
        file="configuration.yaml",
        order=1,
        documentation="Fetches secrets; the name carries the hash of the references and their versions.",
        when=SECRETS,
        annotations_for_helm=KEPT,
        tree={
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": metadata(SECRET_NAME),
            "spec": {
                "refreshInterval": Ref("secrets.refreshInterval"),
                "secretStoreRef": Ref("secrets.store"),
                "target": {"name": SECRET_NAME, "creationPolicy": "Orphan"},
                "data": [
                    Each(
                        "reference",
                        "secrets.references",
                        {
                            "secretKey": Ref("$reference.name"),
                            "remoteRef": {
                                "key": Ref("$reference.key"),
                                "property": optional("$reference.property"),
                                "version": optional("$reference.version"),
                            },
                        },
                    )
                ],
            },
        },
    ),
)
