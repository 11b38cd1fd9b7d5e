"""What is taken away: `files` writes it all into one folder.

``report``, ``slides``, ``deck``, ``print``
    the report and the slides as web pages, the slides as PPTX, the report as PDF;
``taken``
    on what the figures rest, and their numbers in the appendix; ``fit``: how much room words take on a slide.
"""
