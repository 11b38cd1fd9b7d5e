"""The one kind of error that is meant to be read by a person."""

from __future__ import annotations


class KitError(ValueError):
    """A mistake the user can mend; its text is one sentence for a person."""
