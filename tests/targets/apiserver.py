"""As much of an API server as helm's ``lookup`` needs: discovery, and objects that are there."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISCOVERY: dict[str, Any] = {
    "version": {"major": "1", "minor": "34", "gitVersion": "v1.34.0"},
    "api": {"kind": "APIVersions", "versions": ["v1"]},
    "api/v1": {
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [{"name": "namespaces", "kind": "Namespace", "namespaced": False, "verbs": ["get"]}],
    },
}


def _group(name: str, version: str, resource: str, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    preferred = {"groupVersion": f"{name}/{version}", "version": version}
    resources = [{"name": resource, "kind": kind, "namespaced": True, "verbs": ["get"]}]
    return (
        {"name": name, "versions": [preferred], "preferredVersion": preferred},
        {"kind": "APIResourceList", "groupVersion": f"{name}/{version}", "resources": resources},
    )


APPS = _group("apps", "v1", "deployments", "Deployment")
ROLLOUTS = _group("argoproj.io", "v1alpha1", "rollouts", "Rollout")


@contextmanager
def cluster(folder: Path, *present: str, rollouts: bool = True) -> Iterator[Path]:
    """A cluster with the objects at some paths (``api/v1/namespaces/shop``); gives a kubeconfig."""
    groups = [APPS, ROLLOUTS] if rollouts else [APPS]
    answers = {
        **DISCOVERY,
        "apis": {"kind": "APIGroupList", "groups": [group for group, _ in groups]},
        **{f"apis/{resources['groupVersion']}": resources for _, resources in groups},
        **{path: {"metadata": {"name": path.rpartition("/")[2]}, **_type(path)} for path in present},
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answers))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield _kubeconfig(folder, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _type(path: str) -> dict[str, str]:
    prefix, _, rest = path.partition("/namespaces/")
    version = prefix.removeprefix("apis/").removeprefix("api/")
    resource = rest.split("/")[1] if "/" in rest else "namespaces"
    kinds = {"deployments": "Deployment", "rollouts": "Rollout", "namespaces": "Namespace"}
    return {"apiVersion": version, "kind": kinds[resource]}


def _handler(answers: dict[str, Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = answers.get(self.path.partition("?")[0].strip("/"))
            missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
            content = json.dumps(found or missing).encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
            """Say nothing."""

    return Handler


def _kubeconfig(folder: Path, port: int) -> Path:
    file = folder / "kubeconfig"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "fake", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "users": [{"name": "fake", "user": {}}],
        "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}],
        "current-context": "fake",
    }
    file.write_text(json.dumps(config), encoding="utf-8")
    return file
