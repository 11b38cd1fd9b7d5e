"""What a person says about the files of an import, checked, and which of it is about which file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smkt_helpers.arguments import listed
from smkt_helpers.crm_schema import STATUS
from smkt_helpers.errors import KitError
from smkt_helpers.imports.fields import OBJECTS, near
from smkt_helpers.imports.headers import Detected, detect
from smkt_helpers.imports.mapping import ColumnMap, read_mappings
from smkt_helpers.imports.number_words import codes
from smkt_helpers.imports.objects import object_of, system_of
from smkt_helpers.imports.raw import Raw
from smkt_helpers.words import _

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Given:
    """What a person has said about the files."""

    maps: tuple[ColumnMap, ...]
    files: int
    object: str
    currency: str
    zone: str
    dates: Mapping[str, str]
    decimal: str
    stages: Mapping[str, str]

    def detected(self, raw: Raw, *, alone: bool = True) -> Detected:
        """Return what one table holds; unless it is `alone`, it is one of several sheets."""
        said = self.of(raw, alone=alone)
        found = detect(raw, said)
        # Which table a mapping without columns is about is only known once the table is.
        about = [one for one in self.maps if one.object == found.map.object and not one.columns]
        return detect(raw, _with(about[-1], said)) if about else found

    def of(self, raw: Raw, *, alone: bool = True) -> ColumnMap:
        """Return what was said about one table by its headers; unless it is `alone`, it is one of several sheets."""
        headers = set(raw.table.columns)
        if self.files == 1 and len(self.maps) == 1 and alone:
            chosen = self.maps[0]
        else:
            fitting = [one for one in self.maps if set(one.columns) <= headers and (one.columns or not one.object)]
            if len({one.object for one in fitting} - {""}) > 1:
                # Two tables may have the same headers; then those that the kit knows say which one this is.
                guess = _kind_of(raw)
                fitting = [one for one in fitting if one.object == guess] or fitting
            chosen = max(fitting, key=lambda one: len(one.columns), default=ColumnMap(""))
        return replace(
            chosen,
            several=False,
            object=self.object or chosen.object,
            currency=self.currency or chosen.currency,
            zone=self.zone or chosen.zone,
            decimal=self.decimal or chosen.decimal,
            dates={**chosen.dates, **{header: how for header, how in self.dates.items() if header in headers}},
            stages={**chosen.stages, **self.stages},
        )

    def unused(self, headers: set[str], objects: set[str]) -> list[KitError]:
        """Return a refusal for each thing said that is about no file.

        Parameters
        ----------
        headers, objects : set of str
            Headers of all files, and what they hold.
        """
        found = [
            KitError(_("No file has a column “{column}”, for which a format of dates was given.").format(column=header))
            for header in self.dates
            if header not in headers
        ]
        lost = [
            one
            for one in self.maps
            if not (one.several and one.object not in objects)
            and (not set(one.columns) <= headers or one.object not in {"", *objects})
        ]
        found += [
            KitError(
                _(
                    "A mapping for {object} fits none of the files; look at its headers, and at what the files hold."
                ).format(object=one.object)
            )
            for one in lost
        ]
        return found


def _kind_of(raw: Raw) -> str:
    headers = [str(header) for header in raw.table.columns]
    try:
        return object_of(raw.name, headers, system_of(headers))[0]
    except KitError:
        return ""


def _with(general: ColumnMap, said: ColumnMap) -> ColumnMap:
    """Return what was said about one table, completed by what was said about all tables of its kind."""
    return replace(
        said,
        object=general.object,
        system=said.system or general.system,
        stages={**general.stages, **said.stages},
        dates={**general.dates, **said.dates},
        decimal=said.decimal or general.decimal,
        currency=said.currency or general.currency,
        zone=said.zone or general.zone,
        ignored=tuple(dict.fromkeys([*said.ignored, *general.ignored])),
    )


def check_said(object: str, currency: str, zone: str, decimal: str, stages: Mapping[str, str]) -> None:
    """Refuse what no file could fit."""
    found = []
    if object and object not in OBJECTS:
        found.append(_("object must be one of {known}, not “{word}”.").format(known=", ".join(OBJECTS), word=object))
    if currency and currency not in codes():
        found.append(_("“{word}” is no currency; write its code of three letters, such as EUR.").format(word=currency))
    if decimal not in ("", ".", ","):
        found.append(_("decimal must be a point or a comma, not “{word}”.").format(word=decimal))
    try:
        ZoneInfo(zone or "UTC")
    except (ValueError, OSError, ZoneInfoNotFoundError):
        found.append(_("zone “{word}” is not known; write it as in Europe/Berlin.").format(word=zone))
    found += [
        _("“{word}” cannot stand for “{ours}”; a stage is one of {known}.").format(
            word=word, ours=ours, known=", ".join(STATUS)
        )
        for word, ours in stages.items()
        if ours not in STATUS
    ]
    if found:
        raise KitError("\n".join(found))


def files_of(paths: tuple[str | Path, ...]) -> list[Path]:
    """Return the files that were named, those of a folder in the order of their names."""
    found, problems = [], []
    for path in paths:
        if not isinstance(path, str | Path):
            raise KitError(_("read_crm needs paths of files, not {kind}.").format(kind=type(path).__name__))
        try:
            found += _in_folder(Path(path)) if Path(path).is_dir() else [_there(Path(path))]
        except KitError as problem:
            problems.append(str(problem))
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or _("its name holds a forbidden character")
            problems.append(_("{path} cannot be read: {problem}.").format(path=path, problem=problem))
    if problems:
        raise KitError("\n".join(problems))
    if not found:
        raise KitError(_('Name the files to import, for example read_crm("leads.csv", "deals.csv").'))
    return list(dict.fromkeys(found))


def _is_table(path: Path) -> bool:
    # Excel puts a file "~$name.xlsx" beside each workbook that is open.
    return path.suffix.lower() in ENDINGS and path.name[0] not in "~." and path.is_file()


def _in_folder(folder: Path) -> list[Path]:
    inside = sorted(folder.iterdir())
    if tables := [one for one in inside if _is_table(one)]:
        return tables
    shown = ", ".join(f"“{one.name}”" for one in inside[:3] if one.name[0] not in "~.")
    if not shown:
        raise KitError(_("The folder {path} is empty; put the files of the export into it.").format(path=folder))
    raise KitError(
        _("There is no CSV or Excel file in the folder {path}; it holds {names}.").format(path=folder, names=shown)
    )


def _there(path: Path) -> Path:
    """Return the path of a file; where there is none, name files beside it that may be meant."""
    if path.exists():
        return path
    beside = path.parent
    if not beside.is_dir():
        raise KitError(
            _("There is no file {path}, because there is no folder {folder}.").format(path=path, folder=beside)
        )
    # Endings are alike and would make all names alike.
    names = {one.stem: one.name for one in sorted(beside.iterdir()) if _is_table(one)}
    closest = [f"“{names[stem]}”" for stem in near(path.stem, names)]
    hint = _("Did you mean {names}?").format(names=", ".join(closest)) if closest else ""
    raise KitError(_("There is no file {path}. {hint}").format(path=path, hint=hint).strip())


def maps_of(mapping: object) -> tuple[ColumnMap, ...]:
    """Return the mappings that were given, each a ColumnMap or the path of a mapping file."""
    if mapping is None:
        return ()
    mapping = listed(mapping)
    for one in mapping:
        if not isinstance(one, ColumnMap | str | Path):
            raise KitError(_("mapping must be the path of a mapping file, not {value!r}.").format(value=one))
    return tuple(map for one in mapping for map in ([one] if isinstance(one, ColumnMap) else read_mappings(one)))
