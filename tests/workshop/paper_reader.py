"""Reads the papers as a person does: headings, tables, links; and checks that a page is well made."""

from __future__ import annotations

import re
from html.parser import HTMLParser

EMPTY = {"meta", "br", "path", "use", "rect", "circle"}


class Reader(HTMLParser):
    """What stands on a page: `text`, `links`, and `tables` as lists of rows of cells; `fields` are decisions."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open, self.links, self.tables, self.fields = [], [], [], []
        self.text, self.problems = "", []
        self.feed(page)
        self.close()
        if self.open:
            self.problems.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "data-decision" in attrs:
            self.fields.append(attrs["data-decision"])
        if tag == "a":
            self.links.append(attrs["href"])
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        if "style" in self.open or "script" in self.open:
            return
        self.text += data
        if ("td" in self.open or "th" in self.open) and self.tables:
            self.tables[-1][-1][-1] += data


def outside(page: str) -> list[str]:
    """Return what a browser would fetch from elsewhere; the names that every SVG begins with are no addresses."""
    page = re.sub(r' xmlns(:xlink)?="http://www\.w3\.org/[^"]*"|url\(#\w+\)', "", page)
    fetched = r"(?:https?:)?//[a-z][^\s\"'<]*|url\([^)]*\)|@import|<(?:img|link|iframe|script src)[^>]*>"
    return re.findall(fetched, page)


def rows(page: str, caption: str) -> list[dict[str, str]]:
    """Return the rows of the table that begins with this caption, by the heads of its columns."""
    table = page[page.index(f"<caption>{caption}") :]
    table = table[: table.index("</table>")]
    heads, *lines = Reader(f"<table>{table}</table>").tables[0]
    return [dict(zip(heads, line, strict=True)) for line in lines]
