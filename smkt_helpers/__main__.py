"""The command line: ``python -m smkt_helpers NAME``.

Each command is a module with ``add_arguments(parser)`` and ``run(args) -> int``, imported only when it is
asked for. To add one, write the module and add one line to ``COMMANDS``.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import os
import sys
from typing import NoReturn

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _

COMMANDS = {
    "open": ("smkt_helpers.lab.launch", N_("Open the kit in JupyterLab.")),
    "doctor": ("smkt_helpers.lab.doctor", N_("Check the set-up and say in plain words what is wrong.")),
    "play": ("smkt_helpers.commands.play", N_("Play a quarter of a company and print its scoreboard.")),
    "export": ("smkt_helpers.commands.export", N_("Play a quarter and write its CRM tables: CSV or Excel.")),
    "compare": ("smkt_helpers.commands.compare", N_("Compare two ways of working on the same markets.")),
    "waterfall": ("smkt_helpers.commands.waterfall", N_("Say what each practice gives and costs.")),
    "sensitivity": ("smkt_helpers.commands.sensitivity", N_("Say which assumption would make a difference vanish.")),
    "next-step": ("smkt_helpers.commands.next_step", N_("Say which practice to take up first.")),
    "report": ("smkt_helpers.commands.report", N_("Write the alignment case: report, slides and numbers.")),
    "practices": ("smkt_helpers.commands.practices", N_("Say what each practice moves, costs, and where it hurts.")),
    "funnel": ("smkt_helpers.commands.funnel", N_("Show people and hours at each stage, and which stage binds.")),
    "import": ("smkt_helpers.commands.import_", N_("Read what a CRM has exported and print its scoreboard.")),
    "class": ("smkt_helpers.commands.class_overview", N_("Put together the summaries of a class for its trainer.")),
    "workshop": ("smkt_helpers.commands.workshop", N_("Prepare, open, export or delete workshops for many people.")),
    "bench": ("smkt_helpers.commands.bench", N_("Measure how fast the simulation is on this computer.")),
    "model": ("smkt_helpers.model_page", N_("Write the values and tables of docs/model.md anew.")),
    "glossary": ("smkt_helpers.glossary", N_("Write docs/glossary.md, or print it with --print.")),
}


def overview() -> str:
    """Return the short text that ``python -m smkt_helpers`` prints."""
    width = max(map(len, COMMANDS))
    lines = [
        _("This is the smarketing training kit: marketing and sales learn to work as one team."),
        "",
        _("To start, type: python -m smkt_helpers open"),
        "",
        _("All commands (add --help to a command to see its options):"),
        *(f"  {name:<{width}}  {_(sentence)}" for name, (_module, sentence) in COMMANDS.items()),
    ]
    return "\n".join(lines)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence instead of printing every option first."""

    def error(self, message: str) -> NoReturn:
        raise KitError(
            _("{command} cannot be run like this: {problem}. Add --help to see what it understands.").format(
                command=self.prog, problem=message.rstrip(".")
            )
        )


def _load(name: str):
    module_name = COMMANDS[name][0]
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and module_name.startswith(error.name):
            raise KitError(_("The command {name} is not part of this copy of the kit.").format(name=name)) from None
        raise KitError(
            _("The command {name} needs the package {package}; please run start.py, which installs it.").format(
                name=name, package=error.name
            )
        ) from None


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        What was typed after ``python -m smkt_helpers``; without it ``sys.argv``.

    Returns
    -------
    int
        0 when all went well, 2 for a mistake the user can mend, else the command's own code.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview())
        return 0
    name, *rest = arguments
    try:
        if name not in COMMANDS:
            raise KitError(
                _("There is no command {name}; the commands are: {names}.").format(name=name, names=", ".join(COMMANDS))
            )
        module = _load(name)
        parser = _Parser(
            prog=f"python -m smkt_helpers {name}", description=_(COMMANDS[name][1]), allow_abbrev=False
        )
        module.add_arguments(parser)
        options, unknown = parser.parse_known_args(rest)
        if unknown:
            parser.error(_("it does not know {words}").format(words=" ".join(unknown)))
        code = module.run(options)
        sys.stdout.flush()
        return code
    except KitError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of a pipe (such as "head") has seen enough.
        sys.stderr.close()
        return 0
    except UnicodeEncodeError as error:
        print(
            _(
                "The output has letters, such as {letter}, that this terminal cannot show; set the variable "
                "PYTHONIOENCODING to utf-8 and run the command again."
            ).format(letter=ascii(error.object[error.start])),
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        _forget_output()
        print(
            _("The output could not be written ({problem}); make room, or write it to another place.").format(
                problem=error.strerror
            ),
            file=sys.stderr,
        )
        return 1


def _forget_output() -> None:
    # What could not be written would be tried again when Python ends, and fail again.
    with contextlib.suppress(OSError, ValueError), open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
