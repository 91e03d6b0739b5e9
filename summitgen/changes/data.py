"""Changes as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summitgen.changes.compare import Changes, EnvironmentChange
    from summitgen.changes.objects import Identity
    from summitgen.changes.workloads import Image, Strategy


def data(changes: Changes) -> dict[str, object]:
    """The changes as JSON-like data, with every value that differs."""
    return {
        "environments": [_environment(one) for one in changes.environments],
        "files": [
            {"folder": one.folder, "added": one.added, "removed": one.removed, "changed": one.changed}
            for one in changes.files
        ],
    }


def _environment(one: EnvironmentChange) -> dict[str, object]:
    return {
        "name": one.name,
        "tier": one.tier or None,
        "risk": {
            "level": str(one.risk.level),
            "reasons": [
                {"level": str(why.level), "subject": why.subject, "words": why.words} for why in one.risk.reasons
            ],
        },
        "images": [
            {
                **_identity(image.identity),
                "container": image.container,
                "before": _image(image.before),
                "after": _image(image.after),
            }
            for image in one.images
        ],
        "strategies": [
            {"workload": change.workload, "before": _strategy(change.before), "after": _strategy(change.after)}
            for change in one.strategies
        ],
        "added": [_identity(identity) for identity in one.added],
        "removed": [_identity(identity) for identity in one.removed],
        "changed": [
            {**_identity(changed.identity), "values": [value._asdict() for value in changed.differences]}
            for changed in one.changed
        ],
    }


def _identity(one: Identity) -> dict[str, object]:
    return {"kind": one.kind, "namespace": one.namespace or None, "name": one.name}


def _image(one: Image | None) -> dict[str, object] | None:
    return None if one is None else {key: value or None for key, value in one._asdict().items()}


def _strategy(one: Strategy) -> dict[str, object]:
    return {"name": one.name, "steps": list(one.steps)}
