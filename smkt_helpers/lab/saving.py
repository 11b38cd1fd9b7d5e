"""Keeps a lesson file as it was shipped when a learner has only run it.

Pictures and widgets are drawn anew each time a lesson opens. Saved ones would be dead on the next opening
("model not found") and would make every played lesson look like a changed file. So a lesson that runs when
it opens is saved without them. Words and code that somebody typed are saved as usual, and notebooks without
the kit's mark are left alone.
"""

from __future__ import annotations

from typing import Any

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}


def strip_lesson(notebook: dict[str, Any]) -> bool:
    """Remove the traces of a run from a lesson, in place.

    Parameters
    ----------
    notebook
        The notebook as JSON. Only one marked ``{"smarketing": {"run_on_open": true}}`` is changed.

    Returns
    -------
    bool
        Whether this was a lesson.
    """
    metadata = notebook.get("metadata", {})
    mark = metadata.get("smarketing")
    if not (isinstance(mark, dict) and mark.get("run_on_open")):
        return False
    metadata.pop("widgets", None)
    # The kernel notes the version of this computer's Python here.
    metadata["language_info"] = dict(LANGUAGE)
    metadata["kernelspec"] = dict(KERNEL)
    for cell in notebook.get("cells", []):
        # JupyterLab adds its own view of what can be trusted; it belongs to this computer only.
        cell.get("metadata", {}).pop("trusted", None)
        if cell.get("cell_type") == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
            cell.get("metadata", {}).pop("execution", None)
    return True


def before_saving(model: dict[str, Any], **_: Any) -> None:
    """Strip a lesson that the Jupyter server is about to save (a "pre save hook" of its contents manager)."""
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        strip_lesson(model["content"])


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(before_saving)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "smkt_helpers.lab.saving"}]
