"""Commands of ``python -m smkt_helpers``; each module offers ``add_arguments`` and ``run``."""
