"""Docstrings describe the parameters that are really there, in their real order.

Style is ruff's part; what ruff cannot see is a parameter that was renamed and kept its old description.
"""

import importlib
import inspect
import pkgutil

import pytest
from numpydoc.validate import validate

import smkt_helpers

DRIFT = {"PR02", "PR03"}  # numpydoc's names for: a parameter that does not exist, a wrong order
MODULES = sorted(found.name for found in pkgutil.walk_packages(smkt_helpers.__path__, "smkt_helpers."))


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_name_the_real_parameters(name):
    module = importlib.import_module(name)
    own = [key for key, value in vars(module).items()
           if not key.startswith("_") and getattr(value, "__module__", None) == name
           and (inspect.isfunction(value) or inspect.isclass(value))
           and "Parameters" in (value.__doc__ or "")]  # without, there is nothing to drift, and to look takes long
    errors = [f"{key}: {text}" for key in own
              for code, text in validate(f"{name}.{key}")["errors"] if code in DRIFT]
    assert errors == []
