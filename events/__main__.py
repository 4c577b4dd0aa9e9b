"""The command line: `python -m events extract|annotate|times|places|explain`. Results on standard output, all else on standard error."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from tqdm import tqdm

from events import annotation, days, edtf
from events.dating import read_when
from events.exports import EXPORTS, Context, Export
from events.extraction import timed
from events.extraction.explaining import Grounds, LeftOut, Signs, explain_events
from events.geocoding import find_places
from events.geocoding.explaining import explain_places
from events.listing import explained, places, times
from events.model import Document, Reading
from events.opening import STANDARD, is_folder, named, names_in, parsed, reading, source, target
from events.reading import ReadingError
from events.storage.rows import rows_of
from geodata.gazetteer import Place, open_gazetteer

FAILED, INTERRUPTED = 1, 130  # 2, a wrong command line, is argparse's own


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the result is the exit code."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except ReadingError as wrong:
        return _fail(f"{named(options.file)}: {wrong}")
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as wrong:
        return _fail(f"{named(wrong.filename or '')}: {wrong.strerror or wrong}")
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m events", description="An article in, its dated and placed events out.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    one = _command(commands, "extract", run_extract, "the events of articles as a file for maps and tables", several=True)
    one.add_argument("--format", choices=sorted(EXPORTS), help="default: by the name of --output, else geojson")
    one.add_argument("--output", metavar="FILE|FOLDER/", default=STANDARD, help="a folder: a file an article; default: standard output")

    many = commands.add_parser("annotate", help="many documents, one JSON object a line")
    many.add_argument("file", metavar="DOCS.jsonl", help='lines of {"doc_id", "text", "dct", "title"}; - for standard input')
    many.add_argument("--output", metavar="FILE", default=STANDARD, help="default: standard output")
    many.add_argument("--workers", metavar="N", type=_count, default=1, help="processes, each of up to 0.6 GB (default: 1)")
    many.set_defaults(run=run_annotate)

    for name, run, words in (
        ("times", run_times, "what each expression of time means"),
        ("places", run_places, "what each name of a place means, and what else it might"),
        ("explain", run_explain, "each event with the words it was read from, and why it has its time and place"),
    ):
        command = _command(commands, name, run, words)
        command.add_argument("--format", choices=("table", "json"), default="table")
        if name == "explain":
            command.add_argument("--main", metavar="N", type=_number, help="only the N main events, the most important first")
            command.add_argument("--left-out", action="store_true", help="also the happenings that are no events, and why")
    return top


def run_extract(options: argparse.Namespace) -> int:
    by_name = {export.extension: name for name, export in EXPORTS.items()}
    export = EXPORTS[options.format or by_name.get(Path(options.output).suffix[1:].lower(), "geojson")]
    wrong: list[str] = []
    if options.output == STANDARD or not is_folder(options.output):
        _extract(options.file, options, export, options.output, wrong)
    else:
        for file, output in zip(options.file, names_in(options.output, options.file, export.extension), strict=True):
            _extract([file], options, export, output, wrong)
    return _fail("\n".join(wrong)) if wrong else 0


def _extract(files: list[str], options: argparse.Namespace, export: Export, output: str, wrong: list[str]) -> None:
    """The events of all files as one; what is wrong with a file is added to `wrong`, and does not cost the others."""

    def readings() -> Iterator[Reading]:
        for file in files:
            try:
                yield reading(file, options.published)
            except ReadingError as error:
                wrong.append(f"{named(file)}: {error}")
            except OSError as error:
                wrong.append(f"{named(file)}: {error.strerror or error}")

    found = readings()
    first = next(found, None)
    if first is None:
        return
    with target(output, files) as written:
        rows = (row for each in chain([first], found) for row in rows_of(each))
        for part in export.write(rows, Context(title=first.document.title if len(files) == 1 else "")):
            written.write(part)


def run_annotate(options: argparse.Namespace) -> int:
    bad = words = 0
    with source(options.file) as documents, target(options.output, [options.file]) as output:
        size = None if options.file == STANDARD else os.fstat(documents.fileno()).st_size
        tqdm.monitor_interval = 0  # its thread must not run where processes part
        # On a terminal a bar that moves, in a log a line now and then.
        bar = tqdm(total=size, unit="B", unit_scale=True, mininterval=0.1 if sys.stderr.isatty() else 30, file=sys.stderr)
        with bar:
            for done, outcome in enumerate(annotation.annotate(documents, options.workers), 1):
                words += outcome.words
                bar.set_description(f"{done} documents", refresh=False)
                bar.set_postfix_str(f"{words / max(bar.format_dict['elapsed'], 0.1):.0f} words/s", refresh=False)
                bar.update(outcome.size)
                if outcome.problem:
                    bad += 1
                    bar.write(f"line {outcome.number}: {outcome.problem}", file=sys.stderr)
                else:
                    output.write(outcome.annotation + b"\n")
    return _fail(f"{bad} line{'s' if bad > 1 else ''} could not be read.") if bad else 0


def run_times(options: argparse.Namespace) -> int:
    document, read = timed(*parsed(options.file, options.published))
    found = [annotation.read_time(mention, document.text) for mention in read]
    return _show(options, found, chain([_published(document)], times(found, _width())))


def run_places(options: argparse.Namespace) -> int:
    (document, parse), gazetteer = parsed(options.file, options.published), open_gazetteer()
    found = [annotation.explained(each, document.text, gazetteer) for each in explain_places(document, parse, gazetteer)]
    return _show(options, found, places(found, _width()))


def run_explain(options: argparse.Namespace) -> int:
    document, parse = parsed(options.file, options.published)
    document, read = timed(document, parse)
    found = explain_events(document, parse, read, find_places(document, parse, open_gazetteer()))
    shown = found.events
    if options.main:
        shown = tuple(sorted(shown, key=lambda each: (-each.event.importance, -each.event.confidence))[: options.main])
    events = [_explained(each, document.text) for each in shown]
    left_out = [_left_out(each, document.text) for each in found.left_out] if options.left_out else []
    about = _about(document, len(events))
    if options.format == "json":
        return _print_json({"document": about, "events": events} | ({"left_out": left_out} if options.left_out else {}))
    for line in explained(about, events, left_out, _width()):
        print(line)
    return 0


def _explained(each: Grounds, text: str) -> dict[str, Any]:
    """An event with its words, and how its time and place are known."""
    event = each.event
    shown, main = event.evidence[0], event.where[0] if event.where else None
    words = {
        "quote": " ".join(shown.quote.of(text).split()),
        "trigger": shown.trigger.of(text),
        "time": shown.time.of(text) if shown.time else None,
        "places": [span.of(text) for span in shown.places],
    }
    return annotation.event(event) | {
        "label": edtf.label(event.when) if event.when else None,
        "when_known": event.when_known,
        "place": _place(main.place) if main else None,
        "place_known": main.known if main else None,
        "others": [f"{located.role} {_place(located.place)}" for located in event.where[1:]],
        "role": main.role if main else None,
        "actors": list(event.actors),
        "sentences": len(event.evidence),
        "words": words,
        "why": {"time": each.time, "place": each.place, "moved": each.moved or None, "listed": each.listed, "signs": _signs(each.signs)},
    }


def _left_out(each: LeftOut, text: str) -> dict[str, Any]:
    sure = round(each.confidence, 4)
    about = {"title": each.title, "start": each.words.start, "trigger": each.words.of(text), "confidence": sure}
    return about | {"reason": each.reason, "signs": _signs(each.signs)}


def _signs(signs: Signs) -> list[dict[str, Any]]:
    return [{"words": words, "weight": weight} for words, weight in signs]


def _published(document: Document) -> str:
    day = days.iso(document.published) if document.published is not None else "on an unknown day"
    return f"published {day}{_known(document.published_by if document.published is not None else None)}"


def _about(document: Document, events: int) -> dict[str, Any]:
    published = days.iso(document.published) if document.published is not None else None
    about = {"title": document.title, "author": document.author, "published": published, "published_by": document.published_by}
    return about | {"language": document.language, "characters": len(document.text), "events": events}


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], words: str, several: bool = False
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words)
    kinds = "text, Markdown, HTML, PDF, Word, OpenDocument, RTF, EPUB or e-mail; - for standard input"
    command.add_argument("file", metavar="FILE", nargs="+" if several else None, help=kinds)
    command.add_argument("--published", metavar="DATE", type=_day, help="the day of its publication, like 2022-03-15 or 15 March 2022")
    command.set_defaults(run=run)
    return command


def _day(words: str) -> int:
    """The one day that an argument names."""
    try:
        when = read_when(words)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
    if when.first is None or when.first != when.last:
        raise argparse.ArgumentTypeError(f"“{words}” is no single day; write it like 2022-03-15.")
    return when.first


def _number(words: str) -> int:
    if not words.isdigit() or not 1 <= int(words) < 10**6:
        raise argparse.ArgumentTypeError(f"“{words}” is no number of events.")
    return int(words)


def _count(words: str) -> int:
    if not words.isdigit() or not 1 <= int(words) <= 256:
        raise argparse.ArgumentTypeError(f"“{words}” is no number of processes.")
    return int(words)


def _show(options: argparse.Namespace, found: list[dict[str, Any]], lines: Iterable[str]) -> int:
    if options.format == "json":
        return _print_json(found)
    for line in lines:
        print(line)
    return 0


def _width() -> int:
    return shutil.get_terminal_size((200, 0)).columns


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return 0


def _place(place: Place) -> str:
    return f"{place.name}, {place.country}" if place.country and place.kind != "country" else place.name


def _known(known: str | None) -> str:
    return f" ({known})" if known else ""


def _words(*words: str | None) -> str:
    shown = [f"“{' '.join(each.split())}”" for each in words if each]
    return f"  from {', '.join(shown)}" if shown else ""


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
