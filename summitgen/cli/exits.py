"""Exit codes."""

from __future__ import annotations

CLEAN = 0
DRIFT = 1
"""Drift, a failed verification or write; with ``--fail-on-change``: something was written."""
MISTAKE = 2
"""A spec, the project's configuration or the call is wrong."""
BUG = 3
INTERRUPTED = 130
NO_READER = 141
"""Whoever read the output has gone, as a shell says it of SIGPIPE."""
