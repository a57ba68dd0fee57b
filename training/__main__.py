"""Makes all weights anew, each with what it needs of the others: python -m training --data ../shared [--but-tune]."""

from __future__ import annotations

import subprocess
import sys

ORDER = ("triggers", "dates", "places", "participants", "coreference")  # the last sees what the others fill in

if __name__ == "__main__":
    for name in ORDER:
        print(name, flush=True)
        subprocess.run([sys.executable, "-m", f"training.{name}", *sys.argv[1:]], check=True)  # noqa: S603 - ourselves
