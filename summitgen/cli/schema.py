"""``summitgen schema``: the JSON Schema of environment files."""

from __future__ import annotations

import click

from summitgen.cli.conduct import Answer, say
from summitgen.cli.exits import CLEAN
from summitgen.cli.options import Call, common


@click.command(short_help="The JSON Schema of spec files, for editors.")
@common
def command(call: Call) -> int:
    """Print the JSON Schema (draft-07) of the files in environments/, as editors read it. Needs no project.

    It knows every key with its documentation, its type and its default. No key is needed in it, since another file
    may give it; summitgen itself asks for what is missing.

    \b
    Examples:
      summitgen schema > environment.schema.json
    and as the first line of each spec:
      # yaml-language-server: $schema=../environment.schema.json
    """
    from summitgen.model.json_schema import environment_schema, schema_text

    return say(call, Answer(CLEAN, text=schema_text(), matters=True, result={"schema": environment_schema()}))
