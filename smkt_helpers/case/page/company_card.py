"""The card on which the company is chosen: one that comes with the kit, a file, or one fitted to own figures.

Whatever cannot be read or fitted is said in a sentence, and the page stays as it was.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.case.question import Question, asked
from smkt_helpers.company_file import company as company_of
from smkt_helpers.company_file import names
from smkt_helpers.errors import KitError
from smkt_helpers.own.job import Job, Work
from smkt_helpers.own.twin import ASKED, BESIDE, figures_of
from smkt_helpers.words import _, number

TYPED = "figures"
FITTED = "your-company"


class CompanyCard:
    """Whose company the page is about.

    Parameters
    ----------
    case : smkt_helpers.case.page.mine.AlignmentCase

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, case: Any) -> None:
        self._case, self._place, self._now = case, screen.html(), screen.html()
        self._fit, self._imported, self._reading = screen.html(), screen.html(), None
        over = screen.button(_("Start over"), _("Forget every choice on this page and show it as it came."),
                             self._start_over, self._place)  # fmt: skip
        self.widget = screen.box([
            self._now,
            *self._fold(_("Another company, or a company file"), self._ready_made()),
            *self._fold(_("My company: seven figures I know"), self._figures()),
            *self._fold(_("My company: an export of our CRM"), self._export()),
            screen.row(over), self._place, self._fit,
        ], "smkt-card", "smkt-case")  # fmt: skip
        case.on_question(self._refresh)

    # The three ways

    def _ready_made(self) -> list[widgets.Widget]:
        known = widgets.Dropdown(options=[(company_of(id).name, id) for id in names()])
        upload = screen.named(widgets.FileUpload(accept=".toml", multiple=False), _("Choose a company file"),
                              _("A file that ends in .toml, as this kit writes it."))  # fmt: skip
        where = widgets.Text(placeholder="C:\\companies\\our-company.toml", continuous_update=False)

        def take_known() -> None:
            self._take(known.value)

        def take_upload(_change: Any) -> None:
            if upload.value:
                name, content = upload.value[0]["name"], bytes(upload.value[0]["content"])
                upload.value = ()
                self._take_file(name, content)

        def take_path() -> None:
            path = Path(where.value.strip().strip("\"'")).expanduser()
            if path.suffix != ".toml" or not path.is_file():
                raise KitError(_("There is no company file {path}. It ends in .toml; copy its path from your file "
                                 "manager.").format(path=where.value))  # fmt: skip
            self._take(str(path.resolve()))

        upload.observe(screen.guard(take_upload, self._place), "value")
        return [
            screen.labelled(known, _("Companies that come with the kit"), _("They are invented.")),
            screen.row(screen.button(_("Show this company"), _("Compute the page for it."), take_known, self._place)),
            upload,
            screen.labelled(where, _("Or say where the company file lies"), _("A path on this computer.")),
            screen.row(screen.button(_("Open this file"), _("Compute the page for it."), take_path, self._place)),
        ]

    def _figures(self) -> list[widgets.Widget]:
        boxes = self._boxes(ASKED)

        def begin() -> Work:
            given = self._read(ASKED, boxes, needed=True)
            return lambda tell: _fitted(None, progress=tell, **given)

        job = Job(_("Fit a company to these figures"),
                  _("Find a company of this kit that shows these figures; takes some seconds."),
                  begin, self._take_fit)  # fmt: skip
        return [*_labelled(ASKED, boxes), job.widget]

    def _export(self) -> list[widgets.Widget]:
        # The import brings half of the kit along; it is loaded when somebody wants it.
        inside = widgets.VBox()

        def show() -> None:
            from smkt_helpers.own.form import Form

            boxes = self._boxes(BESIDE)

            def begin() -> Work:
                if self._reading is None:
                    raise KitError(_("Import an export above first."))
                tables = self._reading.tables
                given = self._read(BESIDE, boxes, needed=False)
                return lambda tell: _fitted(tables, progress=tell, **given)

            job = Job(_("Fit a company to this export"),
                      _("Find a company of this kit that shows the figures you imported; takes up to a minute."),
                      begin, self._take_fit)  # fmt: skip
            form = Form(self._case.kept, self._read_export)
            inside.children = [form.widget, self._imported, *_labelled(BESIDE, boxes), job.widget]

        begin = screen.button(_("Choose the files"), _("Show the form that reads an export."), show, self._place)
        inside.children = [screen.row(begin)]
        return [inside]

    def _read_export(self, reading: Any) -> None:
        from smkt_helpers.own.figures import read_html

        shown = read_html(reading.report)
        self._reading, self._imported.value = reading, shown

    # What is taken

    def _take(self, named: str) -> None:
        self._case.ask(self._question(named))

    def _take_file(self, name: str, content: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="smkt-") as folder:
            path = Path(folder) / Path(name).name
            path.write_bytes(content)
            company_of(path)     # a sentence about what is wrong with it, before anything is kept
        self._take(str(self._case.kept.place_for(name, content)))

    def _take_fit(self, fit: Any) -> None:
        path = self._case.kept.place_for(FITTED)
        fit.write(path)
        report_of(path).write_text(fit.report.to_html(), encoding="utf-8")
        self._take(str(path))

    def _question(self, named: str) -> Question:
        question = self._case.question
        return asked(named, question.practices, markets=question.markets, weeks=question.weeks, seed=question.seed)

    def _start_over(self) -> None:
        self._case.kept.forget()
        self._case.ask(asked())

    # What is shown

    def _refresh(self) -> None:
        company = self._case.question.base
        said = _("This page is about **{company}** ({sells}); money is in {currency}.").format(
            company=company.name, sells=company.sells, currency=company.currency)  # fmt: skip
        invented = _("It is invented. Below you can put your own company in its place; nothing leaves this computer.")
        more = invented if self._case.question.named in names() else ""
        notes = [one for one in (self._case.notice, self._case.kept.problem) if one]
        self._now.value = screen.paragraphs(f"{said} {more}") + "".join(screen.notice("warn", one) for one in notes)
        self._fit.value = fit_html(self._case.question.named)

    def _fold(self, name: str, inside: Sequence[widgets.Widget]) -> list[widgets.Widget]:
        box = widgets.VBox(list(inside))
        box.layout.display = "none"

        def turn() -> None:
            box.layout.display = "" if box.layout.display else "none"

        return [screen.row(screen.button(name, _("Show or hide this way."), turn, self._place)), box]

    def _boxes(self, asked_for: Any) -> dict[str, widgets.Text]:
        kept = self._case.kept.remembered(TYPED)
        return {
            name: widgets.Text(value=str(kept.get(name, "")), placeholder=example)
            for name, (_question, _unit, example) in asked_for.items()
        }

    def _read(self, asked_for: Any, boxes: Any, *, needed: bool) -> dict[str, float]:
        typed = {name: box.value for name, box in boxes.items()}
        given = figures_of(typed, None, asked_for, needed=needed)
        check_possible(given, asked_for)
        self._case.kept.remember(TYPED, {**self._case.kept.remembered(TYPED), **typed})
        return given


def report_of(company: Path) -> Path:
    """Return where the report of the fit of a company file is kept: beside it, so that it is there tomorrow too."""
    return company.with_suffix(".html")


def fit_html(named: str) -> str:
    """Return how well a fitted company matches, with a link to its file; empty for a company that was not fitted."""
    path = Path(named)
    try:
        report, content = report_of(path).read_text(encoding="utf-8"), path.read_bytes()
    except OSError:
        return ""
    link = screen.saving_link(path.name, content, "application/toml")
    said = _("The company is kept as a file, for later and for analysts: {link}")
    head = f"<h3>{screen.inline(_('How well the fitted company matches, and what is assumed'))}</h3>"
    return f"{head}{report}<p>{screen.inline(said).format(link=link)}</p>"


def check_possible(given: Mapping[str, float], asked_for: Mapping[str, tuple[str, str, str]]) -> None:
    """Check what every figure must be, in the words in which it was asked; the fit checks the rest.

    Raises
    ------
    KitError
        One sentence for each figure that no company can have.
    """
    from smkt_helpers.fitting.numbers import MOST_PEOPLE, WHOLE

    wrong = []
    for name, value in given.items():
        question, unit, _example = asked_for[name]
        if unit == "%" and not 0 < value < 1:
            wrong.append(_("{question} You typed {typed}; it must be more than 0 and less than 100.").format(
                question=_(question), typed=number(100 * value)))  # fmt: skip
        elif name in WHOLE and (value != int(value) or not 1 <= value <= MOST_PEOPLE):
            wrong.append(_("{question} You typed {typed}; it must be a whole number from 1 to {most}.").format(
                question=_(question), typed=number(value, 0 if value == int(value) else 1), most=number(MOST_PEOPLE),
            ))  # fmt: skip
        elif value <= 0:
            wrong.append(_("{question} You typed {typed}; it must be more than 0.").format(
                question=_(question), typed=number(value)))  # fmt: skip
    if wrong:
        raise KitError("\n\n".join(wrong))


def _labelled(asked_for: Any, boxes: Any) -> list[widgets.VBox]:
    help = _("In {unit}; for example {example}.")
    return [
        screen.labelled(boxes[name], _(question),
                        help.format(unit=_(unit) if unit != "%" else _("percent"), example=example))
        for name, (question, unit, example) in asked_for.items()
    ]  # fmt: skip


def _fitted(tables: Any, **ways: Any) -> Any:
    from smkt_helpers.fitting import fit

    return fit(tables, **ways)
