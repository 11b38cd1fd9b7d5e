"""The alignment case: what working as one team would be worth here, and why, with every number traced.

From the inside out:

``question``
    what is asked: a company, the practices to add, which assumptions were changed;
``figure``, ``blocks``
    a number that knows where it comes from, and what a part is made of: sentences, tables, charts, notes;
``parts``, ``told``
    the list of parts, and one module for each: it computes its tables and turns them into blocks;
``page``
    the page on which a manager asks;
``paper``
    what is taken away: report, slides, numbers.

Each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    if name != "alignment_case":
        raise AttributeError(f"smkt_helpers.case has no {name!r}; it has alignment_case.")
    from smkt_helpers.case.page.mine import alignment_case

    return alignment_case
