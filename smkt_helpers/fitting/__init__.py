"""A company fitted to somebody's numbers: CRM tables, or a handful of figures."""

from smkt_helpers.fitting.fitted import fit
from smkt_helpers.fitting.report import Fit, FitReport

__all__ = ["Fit", "FitReport", "fit"]
