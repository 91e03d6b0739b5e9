"""What the Pod Security Standard "restricted" (Kubernetes 1.35) asks of a Linux pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from summitgen.checks._access import at, mapping, mappings, strings
from summitgen.checks._explanation import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summitgen.checks._access import Path
    from summitgen.checks._pods import Pod

Breach = tuple["Path", str]

_VOLUMES = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
)  # fmt: skip
_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_SYSCTLS = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
)  # fmt: skip
_HANDLERS = (
    ("livenessProbe",), ("readinessProbe",), ("startupProbe",), ("lifecycle", "postStart"), ("lifecycle", "preStop"),
)  # fmt: skip


class _Allowed(NamedTuple):
    """A field of a security context that may be left out or hold one of these values."""

    path: Path
    values: tuple[Any, ...]


# Fields of the pod's and of a container's security context alike.
_CONTEXT = (
    _Allowed(("windowsOptions", "hostProcess"), (False,)),
    _Allowed(("seLinuxOptions", "type"), _SELINUX_TYPES),
    _Allowed(("seLinuxOptions", "user"), ("",)),
    _Allowed(("seLinuxOptions", "role"), ("",)),
    _Allowed(("appArmorProfile", "type"), ("RuntimeDefault", "Localhost")),
    _Allowed(("seccompProfile", "type"), ("RuntimeDefault", "Localhost")),
    _Allowed(("runAsNonRoot",), (True,)),
)
_POD = tuple(_Allowed((key,), (False,)) for key in ("hostNetwork", "hostPID", "hostIPC"))
_CONTAINER = (_Allowed(("privileged",), (False,)), _Allowed(("procMount",), ("Default",)))


def breaches(pod: Pod) -> Iterator[Breach]:
    """What of a pod the standard forbids, with its path in the object and what is allowed."""
    spec = (*pod.path, "spec")
    yield from _forbidden(pod.spec, spec, _POD)
    context = mapping(pod.spec, "securityContext")
    yield from _context(context, (*spec, "securityContext"))
    for path, sysctl in mappings(context, "sysctls"):
        if sysctl.get("name") not in _SYSCTLS:
            yield (*spec, "securityContext", *path), f"the sysctl {sysctl.get('name')}; allowed: {', '.join(_SYSCTLS)}"
    for path, volume in mappings(pod.spec, "volumes"):
        # A volume that names no source is an emptyDir.
        for source in (key for key in volume if isinstance(key, str) and key not in {"name", *_VOLUMES}):
            yield (*spec, *path, source), f"a volume of the kind {source}; allowed: {', '.join(_VOLUMES)}"
    for path, container in pod.containers():
        yield from _container(container, path, context)


def _container(container: dict[str, Any], path: Path, of_pod: dict[str, Any]) -> Iterator[Breach]:
    context, place = mapping(container, "securityContext"), (*path, "securityContext")
    yield from _context(context, place)
    yield from _forbidden(context, place, _CONTAINER)
    if context.get("allowPrivilegeEscalation") is not False:
        yield (*place, "allowPrivilegeEscalation"), "not set to false; allowed: false"
    yield from _capabilities(context, place)
    if context.get("runAsNonRoot") is None and of_pod.get("runAsNonRoot") is None:
        yield (*place, "runAsNonRoot"), "set neither here nor for the pod; allowed: true"
    profile = ("seccompProfile", "type")
    if at(context, *profile) is None and at(of_pod, *profile) is None:
        yield (*place, *profile), "set neither here nor for the pod; allowed: RuntimeDefault, Localhost"
    for port, declared in mappings(container, "ports"):
        if declared.get("hostPort"):
            yield (*path, *port, "hostPort"), "a port of the host; allowed: none"
    yield from _handlers(container, path)


def _context(context: dict[str, Any], place: Path) -> Iterator[Breach]:
    yield from _forbidden(context, place, _CONTEXT)
    if context.get("runAsUser") == 0:
        yield (*place, "runAsUser"), "0 is root; allowed: another user"


def _forbidden(holder: dict[str, Any], place: Path, fields: tuple[_Allowed, ...]) -> Iterator[Breach]:
    for field in fields:
        value = at(holder, *field.path)
        if value is not None and value not in field.values:
            allowed = ", ".join(map(shown, field.values))
            yield (*place, *field.path), f"{shown(value)} is forbidden; allowed: {allowed}"


def _capabilities(context: dict[str, Any], place: Path) -> Iterator[Breach]:
    if "ALL" not in {name for _, name in strings(context, "capabilities", "drop")}:
        yield (*place, "capabilities", "drop"), "does not drop all capabilities; allowed: a list with ALL"
    for path, name in strings(context, "capabilities", "add"):
        if name != "NET_BIND_SERVICE":
            yield (*place, *path), f"adds the capability {name}; allowed: NET_BIND_SERVICE"


def _handlers(container: dict[str, Any], path: Path) -> Iterator[Breach]:
    for handler in _HANDLERS:
        for action in ("httpGet", "tcpSocket"):
            if at(container, *handler, action, "host"):
                yield (*path, *handler, action, "host"), "names a host; allowed: the pod itself"
