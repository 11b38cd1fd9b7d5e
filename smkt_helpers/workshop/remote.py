"""Workshops that a hosted server keeps: the control room leads them from far away as if they were here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from smkt_helpers.errors import KitError
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import Action
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.store import DATABASE, Ledger, Listed, Step, Store

if TYPE_CHECKING:
    import httpx

PATIENCE = 30.0  # seconds; a quarter of 40 tables is played meanwhile
TOKEN = "SMKT_TOKEN"  # in the environment: the secret by which a hosted server knows the trainer
NEAR = ("127.0.0.1", "localhost", "::1")


def default_store() -> Store:
    """Return the store that ``SMKT_DATABASE`` names: a hosted server, another database, or this computer's own file."""
    named = os.environ.get(DATABASE, "")
    return RemoteStore(named, os.environ.get(TOKEN, "")) if is_address(named) else Store()


def is_address(named: str) -> bool:
    """Return whether a name is the address of a hosted server, and not of a database."""
    return named.startswith(("https://", "http://"))


class RemoteStore(Store):
    """All workshops that a hosted server keeps.

    Parameters
    ----------
    address : str
        Like https://workshop.example; without encryption only on this computer.
    token : str
        The secret by which the server knows the trainer.
    http : httpx.Client, optional
        Asks instead of a client of its own, for tests.

    Raises
    ------
    KitError
        If the address is none, the server cannot be reached, or does not accept the token.
    """

    def __init__(self, address: str, token: str, http: httpx.Client | None = None) -> None:
        parts = urlsplit(address.strip())
        safe = parts.scheme == "https" or parts.scheme == "http" and parts.hostname in NEAR
        if not parts.netloc or not safe:
            raise KitError(_("The address of a hosted workshop begins with https://, like https://workshop.example."))
        self.address, self.engine = f"{parts.scheme}://{parts.netloc}", None
        self._http = http or _client()
        self._headers = {"Authorization": f"Bearer {token}", "Origin": self.address}

    def ask(self, path: str, said: Mapping[str, Any] | None = None) -> Any:
        """Return what the server answers to a question, or to something said to it.

        Raises
        ------
        KitError
            With the server's own sentence, or that it cannot be reached.
        """
        import httpx  # only who leads from far away loads it

        method, url = "GET" if said is None else "POST", f"{self.address}/control/{path}"
        try:
            answer = self._http.request(method, url, json=said, headers=self._headers)
            found = answer.json()
        except httpx.HTTPError:
            raise KitError(
                _("The server {address} does not answer just now; nothing has changed. Look whether this computer is "
                  "online, then try again.").format(address=self.address)
            ) from None  # fmt: skip
        except ValueError:
            raise KitError(
                _("At {address} is no workshop server that may be led from here.").format(address=self.address)
            ) from None
        if answer.status_code != httpx.codes.OK:
            raise KitError(str(found.get("trouble", "")))
        return found

    def add(self, told: Sequence[Action]) -> str:
        """Keep a new workshop, as its actions tell it, and return its id."""
        return self.ask("workshops", {"actions": [vars(one) for one in told]})["id"]

    def told(self, id: str, after: int = 0) -> list[Action]:
        """Return the actions of a workshop that came after a number."""
        return [Action(**one) for one in self.ask(f"workshops/{id}/actions?after={after}")["actions"]]

    def open(self, id: str) -> RemoteLedger:
        """Return the ledger of a workshop, to go on where it stopped."""
        return RemoteLedger(self, id)

    def listed(self) -> list[Listed]:
        """Return all workshops, the one changed last first."""
        return [Listed(**one) for one in self.ask("workshops")["workshops"]]

    def purge(self, id: str) -> None:
        """Delete a workshop with all names in it; there is no way back."""
        self.ask(f"workshops/{id}/purge", {})


def _client() -> httpx.Client:
    import httpx

    return httpx.Client(timeout=PATIENCE)


class RemoteLedger(Ledger):
    """One workshop that a hosted server keeps."""

    store: RemoteStore

    def play(self) -> Workshop:
        """Let the server play the quarter whose sheets are in, unless it has been played already."""
        self.store.ask(f"workshops/{self.id}/play", {})
        self.refresh()
        return self.now

    def _kept(
        self, wishes: Sequence[Sequence[Step]], only_from: Workshop | None = None
    ) -> list[Workshop | KitError]:
        said = {"wishes": [[[kind, dict(data)] for kind, data in wish] for wish in wishes]}
        answers = self.store.ask(f"workshops/{self.id}/do", said)["troubles"]
        self.refresh()
        return [self.now if trouble is None else KitError(trouble) for trouble in answers]
