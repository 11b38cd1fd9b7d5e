"""What is taken away: `files` writes it all into one folder.

``report``, ``slides``, ``deck``, ``print``
    the report and the slides as web pages, the slides as PPTX, the report as PDF;
``taken``
    on what the figures rest, and their numbers in the appendix; ``layout``: where things stand on a slide;
    ``fit``: how much room words take there.
"""
