"""Watch a workload until it is healthy, waits for a person, or fails: exit status 1, so that it is rolled back."""

import json
import os
import subprocess
import sys
import time

UNREADABLE_IN_A_ROW = 12


def read(kind, name, namespace):
    """The object, or None where the cluster does not answer."""
    words = ["kubectl", "get", kind, name, "--namespace", namespace, "--output", "json", "--request-timeout", "20s"]
    done = subprocess.run(words, check=False, stdout=subprocess.PIPE)
    return json.loads(done.stdout) if done.returncode == 0 else None


def deployment(spec, status):
    """The state of a Deployment."""
    for condition in status.get("conditions", []):
        if condition["type"] == "Progressing" and condition["status"] == "False":
            return "failed"
    wanted = spec.get("replicas", 1)
    counts = [status.get(key, 0) for key in ("replicas", "updatedReplicas", "availableReplicas")]
    return "healthy" if counts == [wanted] * 3 else "progressing"


def rollout(spec, status):
    """The state of a Rollout."""
    phase = status.get("phase")
    if phase in ("Healthy", "Degraded"):
        return "healthy" if phase == "Healthy" else "failed"
    reasons = [pause["reason"] for pause in status.get("pauseConditions") or []]
    if "InconclusiveAnalysisRun" in reasons:
        return "waiting"
    if "BlueGreenPause" in reasons:
        return blue_green(spec["strategy"]["blueGreen"], status.get("blueGreen", {}))
    if "CanaryPauseStep" in reasons:
        step = spec["strategy"]["canary"]["steps"][status.get("currentStepIndex", 0)]
        return "progressing" if (step.get("pause") or {}).get("duration") else "waiting"
    return "progressing"


def blue_green(spec, status):
    """The state of a blue-green Rollout that is paused."""
    if spec.get("autoPromotionEnabled", True):
        return "progressing"
    analysed = status.get("prePromotionAnalysisRunStatus", {}).get("status") == "Successful"
    return "waiting" if analysed or "prePromotionAnalysis" not in spec else "progressing"


def state(found):
    """What the controller says of the newest generation: progressing until it has seen it."""
    status = found.get("status", {})
    if str(status.get("observedGeneration")) != str(found["metadata"]["generation"]):
        return "progressing"
    return (deployment if found["kind"] == "Deployment" else rollout)(found["spec"], status)


def watch(env):
    """The last state, once it is final or the time is over."""
    kind = "deployments.apps" if env["STRATEGY"] == "standard" else "rollouts.argoproj.io"
    deadline = time.monotonic() + int(env["WATCH_SECONDS"])
    unreadable, shown = 0, ""
    while True:
        found = read(kind, env["WORKLOAD"], env["NAMESPACE"])
        unreadable = unreadable + 1 if found is None else 0
        now = "unreadable" if found is None else state(found)
        if now != shown:
            print(f"{kind}/{env['WORKLOAD']}: {now}", flush=True)
            shown = now
        if now in ("healthy", "failed", "waiting") or unreadable >= UNREADABLE_IN_A_ROW:
            return now
        if time.monotonic() >= deadline:
            return "late"
        time.sleep(float(env.get("WATCH_PAUSE", "10")))


def main(env):
    """Write the state as an output; only a healthy or waiting workload ends well."""
    final = watch(env)
    if final == "late" and env.get("OPEN_END") == "true":
        final = "waiting"
    with open(env["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        file.write(f"state={final}\n")
    if final == "waiting":
        print("::notice::the rollout waits for a person, who promotes or aborts it")
    elif final != "healthy":
        sys.exit(f"::error::{env['WORKLOAD']} is {final}")


if __name__ == "__main__":
    main(os.environ)
