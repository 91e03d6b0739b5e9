"""The schema of SARIF 2.1.0, from a pinned Go module that carries it as a constant."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any
from unittest import mock

from jsonschema import Draft4Validator

from tools import golang
from tools.schemas_sources import GoModule, module_folder

SUM = "h1:bKY8YnWcY8zYTiGVObC5wZLlfEvMkCxK9XMGXBbzEtQ="
MODULE = GoModule("github.com/owenrumney/go-sarif/v3", "v3.3.1", SUM, "", ())


@cache
def _validator() -> Draft4Validator:
    with mock.patch.dict(os.environ, {"GO": golang.find("1.24").executable}):
        folder = module_folder(MODULE)
    source = (folder / "pkg/report/v210/sarif/schema.go").read_text(encoding="utf-8")
    text = source.partition("const schema = `")[2].rpartition("`")[0]
    schema = json.loads(text)
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def mistakes(document: dict[str, Any]) -> list[str]:
    """What of a document is not SARIF: the path and the schema's word for each."""
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message}" for one in _validator().iter_errors(document)]
