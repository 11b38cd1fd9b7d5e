"""What everybody needs from a page: names, words for pictures, headings in order, nothing cut off."""

from __future__ import annotations

import pytest

Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe

OURS = {"include": [[".smkt"], [".jp-RenderedMarkdown"]]}

HEADINGS = """() => [...document.querySelectorAll('.jp-NotebookPanel')].find(one => one.offsetParent !== null)
    .querySelectorAll(':is(.smkt, .jp-RenderedMarkdown) :is(h1, h2, h3, h4, h5, h6)')"""
HEADINGS = f"() => [...({HEADINGS})()].filter(one => one.offsetParent).map(one => [one.tagName, one.innerText])"

# Ours are drawn as SVG inside an element with a role; a picture in a text cell is an <img>.
PICTURES = """() => [...document.querySelectorAll('.smkt svg, .smkt img, .jp-RenderedMarkdown img')]
    .filter(one => !one.closest('.jp-icon-selectable, .jp-Toolbar'))
    .map(one => {
        const named = one.closest('[role=img]');
        const figure = one.closest('figure');
        return {
            words: (named && named.getAttribute('aria-label')) || one.getAttribute('alt') || '',
            ours: one.closest('.smkt') !== null,
            said: figure ? (figure.querySelector('figcaption') || {}).innerText || '' : '',
            table: Boolean(figure && figure.querySelector('table'))
                || Boolean(one.closest('.smkt-card, .smkt-desk') && one.closest('.smkt-card, .smkt-desk')
                    .querySelector('table')),
        };
    })"""

# Whatever hides what does not fit, although somebody would want to read it.
CUT_OFF = """() => {
    const panel = [...document.querySelectorAll('.jp-NotebookPanel')].find(node => node.offsetParent !== null);
    const found = [];
    for (const one of panel.querySelectorAll('.smkt *')) {
        if (one.offsetParent === null || one.closest('svg, pre, .widget-slider, select')) continue;
        const style = getComputedStyle(one);
        if (style.display === 'inline' || one.clientWidth <= 1 || one.clientHeight <= 1) continue;
        const hides = way => style[way] !== 'visible';
        const wide = one.scrollWidth > one.clientWidth + 1 && hides('overflowX');
        const high = one.scrollHeight > one.clientHeight + 3 && hides('overflowY');
        const typed = one.tagName === 'INPUT' && one.type !== 'number';
        if ((wide && !typed) || (high && one.tagName !== 'TEXTAREA' && one.tagName !== 'INPUT'))
            found.push([one.tagName, one.className, (one.value || one.innerText || '').slice(0, 60)]);
    }
    const shown = panel.querySelector('.jp-WindowedPanel-outer') || panel;
    if (shown.scrollWidth > shown.clientWidth + 1)
        found.push(['the page itself', shown.scrollWidth, shown.clientWidth]);
    return found;
}"""


def unfold_everything(page) -> None:
    """Show all that a lesson keeps folded away."""
    for name in ("Show what the other team sees", "Show the pictures as tables"):
        for tick in page.get_by_label(name).all():
            tick.check()
    for card in page.locator(".smkt-card", has=page.get_by_role("button", name="Check", exact=True)).all():
        solution = card.get_by_role("button", name="Show the solution")
        if solution.is_enabled():
            solution.click()
    page.evaluate("() => document.querySelectorAll('.smkt details').forEach(one => { one.open = true; })")
    page.wait_for_timeout(1000)


def serious(page) -> list[tuple]:
    """Return the serious and critical findings of axe-core in what is ours."""
    found = Axe().run(page, context=OURS).response
    assert found["passes"], "the rules found nothing to look at"
    return [
        (rule["id"], rule["help"], [node["html"] for node in rule["nodes"]])
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]


def heading_jumps(page) -> list[str]:
    """Return the headings that skip a level, in the order of the page."""
    found = [(int(tag[1]), words) for tag, words in page.evaluate(HEADINGS)]
    assert found, "the page has no heading"
    pairs = zip(found, found[1:], strict=False)
    return [words for (above, _words), (level, words) in pairs if level > above + 1]


def wordless_pictures(page) -> list[dict]:
    """Return the pictures that lack words, or ours that lack a sentence or a table."""
    return [
        one
        for one in page.evaluate(PICTURES)
        if not one["words"].strip() or (one["ours"] and not (one["said"].strip() and one["table"]))
    ]


def cut_off(page) -> list[list]:
    """Return what of our own does not fit into its place and is hidden."""
    return page.evaluate(CUT_OFF)


def expect_accessible(page) -> None:
    """Check the page with everything unfolded."""
    unfold_everything(page)
    assert serious(page) == []
    assert heading_jumps(page) == []
    assert wordless_pictures(page) == []
