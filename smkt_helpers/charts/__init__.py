"""Pictures with words: a drawing, one sentence that says what is seen, and the figures as a table.

Each picture is a persistent matplotlib figure: it is drawn once, later calls only move its parts.
That keeps it fast enough to follow a slider. Pictures are cards of their own (dark words on white), so
they read the same on a light and on a dark screen and in print. Colour never carries a meaning alone.
"""

from smkt_helpers.charts.bands import BandPicture, Strip, band_sentence, bands
from smkt_helpers.charts.funnel import STAGES, FunnelPicture, funnel, funnel_sentence
from smkt_helpers.charts.picture import Picture, round_up, svg_of

__all__ = [
    "STAGES",
    "BandPicture",
    "FunnelPicture",
    "Picture",
    "Strip",
    "band_sentence",
    "bands",
    "funnel",
    "funnel_sentence",
    "round_up",
    "svg_of",
]
