"""The look of the desks, on top of the kit's own style sheet and pieces."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.screen import PALETTE

_STYLE = f"""
<style>
.smkt.smkt-desk {{ max-width: 62rem; }}
.smkt-desk .smkt-side {{ display: flex; flex-flow: row wrap; gap: 12px; align-items: flex-start; overflow: visible; }}
.smkt-desk .smkt-panel {{ flex: 1 1 15.5rem; max-width: 22rem; min-width: 14rem; overflow: visible;
  padding: 2px 0 2px 10px; border-left: 5px solid var(--jp-border-color1, #bdbdbd); }}
.smkt-desk .smkt-marketing {{ border-left-color: {PALETTE["marketing"]}; }}
.smkt-desk .smkt-sales {{ border-left-color: {PALETTE["sales"]}; }}
.smkt-desk .smkt-view {{ flex: 3 1 26rem; min-width: 18rem; overflow: visible; }}
.smkt-desk .smkt-control {{ margin: 0 0 6px 0; overflow: visible; width: 100%; }}
.smkt-number.jupyter-widgets {{ width: 100%; height: auto; display: flex; align-items: center; gap: 6px; margin: 0; }}
.smkt-number > .widget-label {{ flex: 1 1 auto; width: auto; height: auto; white-space: normal; text-align: left;
  line-height: 1.3; overflow: visible; color: var(--jp-ui-font-color1, #212121); }}
.smkt-desk .smkt-number > input[type="number"] {{ flex: 0 0 5.2em; width: 5.2em; text-align: right;
  color: var(--jp-ui-font-color1, #212121); }}
.smkt-slide.jupyter-widgets {{ width: 100%; margin: 0; }}
.smkt-slide > .widget-label {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }}
.smkt-slide .noUi-handle:focus-visible {{ outline: 3px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px; }}
.smkt-desk .smkt-list {{ margin: 0 0 .6em 0; padding-left: 1.2em; font-size: .95em; line-height: 1.35; }}
.smkt-desk table {{ width: 100%; table-layout: fixed; }}
.smkt-desk th:first-child {{ width: 28%; }}
.smkt-desk .smkt-panel th:first-child {{ width: 46%; }}
.smkt-desk .smkt-short {{ white-space: normal; }}
.smkt-desk figure > div > svg {{ display: block; box-sizing: border-box; border-radius: 4px;
  border: 1px solid var(--jp-border-color1, #bdbdbd); }}
@media print {{ .smkt-desk .smkt-side {{ display: block; }} .smkt-desk .smkt-panel {{ max-width: none; }} }}
</style>
"""


def desk_style() -> widgets.HTML:
    """Return the desks' style sheet as an invisible widget."""
    return widgets.HTML(_STYLE, layout=widgets.Layout(display="none"))


def status(sentence: str) -> str:
    """Return a line that says what is being done; a screen reader reads it out when it changes."""
    return f'<p class="smkt-quiet" role="status">{screen.inline(sentence)}</p>'


def tick(name: str, help: str, action: Callable[[], None], place: widgets.HTML) -> widgets.Checkbox:
    """Return a tick box that calls `action` when it changes; problems show in `place`."""
    made = screen.named(widgets.Checkbox(indent=False), name, help)
    made.observe(screen.guard(lambda _change: action(), place), "value")
    return made
