"""The frontend's own build checks, asked offline: planted faults are found, and good files have none."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.tools import tool

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
# syntax=docker/dockerfile:1
# check=error=true

FROM --platform=$BUILDPLATFORM docker.io/library/golang:1.26-bookworm@sha256:{zeros} AS build
ARG TARGETARCH
WORKDIR /src
RUN --mount=type=cache,id=go,target=/root/.cache/go-build --mount=type=secret,id=token,env=TOKEN \\
    GOARCH="${{TARGETARCH}}" go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --link --from=build /out /
USER 65532:65532
EXPOSE 8080
CMD ["/app"]
""".format(zeros="0" * 64)

# A file's lines, and the rule and line of the one finding.
FAULTS = {
    "JSONArgsRecommended": ("FROM a:1\nCMD app --serve\n", 2),
    "FromAsCasing": ("FROM a:1 as build\n", 1),
    "StageNameCasing": ("FROM a:1 AS Build\n", 1),
    "SecretsUsedInArgOrEnv": ("FROM a:1\nARG API_TOKEN\n", 2),
    "UndefinedVar": ("FROM a:1\nCOPY $ABSENT /a\n", 2),
    "UndefinedArgInFrom": ("FROM a:1$ABSENT\n", 1),
    "WorkdirRelativePath": ("FROM a:1\nWORKDIR app\n", 2),
    "InvalidDefaultArgInFrom": ("ARG TAG\nFROM a:${TAG}\n", 2),
    "InvalidBaseImagePlatform": ("FROM for-arm:1\n", 1),
    "FromPlatformFlagConstDisallowed": ("FROM --platform=linux/amd64 a:1\n", 1),
    "RedundantTargetPlatform": ("FROM --platform=$TARGETPLATFORM a:1\n", 1),
    "LegacyKeyValueFormat": ("FROM a:1\nENV NAME value\n", 2),
    "MaintainerDeprecated": ("FROM a:1\nMAINTAINER somebody\n", 2),
    "MultipleInstructionsDisallowed": ('FROM a:1\nCMD ["a"]\nCMD ["b"]\n', 2),
    "DuplicateStageName": ("FROM a:1 AS b\nFROM a:1 AS b\n", 2),
    "ReservedStageName": ("FROM a:1 AS scratch\n", 1),
    "NoEmptyContinuation": ("FROM a:1\nRUN a \\\n\n  b\n", 4),
    "ConsistentInstructionCasing": ("FROM a:1\nRUN a\nrun b\n", 3),
    "ExposeProtoCasing": ("FROM a:1\nEXPOSE 80/TCP\n", 2),
    "ExposeInvalidFormat": ("FROM a:1\nEXPOSE 127.0.0.1:80:80\n", 2),
    # The experimental rule.
    "InvalidDefinitionDescription": ("# the builder\nFROM a:1 AS build\n", 2),
}
ARGUMENTS = ("-base", "for-arm:1=linux/arm64", "-build-arg", "TAG=1")


def lint(*arguments: str | Path, text: str = "") -> list[dict[str, Any]]:
    done = subprocess.run(
        [tool("lint-dockerfile"), *arguments], input=text, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_good_file_has_no_finding() -> None:
    assert lint(text=GOOD) == []


def test_every_fault_is_found_at_its_line_and_no_other(tmp_path: Path) -> None:
    files = {}
    for rule, (text, line) in FAULTS.items():
        files[str(tmp_path / rule)] = (rule, line)
        (tmp_path / rule).write_text(text)
    found = lint(*ARGUMENTS, *files)
    assert {(one["file"], one["rule"], one["line"]) for one in found} == {
        (file, rule, line) for file, (rule, line) in files.items()
    }
    assert all(one["detail"] for one in found)


@pytest.mark.parametrize(
    ("name", "ignored"), [("x.Dockerfile.dockerignore", "secret\n"), (".dockerignore", "secret\n")]
)
def test_a_copy_of_what_the_ignore_file_leaves_out_is_found(tmp_path: Path, name: str, ignored: str) -> None:
    (tmp_path / "x.Dockerfile").write_text("FROM a:1\nCOPY secret /\n")
    assert lint(tmp_path / "x.Dockerfile") == []
    (tmp_path / name).write_text(ignored)
    assert [one["rule"] for one in lint(tmp_path / "x.Dockerfile")] == ["CopyIgnoredFile"]


def test_the_ignore_file_of_the_file_goes_before_that_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "x.Dockerfile").write_text("FROM a:1\nCOPY secret /\n")
    (tmp_path / ".dockerignore").write_text("secret\n")
    (tmp_path / "x.Dockerfile.dockerignore").write_text("other\n")
    assert lint(tmp_path / "x.Dockerfile") == []


def test_a_file_cannot_switch_its_checks_off() -> None:
    assert [one["rule"] for one in lint(text="# check=skip=all\nFROM a:1\nWORKDIR app\n")] == ["WorkdirRelativePath"]


def test_an_image_without_the_platform_that_is_built_is_found_for_that_platform_alone() -> None:
    text = "FROM gcr.io/x/y:1@sha256:" + "1" * 64 + "\n"
    reference = text.split()[1]
    assert lint("-base", f"{reference}=linux/amd64", text=text) == []
    found = lint("-platform", "linux/arm64", "-base", f"{reference}=linux/amd64", text=text)
    assert [one["rule"] for one in found] == ["InvalidBaseImagePlatform"]


@pytest.mark.parametrize(
    ("text", "line", "error"),
    [
        ("FROM a:1\nFETCH b\n", 2, "unknown instruction: FETCH"),
        ("RUN a\n", 1, "no build stage in current context"),
        ("FROM a:1\nCOPY --from=absent/ x /y\n", 2, "failed to parse"),
        ("", 0, "cannot be empty"),
    ],
)
def test_what_cannot_be_built_is_an_error_with_its_line(text: str, line: int, error: str) -> None:
    (found,) = lint(text=text)
    assert found["line"] == line
    assert error in found["error"]


@pytest.mark.parametrize(
    "arguments", [["/absent/Dockerfile"], ["-platform", "a/b/c/d"], ["-base", "name"], ["-base", "a=b/c/d/e"]]
)
def test_what_cannot_be_read_is_no_finding(arguments: list[str]) -> None:
    done = subprocess.run([tool("lint-dockerfile"), *arguments], input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
