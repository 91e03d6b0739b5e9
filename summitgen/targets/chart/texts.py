"""The static parts of the charts, from the folder ``templates/chart``."""

from __future__ import annotations

import re

from summitgen import resources

# Not braces: the parts are Go templates themselves, and a name in them is never escaped by mistake.
_HOLE = re.compile(r"<<([a-z]+)>>")


def text(file: str, **names: str) -> str:
    """A part with its ``<<holes>>`` filled in; KeyError for a hole without a name, OSError without the part."""
    content = (resources.path("templates") / "chart" / file).read_text(encoding="utf-8")
    return _HOLE.sub(lambda hole: names[hole[1]], content)
