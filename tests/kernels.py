"""A pytest plugin for the notebook tests: no two kernels can choose the same port, because none uses a port.

Several workers start kernels at the same time. A kernel's manager looks for free ports, lets go of them, and tells
the kernel; in between another kernel may take them, and then one of the two dies. Files have names of their own.
"""

import os
import tempfile

import jupyter_client
import nbval.kernel


def manager(**settings):
    """Return a kernel manager that talks to its kernel through files in a folder that goes when the manager goes."""
    folder = tempfile.TemporaryDirectory(prefix="k-", ignore_cleanup_errors=True)  # short: such paths may be 100 long
    made = jupyter_client.KernelManager(transport="ipc", ip=os.path.join(folder.name, "c"), **settings)
    made.folder = folder
    return made


if os.name == "posix":
    nbval.kernel.KernelManager = manager
