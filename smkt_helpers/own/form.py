"""The form on which somebody chooses files, imports them, and answers what the import has to ask.

The data stay in the memory of this page: chosen files lie in a temporary folder only while they are read. What is kept
in the learner's progress is where files lie and what was answered, never a row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.imports.given import ENDINGS
from smkt_helpers.own import questions, sample
from smkt_helpers.own.job import Job, Tell, Work
from smkt_helpers.words import N_, _, ngettext, number

NAME = "own"
MAPPING = ".toml"
OBJECTS = {
    "": N_("Find it out from the headers"),
    "leads": N_("People who asked for something (leads, contacts)"),
    "deals": N_("Offers (deals, opportunities)"),
    "activities": N_("Calls, meetings, e-mails (activities)"),
    "spend": N_("Money spent on marketing"),
}
SAMPLE = N_("the sample")


@dataclass(frozen=True)
class Reading:
    """What was imported: the tables, the report about them, and the names of the files, "the sample" for the sample."""

    tables: Tables
    report: Any
    name: str


@dataclass(frozen=True)
class Outcome:
    """What came of one try: a reading, or the problem that kept it from being one; and what is to be asked."""

    reading: Reading | None = None
    problem: KitError | None = None
    asked: tuple[questions.Question, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What a person has chosen, taken from the screen before the work begins: a click meanwhile changes nothing.

    `uploads` are names with contents, `lines` what was typed as places, `answers` as in `questions`.
    """

    uploads: tuple[tuple[str, bytes], ...] = ()
    lines: tuple[str, ...] = ()
    object: str = ""
    start: Any = None
    end: Any = None
    answers: Mapping[str, str] = field(default_factory=dict)


class Form:
    """The screen of an import.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    read : callable
        Called with each new `Reading`; a refusal changes nothing.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, lesson: Any, read: Callable[[Reading], None]) -> None:
        self._lesson, self._read = lesson, read
        kept = lesson.remembered(NAME)
        self._answers = _plain_words(kept.get("answers"))
        self._asked: dict[str, widgets.Dropdown] = {}
        self._place, self._told, self._links = screen.html(), screen.html(), screen.html()
        self._job = Job(_("Import"), _("Read the files and show what was understood."), self._begin, self._show)
        self._build(kept)

    # What is on the screen

    def _build(self, kept: Mapping[str, Any]) -> None:
        self._files = widgets.FileUpload(multiple=True, accept=",".join((*ENDINGS, MAPPING)))
        self._where = widgets.Textarea(
            value=_words(kept.get("where")), placeholder=_("one file or folder in each line")
        )
        self._object = widgets.Dropdown(options=[(_(said), key) for key, said in OBJECTS.items()])
        self._start, self._end = widgets.DatePicker(), widgets.DatePicker()
        asked = (
            self._chooser(),
            screen.labelled(
                self._where,
                _("Or say where the files lie"),
                _("For larger files: a path on this computer, such as C:\\exports\\deals.csv, or a whole folder."),
            ),
            self._more(),
        )
        use = screen.button(
            _("Use the sample"), _("Read Tropfgut's export, so that you can go on."), self._use_sample, self._place
        )
        self._forget = screen.button(
            _("Forget my answers"), _("Ask everything anew at the next import."), self.forget, self._place
        )
        self._questions = widgets.VBox()
        self.widget = screen.box(
            [
                *asked,
                self._job.widget,
                screen.row(use, self._forget),
                self._told,
                self._place,
                self._questions,
                self._links,
            ],
            "smkt-card",
        )
        self._welcome(kept)
        self._refresh()

    def _chooser(self) -> widgets.VBox:
        help = _(
            "CSV or Excel: leads, deals, activities, spend, as many as you have; with them, mapping files (.toml). "
            "Up to 5 MB in all."
        )
        screen.named(self._files, _("Choose files"), help)
        names = screen.html()

        def chosen(_change: Any = None) -> None:
            told = ", ".join(one["name"] for one in self._files.value) or help
            names.value = f'<span class="smkt-quiet">{screen.inline(told)}</span>'

        chosen()
        self._files.observe(screen.guard(chosen, self._place), "value")
        return widgets.VBox([self._files, names])

    def _more(self) -> widgets.VBox:
        found = (
            (self._object, _("What do the files hold?"), _("Only if the import takes them for something else.")),
            (self._start, _("First day that counts"), _("Without it, it is found from the data and said.")),
            (self._end, _("First day that no longer counts"), _("Without it, it is found from the data and said.")),
        )
        inside = widgets.VBox([screen.labelled(*one) for one in found])
        inside.layout.display = "none"

        def turn() -> None:
            inside.layout.display = "" if inside.layout.display else "none"

        more = screen.button(
            _("More: what the files hold, which days count"), _("Show or hide three more questions."), turn, self._place
        )
        return widgets.VBox([screen.row(more), inside])

    def _welcome(self, kept: Mapping[str, Any]) -> None:
        if not kept:
            return
        if kept.get("sample"):
            said = _("Last time you used the sample. Press “Use the sample” to go on with it.")
        elif _words(kept.get("where")):
            said = _("Where your files lie and what you answered is kept. Press “Import” to read them again.")
        else:
            said = _("What you answered is kept, your data are not. Choose the files again and press “Import”.")
        self._told.value = screen.notice("info", said, word=_("To go on"), icon="➜")

    def _refresh(self) -> None:
        self._forget.layout.display = "" if self._answers else "none"

    # What is done

    def forget(self) -> None:
        """Forget all answers; nothing is read anew."""
        self._answers = {}
        self._ask(())
        self._keep({"answers": {}})
        self._told.value = screen.notice("good", _("Your answers are forgotten. The next import asks anew."))

    def answer(self) -> None:
        """Take what was chosen in the lists, and import again."""
        chosen = {key: control.value for key, control in self._asked.items() if control.value}
        if not chosen:
            raise KitError(_("Choose an answer in at least one of the lists first."))
        self._answers = {**self._answers, **chosen}
        self._keep({"answers": dict(self._answers)})
        self._job.start()

    def _use_sample(self) -> None:
        self._job.start(lambda tell: Outcome(_sample_reading()))

    def _chosen(self) -> Chosen:
        uploads = tuple((Path(one["name"]).name, bytes(one["content"])) for one in self._files.value)
        lines = tuple(line.strip().strip("\"'") for line in self._where.value.splitlines() if line.strip())
        return Chosen(uploads, lines, self._object.value, self._start.value, self._end.value, dict(self._answers))

    def _begin(self) -> Work:
        chosen = self._chosen()

        def work(tell: Tell) -> Outcome:
            try:
                return imported(chosen, tell)
            except KitError as problem:
                return Outcome(problem=problem)

        return work

    def _show(self, outcome: Outcome) -> None:
        """Show what came of a try; only a reading changes what the rest of the page shows."""
        if outcome.problem is not None:
            last = _("What the page shows below is still what was imported before.")
            stays = f"\n\n{last}" if self._links.value else ""
            self._told.value = screen.notice("warn", f"{outcome.problem}{stays}", word=_("Not imported"))
            self._ask(outcome.asked)
            return
        reading = outcome.reading
        # First of all: where the page cannot show it, nothing is said to be imported.
        self._read(reading)
        is_sample = reading.name == _(SAMPLE)
        self._keep({"sample": is_sample} if is_sample else {"sample": False, "where": self._where.value})
        kept = sum(file.kept for file in reading.report.files)
        said = ngettext("{n} row of {name} was imported.", "{n} rows of {name} were imported.", kept)
        self._told.value = screen.notice("good", said.format(n=number(kept), name=reading.name))
        self._ask(outcome.asked)
        self._links.value = _map_links(reading.report.maps)

    def _ask(self, asked: Sequence[questions.Question]) -> None:
        """Show a list for each question, and the button that imports with the answers."""
        self._asked = {}
        shown: list[widgets.Widget] = []
        for one in asked:
            control = widgets.Dropdown(options=[(_("Choose ..."), ""), *((said, key) for key, said in one.options)])
            self._asked[one.key] = control
            shown.append(screen.labelled(control, one.text, one.help))
        if shown:
            head = ngettext(
                "{n} question that only you can answer", "{n} questions that only you can answer", len(shown)
            )
            again = screen.button(
                _("Import with these answers"),
                _("Keep the answers and read the files again."),
                self.answer,
                self._place,
            )
            title = screen.html(f"<h3>{screen.inline(head.format(n=number(len(shown))))}</h3>")
            shown = [title, *shown, screen.row(again)]
        self._questions.children = shown
        self._refresh()

    def _keep(self, values: Mapping[str, Any]) -> None:
        self._lesson.remember(NAME, {**self._lesson.remembered(NAME), **values})
        self._refresh()


# Without the screen


def imported(chosen: Chosen, tell: Tell) -> Outcome:
    """Import what was chosen, and find out what is to be asked.

    Raises
    ------
    KitError
        If there is nothing to import, or what was typed is no file.
    """
    with tempfile.TemporaryDirectory(prefix="smkt-") as folder:
        paths, maps = _files(chosen, Path(folder))
        names = [path.name for path in paths]
        said = questions.ways(chosen.answers, names, maps, chosen.object)
        from smkt_helpers.imports.read import read_crm

        try:
            tables, report = read_crm(*paths, **said, start=chosen.start, end=chosen.end, progress=tell)
        except KitError as problem:
            asked = questions.questions_of(paths, chosen.answers, maps, chosen.object)
            return Outcome(problem=problem, asked=asked)
        # What a lead's status means can be left open, and whether several columns are one thing too.
        asked = questions.questions_of(paths, chosen.answers, maps, chosen.object, only=("leads", "deals"))
        if (
            not tables.currency
            and questions.CURRENCY not in chosen.answers
            and (len(tables.deals) or len(tables.spend))
        ):
            asked = (*asked, questions.currency_question())
        return Outcome(Reading(tables, report, ", ".join(names)), asked=asked)


def _files(chosen: Chosen, folder: Path) -> tuple[list[Path], list[Any]]:
    """Return the files to import and the mapping files; what was uploaded is written into `folder`."""
    from smkt_helpers.imports.mapping import read_mappings

    names = [name for name, _content in chosen.uploads]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise KitError(_("Two files are called {name}; rename one of them.").format(name=twice[0]))
    found = []
    for name, content in chosen.uploads:
        path = folder / name
        path.write_bytes(content)
        found.append(path)
    for line in chosen.lines:
        path = Path(line).expanduser()
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.suffix.lower() in (*ENDINGS, MAPPING))
        elif path.is_file():
            found.append(path)
        else:
            raise KitError(
                _("There is no file or folder {path}. Copy its path from your file manager.").format(path=line)
            )
    maps = [one for path in found if path.suffix.lower() == MAPPING for one in read_mappings(path)]
    paths = [path for path in found if path.suffix.lower() != MAPPING]
    if not paths:
        raise KitError(_("Choose a file first, or say where it lies; or use the sample."))
    return paths, maps


def _sample_reading() -> Reading:
    tables, report = sample.reading()
    return Reading(tables, report, _(SAMPLE))


def _map_links(maps: Sequence[Any]) -> str:
    """Return links that save what was understood as mapping files, so that nothing has to be said twice."""
    from smkt_helpers.imports.mapping import write_mapping

    names: dict[str, int] = {}
    links = []
    with tempfile.TemporaryDirectory(prefix="smkt-") as folder:
        for one in maps:
            names[one.object] = names.get(one.object, 0) + 1
            end = "" if names[one.object] == 1 else f"-{names[one.object]}"
            path = Path(folder) / f"{one.object}{end}{MAPPING}"
            write_mapping(one, path)
            links.append(screen.saving_link(path.name, path.read_bytes(), "application/toml"))
    if not links:
        return ""
    said = _(
        "Save what was understood as mapping files, and choose them together with the next export; then nothing is "
        "asked again: {links}"
    )
    return f"<p>{screen.inline(said).format(links=', '.join(links))}</p>"


def _plain_words(kept: Any) -> dict[str, str]:
    """Return remembered answers; whatever else a file edited by hand may hold is left out."""
    if not isinstance(kept, Mapping):
        return {}
    return {key: value for key, value in kept.items() if isinstance(key, str) and isinstance(value, str)}


def _words(kept: Any) -> str:
    return kept if isinstance(kept, str) else ""
