"""`read_crm`: files of a CRM export become the kit's six tables, with a report that hides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from smkt_helpers.arguments import checked_call
from smkt_helpers.crm import Tables
from smkt_helpers.crm_csv import typed_table
from smkt_helpers.errors import KitError
from smkt_helpers.imports import build, people
from smkt_helpers.imports.clean import Cleaned, cleaned
from smkt_helpers.imports.columns import Part, map_words, one_run, out_of_range, read_columns, staged, unknown_words
from smkt_helpers.imports.fields import OBJECTS
from smkt_helpers.imports.given import Given, check_said, files_of, maps_of
from smkt_helpers.imports.headers import Detected
from smkt_helpers.imports.objects import OtherTableError, of_the_kit
from smkt_helpers.imports.raw import Raw
from smkt_helpers.imports.report import FileReport, ImportReport, reason_words
from smkt_helpers.imports.sheets import tables_in
from smkt_helpers.imports.warn import warnings_of
from smkt_helpers.words import _

HEADER_BYTES = 2000
AS_THEY_ARE = ("customers", "terms")  # only the kit itself has these tables


@dataclass(frozen=True)
class _Read:
    """One file, read: its words are forgotten, its values are in `part` or, as a table of the kit, in `own`."""

    raw: Raw
    rows: int
    object: str
    notes: tuple[str, ...]
    part: Part | None = None
    own: pd.DataFrame | None = None


def read_crm(
    *paths: str | Path,
    mapping: object = None,
    object: str = "",
    currency: str = "",
    zone: str = "",
    dates: Mapping[str, str] | None = None,
    decimal: str = "",
    stages: Mapping[str, str] | None = None,
    start: object = None,
    end: object = None,
    keep: Iterable[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Tables, ImportReport]:
    """Import what a CRM has exported.

    Parameters
    ----------
    *paths : str or Path
        Files of one company (leads, deals, activities, spend), CSV or Excel, or a folder with them. What each file
        holds is found from its columns; the tables are joined by their ids.
    mapping : ColumnMap, str, Path or list of them, optional
        What the columns mean, where the kit cannot know; see `imports.mapping`.
    object : {"", "leads", "deals", "activities", "spend"}
        What the files hold, if the kit takes them for something else.
    currency : str
        Code such as "EUR"; of several currencies the one that is kept.
    zone : str
        Time zone of the company, such as "Europe/Berlin", for times that carry one.
    dates : mapping of str to str, optional
        Header to the format of its dates, such as ``{"Created": "%d.%m.%Y"}``.
    decimal : {"", ".", ","}
        Decimal mark.
    stages : mapping of str to str, optional
        Word in the files to the kit's word, such as ``{"Handshake": "won"}``.
    start, end : date, optional
        The period that counts; `end` is the first day after it. Without them it is what the data cover.
    keep : iterable of {"firm", "rep", "message"}
        What is not replaced or left out. Names of people, e-mail addresses and phone numbers never stay.
    progress : callable, optional
        Called with the steps done and their number.

    Returns
    -------
    tables : Tables
    report : ImportReport
        Every file, column and row that was left out, and what looks odd.

    Raises
    ------
    KitError
        One sentence per problem; then nothing is imported.
    """
    checked_call("progress", progress)
    check_said(object, currency.strip().upper(), zone, decimal, stages or {})
    kept = people.checked_keep(keep)
    files = files_of(paths)
    given = Given(maps_of(mapping), len(files), object, currency.strip().upper(), zone, dict(dates or {}), decimal,
                   dict(stages or {}))  # fmt: skip
    steps = 2 * len(files) + 2
    tell = progress or (lambda _done, _total: None)
    read: list[_Read] = []
    problems: list[KitError] = []
    aside: list[OtherTableError] = []
    for place, path in enumerate(files):
        tell(2 * place, steps)
        try:
            read += _read_file(path, given, kept, lambda done=2 * place + 1: tell(done, steps))
        except OtherTableError as problem:
            aside.append(problem)
        except KitError as problem:
            problems.append(problem)
    objects = {file.object for file in read}
    problems += [one for one in aside if not objects or (one.beside and one.beside not in objects)]
    if not problems:
        headers = {one["column"] for file in read if file.part for one in file.part.columns}
        problems += given.unused(headers, objects)
    if problems:
        raise problems[0] if len(problems) == 1 else KitError("\n".join(map_words(problems)))
    tell(steps - 2, steps)
    frames = _joined(read)
    chosen = _currency_of(frames, given.currency)
    own = {file.object: file.own for file in read if file.own is not None and file.object == "terms"}
    now = _now(own)
    clean = cleaned(frames, chosen, now)
    # What the kit has written itself holds nobody's name any more, and all that could be worked out.
    by_kit = all(file.part is None or file.part.map.system == "the kit" for file in read)
    first, last = _period(clean.frames, own, start, end, now)
    tables, notes, odd = _built(clean, own, None if by_kit else kept, first, last, chosen, now)
    warnings = [*(_("Left aside: {problem}").format(problem=one) for one in aside), *odd]
    tell(steps - 1, steps)
    tables.check()
    report = _report(read, clean.dropped, first, last, notes, warnings, chosen)
    tell(steps, steps)
    return tables, report


def _read_file(path: Path, given: Given, keep: tuple[str, ...], half: Callable[[], None]) -> list[_Read]:
    if object := _kit_table_without_rows(path):
        return [_Read(Raw(path.name, pd.DataFrame(), "utf-8", ",", "", (), {}), 0, object, ())]
    tables = tables_in(path, given)
    half()
    return [_read(raw, detected, keep, given.files > 1 or len(tables) > 1) for raw, detected in tables]


def _read(raw: Raw, detected: Detected, keep: tuple[str, ...], several: bool) -> _Read:
    rows = len(raw.table) + sum(map(len, raw.dropped.values()))
    object = detected.map.object
    if object in AS_THEY_ARE:
        words = raw.table.astype("object").where(raw.table.ne(""), None).astype("str")
        own = one_run(typed_table(object, words, raw.name), raw.name).assign(row=raw.table.index)
        return _Read(_without_table(raw), rows, object, (*raw.notes, *detected.notes), own=own)
    try:
        part = read_columns(raw.table, detected.map, people.KEEP if detected.map.system == "the kit" else keep)
    except KitError as problem:
        # The sentence names the column; with several files one must also know which.
        if several:
            said = [_("{file}: {problem}").format(file=raw.name, problem=one) for one in str(problem).splitlines()]
            problem.args = ("\n".join(said),)
        raise
    one_run(part.frame, raw.name)
    frame, notes = out_of_range(object, part.frame)
    if object == "deals":
        frame, said = staged(frame, part.strange, raw.name)
        notes = [*notes, *said]
    elif object == "leads":
        notes = [*notes, *unknown_words(part.strange)]
    notes = (*raw.notes, *detected.notes, *detected.questions, *part.notes, *notes)
    return _Read(_without_table(raw), rows, object, notes, part=replace(part, frame=frame))


def _kit_table_without_rows(path: Path) -> str:
    """Return which of the kit's own tables a file is that has no rows, which is fine for those only, else ""."""
    try:
        if path.suffix != ".csv" or path.stat().st_size > HEADER_BYTES:
            return ""
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    return of_the_kit(lines[0].split(",")) if len(lines) == 1 else ""


def _without_table(raw: Raw) -> Raw:
    return replace(raw, table=pd.DataFrame())


def _joined(read: list[_Read]) -> dict[str, pd.DataFrame]:
    frames = {}
    for object in OBJECTS:
        parts = [
            file.part.frame.assign(file=place, dated_badly=file.part.dated_badly)
            for place, file in enumerate(read)
            if file.object == object and file.part
        ]
        if parts:
            frames[object] = pd.concat(parts, ignore_index=True)
    lists = [
        file.own.assign(file=place, lead_id=file.own["lead_id"].astype("int64").astype("str").astype("object"))
        for place, file in enumerate(read)
        if file.object == "customers" and file.own is not None
    ]
    return frames | ({"customers": pd.concat(lists, ignore_index=True)} if lists else {})


def _now(own: Mapping[str, pd.DataFrame]) -> pd.Timestamp:
    """Return the moment after which nothing has happened yet; a simulation may be ahead of the clock."""
    now = pd.Timestamp.now().floor("s")
    weeks = own.get("terms", pd.DataFrame()).get("week_start", [])
    return max(now, weeks.max() + pd.Timedelta(weeks=1)) if len(weeks) else now


def _currency_of(frames: Mapping[str, pd.DataFrame], chosen: str) -> str:
    """Return the one currency that counts.

    Raises
    ------
    KitError
        If there are several and none was chosen: amounts in different currencies are never added.
    """
    if chosen:
        return chosen
    found = sorted(
        {code for frame in frames.values() if "currency" in frame for code in frame["currency"].unique()} - {""}
    )
    if len(found) > 1:
        raise KitError(
            _(
                "The files hold money in {codes}, which cannot be added; choose one with currency, and what is in "
                "the others is left out."
            ).format(codes=", ".join(found))
        )
    return found[0] if found else ""


def _period(
    frames: Mapping[str, pd.DataFrame],
    own: Mapping[str, pd.DataFrame],
    start: object,
    end: object,
    now: pd.Timestamp,
) -> tuple[pd.Timestamp, pd.Timestamp]:
    moments = {}
    for name, value in (("start", start), ("end", end)):
        try:
            moments[name] = None if value is None else pd.Timestamp(value)
        except (ValueError, TypeError):
            moments[name] = pd.NaT
        if moments[name] is pd.NaT or (value is not None and moments[name].tz is not None):
            raise KitError(_("{name} must be a day such as 2026-01-05, not {value!r}.").format(name=name, value=value))
    if len(weeks := own.get("terms", pd.DataFrame()).get("week_start", [])):
        # The weekly terms of a simulation name its period.
        moments = {
            "start": moments["start"] or weeks.min(),
            "end": moments["end"] or weeks.max() + pd.Timedelta(weeks=1),
        }
    first, last = build.period_of(frames, moments["start"], moments["end"], now)
    if first >= last:
        raise KitError(
            _("The period would begin on {start} and end before {end}; give a start and an end that fit.").format(
                start=first.date(), end=last.date()
            )
        )
    return first, last


def _built(
    clean: Cleaned,
    own: Mapping[str, pd.DataFrame],
    keep: tuple[str, ...] | None,
    start: pd.Timestamp,
    end: pd.Timestamp,
    currency: str,
    now: pd.Timestamp,
) -> tuple[Tables, list[str], list[str]]:
    """Return the tables, what was worked out for them, and what looks odd."""
    warnings = [*clean.warnings, *warnings_of(clean.frames, now, build.last_event(clean.frames, now))]
    frames, notes, hidden = clean.frames, [], []
    # Asked before the prices are worked out, which gives every table of deals such columns.
    money = any({"value", "amount"} & set(frames.get(name, ())) for name in ("deals", "spend"))
    if keep is not None:
        frames, notes = build.derived(frames)
        frames, hidden = people.without_names(frames, keep)
    if money and not currency:
        warnings.append(_("No currency is named in the files; give one, such as EUR, so that amounts carry it."))
    tables = build.tables_of(frames, own, start=start, end=end, currency=currency)
    return tables, [*clean.notes, *notes, *hidden], warnings


def _report(
    read: list[_Read],
    dropped: pd.DataFrame,
    start: pd.Timestamp,
    end: pd.Timestamp,
    notes: list[str],
    warnings: list[str],
    currency: str,
) -> ImportReport:
    names = [file.raw.name for file in read]
    files, lines = [], []
    for place, file in enumerate(read):
        mine = dropped[dropped["file"] == place]
        reasons = {reason: tuple(rows) for reason, rows in file.raw.dropped.items() if rows}
        reasons |= {reason: tuple(sorted(map(int, rows))) for reason, rows in mine.groupby("reason")["row"]}
        lost = sum(map(len, reasons.values()))
        columns = file.part.columns if file.part else ()
        files.append(
            FileReport(
                file.raw.name, file.object, file.part.map.system if file.part else "", file.raw.encoding,
                file.raw.delimiter, file.rows, file.rows - lost, reasons, columns, file.notes,
            )
        )  # fmt: skip
        lines += [
            (file.raw.name, row, reason_words(reason)) for reason, rows in file.raw.dropped.items() for row in rows
        ]
        lines += [
            (file.raw.name, int(one.row), reason_words(one.reason, _other(one, place, names)))
            for one in mine.itertuples()
        ]
    columns = [{"file": file.name, **one} for file in files for one in file.columns]
    heads = ["file", "column", "field", "read as", "filled", "supported", "unreadable"]
    return ImportReport(
        files=tuple(files),
        start=start,
        end=end,
        notes=tuple(notes),
        warnings=tuple(warnings),
        columns=pd.DataFrame(columns, columns=heads),
        rows=pd.DataFrame(sorted(lines, key=lambda one: one[:2]), columns=["file", "row", "reason"]),
        maps=tuple(replace(file.part.map, currency=file.part.map.currency or currency) for file in read if file.part),
    )


def _other(dropped: object, place: int, names: list[str]) -> str:
    """Return in words the row that stands for one that was dropped."""
    if pd.isna(dropped.other_row):
        return ""
    if dropped.other_file == place:
        return _("row {row}").format(row=int(dropped.other_row))
    return _("row {row} of {file}").format(row=int(dropped.other_row), file=names[int(dropped.other_file)])
