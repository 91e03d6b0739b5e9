"""Choose the environment of this run and what is delivered to it; refuse what the specs don't allow."""

import json
import os
import re
import sys
import uuid

TOKENS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(pattern, branch):
    """Whether a branch is meant by a pattern of a spec."""
    parts = re.split(r"(\*\*|\*|\?)", pattern)
    return re.fullmatch("".join(TOKENS.get(part, re.escape(part)) for part in parts), branch, re.DOTALL) is not None


def choose(plan, event, branch, wanted):
    """The name of the environment; empty where nothing is deployed."""
    of_branch = [name for name in plan if any(matches(pattern, branch) for pattern in plan[name]["branches"])]
    if event == "workflow_dispatch" and wanted != "auto":
        if wanted not in plan:
            sys.exit(f"::error::{json.dumps(wanted)} is not an environment that this workflow deploys")
        if plan[wanted]["tier"] == "production" and wanted not in of_branch:
            sys.exit(
                f"::error::{wanted} is deployed from {plan[wanted]['branches']} only, not from {json.dumps(branch)}"
            )
        return wanted
    if event not in ("push", "workflow_dispatch"):
        return ""
    return of_branch[0] if of_branch else ""


def deliveries(environment, strategy, only):
    """One delivery a workload, with its strategy and the time that a watch of it needs."""
    found = []
    for name, workload in environment["workloads"].items():
        if only in ("all", name):
            selected = workload["default"] if strategy == "default" else strategy
            if selected not in workload["strategies"]:
                allowed = ", ".join(workload["strategies"])
                sys.exit(f"::error::{name} can't be deployed as {json.dumps(selected)}; its spec allows: {allowed}")
            found.append({"workload": name, "strategy": selected, **workload["strategies"][selected]})
    if not found:
        sys.exit(f"::error::{json.dumps(only)} is not a workload of this environment")
    return found


def main(env):
    """Write the outputs of the step."""
    plan = json.loads(env["PLAN"])
    branch = env["REF_NAME"] if env["REF_TYPE"] == "branch" else ""
    name = choose(plan, env["EVENT_NAME"], branch, env["WANTED_ENVIRONMENT"] or "auto")
    outputs = {"environment": name}
    if name:
        found = deliveries(plan[name], env["WANTED_STRATEGY"] or "default", env["WANTED_WORKLOAD"] or "all")
        outputs |= {key: plan[name][key] for key in ("tier", "namespace", "cluster", "region", "kubectl")}
        outputs["deliveries"] = json.dumps(found)
    with open(env["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        # The delimiter is in no value, so that a value of several lines is one output.
        end = uuid.uuid4().hex
        file.writelines(f"{key}<<{end}\n{value}\n{end}\n" for key, value in outputs.items())
    print(f"environment: {name or 'none, nothing is deployed'}")


if __name__ == "__main__":
    main(os.environ)
