"""Build one image for one platform; arguments and secrets reach docker as words, never through a shell."""

import json
import os
import re
import subprocess
import sys


def command(env):
    """The words of the build."""
    pushed = f"type=image,name={env['IMAGE']},push-by-digest=true,name-canonical=true,push=true"
    words = ["docker", "buildx", "build", "--file", env["DOCKERFILE"], "--platform", env["PLATFORM"]]
    words += ["--metadata-file", "metadata.json"]
    for argument in json.loads(env["ARGUMENTS"]):
        words += ["--build-arg", f"{argument['name']}={argument['value']}"]
    if env["PUSH"] != "true":
        return [*words, "--output", "type=docker,dest=image.tar", "."]
    for name in json.loads(env["SECRETS"]):
        words += ["--secret", f"id={name},env={name}"]
    return [*words, "--provenance", "mode=max", "--sbom=true", "--output", pushed, "."]


def main(env):
    """Build, and leave the digest's hexadecimal digits as the name of a file in digests/."""
    done = subprocess.run(command(env), check=False)
    if done.returncode:
        sys.exit(done.returncode)
    if env["PUSH"] == "true":
        with open("metadata.json", encoding="utf-8") as file:
            digest = json.load(file).get("containerimage.digest")
        if not re.fullmatch("sha256:[0-9a-f]{64}", str(digest)):
            sys.exit(f"::error::the build named no digest, but {digest!r}")
        os.makedirs("digests", exist_ok=True)
        with open(f"digests/{digest.removeprefix('sha256:')}", "w", encoding="utf-8"):
            pass


if __name__ == "__main__":
    main(os.environ)
