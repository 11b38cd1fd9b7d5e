"""Turn what can go wrong in a notebook into one sentence; the details stay one click away.

The cell still counts as failed: the error goes out as an error, only its text is short.
"""

from __future__ import annotations

import traceback
from types import ModuleType
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.words import _

PACKAGE = "smkt_helpers"


def explain(problem: BaseException) -> str:
    """Return one sentence for a person on what happened and what to do.

    Parameters
    ----------
    problem : BaseException
        What a cell raised.
    """
    if isinstance(problem, KitError):
        return str(problem)
    if isinstance(problem, ModuleNotFoundError):
        return _(
            "This notebook runs on a Python without “{module}”. Close it and open the kit with start.py; "
            "when you are asked for a kernel, choose “Python 3”."
        ).format(module=problem.name or problem)
    if isinstance(problem, ImportError | AttributeError) and _is_about_the_kit(problem):
        return _(
            "This notebook and the kit do not fit ({problem}). "
            "Get the whole kit again and run start.py; your progress is kept elsewhere and stays."
        ).format(problem=str(problem).rstrip("."))
    if _is_ours(problem):
        return _("Something went wrong in our code; your answers are safe.")
    if isinstance(problem, NameError):
        return _(
            "This cell needs “{name}”, which another cell makes first. Open the menu “Run” and choose “Run All Cells”."
        ).format(name=problem.name or problem)
    if isinstance(problem, FileNotFoundError) and problem.filename:
        return _(
            "There is no file “{file}”. If you moved or renamed the kit's folder, open the kit with start.py again."
        ).format(file=problem.filename)
    if isinstance(problem, SyntaxError):
        return _("Line {line} of this cell cannot be read as Python: {problem}.").format(
            line=problem.lineno or "?", problem=problem.msg
        )
    return _("This cell stopped with {kind}: {problem}").format(kind=type(problem).__name__, problem=problem)


def install_error_hook(shell: Any = None) -> bool:
    """Show one sentence instead of a long report when a cell fails.

    Parameters
    ----------
    shell : IPython shell, optional
        By default the running one.

    Returns
    -------
    bool
        Whether there is a notebook to install it in.
    """
    if shell is None:
        from IPython import get_ipython

        shell = get_ipython()
    if shell is None:
        return False
    shell.set_custom_exc((Exception,), _show)
    return True


def _show(shell: Any, kind: type, problem: BaseException, trace: Any, tb_offset: int | None = None) -> list[str]:
    from IPython.display import HTML, display

    from smkt_helpers import screen

    sentence = explain(problem)
    # Without this message test tools, and "Run All Cells", would take the cell for a success.
    shell._showtraceback(kind, problem, [sentence])
    display(HTML(screen.page(screen.details_of(problem))))
    return [sentence]


def _is_ours(problem: BaseException) -> bool:
    """Say whether the problem arose inside the kit."""
    frames = traceback.extract_tb(problem.__traceback__)
    return any(f"/{PACKAGE}/" in frame.filename.replace("\\", "/") for frame in frames)


def _is_about_the_kit(problem: ImportError | AttributeError) -> bool:
    """Say whether a name was looked for in the kit and not found."""
    if isinstance(problem, AttributeError):
        last = traceback.extract_tb(problem.__traceback__)[-1:]
        if last and last[0].name == "__getattr__" and _is_ours(problem):
            return True
        owner = problem.obj.__name__ if isinstance(problem.obj, ModuleType) else ""
    else:
        owner = problem.name or ""
    return owner.split(".")[0] == PACKAGE
