"""Looking at a container: a stand-in of runc starts a program of the test's, which answers or doesn't."""

from __future__ import annotations

import json
import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.images.builder import smoke
from benchmarks.images.builder.results import BuilderError

if TYPE_CHECKING:
    from pathlib import Path

# It keeps the process' id; `exec` runs only what is called the right check, or the shell that SHELL_THERE names.
RUNC = """#!/bin/sh
state=$2; shift 2
case "$1" in
run) mkdir -p "$state"; echo $$ > "$state/pid"; exec "$PYTHON" "$PROGRAM" "$PORT" ;;
exec) [ "$3" = /check ] && exit 3; [ "$3" = "$SHELL_THERE" ] ;;
kill) kill -"$3" "$(cat "$state/pid")" ;;
delete) kill -KILL "$(cat "$state/pid")" 2>/dev/null; true ;;
esac
"""
ANSWERS = """
import http.server, signal, sys
signal.signal(signal.SIGTERM, {on_term})
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print("asked", self.path, flush=True)
        self.send_response(418)
        self.end_headers()
        self.wfile.write(b"tea")
    def log_message(self, *arguments):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        number: int = one.getsockname()[1]
        return number


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a program under the stand-in of runc and looks at it."""
    runc, program, folder, port = tmp_path / "runc", tmp_path / "program.py", tmp_path / "bundle", free()
    runc.write_text(RUNC)
    runc.chmod(0o755)
    folder.mkdir()
    for name, value in {"PYTHON": sys.executable, "PROGRAM": program, "PORT": port}.items():
        monkeypatch.setenv(name, str(value))

    def call(text: str, config: dict[str, Any] | None = None, shell: str = "none", timeout: float = 10) -> Any:
        program.write_text(text)
        monkeypatch.setenv("SHELL_THERE", shell)
        with smoke.container(runc, folder, {"process": {}}) as running:
            assert json.loads((folder / "config.json").read_text()) == {"process": {}}
            return smoke.look(running, config or {}, 65532, port, "/path", timeout)

    return call


def test_a_server_that_answers_and_ends(look: Any) -> None:
    seen = look(ANSWERS.format(on_term="lambda *_: sys.exit(5)"))
    assert (seen.status, seen.body, seen.log) == (418, "tea", "asked /path\n")
    assert (seen.health, seen.exit_code, seen.user, seen.shell) == (None, 5, 65532, False)
    assert 0 < seen.ready < 10
    assert 0 < seen.stopped < 10


def test_the_images_own_check_and_a_shell_are_tried(look: Any) -> None:
    config = {"Healthcheck": {"Test": ["CMD", "/check"]}}
    seen = look(ANSWERS.format(on_term="signal.SIG_DFL"), config, shell="/busybox/sh")
    assert (seen.health, seen.shell) == (3, True)


def test_a_server_deaf_to_sigterm_is_reported_and_killed(look: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "STOPPED_WITHIN", 0.3)
    seen = look(ANSWERS.format(on_term="signal.SIG_IGN"))
    assert seen.exit_code is None
    assert seen.stopped >= 0.3


def test_a_program_that_ends_tells_what_it_printed(look: Any) -> None:
    with pytest.raises(BuilderError, match="ended with 4 and printed:\nread-only"):
        look("print('read-only', flush=True); raise SystemExit(4)")


def test_a_program_that_never_answers_is_not_waited_for_for_ever(look: Any) -> None:
    with pytest.raises(BuilderError, match="nothing answered at port"):
        look("import time; time.sleep(60)", timeout=0.3)
