"""Makes all weights anew, each with what it needs of the others: python -m training --data ../shared [--but-tune].

The encoders in `training/work` are made where they are not there yet (`training.encoder`: about two hours), and above
each the layers of speech (`training.sayings`: three quarters of an hour each); the tables of weights take fifteen
minutes. With `--but-tune` the tables are fitted without the fixed fifth that choices are checked on, and the encoder is
the one that has not seen it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from dateline.encoder import weights_folder
from dateline.heads import FILES
from training.fit import read_options
from training.material import WORK

# Each sees what those before it fill in.
ORDER = (
    "triggers",
    "dates",
    "places",
    "participants",
    "status",
    "coreference",
    "claims",
    "sides",
    "links",
    "confidence",
)


def main() -> None:
    """Run each part in a process of its own."""
    options = read_options(__doc__)
    data = ["--data", str(options.data)]
    run("encoder", *data)
    run("sayings", *data)
    for file in FILES:
        shutil.copy(WORK / ("fold0" if options.but_tune else "all") / file, weights_folder() / file)
    for name in ORDER:
        run(name, *data, *(["--but-tune"] if options.but_tune else []))


def run(name: str, *arguments: str) -> None:
    """Run one part of the training."""
    print(name, flush=True)
    subprocess.run([sys.executable, "-m", f"training.{name}", *arguments], check=True)  # noqa: S603 - ourselves


if __name__ == "__main__":
    main()
