"""What a page on a phone is made of: plain words in an order, before anything becomes HTML."""

from __future__ import annotations

from dataclasses import dataclass

from smkt_helpers.workshop.own_figures import Rows


@dataclass(frozen=True)
class Words:
    """A part of a page that is only read.

    Attributes
    ----------
    id : str
        Short name, different for each part of a page.
    title : str
    says, points : tuple of str
        Paragraphs, then a list.
    tables : tuple of Rows
    tone : str
        "" or "strong" for what nobody should miss, "good" for what went well.
    folded : bool
        Only the title is seen until somebody touches it.
    """

    id: str
    title: str
    says: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    tables: tuple[Rows, ...] = ()
    tone: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Clock:
    """The time left to decide; the seconds themselves are no part of a view.

    Attributes
    ----------
    label, over : str
        What stands before the time, and what is said when none is left.
    ends : str
        Differs whenever the time was changed.
    """

    label: str
    over: str
    ends: str
    id: str = "clock"


@dataclass(frozen=True)
class Field:
    """One thing that somebody fills in.

    Attributes
    ----------
    name, label : str
    kind : {"number", "choice", "long"}
        A short box, buttons of which one is on, or a large box.
    value : str
        What stands there; empty for nothing.
    unit, hint, more : str
        What stands behind the box, below the label, and folded away.
    options : tuple of (value, words)
        Of a choice.
    keys : str
        Which keyboard a phone shows: "decimal", "numeric" or "text".
    longest : int
        How many letters fit.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    unit: str = ""
    hint: str = ""
    more: str = ""
    options: tuple[tuple[str, str], ...] = ()
    keys: str = "text"
    longest: int = 20


@dataclass(frozen=True)
class Group:
    """Fields that belong together, with a title and a sentence about them."""

    title: str
    says: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """A part of a page that is filled in and handed in.

    Attributes
    ----------
    id, title : str
    action : str
        Where it is sent.
    hidden : tuple of (name, value)
        What is sent along.
    groups : tuple of Group
    button : str
    kept_as : str
        Under which name a phone keeps what is typed; differs for each person, quarter and seat.
    folded : bool
        As in `Words`: it has been handed in, and most people are done with it.
    """

    id: str
    title: str
    action: str
    hidden: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    button: str
    kept_as: str
    folded: bool = False


Block = Words | Clock | Form


@dataclass(frozen=True)
class View:
    """Everything that one person's page shows.

    Attributes
    ----------
    title : str
        What the workshop is called.
    where : str
        The quarter and the phase.
    name, place : str
        Who this is, and the table and seat; the place is empty for who has none.
    person : str
        The id of this person.
    blocks : tuple of Block
        From top to bottom.
    """

    title: str
    where: str
    name: str
    place: str
    person: str
    blocks: tuple[Block, ...]
