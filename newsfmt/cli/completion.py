"""``newsfmt completion``: a script that completes commands, options and formats in a shell, made
from the parser of the command line.

What an argument takes is known by its metavar: the names of formats, of options with their ``=``,
of limits, a folder, or else a file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

import attrs

from newsfmt.cli.arguments import build_parser
from newsfmt.cli.shared import OK, registry_of, results

if TYPE_CHECKING:
    from newsfmt._registry import Registry

__all__ = ["completion", "script"]

Actions: TypeAlias = list[argparse.Action]


def completion(args: argparse.Namespace) -> int:
    results().write(script(args.shell, build_parser(), words_of(registry_of(args))))
    return OK


def words_of(registry: Registry) -> dict[str, list[str]]:
    """Return what can stand for each metavar whose values are known; words that end in ``=`` go
    on.
    """
    from newsfmt._pipeline import EMBARGO
    from newsfmt.article import Article
    from newsfmt.batch import LEAVE_OUT
    from newsfmt.format import Limits
    from newsfmt.options import describe

    formats = registry.formats().values()
    options = {
        option.name
        for fmt in formats
        for cls in (fmt.read_options, fmt.write_options)
        for option in describe(cls)
    }
    return {
        "FORMAT": [fmt.name for fmt in formats],
        "KEY=VALUE": [f"{name}=" for name in sorted({*options, EMBARGO})],
        "NAME=NUMBER": [f"{field.name}=" for field in attrs.fields(Limits)],
        "FIELD=VALUE": [f"{field.name}=" for field in attrs.fields(Article)],
        "KIND": list(LEAVE_OUT),
        "STATUS": ["usable", "withheld", "canceled"],
    }


def script(shell: str, parser: argparse.ArgumentParser, words: dict[str, list[str]]) -> str:
    """Return the script for a shell, ``bash`` or ``zsh``."""
    commands = dict(_commands(parser))
    return {"bash": _bash, "zsh": _zsh}[shell](commands, words)


def _commands(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, Actions]]:
    """The arguments of every command, by its words without ``newsfmt``; the whole command is the
    empty one.
    """
    yield name, parser._actions
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, command in action.choices.items():
                yield from _commands(command, f"{name} {word}".strip())


def _values(action: argparse.Action, words: dict[str, list[str]]) -> list[str]:
    """The words that can stand for an argument, as far as they are known."""
    if isinstance(action, argparse._SubParsersAction):
        return list(action.choices)
    return (
        [str(choice) for choice in action.choices]
        if action.choices
        else words.get(str(action.metavar), [])
    )


def _takes_value(action: argparse.Action) -> bool:
    return action.nargs != 0


# ---- bash
# ------------------------------------------------------------

_BASH = """\
# completion of newsfmt for bash; made by: newsfmt completion bash
_newsfmt() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} command= word words=
    COMPREPLY=()
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$command/$word" in
            {commands}) command="${{command:+$command }}$word" ;;
        esac
    done
    [[ $cur == = ]] && cur=
    [[ $prev == = ]] && prev=${{COMP_WORDS[COMP_CWORD-2]}}
    case "$command/$prev" in
{values}
    esac
    if [[ $cur == -* ]]; then
        case "$command" in
{options}
        esac
    else
        case "$command" in
{arguments}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [[ ${{#COMPREPLY[@]}} -eq 1 && $COMPREPLY == *= ]] && compopt -o nospace
    return 0
}}
complete -o bashdefault -o default -F _newsfmt newsfmt
"""


def _bash(commands: dict[str, Actions], words: dict[str, list[str]]) -> str:
    def pattern(name: str) -> str:
        above, _, word = name.rpartition(" ")
        return f'"{above}/{word}"'

    values, options, arguments = [], [], []
    for name, actions in commands.items():
        for action in actions:
            if action.option_strings and _takes_value(action):
                names = "|".join(f'"{name}/{option}"' for option in action.option_strings)
                values.append(f"        {names}) {_bash_value(action, words)} ;;")
        options.append(
            f'            "{name}") words="{" ".join(o for action in actions for o in action.option_strings)}" ;;'
        )
        known = [
            word
            for action in actions
            if not action.option_strings
            for word in _values(action, words)
        ]
        if known:
            arguments.append(f'            "{name}") words="{" ".join(known)}" ;;')
    return _BASH.format(
        commands="|".join(pattern(name) for name in commands if name),
        values="\n".join(values),
        options="\n".join(options),
        arguments="\n".join(arguments),
    )


def _bash_value(action: argparse.Action, words: dict[str, list[str]]) -> str:
    """What is done for the value of an option: known words, folders, or the shell's own completion
    of files.
    """
    known = _values(action, words)
    if known:
        return f'COMPREPLY=($(compgen -W "{" ".join(known)}" -- "$cur")); [[ $COMPREPLY == *= ]] && compopt -o nospace; return'
    if action.metavar == "DIR":
        return 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur")); return'
    return "return"


# ---- zsh
# ------------------------------------------------------------

_ZSH = """\
#compdef newsfmt
# completion of newsfmt for zsh; made by: newsfmt completion zsh
{functions}
if [[ $funcstack[1] == _newsfmt ]]; then
    _newsfmt "$@"
else
    compdef _newsfmt newsfmt
fi
"""


def _zsh(commands: dict[str, Actions], words: dict[str, list[str]]) -> str:
    return _ZSH.format(
        functions="\n".join(
            _zsh_function(name, actions, words) for name, actions in commands.items()
        )
    )


def _zsh_function(name: str, actions: Actions, words: dict[str, list[str]]) -> str:
    function = "_newsfmt" + "".join(f"_{word}" for word in name.split())
    lines = [
        f"        {_zsh_option(action, words)} \\" for action in actions if action.option_strings
    ]
    groups = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        lines += [
            f"        {_zsh_positional(action, words)} \\"
            for action in actions
            if not action.option_strings
        ]
        return "\n".join(
            [f"{function}() {{", "    _arguments -S \\", *lines, "        && return", "}"]
        )
    helps = [
        (choice.dest, choice.help or "") for group in groups for choice in group._choices_actions
    ]
    described = "\n".join(f"            {_quoted(f'{word}:{help}')}" for word, help in helps)
    calls = "\n".join(f"                {word}) {function}_{word} ;;" for word, _ in helps)
    return f"""{function}() {{
    local line state
    local -a commands
    _arguments -C -S \\
{chr(10).join(lines)}
        '1: :->command' \\
        '*:: :->arguments' \\
        && return
    case $state in
        command)
            commands=(
{described}
            )
            _describe command commands
            ;;
        arguments)
            case $line[1] in
{calls}
            esac
            ;;
    esac
}}"""


def _zsh_option(action: argparse.Action, words: dict[str, list[str]]) -> str:
    help = "".join(f"\\{sign}" if sign in "[]:\\" else sign for sign in (action.help or ""))
    value = f":{_zsh_name(action)}:{_zsh_action(action, words)}" if _takes_value(action) else ""
    again = (
        "*"
        if isinstance(action, argparse._AppendAction)
        else f"({' '.join(action.option_strings)})"
    )
    ends = {
        option: ("=" if option.startswith("--") else "+") if value else ""
        for option in action.option_strings
    }
    return " ".join(_quoted(f"{again}{option}{end}[{help}]{value}") for option, end in ends.items())


def _zsh_positional(action: argparse.Action, words: dict[str, list[str]]) -> str:
    many = "*" if action.nargs == "+" else ":" if action.nargs == "?" else ""
    return _quoted(
        f"{many}:{_zsh_name(action)}:{_zsh_action(action, words)}"
        if many != ":"
        else f"::{_zsh_name(action)}:{_zsh_action(action, words)}"
    )


def _zsh_name(action: argparse.Action) -> str:
    return str(action.metavar or action.dest).lower().replace(":", "")


def _zsh_action(action: argparse.Action, words: dict[str, list[str]]) -> str:
    known = _values(action, words)
    if any(word.endswith("=") for word in known):
        return f"compadd -S '' -- {' '.join(known)}"
    if known:
        return f"({' '.join(known)})"
    return (
        "_files -/"
        if action.metavar == "DIR"
        else "_files"
        if action.metavar in {"IN", "FILE", "FILE.py", "MANIFEST", "PATH"}
        else " "
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
