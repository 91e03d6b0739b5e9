"""What the workflows reach beside GitHub: registry, clusters and actions, in one program that writes down its calls.

Each program on the path (helm, kubectl, docker, …) and each action is this file, called by its name. What it knows is a
folder, ``$WORLD``: ``scenario.json`` says what is there at the beginning and which calls fail, ``calls.jsonl`` is what
was called, and the rest is what the calls changed. It runs on its own, with the standard library alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

WORLD = Path(os.environ["WORLD"])
SCENARIO = json.loads((WORLD / "scenario.json").read_text(encoding="utf-8"))
REFUSED = 7
# What a program is told by its environment and not by its arguments.
NOTED = ("BY_DIGEST", "OUTPUT", "PLATFORMS", "PUSH", "REVISION", "VERSION")


def digest_of(*parts: str) -> str:
    """The digest of what is made of these parts."""
    return f"sha256:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"


def option(words: list[str], name: str) -> str:
    """The value behind an option."""
    return words[words.index(name) + 1]


def settings(words: list[str]) -> dict[str, str]:
    """What --set-string sets."""
    pairs = (words[at + 1].split("=", 1) for at, word in enumerate(words) if word == "--set-string")
    return dict(pair for pair in pairs if len(pair) == 2)


def remembered(kind: str, name: str, default: Any) -> Any:
    """What an earlier call left, else what the scenario begins with."""
    file = WORLD / kind / f"{hashlib.sha256(name.encode()).hexdigest()}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else default


def remember(kind: str, name: str, data: Any) -> None:
    """Leave something for later calls."""
    file = WORLD / kind / f"{hashlib.sha256(name.encode()).hexdigest()}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")


def release(namespace: str, name: str) -> dict[str, Any] | None:
    """A release: its revisions, the newest last, each with its status, digest and strategy; None where there is none.

    At the beginning each workload runs its seventh revision, unless the scenario calls it ``new``.
    """
    old = {"revision": 7, "status": "deployed", "digest": digest_of(name, "old"), "strategy": "?"}
    superseded = {**old, "revision": 6, "status": "superseded"}
    first = None if name in SCENARIO["new"] else {"revisions": [superseded, old], "rolled-back": False}
    found: dict[str, Any] | None = remembered("releases", f"{namespace}/{name}", first)
    return found


def helm(words: list[str]) -> None:
    """List, history, upgrade and rollback."""
    if words[0] == "upgrade":
        change(option(words, "--namespace"), words[2], settings(words))
    elif words[0] == "rollback":
        roll_back(option(words, "--namespace"), words[1], int(words[2]))
    elif words[0] == "list":
        name = option(words, "--filter").strip("^$")
        print(json.dumps([{"name": name}] if release(option(words, "--namespace"), name) else []))
    elif words[0] == "history":
        found = release(option(words, "--namespace"), words[1])
        if found is None:
            sys.exit(REFUSED)
        print(json.dumps([{key: one[key] for key in ("revision", "status")} for one in found["revisions"]]))
    else:
        sys.exit(f"helm {words[0]} is not known here")


def change(namespace: str, name: str, given: dict[str, str]) -> None:
    """A new revision."""
    found = release(namespace, name) or {"revisions": []}
    for one in found["revisions"]:
        one["status"] = "superseded"
    number = 1 + max((one["revision"] for one in found["revisions"]), default=0)
    new = {"revision": number, "status": "deployed", "digest": given.get("image.digest", "")}
    new["strategy"] = given.get("deploymentStrategy", "")
    remember("releases", f"{namespace}/{name}", {"revisions": [*found["revisions"], new], "rolled-back": False})


def roll_back(namespace: str, name: str, revision: int) -> None:
    """A new revision that is an old one again."""
    found = release(namespace, name)
    old = [one for one in found["revisions"] if one["revision"] == revision] if found else []
    if found is None or len(old) != 1:
        sys.exit(f"{name} has no revision {revision}")
    new = {**old[0], "revision": found["revisions"][-1]["revision"] + 1}
    remember("releases", f"{namespace}/{name}", {"revisions": [*found["revisions"], new], "rolled-back": True})


def kubectl(words: list[str]) -> None:
    """Get what the controllers say; patches and scaling are only written down."""
    if words[0] in ("patch", "scale"):
        return
    if words[0] != "get":
        sys.exit(f"kubectl {words[0]} is not known here")
    namespace = option(words, "--namespace")
    if words[1] == "replicasets.apps":
        print(json.dumps({"items": [replica_set(name) for name in SCENARIO["workloads"]]}))
        return
    found = release(namespace, words[2])
    if found and option(words, "--output") == "json":
        print(json.dumps(workload(words[1], words[2], found)))
    elif found:
        print(found["revisions"][-1]["revision"], end="")


def workload(kind: str, name: str, found: dict[str, Any]) -> dict[str, Any]:
    """A Deployment or a Rollout of two pods, in the phase that the scenario names until it was rolled back."""
    phase = "Healthy" if found["rolled-back"] else SCENARIO["phases"].get(name, "Healthy")
    pods = 1 if phase == "Unready" else 2
    image = f"registry/{name}@{found['revisions'][-1]['digest']}"
    if phase == "Replaced":
        image = f"registry/{name}@{digest_of('another')}"
    template = {"spec": {"containers": [{"name": name, "image": image}]}}
    conditions = [{"type": "Progressing", "status": "False" if phase == "Degraded" else "True"}]
    counts = dict.fromkeys(("replicas", "updatedReplicas", "availableReplicas"), 2) | {"readyReplicas": pods}
    status: dict[str, Any] = {"observedGeneration": "1", "conditions": conditions, **counts}
    if kind == "rollouts.argoproj.io":
        status["phase"] = "Degraded" if phase == "Degraded" else "Healthy"
        status |= {"currentPodHash": "new", "stableRS": "old" if phase == "Degraded" else "new"}
        status["blueGreen"] = {"activeSelector": "old" if phase == "Degraded" else "new"}
    strategy = found["revisions"][-1]["strategy"]
    spec = {"replicas": 2, "template": template, "strategy": {strategy: {}}}
    named = "Rollout" if kind == "rollouts.argoproj.io" else "Deployment"
    return {"kind": named, "metadata": {"name": name, "generation": 1}, "spec": spec, "status": status}


def replica_set(name: str) -> dict[str, Any]:
    """The pods of a Rollout's seventh revision."""
    owner = {"kind": "Rollout", "name": name, "controller": True}
    metadata = {"annotations": {"rollout.argoproj.io/revision": "7"}, "ownerReferences": [owner]}
    return {"metadata": metadata, "spec": {"template": {"metadata": {"labels": {"app": name}}}}}


def built(target: str) -> str:
    """The digest of what a build puts out."""
    return digest_of(target, os.environ["PLATFORMS"])


def docker(words: list[str]) -> None:
    """Build by the bake file, merge platforms, and ask the registry for a digest."""
    if words[:2] == ["buildx", "bake"]:
        target = words[-1]
        made = built(target)
        file = Path(option(words, "--metadata-file"))
        file.write_text(json.dumps({target: {"containerimage.digest": made}}), encoding="utf-8")
    elif words[:3] == ["buildx", "imagetools", "create"]:
        tag = option(words, "--tag")
        remember("tags", tag, digest_of(*sorted(word for word in words if "@sha256:" in word)))
    elif words[:3] == ["buildx", "imagetools", "inspect"]:
        found = remembered("tags", words[3], SCENARIO["tags"].get(words[3]))
        if found is None:
            sys.exit(f"{words[3]} is not there")
        print(json.dumps({"digest": found}))
    else:
        sys.exit(f"docker {words[0]} is not known here")


def action(name: str, given: dict[str, str]) -> None:
    """What an action leaves behind: artifacts, or the findings of a scan."""
    artifacts = WORLD / "artifacts"
    if name == "actions/upload-artifact":
        folder = artifacts / given["name"]
        folder.mkdir(parents=True)
        for file in Path().glob(given["path"]):
            shutil.copy(file, folder)
        if not any(folder.iterdir()):
            sys.exit(f"nothing is at {given['path']}")
    elif name == "actions/download-artifact":
        pattern = given.get("pattern") or re.sub(r"([*?\[])", r"[\1]", given["name"])
        found = sorted(artifacts.glob(pattern))
        if not found and not given.get("pattern"):
            sys.exit(f"no artifact is named {given['name']}")
        target = Path(given.get("path") or ".")
        target.mkdir(parents=True, exist_ok=True)
        for file in (file for folder in found for file in folder.iterdir()):
            shutil.copy(file, target)
    elif given.get("output"):
        Path(given["output"]).write_text("{}", encoding="utf-8")


def main(program: str, words: list[str]) -> None:
    """Write the call down, then fail or do it."""
    call: dict[str, Any] = {"job": os.environ.get("GITHUB_JOB", ""), "program": program, "words": words}
    call |= {"with": {}, "payload": {}, "env": {name: os.environ[name] for name in NOTED if name in os.environ}}
    if program == "action":
        given = {key: value for key, value in json.loads(os.environ["WITH"]).items() if value != ""}
        call |= {"program": words[0], "words": [], "with": given}
    call["made"] = built(words[-1]) if words[:2] == ["buildx", "bake"] else ""
    if call["program"] == "slackapi/slack-github-action":
        call["payload"] = json.loads(Path(call["with"]["payload-file-path"]).read_text(encoding="utf-8"))
    said = " ".join([call["program"], *call["words"], *(f"{key}={one}" for key, one in call["with"].items())])
    with (WORLD / "calls.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")
    refused = any(re.search(pattern, said) for pattern in SCENARIO["fail"])
    if program == "action" and (not refused or words[0] == "aquasecurity/trivy-action"):
        # A scan that finds something reports it before it fails.
        action(words[0], call["with"])
    if refused:
        sys.exit(REFUSED)
    if program == "kubectl":
        kubectl(words)
    elif program == "helm":
        helm(words)
    elif program == "docker":
        docker(words)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
