"""How long the desk takes from a key press to the new picture, measured in the notebook's own process."""

from __future__ import annotations

import statistics
import time

from smkt_helpers import engine
from smkt_helpers.company_file import company
from smkt_helpers.desk.quarter import Quarter


def key_to_picture_ms(presses: int = 30) -> float:
    """Return the median milliseconds from a slider's step until the draft picture is handed to the browser.

    The way through the browser (about 20 ms) is not in it; the work after the hand rests is not either.
    """
    shop = company("irrigation")
    engine.warm(shop)
    quarter = Quarter(shop)
    # Only the draft counts here, so the rest of the work never starts.
    quarter._pace.touched = lambda moving=False: None
    slider = quarter.panels["marketing"].controls["threshold"].slider
    quarter.show()
    spent = []
    for press in range(presses):
        began = time.perf_counter()
        slider.value = 40.0 + press
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)
