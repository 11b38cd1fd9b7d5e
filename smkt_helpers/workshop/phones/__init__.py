"""Phones: people join a workshop with what they have in their pocket, and nothing is installed.

A small server of its own beside the control room. It is another way to hand in sheets: every sheet becomes an action
in the same store, checked by the same rules, so paper and phones mix.

* `doors`: the code on the projector, the door, and the secret that a phone keeps;
* `hall`: one workshop as the server sees it, and everybody's wishes written to the disk together;
* `view`, `sheet`, `form`: what one person sees now, what they are asked, and what they handed in; `blocks`: what a
  page is made of; `pages`: the same as HTML;
* `app`: the pages; `guard`: what keeps strangers and hurried fingers out;
* `process`: starting the server, finding it again, stopping it; `doctor`: whether a phone can reach it;
* `rehearse`: two hundred phones that are programs.
"""
