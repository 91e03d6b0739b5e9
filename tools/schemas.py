"""``python -m tools.schemas [--check]``: builds schemas/ from the pinned packages, or says where it differs from them.

Go fetches the modules (``GO`` names it where it is not on PATH); the Kubernetes schemas are those of the installed
development dependency. Exit status: 0 done or the same, 1 differs, 2 a source can't be had.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.schemas_crds import crd_schemas
from tools.schemas_kubernetes import Release, kubernetes_schemas, release
from tools.schemas_linkerd import linkerd_schemas
from tools.schemas_sources import (
    GO_MODULES,
    KUBERNETES_KINDS,
    KUBERNETES_PACKAGE,
    KUBERNETES_PACKAGE_VERSION,
    LICENCE,
    MINORS,
    SourceError,
    kubernetes_folder,
    kubernetes_licence,
    module_folder,
)

OWNED = ("kubernetes", "crds", "LICENSES", "catalogue.json")


def build() -> dict[str, bytes]:
    """Every file of schemas/ that this tool owns, by its path in there; raises SourceError."""
    package = kubernetes_folder()
    files = {f"LICENSES/{KUBERNETES_PACKAGE}.txt": kubernetes_licence()}
    minors: dict[str, dict[str, str]] = {}
    newest = Release({}, {})
    for minor in MINORS:
        newest = release(package, minor)
        minors[minor] = {}
        for key, name, text in kubernetes_schemas(newest, KUBERNETES_KINDS):
            minors[minor][key] = f"kubernetes/v{minor}/{name}"
            files[minors[minor][key]] = f"{text}\n".encode()
    found = list(linkerd_schemas(newest.definitions))
    for module in GO_MODULES:
        folder = module_folder(module)
        found.extend(crd_schemas(folder, module.files, module.kinds, newest.definitions))
        files |= {f"LICENSES/{module.name}{suffix}": text for suffix, text in _licences(folder).items()}
    crds = {key: f"crds/{name}" for key, name, _ in found}
    files |= {crds[key]: f"{text}\n".encode() for key, _, text in found}
    catalogue = {"crds": crds, "kubernetes": minors, "sources": _sources()}
    files["catalogue.json"] = (json.dumps(catalogue, indent=1, sort_keys=True) + "\n").encode()
    return files


def _licences(folder: Path) -> dict[str, bytes]:
    names = {".txt": folder / "LICENSE", ".NOTICE.txt": folder / "NOTICE"}
    return {suffix: path.read_bytes() for suffix, path in names.items() if path.is_file()}


def _sources() -> list[dict[str, str]]:
    version = KUBERNETES_PACKAGE_VERSION
    package = {"kind": "python package", "licence": LICENCE, "name": KUBERNETES_PACKAGE, "version": version}
    modules = [
        {"kind": "go module", "licence": LICENCE, "name": module.path, "sum": module.sum, "version": module.version}
        for module in GO_MODULES
    ]
    return [package, *modules, {"kind": "written by hand", "licence": LICENCE, "name": "tools/schemas_linkerd.py"}]


def differences(folder: Path, files: dict[str, bytes]) -> list[str]:
    """What in the folder is missing, differs, or is there without being built, as sorted lines of text."""
    there = {path.relative_to(folder).as_posix() for path in _owned(folder)}
    lines = [f"{path}: not built from the pinned sources" for path in there - files.keys()]
    for path, content in files.items():
        if path not in there:
            lines.append(f"{path}: missing")
        elif (folder / path).read_bytes() != content:
            lines.append(f"{path}: differs")
    return sorted(lines)


def _owned(folder: Path) -> list[Path]:
    roots = [folder / name for name in OWNED]
    return [path for root in roots for path in ([root] if root.is_file() else root.rglob("*")) if path.is_file()]


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Make the folder hold the files; those that are no longer built are removed."""
    for path in _owned(folder):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.schemas", description="Build schemas/ from pinned packages.")
    parser.add_argument("--check", action="store_true", help="compare only; status 1 where the folder differs")
    folder = Path(__file__).parent.parent / "schemas"
    parser.add_argument("--folder", type=Path, default=folder, help="default: schemas/")
    options = parser.parse_args(arguments)
    try:
        files = build()
    except (SourceError, LookupError) as problem:
        print(f"schemas: {problem}", file=sys.stderr)
        return 2
    changed = differences(options.folder, files)
    print("\n".join(f"schemas/{line}" for line in changed) or f"schemas: {len(files)} files, up to date")
    if options.check:
        return 1 if changed else 0
    write(options.folder, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
