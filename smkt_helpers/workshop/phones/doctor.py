"""``workshop doctor``: shows an address, waits until a phone has reached it, and else says what to try.

What it tests is the network and the firewall, before the day, with nobody waiting: it serves one small page of its own
and looks who asks for it.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import threading
from collections.abc import Callable, Collection
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from smkt_helpers.errors import KitError
from smkt_helpers.lab.launch import port_is_free
from smkt_helpers.words import _, ngettext, number
from smkt_helpers.workshop.phones.addresses import addresses, qr_letters
from smkt_helpers.workshop.phones.process import EVERYWHERE, HERE, PORT, PORTS_TO_TRY

WAIT_SECONDS = 180
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width, initial-scale=1"><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>'
    "</body></html>"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``workshop doctor``."""
    parser.add_argument("--seconds", type=int, default=WAIT_SECONDS, help=_("how long to wait for a phone"))
    parser.add_argument("--port", type=int, default=None, help=_("the port to use"))
    parser.add_argument("--json", action="store_true", help=_("print JSON"))


def run(args: argparse.Namespace) -> int:
    """Test whether a phone reaches this computer; 0 when one has."""
    known = [one.ip for one in addresses()]
    if not known:
        raise KitError(
            _("This computer is in no network. Connect it to the Wi-Fi of the room, or switch its own hotspot on, and "
              "run this again.")
        )  # fmt: skip
    visitors = Visitors({*known, HERE})
    with _served(args.port, visitors) as server:
        links = [f"http://{ip}:{server.server_port}" for ip in known]
        if not args.json:
            print(_welcome(links, args.seconds), flush=True)
        reached = visitors.wait(args.seconds)
    if args.json:
        print(json.dumps({"addresses": links, "reached": bool(reached), "from": reached, "advice": advice()}, indent=2))
    elif reached:
        print(_("A phone has reached this computer (from {address}). The room can come.").format(address=reached))
    else:
        print(_no_phone(visitors.own))
    return 0 if reached else 1


class Visitors:
    """Waits for somebody who is not this computer.

    Parameters
    ----------
    mine : collection of str
        The addresses of this computer.

    Attributes
    ----------
    own : bool
        Whether this computer has come itself.
    """

    def __init__(self, mine: Collection[str]) -> None:
        self._mine, self.own = mine, False
        self._address, self._come = "", threading.Event()

    def saw(self, address: str) -> bool:
        """Note who asked for the page; return whether it was another device."""
        if address in self._mine:
            self.own = True
            return False
        self._address = self._address or address
        self._come.set()
        return True

    def wait(self, seconds: float) -> str:
        """Return from which address the first other device came; empty when none did in this time."""
        # In pieces, so that Ctrl+C is heard on Windows as well.
        for _piece in range(round(seconds * 4)):
            if self._come.wait(0.25):
                break
        return self._address


def advice(system: str | None = None) -> list[str]:
    """Return what to try when no phone reaches this computer, the likeliest first.

    Parameters
    ----------
    system : {"Windows", "Darwin", "Linux"}, optional
        By default this computer's.
    """
    firewall = {
        "Windows": _(
            "Firewall: if Windows asks whether Python may be reached, tick private and public networks and allow it. "
            "If it asked earlier: Settings, Privacy & security, Windows Security, Firewall & network protection, Allow "
            "an app through firewall; tick Python there. A company's IT department may have to do this."
        ),
        "Darwin": _(
            "Firewall: System Settings, Network, Firewall; switch it off for the workshop, or allow incoming "
            "connections for Python under Options. If macOS asks whether Python may accept connections, allow it."
        ),
    }
    usual = _("Firewall: let this computer accept connections to the port in the address above.")
    hotspot = {
        "Windows": _("Settings, Network & internet, Mobile hotspot"),
        "Darwin": _("System Settings, General, Sharing, Internet Sharing"),
    }.get(system or platform.system(), _("the network settings"))
    return [
        _(
            "The phone must be in the same Wi-Fi as this computer: look at the name of the network on both, and switch "
            "the phone's mobile data off for a moment."
        ),
        firewall.get(system or platform.system(), usual),
        _(
            "VPN: switch it off on this computer and on the phone; it leads past the network of the room. Where the "
            "company does not allow that, use the hotspot below."
        ),
        _(
            "Guest networks often keep devices apart from each other, and no setting here helps. Ask whoever runs the "
            "network for one that does not, or bring a small Wi-Fi router of your own; it needs no internet."
        ),
        _(
            "For a few people: switch on this computer's own hotspot ({where}) and let the phones into it. Most take "
            "8 to 10 phones, so use one phone for each team."
        ).format(where=hotspot),
        _("Paper always works: print the sheets and type them in, for the whole room or only for whoever cannot come "
          "in."),
    ]  # fmt: skip


def _welcome(links: list[str], seconds: int) -> str:
    said = [_("Open this address with a phone that is in the same Wi-Fi as this computer:"), "", f"    {links[0]}", ""]
    drawn = _drawn(links[0])
    if drawn:
        said += [drawn, ""]
    if len(links) > 1:
        said += [_("This computer is in more than one network; if the first does not work, try:"), ""]
        said += [*(f"    {link}" for link in links[1:]), ""]
    waits = ngettext("Waiting for a phone, {n} second at most; Ctrl+C ends it.",
                     "Waiting for a phone, {n} seconds at most; Ctrl+C ends it.", seconds)  # fmt: skip
    return "\n".join([*said, waits.format(n=number(seconds))])


def _drawn(link: str) -> str:
    """Return a QR code, or nothing where the terminal cannot show it."""
    drawn = qr_letters(link)
    try:
        drawn.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    return drawn


def _no_phone(own: bool) -> str:
    said = [_("No phone has reached this computer. What to try, the likeliest first:"), ""]
    if own:
        said = [_("This computer reached its own page, so the page is there; but no phone did. What to try:"), ""]
    return "\n".join([*said, *(f"{place}. {one}" for place, one in enumerate(advice(), start=1))])


def _served(port: int | None, visitors: Visitors) -> _Served:
    for candidate in range(PORT, PORT + PORTS_TO_TRY) if port is None else [port]:
        if port_is_free(candidate, EVERYWHERE):
            return _Served(candidate, visitors.saw)
    raise KitError(
        _("Port {port} is in use; leave --port out, or name another one.").format(port=port)
        if port is not None
        else _("All ports from {first} to {last} are in use. Close some other programs and try again.").format(
            first=PORT, last=PORT + PORTS_TO_TRY - 1)
    )  # fmt: skip


class _Served(ThreadingHTTPServer):
    """Serves the small page in the background."""

    daemon_threads = True

    def __init__(self, port: int, saw: Callable[[str], bool]) -> None:
        self.saw = saw
        super().__init__((EVERYWHERE, port), _Answer)

    def __enter__(self) -> _Served:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.shutdown()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    def do_GET(self) -> None:
        """Send the page."""
        other = self.server.saw(self.client_address[0])
        title = _("It works") if other else _("This is the computer itself")
        text = _("This phone reaches the trainer's computer. You can close this page.")
        if not other:
            text = _("Now open the same address with a phone.")
        body = _PAGE.format(title=escape(title), text=escape(text)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""
