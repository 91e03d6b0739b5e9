"""Write the message to Slack as JSON, so that no value can change its structure."""

import json
import os

ORDER = ("failure", "cancelled", "success", "skipped")


def payload(env):
    """The message: the run's result, what was deployed where, and the run's address."""
    results = json.loads(env["RESULTS"])
    seen = [job["result"] for job in results.values()]
    result = next(one for one in ORDER if one in seen)
    where = env["ENVIRONMENT"] or "no environment"
    lines = [f"{env['REPOSITORY']}: {result} ({env['REF_NAME']} to {where})", env["RUN_URL"]]
    lines += [f"{name}: {job['result']}" for name, job in results.items() if job["result"] in ("failure", "cancelled")]
    text = "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    channel = json.loads(env["CHANNELS"]).get(env["ENVIRONMENT"])
    return {"text": text, **({"channel": channel} if channel else {})}


if __name__ == "__main__":
    with open("payload.json", "w", encoding="utf-8") as file:
        json.dump(payload(os.environ), file)
