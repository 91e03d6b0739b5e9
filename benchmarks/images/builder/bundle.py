"""The specification of a container for runc, out of an image's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_HIDDEN = ("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware")
_DEVICES: tuple[tuple[str, str, str, list[str]], ...] = (
    ("/proc", "proc", "proc", []),
    ("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
    ("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
    ("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
    ("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
    ("/sys", "none", "/sys", ["rbind", "nosuid", "noexec", "nodev", "ro"]),
)


def user(config: Mapping[str, Any], root: Path) -> tuple[int, int]:
    """The numeric user and group of an image; names are looked up in its own files. Raises BuilderError."""
    name, _, group = str(config.get("User") or "0").partition(":")
    number, own_group = _lookup(root / "etc/passwd", name, 3)
    return number, _lookup(root / "etc/group", group, 2)[0] if group else own_group


def arguments(config: Mapping[str, Any]) -> list[str]:
    """What the image starts; raises BuilderError where it says nothing."""
    words = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ())]
    if not words:
        raise BuilderError("the image has neither ENTRYPOINT nor CMD")
    return words


def environment(config: Mapping[str, Any], extra: Mapping[str, str]) -> list[str]:
    """The image's variables with ``extra`` over them."""
    variables = dict(entry.partition("=")[::2] for entry in (_DEFAULT_PATH, *(config.get("Env") or ())))
    return [f"{name}={value}" for name, value in {**variables, **extra}.items()]


def health(config: Mapping[str, Any]) -> list[str] | None:
    """The command of the image's HEALTHCHECK; None without one."""
    test = (config.get("Healthcheck") or {}).get("Test") or ["NONE"]
    if test[0] == "CMD":
        return list(test[1:])
    return ["/bin/sh", "-c", test[1]] if test[0] == "CMD-SHELL" else None


def specification(
    config: Mapping[str, Any], root: Path, extra: Mapping[str, str], writable: Sequence[str]
) -> dict[str, Any]:
    """OCI's config.json: the image's user, a read-only root, no capabilities, this machine's network."""
    uid, gid = user(config, root)
    mounts = [
        {"destination": path, "type": kind, "source": source, "options": options}
        for path, kind, source, options in _DEVICES
    ]
    mounts += [
        {"destination": path, "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]}
        for path in writable
    ]
    return {
        "ociVersion": "1.0.2",
        "process": {
            "terminal": False,
            "user": {"uid": uid, "gid": gid},
            "args": arguments(config),
            "env": environment(config, extra),
            "cwd": config.get("WorkingDir") or "/",
            "capabilities": {kind: [] for kind in ("bounding", "effective", "permitted", "inheritable", "ambient")},
            "noNewPrivileges": True,
        },
        "root": {"path": str(root), "readonly": True},
        "hostname": "image",
        "mounts": mounts,
        "linux": {
            "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount", "cgroup")],
            "maskedPaths": list(_HIDDEN),
        },
    }


def _lookup(file: Path, name: str, group_field: int) -> tuple[int, int]:
    """The number of a name in /etc/passwd or /etc/group, and that of the field of its group."""
    rows = [line.split(":") for line in file.read_text().splitlines()] if file.is_file() else []
    for row in rows:
        if len(row) > group_field and name in (row[0], row[2]):
            return int(row[2]), int(row[group_field])
    if name.isdecimal():
        return int(name), int(name) if group_field == 2 else 0
    raise BuilderError(f"the image has no user or group {name}")
