"""hmip-rules as tests run it."""

from click.testing import CliRunner

from hmip_rules.cli.rules import main


def run(*arguments):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def words_of(*arguments):
    """What a command prints, as one line of words."""
    return " ".join(run(*arguments).stdout.split())
