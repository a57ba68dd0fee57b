"""`python -m benchmarks NAME`: one benchmark; `check`: the quick ones against their floors; `record`: keep them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import (
    DataAbsentError,
    Request,
    attribution,
    coreference,
    database,
    factuality,
    floors,
    gold,
    incidents,
    muc,
    places,
    plover,
    speed,
    times,
)  # fmt: skip
from dateline.errors import DatelineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks import Benchmark, Figures, Outcome

BENCHMARKS: dict[str, Benchmark] = {
    "attribution": attribution.run, "coreference": coreference.run, "database": database.run,
    "factuality": factuality.run, "gold": gold.run, "incidents": incidents.run, "muc": muc.run, "place": places.run,
    "plover": plover.run, "speed": speed.run, "time": times.run,
}  # fmt: skip
# Run by `check` and `record` on dev: whether with the mentions given.
QUICK = {
    "gold": (False, True), "plover": (False,), "muc": (False,), "time": (False,), "attribution": (False,),
    "factuality": (False,),
}  # fmt: skip
RESULTS = Path(__file__).with_name("results.json")
_SHARED = Path(__file__).resolve().parents[2] / "shared"
DEFAULT_DATA = (_SHARED / "data", _SHARED)


def main(arguments: Sequence[str] | None = None, *, results: Path = RESULTS) -> int:
    """Runs the command; 0 where all is well, 1 where a figure fell under its floor, 2 where nothing could be run."""
    options = _parser().parse_args(arguments)
    data = tuple(options.data) or DEFAULT_DATA
    try:
        if options.command == "check":
            return _check(data, results)
        if options.command == "record":
            return _record(data, results)
        request = Request(data=data, split=options.split, given=options.given is not None)
        outcome = BENCHMARKS[options.command](request)
    except (DataAbsentError, DatelineError) as error:
        print(error, file=sys.stderr)
        return 2
    _print_outcome(options.command, outcome)
    if options.errors:
        print(*outcome.errors, sep="\n")
    if options.json:
        written = {"benchmark": options.command, "split": outcome.split, "figures": outcome.figures}
        options.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder with the data; may be given several times (default: ../shared/data and ../shared)",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="NAME")
    commands.add_parser("check", parents=[shared], help="run the quick benchmarks; fail where one is under its floor")
    commands.add_parser("record", parents=[shared], help="run the quick benchmarks; keep figures and raise floors")
    for name in BENCHMARKS:
        command = commands.add_parser(name, parents=[shared], help=f"run the benchmark {name}")
        command.add_argument("--split", default="dev", help="which part of the data (default: dev)")
        command.add_argument("--given", choices=["mentions"], help="hand in the gold mentions")
        command.add_argument("--errors", action="store_true", help="list the single errors")
        command.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE")
    return parser


def _quick(data: tuple[Path, ...]) -> Iterator[tuple[str, str, Figures]]:
    """(name, split, figures) of each quick benchmark whose data are there; of the others a word why not."""
    for name, ways in QUICK.items():
        figures: dict[str, dict[str, float | int]] = {}
        try:
            for given in ways:
                outcome = BENCHMARKS[name](Request(data=data, given=given))
                _print_outcome(name, outcome)
                figures.update({key: dict(figure) for key, figure in outcome.figures.items()})
        except DataAbsentError as error:
            print(f"skipped: {error}", file=sys.stderr)
            continue
        yield name, outcome.split, figures


def _check(data: tuple[Path, ...], results: Path) -> int:
    kept = floors.load(results)
    measured = list(_quick(data))
    breaches = [line for name, _, figures in measured for line in floors.breaches(kept, name, figures)]
    if measured:
        print(*breaches or ["all figures stand on or above their floors"], sep="\n")
    return 1 if breaches else 0


def _record(data: tuple[Path, ...], results: Path) -> int:
    kept, measured = floors.load(results), list(_quick(data))
    if not measured:
        return 2
    for name, split, figures in measured:
        kept = floors.record(kept, name, split, figures)
    floors.save(results, kept)
    print(f"kept in {results.name}")
    return 0


def _print_outcome(name: str, outcome: Outcome) -> None:
    print(f"{name}, {outcome.split}: {outcome.table}")


if __name__ == "__main__":
    sys.exit(main())
