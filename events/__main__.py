"""The command line: `python -m events extract|annotate|times|places|explain`. Results on standard output, all else on standard error."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tqdm import tqdm

from events import annotation, days, edtf, extract
from events.dating import read_when
from events.exports import EXPORTS, Context
from events.model import Reading
from events.reading import ReadingError, read
from events.storage.rows import rows_of
from geodata.gazetteer import Place, open_gazetteer

STANDARD = "-"
FAILED, INTERRUPTED = 1, 130  # 2, a wrong command line, is argparse's own


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the result is the exit code."""
    options = parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except ReadingError as wrong:
        return _fail(f"{_named(options.file)}: {wrong}")
    except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as wrong:
        return _fail(f"{_named(wrong.filename or '')}: {wrong.strerror or wrong}")
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m events", description="An article in, its dated and placed events out.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    one = _command(commands, "extract", run_extract, "the events of one article as a file for maps and tables")
    one.add_argument("--format", choices=sorted(EXPORTS), help="default: by the name of --output, else geojson")
    one.add_argument("--output", metavar="FILE", default=STANDARD, help="default: standard output")

    many = commands.add_parser("annotate", help="many documents, one JSON object a line")
    many.add_argument("file", metavar="DOCS.jsonl", help='lines of {"doc_id", "text", "dct", "title"}; - for standard input')
    many.add_argument("--output", metavar="FILE", default=STANDARD, help="default: standard output")
    many.add_argument("--workers", metavar="N", type=_count, default=1, help="processes, each of up to 0.6 GB (default: 1)")
    many.set_defaults(run=run_annotate)

    for name, run, words in (
        ("times", run_times, "what each expression of time means"),
        ("places", run_places, "what each name of a place means, and what else it might"),
        ("explain", run_explain, "each event with the words it was read from"),
    ):
        _command(commands, name, run, words).add_argument("--format", choices=("table", "json"), default="table")
    return top


def run_extract(options: argparse.Namespace) -> int:
    by_name = {export.extension: name for name, export in EXPORTS.items()}
    name = options.format or by_name.get(Path(options.output).suffix[1:].lower(), "geojson")
    reading = _reading(options)
    with _opened(options.output, options.file) as output:
        for part in EXPORTS[name].write(rows_of(reading), Context(title=reading.document.title)):
            output.write(part)
    return 0


def run_annotate(options: argparse.Namespace) -> int:
    bad = words = 0
    with _source(options.file) as source, _opened(options.output, options.file) as output:
        size = None if options.file == STANDARD else os.fstat(source.fileno()).st_size
        tqdm.monitor_interval = 0  # its thread must not run where processes part
        # On a terminal a bar that moves, in a log a line now and then.
        bar = tqdm(total=size, unit="B", unit_scale=True, mininterval=0.1 if sys.stderr.isatty() else 30, file=sys.stderr)
        with bar:
            for done, outcome in enumerate(annotation.annotate(source, options.workers), 1):
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
    reading = _reading(options)
    text = reading.document.text
    found = []
    for mention in reading.times:
        when = mention.meaning.when if mention.meaning else None
        about = {"when": annotation.interval(when), "label": edtf.label(when) if when else None}
        found.append(annotation.time(mention, text) | about | {"rule": mention.meaning.rule if mention.meaning else None})
    return _show(options, found, ("start", "text", "type", "value", "label", "rule"))


def run_places(options: argparse.Namespace) -> int:
    reading = _reading(options)
    found = []
    for mention in reading.places:
        others = [annotation.located(other) | {"score": round(score, 3)} for other, score in mention.alternatives]
        about = {"form": mention.form, "score": round(mention.score, 3), "alternatives": others}
        found.append(annotation.place(mention, reading.document.text) | about)
    gazetteer = open_gazetteer()
    for each, mention in zip(found, reading.places, strict=True):
        each["else"] = "; ".join(f"{gazetteer.label(other)} {score:.2f}" for other, score in mention.alternatives[:3])
    return _show(options, found, ("start", "text", "name", "kind", "country", "lat", "lon", "form", "score", "else"))


def run_explain(options: argparse.Namespace) -> int:
    reading = _reading(options)
    if options.format == "json":
        return _print_json({"document": _about(reading), "events": list(_explained(reading))})
    for name, value in _about(reading).items():
        print(f"{name}: {value}")
    for each in _explained(reading):
        words = each["words"]
        print(f"\n{each['title']}")
        print(f"  what   {each['kind']}  from “{words['trigger']}”, confidence {each['confidence']}, importance {each['importance']}")
        print(f"  when   {each['label'] or '?'}{_known(each['when_known'])}{_words(words['time'])}")
        print(f"  where  {each['place'] or '?'}{_known(each['place_known'])}{_words(*words['places'])}")
        print(f"  read   {words['quote']}")
    return 0


def _explained(reading: Reading) -> Iterator[dict[str, Any]]:
    """Each event with its words, and how its time and place are known."""
    text = reading.document.text
    for event in reading.events:
        shown, main = event.evidence[0], event.where[0] if event.where else None
        words = {
            "quote": " ".join(shown.quote.of(text).split()),
            "trigger": shown.trigger.of(text),
            "time": shown.time.of(text) if shown.time else None,
            "places": [span.of(text) for span in shown.places],
        }
        yield annotation.event(event) | {
            "label": edtf.label(event.when) if event.when else None,
            "when_known": event.when_known,
            "place": _place(main.place) if main else None,
            "place_known": main.known if main else None,
            "actors": list(event.actors),
            "words": words,
        }


def _about(reading: Reading) -> dict[str, Any]:
    document = reading.document
    published = days.iso(document.published) if document.published is not None else None
    about = {"title": document.title, "author": document.author, "published": published, "published_by": document.published_by}
    return about | {"language": document.language, "characters": len(document.text), "events": len(reading.events)}


def _reading(options: argparse.Namespace) -> Reading:
    """The file that the command names, read."""
    with _source(options.file) as source:
        document = read(source.read(), "" if options.file == STANDARD else options.file, options.published)
    if document.language != "en":
        note = f"seems to be written in another language ({document.language}); it is read as English."
        print(f"{_named(options.file)} {note}", file=sys.stderr)
    bar = "{desc:12} {percentage:3.0f} % {bar} {elapsed}"
    with tqdm(total=1.0, bar_format=bar, leave=False, disable=not sys.stderr.isatty(), file=sys.stderr) as shown:

        def progress(share: float, step: str) -> None:
            shown.set_description(step, refresh=False)
            shown.update(share - shown.n)

        return extract(document, progress=progress)


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=words)
    command.add_argument("file", metavar="FILE", help="text, Markdown or HTML; - for standard input")
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


def _count(words: str) -> int:
    if not words.isdigit() or not 1 <= int(words) <= 256:
        raise argparse.ArgumentTypeError(f"“{words}” is no number of processes.")
    return int(words)


@contextmanager
def _source(name: str) -> Iterator[BinaryIO]:
    if name == STANDARD:
        yield sys.stdin.buffer
    else:
        with open(name, "rb") as file:
            yield file


@contextmanager
def _opened(name: str, source: str) -> Iterator[BinaryIO]:
    """Where the result goes; never over what it is read from."""
    if name == STANDARD:
        yield sys.stdout.buffer
        return
    if Path(name).exists() and Path(source).exists() and Path(name).samefile(source):
        raise OSError(0, "this is the file that is being read; give --output another name.", name)
    with open(name, "wb") as file:
        yield file


def _show(options: argparse.Namespace, found: list[dict[str, Any]], columns: Sequence[str]) -> int:
    if options.format == "json":
        return _print_json([{name: value for name, value in each.items() if name != "else"} for each in found])
    for line in table(found, columns, shutil.get_terminal_size((200, 0)).columns):
        print(line)
    return 0


def _print_json(value: Any) -> int:
    print(json.dumps(value, ensure_ascii=False, indent=1))
    return 0


def table(rows: Iterable[dict[str, Any]], columns: Sequence[str], width: int) -> Iterator[str]:
    """Lines of equal columns, at most `width` characters wide; what does not fit ends in “…”."""
    cells = [tuple(columns), *(tuple(" ".join(str("" if row[name] is None else row[name]).split()) for name in columns) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    while sum(widths) + 2 * len(widths) > width and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    for cell in cells:
        fitted = (text if len(text) <= room else text[: room - 1] + "…" for text, room in zip(cell, widths, strict=True))
        yield "  ".join(text.ljust(room) for text, room in zip(fitted, widths, strict=True)).rstrip()


def _place(place: Place) -> str:
    return f"{place.name}, {place.country}" if place.country and place.kind != "country" else place.name


def _known(known: str | None) -> str:
    return f" ({known})" if known else ""


def _words(*words: str | None) -> str:
    shown = [f"“{' '.join(each.split())}”" for each in words if each]
    return f"  from {', '.join(shown)}" if shown else ""


def _named(file: str | bytes) -> str:
    return "standard input" if file in (STANDARD, "") else os.fsdecode(file)


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
