"""The page on which a manager asks: `mine` puts it together.

``company_card``, ``choices``, ``changes``, ``take_away``
    what is asked: whose company, which practices, which assumptions; and the files to take away;
``place``, ``line``, ``results``
    where a part is shown, the line of work beside the page, and the answers already known;
``kept``
    what is kept until tomorrow.
"""
