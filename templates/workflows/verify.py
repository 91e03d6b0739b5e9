"""Look after a deployment whether the cluster runs what was deployed; what can't be read is no success."""

import json
import os
import subprocess
import sys


def problems(found, name, digest):
    """What is wrong with the object, in words."""
    wanted = found["spec"].get("replicas", 1)
    ready = found.get("status", {}).get("readyReplicas", 0)
    images = {one["name"]: one["image"] for one in found["spec"]["template"]["spec"]["containers"]}
    if ready < max(1, wanted):
        yield f"{ready} of {wanted} pods are ready"
    if digest and not images.get(name, "").endswith(f"@{digest}"):
        yield f"the image is {images.get(name)}, not that of {digest}"


def main(env):
    """Exit with 1 where something is wrong."""
    kind = "deployments.apps" if env["STRATEGY"] == "standard" else "rollouts.argoproj.io"
    words = ["kubectl", "get", kind, env["WORKLOAD"], "--namespace", env["NAMESPACE"], "--output", "json"]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE)
    wrong = list(problems(json.loads(done.stdout), env["WORKLOAD"], env["DIGEST"]))
    for problem in wrong:
        print(f"::error::{env['WORKLOAD']}: {problem}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(os.environ)
