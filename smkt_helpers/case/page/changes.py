"""The card on which one of the company's numbers is changed, and its effect on the headline is seen."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.case.figure import BASES
from smkt_helpers.case.page.place import status
from smkt_helpers.case.question import Question
from smkt_helpers.companies import Assumption, Company
from smkt_helpers.errors import KitError
from smkt_helpers.fitting.report import label_of, show_value
from smkt_helpers.words import _, ngettext, number


class Changes:
    """Numbers to change.

    Parameters
    ----------
    case : smkt_helpers.case.page.mine.AlignmentCase

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, case: Any) -> None:
        self._case, self._place, self._quiet = case, screen.html(), False
        self._search = widgets.Text(placeholder=_("for example: win"))
        self._which, self._value = widgets.Dropdown(), widgets.FloatText(continuous_update=False)
        self._about, self._found, self._changed = screen.html(), screen.html(), screen.html()
        self._unit_help = _("Type another value and press Enter.")
        buttons = screen.row(
            screen.button(_("Try this value"), _("Compute the page with this value."), self.change, self._place),
            screen.button(_("Put this one back"), _("Take the company's own value again."), self.put_back, self._place),
            screen.button(_("Put all back"), _("Take all of the company's own values again."), self.put_all_back,
                          self._place))  # fmt: skip
        head = screen.html(f"<h3>{screen.inline(_('What if you are wrong? Change a number'))}</h3>")
        effect = screen.html(f"<h4>{screen.inline(_('What that does to the headline'))}</h4>")
        self.widget = screen.box([
            head,
            screen.labelled(self._search, _("Search for a number by words"), _("Words of its name; blank shows all.")),
            self._found,
            screen.labelled(self._which, _("Which number?"), _("Every number of the company that has a range.")),
            self._about,
            screen.labelled(self._value, _("Its value"), self._unit_help),
            buttons, self._place, self._changed, effect, case.headline,
        ], "smkt-card", "smkt-case")  # fmt: skip
        self._search.observe(screen.guard(lambda _change: self._list(), self._place), "value")
        self._which.observe(screen.guard(self._chosen, self._place), "value")
        self._value.observe(screen.guard(self._typed, self._place), "value")
        case.on_question(self._refresh)

    # What is done

    def change(self) -> None:
        """Ask with the value that was typed."""
        one = self._one()
        value = self._value.value
        if isinstance(one.value, int) and float(value).is_integer():
            value = int(value)
        self._ask({**dict(self._case.question.changed), one.path: value})

    def put_back(self) -> None:
        """Ask with the company's own value of the number that is shown."""
        path = self._one().path
        self._ask({other: value for other, value in self._case.question.changed if other != path})

    def put_all_back(self) -> None:
        """Ask with all of the company's own values."""
        self._ask({})

    def _ask(self, changed: dict[str, Any]) -> None:
        own = {one.path: one.value for one in self._case.question.base.assumptions}
        kept = tuple((path, value) for path, value in sorted(changed.items()) if value != own[path])
        try:
            question = self._case.question.with_changes(changed=kept)
        except KitError as problem:
            last = _("The page still shows the last values that are possible.")
            raise KitError(f"{problem}\n\n{last}") from problem
        self._case.ask(question)
        # What was shown for a value that was refused goes too.
        self._show()

    # What is shown

    def _one(self) -> Assumption:
        if self._which.value is None:
            raise KitError(_("Choose a number in the list first."))
        return next(one for one in self._case.question.base.assumptions if one.path == self._which.value)

    def _refresh(self) -> None:
        self._list()
        self._changed.value = changed_html(self._case.question)

    def _list(self) -> None:
        words = self._search.value.casefold().split()
        company, before = self._case.question.base, self._which.value
        names = sorted((label_of(company, one.path), one.path) for one in numbers_of(company))
        found = [(name, path) for name, path in names if all(word in name.casefold() for word in words)]
        self._quiet = True
        try:
            self._which.options = found
            self._which.value = before if before in [path for _name, path in found] else found[0][1] if found else None
        finally:
            self._quiet = False
        said = ngettext("{n} number of {all} is in the list.", "{n} numbers of {all} are in the list.", len(found))
        self._found.value = status(said.format(n=number(len(found)), all=number(len(names))))
        self._show()

    def _chosen(self, _change: Any) -> None:
        if not self._quiet:
            self._show()

    def _typed(self, _change: Any) -> None:
        if not self._quiet and self._which.value is not None:
            self.change()

    def _show(self) -> None:
        """Show the number that is chosen: its value, range, basis and source."""
        if self._which.value is None:
            self._about.value = screen.paragraphs(_("No number has all of these words in its name; try fewer words."))
            return
        one = self._one()
        now = dict(self._case.question.changed).get(one.path, one.value)
        self._about.value = screen.paragraphs(about_words(self._case.question.base, one))
        self._quiet = True
        try:
            self._value.value = float(now)
        finally:
            self._quiet = False


def numbers_of(company: Company) -> tuple[Assumption, ...]:
    """Return the numbers of a company that can be changed: those with a range."""
    from smkt_helpers.comparison.doubt import ranged

    try:
        return ranged(company)
    except KitError:
        return ()


def about_words(company: Company, one: Assumption) -> str:
    """Say what a number is at the company, in which range it may lie, what it rests on and why."""
    said = _("{company} has **{value}** ({unit}); **{low} to {high}** is thought possible. It is {basis}. "
             "Reason: {why}")
    return said.format(company=company.name, value=show_value(one.path, one.value), unit=_(one.unit),
                       low=show_value(one.path, one.low), high=show_value(one.path, one.high),
                       basis=_(BASES[one.basis]), why=_(one.why).replace("**", ""))  # fmt: skip


def changed_html(question: Question) -> str:
    """Return the changed numbers as a table, with the company's own values."""
    if not question.changed:
        return screen.paragraphs(_("No number is changed; the page shows the company as its file says."))
    own = {one.path: one for one in question.base.assumptions}
    rows = [
        {
            _("Changed number"): label_of(question.base, path),
            _("Before"): show_value(path, own[path].value),
            _("Now"): show_value(path, value),
            _("Unit"): _(own[path].unit),
        }
        for path, value in question.changed
    ]
    return screen.data_table(rows, _("The whole page is computed with these values."))
