#!/bin/sh
# Double-click this file to set up and open the kit on a Mac.
cd "$(dirname "$0")" || exit 1
if ! command -v python3 >/dev/null 2>&1; then
  echo "Python is missing on this computer. Install Python 3.13 from python.org, then double-click this file again."
  exit 1
fi
exec python3 start.py "$@"
