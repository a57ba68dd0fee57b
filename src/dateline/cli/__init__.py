"""The command line: parses, calls, shows. What it does is in `api`, `store`, `evaluation`, `schema` and `exports`."""

from dateline.cli import database, evaluate, export, judge, look, read  # each adds its commands to the group
from dateline.cli.group import cli, main

__all__ = ["cli", "database", "evaluate", "export", "judge", "look", "main", "read"]
