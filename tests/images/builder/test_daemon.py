"""buildkitd's configuration, its control group, and how servers are started and ended."""

from __future__ import annotations

import os
import re
import sys
import time
import tomllib
from pathlib import Path

import pytest

from benchmarks.images.builder import cgroups, daemon, process
from benchmarks.images.builder.results import BuilderError

V1 = "cgroup {0}/memory cgroup rw,memory 0 0\ncgroup {0}/cpuacct cgroup rw,cpu,cpuacct 0 0\n"
V2 = "cgroup2 {0}/unified cgroup2 rw 0 0\n"


def test_the_configuration_is_one_worker_and_mirrors_of_every_host() -> None:
    text = daemon.configuration(Path("/root folder"), "unix:///s", Path("/x/runc"), "own", "127.0.0.1:5")
    read = tomllib.loads(text)
    assert read["root"] == "/root folder"
    assert read["grpc"] == {"address": ["unix:///s"]}
    assert read["worker"]["containerd"] == {"enabled": False}
    assert read["worker"]["oci"] == {
        "enabled": True,
        "snapshotter": "auto",
        "networkMode": "host",
        "gc": False,
        "defaultCgroupParent": "own",
        "binary": "/x/runc",
    }
    assert read["registry"].pop("127.0.0.1:5") == {"http": True}
    assert read["registry"] == {host: {"mirrors": ["127.0.0.1:5"]} for host in daemon.HOSTS}
    assert {"docker.io", "gcr.io", "ghcr.io", "cgr.dev"} <= set(daemon.HOSTS)


def test_the_first_version_counts_nanoseconds(tmp_path: Path) -> None:
    group = cgroups.find("own", (V1 + V2).format(tmp_path))
    assert group.counter == tmp_path / "cpuacct/own/cpuacct.usage"
    assert group.hierarchies == (tmp_path / "memory", tmp_path / "cpuacct", tmp_path / "unified")
    assert group.create() == tmp_path / "cpuacct/own/daemon/cgroup.procs"
    group.counter.write_text("2500000000\n")
    assert group.cpu() == 2.5


def test_the_second_version_counts_microseconds(tmp_path: Path) -> None:
    group = cgroups.find("own", "tmpfs /x tmpfs rw 0 0\n" + V2.format(tmp_path))
    assert group.create() == tmp_path / "unified/own/daemon/cgroup.procs"
    (tmp_path / "unified/own/cpu.stat").write_text("usage_usec 1500000\nuser_usec 1\n")
    assert group.cpu() == 1.5


def test_without_control_groups_nobody_counts() -> None:
    group = cgroups.find("own", "tmpfs /x tmpfs rw 0 0\n")
    assert (group.create(), group.cpu()) == (None, None)
    group.remove()


def test_a_group_is_removed_from_every_hierarchy(tmp_path: Path) -> None:
    group = cgroups.find("own", V1.format(tmp_path))
    group.create()
    (tmp_path / "memory/own/buildkit/a").mkdir(parents=True)
    (tmp_path / "memory/other").mkdir()
    group.remove()
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "cpuacct",
        "memory",
        "memory/other",
    ]


def test_a_group_in_use_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    group = cgroups.find("own", V1.format(tmp_path))
    group.create()
    (tmp_path / "cpuacct/own/tasks").touch()
    group.remove()
    assert (tmp_path / "cpuacct/own").is_dir()


def test_who_is_not_root_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(BuilderError, match="root"), daemon.start(tmp_path, tmp_path, tmp_path, "x"):
        pass


def test_a_server_is_waited_for_and_ended(tmp_path: Path) -> None:
    code = "import os, time; print('process', os.getpid(), flush=True); time.sleep(60)"
    with process.running([sys.executable, "-c", code], tmp_path / "server.log") as server:
        number = int(server.wait_for(re.compile(r"process (\d+)\n"))[1])
        os.kill(number, 0)
        start = time.monotonic()
    assert time.monotonic() - start < 10, "it has to end by SIGTERM, not by the SIGKILL that comes 20 seconds later"
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_a_server_that_ends_tells_what_it_said(tmp_path: Path) -> None:
    with (
        pytest.raises(BuilderError, match="server did not start:\nno such thing"),
        process.running([sys.executable, "-c", "print('no such thing')"], tmp_path / "server.log") as server,
    ):
        server.wait_for(re.compile("never"))


def test_a_server_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with (
        pytest.raises(BuilderError, match="did not start"),
        process.running(["sleep", "60"], tmp_path / "server.log") as server,
    ):
        server.wait_until(lambda: False, timeout=0.1)
