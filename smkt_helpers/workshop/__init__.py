"""The workshop: a room of people plays a company together, quarter by quarter.

From the inside out:

* `formats`: what is played when, read from a TOML file;
* `people`: who is in the room, and who sits where;
* `state`: where a workshop stands; `votes`: from single votes to a team's decision;
* `rounds`: the rules; each action gives the next state, or a sentence that says why not;
* `scoring`: what a quarter brought, by the same `simulate` and the same metrics as everywhere;
* `facts`, `own_figures`: what the room, and what one seat, may know by now; `roles`: who plays what, in words;
* `bots`: decisions for seats that nobody takes;
* `actions`, `store`, `exports`: every action kept on disk before it counts, and files to take along;
* `views`: what the room sees on the projector;
* `room`: the screen from which a trainer leads, and `rehearsal`, which plays a workshop with bots;
* `debriefing`: the pictures of a workshop that was played;
* `paper`: what is printed, and the guide's tables.

Everything up to `bots` reads and writes nothing: an action goes in, a state comes out.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {"control_room": "room.control", "projector": "room.projector", "debrief": "debriefing.page"}


def __getattr__(name: str) -> Any:
    # What a notebook calls is loaded when it is first used, so that the rules need no widgets.
    if name not in _HOME:
        raise AttributeError(f"smkt_helpers.workshop has no {name!r}; it has {', '.join(_HOME)}.")
    return getattr(importlib.import_module(f"smkt_helpers.workshop.{_HOME[name]}"), name)
