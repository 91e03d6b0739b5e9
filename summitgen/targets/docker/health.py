"""The health check of an image: which command asks the process, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summitgen.model.build import ImageHealth

if TYPE_CHECKING:
    from collections.abc import Callable

    from summitgen.values.images import ImagePlan

    Http = Callable[[tuple[str, ...]], tuple[str, ...]]
    Tcp = Callable[[int], tuple[str, ...]]

MAIN_PORT = "http"
"""The name of a workload's main port."""
_ANY = "/"


def health_command(image: ImagePlan, http: Http | None = None, tcp: Tcp | None = None) -> tuple[str, ...]:
    """The command of the health check; empty where the image has none.

    That is the spec's own; else ``http`` gives the command that asks URLs, any of which may answer 2xx, and ``tcp``
    the one that connects to a port. Both are None for a language whose images can't ask anything.
    """
    health = image.build.health
    if health is not None and health.command:
        return health.command
    path = health.path if health is not None else _probed_path(image)
    if path is not None and http is not None:
        return http(tuple(f"http://127.0.0.1:{port}{path}" for port in image.ports))
    # Environments that differ in the port leave no one port to connect to.
    return tcp(image.ports[0]) if tcp is not None and len(image.ports) == 1 else ()


def _probed_path(image: ImagePlan) -> str | None:
    probe = image.readiness
    if probe is None or len(image.ports) != 1 or probe.port not in (MAIN_PORT, image.ports[0]):
        return None
    return probe.path


def health_values(image: ImagePlan, command: tuple[str, ...]) -> dict[str, Any] | None:
    """What ``docker/final.jinja`` is given of the health check; None where there is none."""
    if not command:
        return None
    health = image.build.health or ImageHealth.model_construct(path=_ANY)
    return {
        "interval": health.interval.text,
        "timeout": health.timeout.text,
        "start_period": health.start_period.text,
        "retries": health.retries,
        "command": list(command),
    }
