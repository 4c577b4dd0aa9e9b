"""The command line: `python -m geodata build [--force]`."""

from __future__ import annotations

import argparse

from geodata import build, gazetteer


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m geodata", description="Where things are, offline.")
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build", help="build the gazetteer out of the installed packages where it is absent or old")
    builder.add_argument("--force", action="store_true", help="build it again even where it is up to date")
    options = parser.parse_args(arguments)
    build.ensure(gazetteer.path(), options.force)
    print(gazetteer.path())


if __name__ == "__main__":
    main()
