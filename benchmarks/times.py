"""How well expressions of time are read: `python -m benchmarks.times GOLD.jsonl ... [--split check] [--parses DIR]`.

The measures are TempEval-3's. Extents: strict = the same span, relaxed = any that overlap, one to one. Type and value: how many of the
relaxed matches have the same TIMEX3 type or value, and the F1 that follows, which is that share times the relaxed F1. Calendar dates:
of the dates that people gave as a year, month or day, how many we found, and how many at least as exactly and with the same days.
Intervals of 95 % are from drawing the documents again. The peer, in the same run, is dateparser's own search, its answers taken as days.
`--line 10` reads 10 MB of text without a line break and says how long it took, beside a tenth of it: the time is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import time
import warnings
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from dateparser.search import search_dates

from benchmarks.gold import Annotated, annotated, causes_told, context, intervals, lines, options, pairs, plain, precision_recall_f1
from events import days
from events.dating import find_times
from events.language import Parse
from events.model import Document, Span

DATES = ("DATE", "TIME")
CALENDAR = re.compile(r"\d{4}(-\d\d){0,2}(?=T|$)")
SHAPE = re.compile(r"^BC|\d+")  # what remains is how exact a value is: -, -W, -Q, -SU, T
PROSE = "In May 1982 the ship came back with all its men and the rest of the treasure from the island of the old king, whole. "
HOW = """No gold file is given, so there is nothing to measure against. A gold file has one document a line:
  {"doc_id": "1", "dct": "2021-06-16", "text": "...", "timexes": [{"start": 3, "end": 9, "type": "DATE", "value": "2021-06-15"}]}
dct is the day of publication. TimeBank, AQUAINT (TempEval-3) and WikiWars are published sets that can be brought into it.
  python -m benchmarks.times my-set/gold.jsonl --show 3"""


class Said(NamedTuple):
    """One expression as somebody reads it; `rule` is the line of our table that did."""

    span: Span
    type: str
    value: str
    rule: str = ""


@dataclass(slots=True)
class Record:
    """One document counted."""

    gold: int
    found: int
    strict: int
    relaxed: int
    type: int
    value: int
    both: int  # the same span and the same value
    calendar: int
    calendar_found: int
    calendar_right: int


def ours(given: Annotated) -> list[Said]:
    found = find_times(given.document, given.parse)
    return [Said(each.span, each.meaning.type, each.meaning.value, each.meaning.rule) for each in found if each.meaning]


def by_dateparser(given: Annotated) -> list[Said]:
    """The peer: what its search calls a date, in the order of the text, as days counted from the publication."""
    text, published = given.document.text, given.document.published
    settings = {"RELATIVE_BASE": datetime(*days.to_date(published))} if published is not None else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, about dates without a year
        found = search_dates(text, languages=["en"], settings=settings) or []
    said, at = [], 0
    for words, moment in found:
        start = text.find(words, at)
        if start >= 0:
            at = start + len(words)
            said.append(Said(Span(start, at), "DATE", moment.strftime("%Y-%m-%d")))
    return said


def marked(given: Annotated) -> list[Said]:
    return [Said(span, mark["type"], mark.get("value") or "") for mark, span in zip(given.marks, given.spans, strict=True)]


def calendar(said: Said) -> str:
    """The year, month or day of a calendar date, without its time of day; "" for all else."""
    match = CALENDAR.match(said.value) if said.type in DATES else None
    return match[0] if match else ""


def count(gold: Sequence[Said], found: Sequence[Said]) -> Record:
    made = [(gold[one], found[two], same) for one, two, same in pairs([each.span for each in gold], [each.span for each in found])]
    dated = [(one, two) for one, two, _ in made if calendar(one)]
    return Record(
        gold=len(gold),
        found=len(found),
        strict=sum(same for *_, same in made),
        relaxed=len(made),
        type=sum(one.type == two.type for one, two, _ in made),
        value=sum(one.value == two.value for one, two, _ in made),
        both=sum(same and one.value == two.value for one, two, same in made),
        calendar=sum(bool(calendar(each)) for each in gold),
        calendar_found=len(dated),
        calendar_right=sum(two.value.startswith(calendar(one)) for one, two in dated),
    )


def figures(records: Sequence[Record]) -> dict[str, float]:
    total = Record(*np.sum([astuple(record) for record in records], axis=0).tolist())
    told: dict[str, float] = {}
    for name, right in (("strict", total.strict), ("relaxed", total.relaxed)):
        three = precision_recall_f1(right, total.found, total.gold)
        told |= dict(zip((f"extent {name} precision", f"extent {name} recall", f"extent {name} F1"), three, strict=True))
    for name, right in (("type", total.type), ("value", total.value)):
        share = right / total.relaxed if total.relaxed else 0.0
        told |= {f"{name} accuracy": share, f"{name} F1": share * told["extent relaxed F1"]}
    told["extent and value F1"] = precision_recall_f1(total.both, total.found, total.gold)[2]
    for name, number in (("found", total.calendar_found), ("right", total.calendar_right)):
        told[f"calendar dates {name}"] = number / total.calendar if total.calendar else math.nan
    return told


def judge(given: Annotated, gold: Sequence[Said], found: Sequence[Said], causes: dict[str, list[str]]) -> None:
    """Sorts what went wrong in one document by cause; each expression has one at most."""
    text = given.document.text
    made = pairs([each.span for each in gold], [each.span for each in found])
    for one, two, same in made:
        cause = _cause(gold[one], found[two], same)
        if cause:
            causes.setdefault(cause, []).append(_example(text, gold[one], found[two]))
    for one in sorted({*range(len(gold))} - {one for one, *_ in made}):
        causes.setdefault(f"missed {gold[one].type}", []).append(_example(text, gold[one], None))
    for two in sorted({*range(len(found))} - {two for _, two, _ in made}):
        causes.setdefault(f"extra {found[two].type}", []).append(_example(text, None, found[two]))


def _cause(gold: Said, found: Said, same: bool) -> str:
    if gold.type != found.type:
        return f"type: {found.type} for {gold.type}"
    if gold.value == found.value:
        return "" if same else "extent only"
    if gold.type not in DATES or not (gold.value[:1].isdigit() and found.value[:1].isdigit()):
        return f"value: other {gold.type}"
    return "value: wrong anchor" if SHAPE.sub("9", gold.value) == SHAPE.sub("9", found.value) else "value: wrong granularity"


def _example(text: str, gold: Said | None, found: Said | None) -> str:
    span = gold.span if gold else found.span if found else Span(0, 0)
    said = f"“{found.span.of(text)}” {found.value} ({found.rule})" if found else "nothing"
    return f"{context(text, span)}  {gold.value if gold else 'no time'}  ->  {said}"


def report(path: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Measures one set and prints it, unless JSON is asked for."""
    records, peers = [], []
    causes: dict[str, list[str]] = {}
    for given in annotated(path, "timexes", asked.split, asked.parses):
        gold, found = marked(given), ours(given)
        records.append(count(gold, found))
        peers.append(count(gold, by_dateparser(given)))
        judge(given, gold, found, causes)
    if not records:
        raise SystemExit(f"{path}: no document{f' of the part {asked.split}' if asked.split else ''}.")
    own, theirs = figures(records), figures(peers)
    sure, unsure = intervals(records, figures, asked.rounds), intervals(peers, figures, asked.rounds)
    if not asked.json:
        title = f"{path.parent.name} {asked.split or 'all'}: {len(records)} documents, {sum(r.gold for r in records):,} expressions marked"
        print(f"{title}\n  {'':32} {'find_times':28} dateparser's search, days")
        print("\n".join((*lines(own, theirs, sure, unsure), *causes_told(causes, asked.show), "")))
    result = {"documents": len(records), "figures": own, "intervals": sure, "peer": theirs, "peer intervals": unsure}
    return result | {"causes": {cause: len(found) for cause, found in causes.items()}}


def one_line(megabytes: float) -> None:
    """Prints the processor time of find_times over one line of prose full of times, and of digits, a tenth and the whole of so many MB."""
    for name, unit in (("prose", PROSE), ("digits", "1"), ("ranges", "from March 3 to ")):
        seconds = []
        for size in (round(megabytes * 1e5), round(megabytes * 1e6)):
            document = Document((unit * (size // len(unit) + 1))[:size])
            began = time.process_time()
            found = len(find_times(document, Parse((), ())))
            seconds.append(time.process_time() - began)
        print(f"{megabytes:g} MB of {name}: {found:,} times, {seconds[1]:.1f} s; a tenth of it {seconds[0]:.2f} s")


def main(arguments: Sequence[str] | None = None) -> None:
    asking = options(__doc__)
    asking.add_argument("--line", type=float, metavar="MB", help="how long find_times takes for one line of so many MB")
    asked = asking.parse_args(arguments)
    if asked.line:
        one_line(asked.line)
    if not asked.gold:
        if not asked.line:
            print(HOW)
        return
    found = {str(gold): report(gold, asked) for gold in asked.gold}
    if asked.json:
        print(json.dumps(plain(found), indent=1))


if __name__ == "__main__":
    main()
