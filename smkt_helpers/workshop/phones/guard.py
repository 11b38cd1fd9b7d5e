"""What keeps strangers out: who may post, how much, how often, and what a browser may do with our pages."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smkt_helpers.errors import KitError
from smkt_helpers.words import _

MOST_BYTES = 16_384  # of what a phone sends
MOST_FIELDS = 60
NEAR = ("127.0.0.1", "::1")  # this computer
WINDOW = 60.0  # seconds
WRONG_BY_ADDRESS, WRONG_BY_ALL = 30, 120  # codes in a window; a whole room may share one address
FORM = "application/x-www-form-urlencoded"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
_LOOPBACK_FRAMES = "http://127.0.0.1:* http://localhost:*"


class Guarded:
    """A site that answers no other site's forms and tells a browser to be strict.

    Parameters
    ----------
    app : ASGI application
    frames : bool
        Whether a page of this computer may show the pages in frames, as a rehearsal does.
    """

    def __init__(self, app: ASGIApp, frames: bool = False) -> None:
        self.app = app
        self._headers = {
            "Content-Security-Policy": _POLICY.format(frames=_LOOPBACK_FRAMES if frames else "'none'"),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",  # with "no-referrer" a browser hides from where a form comes
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if scope["method"] not in ("GET", "HEAD") and not same_origin(scope):
            said = _("This form does not come from this page. Open the address of the workshop again.")
            await PlainTextResponse(said, 403)(scope, receive, strict)
            return
        # A phone that hangs up in the middle, as they do, is nothing to write down.
        with contextlib.suppress(ClientDisconnect):
            await self.app(scope, receive, strict)


class OnlyHere:
    """Pages for this computer only.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and (scope.get("client") or ("",))[0] not in NEAR:
            await PlainTextResponse("", 404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def same_origin(scope: Scope) -> bool:
    """Return whether a form was sent from a page of this very site: every browser says so itself."""
    headers = Headers(scope=scope)
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is None:
        return headers.get("sec-fetch-site") == "same-origin"
    try:
        return bool(host) and urlsplit(origin).netloc == host
    except ValueError:
        return False


async def fields_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form.

    Raises
    ------
    KitError
        If it is none, or one that no page of ours makes.
    """
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind != FORM:
            raise ValueError(kind)
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
        found = dict(pairs)
        # Nor has a form of ours a field twice, or signs that cannot be written.
        if len(found) != len(pairs) or "\x00" in "".join(found.values()):
            raise ValueError(pairs)
    except ValueError:
        raise unreadable() from None
    return found


def unreadable() -> KitError:
    """Return what is said of a form that no page of ours makes."""
    return KitError(_("This form could not be read. Load the page again and fill it in once more."))


class Guesses:
    """Counts wrong codes, so that nobody finds the right one by trying."""

    def __init__(self) -> None:
        self._wrong: deque[tuple[float, str]] = deque()

    def allowed(self, address: str, clock: float) -> bool:
        """Return whether another code may be tried from an address at this time, in seconds."""
        while self._wrong and self._wrong[0][0] <= clock - WINDOW:
            self._wrong.popleft()
        mine = sum(one == address for _when, one in self._wrong)
        return mine < WRONG_BY_ADDRESS and len(self._wrong) < WRONG_BY_ALL

    def wrong(self, address: str, clock: float) -> None:
        """Count a wrong code."""
        self._wrong.append((clock, address))
