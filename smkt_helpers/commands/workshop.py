"""``workshop``: a workshop's papers, its guide, and what is kept of workshops on this computer."""

from __future__ import annotations

import argparse
import getpass
import importlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, number

if TYPE_CHECKING:
    from smkt_helpers.workshop.actions import Action
    from smkt_helpers.workshop.store import Store

NOTEBOOK = "notebooks/trainer/control-room.ipynb"
PAPERS = "workshop-papers"
WHAT = {
    "open": N_("open the control room, from which a trainer leads a workshop"),
    "paper": N_("write everything to print, and the slides, into a folder"),
    "guide": N_("write the parts of the facilitator's guide that follow from the formats anew"),
    "list": N_("list the workshops on this computer"),
    "export": N_("write a workshop to a file, without names unless asked for"),
    "import": N_("take in a workshop from such a file"),
    "recompute": N_("play a workshop's quarters again and say whether the results are the same"),
    "purge": N_("delete a workshop with all names in it"),
    "serve": N_("serve the phones on this machine; on a trainer's laptop the control room does it by itself"),
    "token": N_("make a token by which a hosted server knows the trainer"),
    "doctor": N_("show an address and test whether a phone reaches this computer"),
    "rehearse": N_("let programs join as phones, and measure and count what happens"),
}
# Parts with a module of their own that declares their options.
OWN_MODULES = {
    "doctor": "smkt_helpers.workshop.phones.doctor",
    "rehearse": "smkt_helpers.workshop.phones.rehearse",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the parts of ``workshop`` with their options."""
    parts = parser.add_subparsers(dest="what", required=True, metavar=" | ".join(WHAT))
    made = {name: parts.add_parser(name, help=_(words), description=_(words)) for name, words in WHAT.items()}
    made["open"].add_argument("--port", type=int, default=None, help=_("the port to use"))
    made["open"].add_argument("--no-browser", action="store_true", help=_("do not open the browser"))
    for name in ("open", "serve"):
        made[name].add_argument("--database", metavar="URL", help=_("another database, such as one of PostgreSQL; "
                                "for open also the address of a hosted server"))
    serve = made["serve"]
    serve.add_argument("--host", default="127.0.0.1", help=_("the address to listen on; 0.0.0.0 for all networks"))
    serve.add_argument("--port", type=int, default=8000, help=_("the port to use"))
    serve.add_argument("--workers", type=int, default=1, help=_("how many processes; more than one needs PostgreSQL"))
    serve.add_argument("--instance", default="", help=argparse.SUPPRESS)
    serve.add_argument("--rehearsal", action="store_true", help=argparse.SUPPRESS)
    paper = made["paper"]
    paper.add_argument("--format", default="half-day", help=_("id of a format, or a TOML file"))
    paper.add_argument("--start", default="09:00", metavar="HH:MM", help=_("when the workshop begins"))
    paper.add_argument("--tables", type=int, default=None, help=_("how many tables"))
    paper.add_argument("--people", type=int, default=None, help=_("how many people; usually six at a table"))
    paper.add_argument("--out", default=PAPERS, metavar="DIR", help=_("the folder; usually {name}").format(name=PAPERS))
    made["guide"].add_argument("--to", type=Path, default=None, metavar="FILE", help=_("the page to write"))
    for name in ("export", "recompute", "purge"):
        made[name].add_argument("id", help=_("number of the workshop from the list; its beginning is enough"))
    made["export"].add_argument("--out", required=True, metavar="FILE", help=_("the file to write"))
    made["export"].add_argument("--names", action="store_true", help=_("with names and reasons"))
    made["import"].add_argument("file", help=_("the file to read"))
    for name in ("list", "recompute"):
        made[name].add_argument("--json", action="store_true", help=_("print JSON"))
    made["purge"].add_argument("--yes", action="store_true", help=_("really delete it; there is no way back"))
    for name, module in OWN_MODULES.items():
        _add_when_asked_for(made[name], module)


def _add_when_asked_for(part: argparse.ArgumentParser, module: str) -> None:
    """Let a part add its options once it is asked for: its module loads what the other parts do not need."""
    parse = part.parse_known_args

    def with_options(*args: Any, **kwargs: Any) -> Any:
        part.parse_known_args = parse
        importlib.import_module(module).add_arguments(part)
        return parse(*args, **kwargs)

    part.parse_known_args = with_options


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    return _RUNS[args.what](args)


def _open(args: argparse.Namespace) -> int:
    from smkt_helpers.lab import launch, places

    if args.database and args.port is None and launch.already_open(places.kit_root()):
        raise KitError(_("The kit is open already, with its own database. Close it first, then run this again."))
    _use(args.database)
    if args.database:
        _store().listed()  # says what is wrong before a browser opens
    return launch.open_kit(argparse.Namespace(notebook=NOTEBOOK, port=args.port, no_browser=args.no_browser))


def _paper(args: argparse.Namespace) -> int:
    from smkt_helpers.commands.study import progress_bar
    from smkt_helpers.workshop import paper
    from smkt_helpers.workshop.formats import read_format
    from smkt_helpers.workshop.paper.times import read_clock

    # Everything that can be wrong is looked at before the long work.
    format, begins, room = read_format(args.format), read_clock(args.start), paper.room_for(args.tables, args.people)
    folder = Path(args.out).expanduser()
    paper.write(folder, {})
    with progress_bar(_("tables for playing on paper")) as told:
        made = paper.pages(format, begins, room, progress=told)
    first = paper.write(folder, made)
    print(_("The papers are in {folder}. Open {first} with a double-click: it says what to print how often.").format(
        folder=folder, first=first.name))
    return 0


def _guide(args: argparse.Namespace) -> int:
    from smkt_helpers.workshop.paper import guide as paper_guide

    path = paper_guide.PAGE if args.to is None else args.to
    paper_guide.write(path)
    print(_("The guide in {path} is up to date.").format(path=path))
    return 0


def _list(args: argparse.Namespace) -> int:
    from smkt_helpers.workshop.state import PHASES

    store = _store()
    found = [(one, store.open(one.id).now) for one in store.listed()]
    if args.json:
        rows = [
            {"id": one.id, "title": one.title, "begun": one.begun, "changed": one.changed, "phase": now.phase,
             "people": len(now.people), "tables": len(now.tables)}
            for one, now in found
        ]  # fmt: skip
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    if not found:
        print(_("There is no workshop on this computer yet. Begin one in the control room: python -m smkt_helpers "
                "workshop open"))  # fmt: skip
    for one, now in found:
        print(_("{id}  {day}  {title} ({people} people, {tables} tables; {phase})").format(
            id=one.id, day=one.begun[:10], title=one.title, people=number(len(now.people)),
            tables=number(len(now.tables)), phase=_(PHASES[now.phase])))  # fmt: skip
    return 0


def _export(args: argparse.Namespace) -> int:
    store = _store()
    ledger = store.open(_id(store, args.id))
    path = Path(args.out).expanduser()
    try:
        path.write_text(ledger.export(names=args.names), encoding="utf-8", newline="\n")
    except OSError as problem:
        raise KitError(_("{file} cannot be written ({problem}); name another place with --out.").format(
            file=path, problem=problem.strerror)) from None  # fmt: skip
    told = _("The workshop “{title}” is in {file}, without names and reasons.")
    if args.names:
        told = _("The workshop “{title}” is in {file}, with names and reasons; keep the file where only you can read "
                 "it.")
    print(told.format(title=ledger.title, file=path))
    return 0


def _import(args: argparse.Namespace) -> int:
    ledger = _store().take_in(_read(Path(args.file).expanduser()))
    print(_("The workshop “{title}” is here now, with the number {id}.").format(title=ledger.title, id=ledger.id))
    return 0


def _recompute(args: argparse.Namespace) -> int:
    from smkt_helpers.workshop.facts import quarter_name
    from smkt_helpers.workshop.store import recomputed

    actions, format = _actions(args.id)
    rows = [
        {"quarter": quarter_name(format, round), "stored": stored, "again": again, "same": stored == again}
        for round, stored, again in recomputed(actions)
    ]
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif not rows:
        print(_("No quarter of this workshop has been played yet."))
    else:
        for row in rows:
            told = _("{quarter}: different, {stored} then, {again} now.")
            if row["same"]:
                told = _("{quarter}: the same, {again}.")
            print(told.format(**row))
        if not all(row["same"] for row in rows):
            print(_("Another version of the kit may count differently; the stored results stand."))
    return 0 if all(row["same"] for row in rows) else 1


def _purge(args: argparse.Namespace) -> int:
    store = _store()
    id = _id(store, args.id)
    title = store.open(id).title
    if not args.yes:
        raise KitError(
            _("This deletes the workshop “{title}” with all names in it, and there is no way back. If you mean it, add "
              "--yes.").format(title=title)
        )  # fmt: skip
    store.purge(id)
    print(_("The workshop “{title}” has been deleted.").format(title=title))
    return 0


def _serve(args: argparse.Namespace) -> int:
    from smkt_helpers.lab import launch
    from smkt_helpers.workshop.phones import process

    if args.workers > 1 and not (args.database or os.environ.get("SMKT_DATABASE", "")).startswith("postgres"):
        raise KitError(_("More than one process needs PostgreSQL; name it with --database, or leave --workers out."))
    if ":" not in args.host and not launch.port_is_free(args.port, args.host):
        raise KitError(
            _("The port {port} of {host} cannot be used, most likely because another program has it; name another "
              "one with --port.").format(port=args.port, host=args.host)
        )  # fmt: skip
    _use(args.database)
    _store()
    if not args.instance:
        told = _("The phones are served at http://{host}:{port}. To end, press Ctrl+C here; everything is kept.")
        print(told.format(host=args.host, port=args.port), flush=True)
    process.serve(args.host, args.port, args.instance, args.rehearsal, args.workers)
    return 0


def _in_its_module(args: argparse.Namespace) -> int:
    return importlib.import_module(OWN_MODULES[args.what]).run(args)


def _use(database: str | None) -> None:
    """Let everything in this process, and what it starts, keep workshops in another database or on a server."""
    from smkt_helpers.workshop.remote import TOKEN, is_address
    from smkt_helpers.workshop.store import DATABASE

    if database:
        os.environ[DATABASE] = database
    if database and is_address(database) and not os.environ.get(TOKEN):
        if not sys.stdin.isatty():
            said = _("Run this in a terminal, which asks for the trainer's token, or put it into {name}.")
            raise KitError(said.format(name=TOKEN))
        os.environ[TOKEN] = getpass.getpass(_("The trainer's token (it is not shown): ")).strip()


def _token(_args: argparse.Namespace) -> int:
    print(secrets.token_urlsafe(32))
    return 0


def _store() -> Store:
    from smkt_helpers.workshop.remote import default_store

    return default_store()


def _id(store: Store, text: str) -> str:
    """Return the number of the one workshop whose number begins like this."""
    found = [one.id for one in store.listed() if text and one.id.startswith(text.strip().lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise KitError(_("More than one workshop has a number that begins with {text}; write more of "
                         "it.").format(text=text))
    raise KitError(
        _("There is no workshop with the number {text} on this computer; `python -m smkt_helpers workshop list` shows "
          "them.").format(text=text)
    )  # fmt: skip


def _actions(text: str) -> tuple[list[Action], object]:
    """Return the actions and the format of a workshop in a file, or of one on this computer."""
    from smkt_helpers.workshop.actions import begun
    from smkt_helpers.workshop.store import read_export

    path = Path(text).expanduser()
    if path.is_file():
        actions = read_export(_read(path))
    else:
        store = _store()
        actions = store.open(_id(store, text)).actions
    return actions, begun(actions[0].data).format


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as problem:
        raise KitError(_("{file} cannot be read ({problem}); check the name.").format(
            file=path, problem=problem.strerror)) from None  # fmt: skip
    except UnicodeDecodeError:
        raise KitError(_("{file} is no workshop that was exported from the kit.").format(file=path)) from None


_RUNS = {
    "open": _open,
    "paper": _paper,
    "guide": _guide,
    "list": _list,
    "export": _export,
    "import": _import,
    "recompute": _recompute,
    "purge": _purge,
    "serve": _serve,
    "token": _token,
    "doctor": _in_its_module,
    "rehearse": _in_its_module,
}
