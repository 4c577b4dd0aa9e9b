"""python -m app: prepares and runs the service; `prepare`, `reader` and `background` are its parts."""

from __future__ import annotations

import sys

from app.settings import SettingError, Settings

USAGE = "python -m app [serve|prepare|reader|background]"


def main(arguments: list[str]) -> int:
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        print(error, file=sys.stderr)
        return 2
    match arguments or ["serve"]:
        case ["serve"]:
            from app.serve import serve  # each part loads what it needs

            return serve(settings)
        case ["prepare"]:
            from app.commands import prepare

            prepare(settings)
            return 0
        case ["reader"]:
            from app.jobs import run

            run(settings)
            return 0
        case ["background"]:
            from app.drawing import run as draw

            draw(settings)
            return 0
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
