"""The options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from hmip_rules.insight.what_if.compute import Setting
    from hmip_rules.model.errors import InputError

ENDINGS = {"html": (".html", ".htm"), "markdown": (".md", ".markdown"), "text": (".txt",), "github": ()}
"""The endings of a format's files, where they are not its name alone; what is for a log has none."""


def rulebook_ids(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id of a rulebook, or a file."""
    from click.shell_completion import CompletionItem

    from hmip_rules.files.library import shipped_rulebooks

    ids = [CompletionItem(name) for name in shipped_rulebooks() if name.startswith(incomplete)]
    return [*ids, CompletionItem(incomplete, type="file")]


def rulebook_option(help_: str, name: str = "--rulebook", *, required: bool = False) -> Callable[..., Any]:
    """Add an option that names a rulebook."""
    return click.option(name, metavar="ID|FILE", shell_complete=rulebook_ids, required=required, help=help_)


class ChoiceInAnySpelling(click.Choice[str]):
    """One of several names, in any case and spacing."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name that was meant, as it is offered."""
        from hmip_rules.model.spelling import meant_name

        return super().convert(meant_name(value, self.choices) or value, param, ctx)


class StatusName(ChoiceInAnySpelling):
    """The status of a report: "partly-checked" in help, "partly_checked" in results; or what it is called in text."""

    def __init__(self) -> None:
        from hmip_rules.model.status import UNREADABLE_STATUS, Status

        statuses = [*(status for status in Status if status != Status.TAKEN), UNREADABLE_STATUS]
        super().__init__([status.replace("_", "-") for status in statuses])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the status as results have it."""
        from hmip_rules.model.spelling import meant_name
        from hmip_rules.wording.statuses import report_label

        by_label = {report_label(name.replace("-", "_")): name for name in self.choices}
        label = meant_name(value, by_label)
        return super().convert(by_label[label] if label else value, param, ctx).replace("-", "_")


def status_option(name: str, help_: str) -> Callable[..., Any]:
    """Add an option that names the status of a report, and may be given several times."""
    return click.option(name, type=StatusName(), metavar="STATUS", multiple=True, help=help_)


def settings_option(help_: str) -> Callable[..., Any]:
    """Add `--set NAME=VALUE`, which may be given several times."""
    return click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help=help_)


def as_settings(written: Iterable[str]) -> tuple[Setting, ...]:
    """Read the values of `--set`."""
    if not written:
        return ()
    from hmip_rules.insight.what_if.compute import setting

    try:
        return tuple(map(setting, written))
    except ValueError as error:
        raise click.UsageError(f"--set: {error}, such as 'P 2.2.safety=50'") from None


def format_option(function: Callable[..., Any], *more: str) -> Callable[..., Any]:
    """Add `--format text|json`, and more formats."""
    choice = ChoiceInAnySpelling(["text", "json", *more])
    return click.option("--format", "format_", type=choice, default="text", help="The format of the results.")(function)


def page_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format text|json|markdown`, for what is a page of the documentation too."""
    return format_option(function, "markdown")


def every_format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format`, with every format that there is."""
    return format_option(function, *(name for name in format_names() if name not in ("text", "json")))


def format_names() -> list[str]:
    """Return the name of every format, which is that of its file."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "output", "formats")  # noqa: PTH118, PTH120  # pathlib is slow
    return sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name[0] != "_")  # noqa: PTH208


def chosen_format(output: str | None) -> str:
    """Return the format named by `--format`, or else by the ending of the file to write.

    Raises:
        InputError: the ending is that of another format, or of none.
    """
    from hmip_rules.documents.lines import KINDS

    context = click.get_current_context()
    named: str = context.params["format_"]
    is_default = context.get_parameter_source("format_") == ParameterSource.DEFAULT
    ending = os.path.splitext(output or "")[1].lower()  # noqa: PTH122  # pathlib is slow
    if not ending:
        return named
    by_ending = {known: name for name in format_names() for known in ENDINGS.get(name, (f".{name}",))}
    of_ending = by_ending.get(ending)
    if of_ending is None:
        if is_default or ending in (".yaml", ".yml", *KINDS):
            *others, last = sorted(by_ending)
            raise _refused(output, f"Results cannot be written as {ending}; use {', '.join(others)} or {last}")
        return named
    if of_ending != named and not is_default:
        message = f"This ending is for --format {of_ending}, not {named}"
        raise _refused(output, f"{message}; choose another ending, or leave out --format")
    context.params["format_"] = of_ending  # errors to come are printed in it too
    return of_ending


def _refused(output: str | None, message: str) -> InputError:
    from hmip_rules.model.errors import InputError, Problem
    from hmip_rules.model.places import Place

    return InputError([Problem(message, Place(output))])


def warn_of_what_is_left_out(format_: str, answers: Collection[str]) -> None:
    """Print on standard error which of the options given ask for something that the format does not show.

    Args:
        answers: the parameters of the command that ask for an answer.
    """
    from hmip_rules.output.rendering import ANSWERS, EXPLANATION, leaves_out

    left_out = leaves_out(format_)
    if not left_out:
        return
    from hmip_rules.wording.phrases import listed

    context = click.get_current_context()
    kind_of = {"explain": EXPLANATION} | dict.fromkeys(answers, ANSWERS)
    kinds_left_out = {
        option.opts[0]: kind_of[option.name]
        for option in context.command.params
        if option.name in kind_of and context.params[option.name] and kind_of[option.name] in left_out
    }
    if kinds_left_out:
        formats = [name for name in format_names() if not leaves_out(name) & set(kinds_left_out.values())]
        click.echo(f"--format {format_} does not show {listed(list(kinds_left_out))}; {listed(formats)} do", err=True)
