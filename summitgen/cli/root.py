"""The command ``summitgen`` and the table of its subcommands."""

from __future__ import annotations

from importlib import import_module

import click

from summitgen import __version__
from summitgen.suggest import did_you_mean

COMMANDS = ("build", "changes", "check", "diff", "explain", "pins", "rules", "schema", "simulate", "validate", "verify")


class _Commands(click.Group):
    """A group whose commands are modules of this package, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            guess = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"there is no command {args[0]!r}{guess}; the commands are {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002
        command = import_module(f"summitgen.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="summitgen")
@click.pass_context
def root(context: click.Context) -> None:
    """Compile one typed YAML spec per environment to deployment files that work.

    The specs are in environments/, what they compile to is in out/, and both are committed. A project is a folder
    with a summitgen.yaml; summitgen finds it from any folder inside it.

    \b
    Edit a spec, then:
      summitgen diff     see what the edit means
      summitgen build    write it to out/
      summitgen check    in CI: is out/ what the specs compile to?

    Exit codes: 0 clean; 1 drift or a failed verification; 2 a spec or the call is wrong; 3 a bug in summitgen;
    130 interrupted.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
