"""Findings for people (``text``, ``show``) and for programs (``json``).

Rich is imported only to colour a terminal.
"""

from __future__ import annotations

from summitgen.report.document import json
from summitgen.report.grouping import grouped, summary
from summitgen.report.plain import text
from summitgen.report.terminal import show

__all__ = ["grouped", "json", "show", "summary", "text"]
