"""The names that the bake file has of its own, so that no spec may give them to something else."""

from __future__ import annotations

DEBUG = "-debug"
"""What follows a workload's name, and an image's tag, in the variant with a shell."""
GROUPS = {
    "default": "bake builds every image when it is told no name",
    "all": "the build script takes it for every image",
}
"""What names no single image, and why."""
ARGUMENTS = ("CREATED", "REVISION", "SOURCE_DATE_EPOCH", "VERSION")
"""The build arguments that every build is given."""
VARIABLES = (
    *ARGUMENTS,
    *("BY_DIGEST", "CACHE_REPO", "CACHE_SCOPE", "DOCKERFILES", "IMAGE", "LATEST", "NO_CACHE", "OUTPUT", "PLATFORMS"),
    *("PROVENANCE", "PUSH", "REGISTRY", "SBOM", "SBOM_GENERATOR"),
)
"""The environment variables that it is set by."""
