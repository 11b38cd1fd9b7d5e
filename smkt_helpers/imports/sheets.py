"""The tables in a file: one in a text file, and in a spreadsheet possibly one on each sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from smkt_helpers.errors import KitError
from smkt_helpers.formulas import restored
from smkt_helpers.imports.given import Given
from smkt_helpers.imports.headers import Detected
from smkt_helpers.imports.objects import listed, of_the_kit
from smkt_helpers.imports.raw import Raw, read_sheets
from smkt_helpers.words import _

ABOUT_COLUMNS = "columns"  # the sheet on which the kit's own workbooks say what their columns mean


def tables_in(path: Path, given: Given) -> list[tuple[Raw, Detected]]:
    """Read a file, and find out what each of its tables holds.

    Parameters
    ----------
    path : Path
    given : Given
        What a person has said.

    Returns
    -------
    list of (Raw, Detected)
        Of several sheets that hold the same only the fullest. The notes of the first table say what was not read.

    Raises
    ------
    KitError
        If the file cannot be read, or its fullest sheet is nothing the kit can count.
    """
    looked = looked_at(path, given)
    if len(looked) == 1:
        ((raw, detected),) = looked
        if isinstance(detected, KitError):
            raise detected
        return [(raw, detected)]
    found: dict[str, tuple[Raw, Detected]] = {}
    notes = []
    for place, (raw, detected) in enumerate(looked):
        if isinstance(detected, KitError):
            if place == 0:
                # The fullest sheet is what the file is about; leaving it out would import next to nothing.
                hint = _("Delete this sheet, or save each sheet that counts as a file of its own.")
                raise KitError(f"{detected} {hint}")
            notes.append(_("A sheet was not read. {problem}").format(problem=detected))
            continue
        object = detected.map.object
        if object in found:
            said = _(
                "Of the sheets with {object} only the fullest is read, and “{sheet}” is not; if its rows count too, "
                "save it as a file of its own and import both."
            )
            notes.append(said.format(object=object, sheet=raw.sheet))
        else:
            found[object] = (raw, detected)
    names = listed([raw.sheet for raw, _detected in found.values()])
    notes.insert(0, _("{file} has several sheets; read are {sheets}.").format(file=path.name, sheets=names))
    (first, detected), *others = found.values()
    return [(replace(first, notes=(*notes, *first.notes)), detected), *others]


def looked_at(path: Path, given: Given) -> list[tuple[Raw | None, Detected | KitError]]:
    """Read a file, and look what each of its sheets holds, the fullest one first.

    Parameters
    ----------
    path : Path
    given : Given
        What a person has said.

    Returns
    -------
    list of (Raw or None, Detected or KitError)
        For each table what it is, or why it cannot be counted; None for a sheet that is no table at all.

    Raises
    ------
    KitError
        If the file cannot be read.
    """
    sheets = read_sheets(path)
    by_kit = any(of_the_kit(list(one.table.columns)) for one in sheets if isinstance(one, Raw))
    found: list[tuple[Raw | None, Detected | KitError]] = []
    for sheet in sheets:
        if by_kit and len(sheets) > 1 and isinstance(sheet, Raw) and sheet.sheet == ABOUT_COLUMNS:
            continue
        raw = None
        try:
            raw = _as_typed(sheet)
            found.append((raw, given.detected(raw, alone=len(sheets) == 1)))
        except KitError as problem:
            found.append((raw, problem))
    return found


def _as_typed(sheet: Raw | KitError) -> Raw:
    """Return a table whose texts are as people typed them, without the mark that keeps them from being formulas."""
    if isinstance(sheet, KitError):
        raise sheet
    if sheet.sheet:
        return sheet
    table = sheet.table
    # One look at a column's words together takes a tenth of the time of a look at each.
    marked = [name for name in table.columns if "\n'" in "\n".join(["", *table[name]])]
    return replace(sheet, table=table.assign(**{name: restored(table[name]).astype("str") for name in marked}))
