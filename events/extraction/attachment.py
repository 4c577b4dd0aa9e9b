"""A candidate and the times and places of its sentence in, which of them belong to it and at what cost out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from events import edtf
from events.extraction.candidates import Candidate
from events.extraction.lexicon import Preposition, costs, lexicon, prepositions
from events.extraction.tree import SUBJECTS, Tree
from events.model import Mention, Timex, When
from geodata.gazetteer import Place

M = TypeVar("M")
_LATER = 2.5  # "charged on Tuesday with the killing": the killing was on another day
_OVER = 0.6
_ABOUT = frozenset(("prep", "ccomp", "xcomp", "advcl", "agent", "dobj", "nsubj", "nsubjpass"))
FAR = 9.0
_FORMS = {"name": 0.0, "demonym": 2.0, "seat": 2.0, "associative": 1.2}
_BARE = re.compile(
    r"\d{1,4}|\d{1,2}[:.]\d\d|[ap]\.?m\.?|\d{1,2}(?:[:.]\d\d)?[ap]\.?m\.?|noon|midnight|o['’]clock|hours|about|around|shortly|just|before|after|by|at"
    r"|between|and|until|the|a|half|past|quarter|early|late|in|morning|evening|afternoon|night|(?:[abehkmncpw]|ak|ce|ee|we)[sd]t|cest|gmt|utc|local|time|nearly|almost|[,.:-]|one|two"
    r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
)
_SPANS = frozenset(("since", "until", "till", "through", "from", "to", "by"))  # prepositions that open or close a span of time
_POINTED = frozenset(("poss", "compound", "nmod", "amod"))


class Anchor(NamedTuple):
    """A mention, the word that ties it to its sentence, and the preposition before it ("" for none)."""

    word: int
    span: tuple[int, int]
    preposition: str
    mention: int


class Timed(NamedTuple):
    cost: float
    when: When
    mention: int
    bare: bool  # a time of day alone, whose day the words around it must say
    word: int


class Placed(NamedTuple):
    cost: float
    place: Place
    mention: int | None  # None where the discourse gives it
    role: str
    form: str


_LENGTHS = frozenset(("hour", "day", "week", "month", "year", "decade", "century"))
_OWN = (["nsubj", "amod"], ["nsubj", "compound"], ["nsubjpass", "amod"])
_TOOLS = frozenset(("compound", "nmod", "amod", "poss"))


def form_of(tree: Tree, anchor: Anchor, mention: Mention[Place]) -> str:
    """How a place is named here: a country's name before a noun ("US troops") says whose, not where."""
    word = tree.words[anchor.word]
    if not anchor.span[0] <= word.start < anchor.span[1]:
        return "name"  # a word that stands for it: "the country"
    country = mention.form == "name" and mention.meaning is not None and mention.meaning.kind == "country"
    if country and word.dep in _TOOLS and word.head > anchor.word:
        return "demonym"
    return "name" if mention.form == "within" else mention.form


def anchors(tree: Tree, mentions: Sequence[Mention[M]], left_out: Mention[M] | None = None) -> dict[int, list[Anchor]]:
    """sentence -> its mentions, tied to their words."""
    found: dict[int, list[Anchor]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        if not tree.words or mention is left_out:
            continue
        top = tree.top(mention.span)
        word = tree.words[top]
        head = tree.words[word.head]
        preposition = head.text.lower() if word.dep in ("pobj", "pcomp") else word.text.lower() if word.dep == "prep" else ""
        found[tree.sentence_of(top)].append(Anchor(top, (mention.span.start, mention.span.end), preposition, number))
    return found


class Paths:
    """Costs of the ways through one sentence's tree; `events` are the words that name other happenings there."""

    def __init__(self, tree: Tree, events: Iterable[int]) -> None:
        self.tree = tree
        self.events = frozenset(events)
        self._chains: dict[int, list[int]] = {}
        self._since: frozenset[int] | None = None

    def chain(self, word: int) -> list[int]:
        if word not in self._chains:
            self._chains[word] = self.tree.chain(word)
        return self._chains[word]

    def begun(self, sentence: int) -> frozenset[int]:
        """The verbs of a sentence that "since" makes the beginning of another's time."""
        if self._since is None:
            words = self.tree.words
            first, last = self.tree.sentences[sentence]
            marks = (words[i] for i in range(first, last) if words[i].dep == "mark" and words[i].text.lower() == "since")
            self._since = frozenset(mark.head for mark in marks if words[mark.head].dep == "advcl")
        return self._since

    def steps(self, start: int, end: int) -> tuple[list[int], list[int]]:
        """The words left going up from `start`, and those reached going down to `end`, in order."""
        ups, downs = self.chain(start), self.chain(end)
        up, down = len(ups), len(downs)
        while up and down and ups[up - 1] == downs[down - 1]:
            up, down = up - 1, down - 1
        return ups[:up], downs[:down][::-1]


def time_cost(paths: Paths, candidate: Candidate, anchor: Anchor, over: int = -1) -> float:
    """How far a time stands from a candidate: 0 on it, over 3 in another clause; the step to the word `over` is a short one."""
    table = costs()
    words = paths.tree.words
    later = frozenset() if _follows(paths.tree, candidate.word) else lexicon().groups["later"]
    up, down = paths.steps(candidate.word, anchor.word)
    cost = 0.0
    for word in up:
        step = 0.1 if words[word].head == candidate.joined and word == candidate.word else _step(table, "up", words[word].dep)[0]
        if words[word].dep == "ccomp" and words[words[word].head].lemma in ("say", "tell", "report", "announce"):
            step += 0.4
        cost += step
        if (
            words[word].dep in _ABOUT
            and words[word].text.lower() not in ("at", "during")
            and words[words[word].head].lemma.lower() in later
        ):
            cost += _LATER
    if candidate.noun and not up and down and _tells_of(paths.tree, down[0]):
        over = down[0]
    for word in down:
        if word == over:
            cost += _OVER
            continue
        cost += _step(table, "down", words[word].dep)[0]
        if word in paths.events and word != candidate.word and word != candidate.joined:
            cost += 1.5
    return cost + 0.02 * abs(anchor.word - candidate.word)


def _follows(tree: Tree, word: int) -> bool:
    """Whether a word tells what people do or say about a happening, after it."""
    groups, lemma = lexicon().groups, tree.words[word].lemma.lower()
    return any(lemma in groups[name] for name in ("later", "aftermath", "saying"))


def _tells_of(tree: Tree, verb: int) -> bool:
    """Whether the clause of an event noun tells when it was: "the blasts that shook the port in May", "the pact signed on Friday"."""
    word = tree.words[verb]
    if _follows(tree, verb):
        return False
    subject = tree.child(verb, ("nsubj", "nsubjpass"))
    named = subject is not None and tree.words[subject].tag in ("WDT", "WP")
    return named if word.dep == "relcl" else word.dep == "acl" and word.tag in ("VBN", "VBD")


class Way(NamedTuple):
    """How a happening and a place hang together: what the path between them costs, the role of the place and its preposition
    there, "far" where that stands with another word than the happening's own."""

    cost: float
    role: str
    preposition: str


def place_cost(paths: Paths, candidate: Candidate, anchor: Anchor, form: str) -> Way:
    """The way from a candidate to a place, by the path between them and what the candidate does to places."""
    table, words = costs(), paths.tree.words
    up, down = paths.steps(candidate.word, anchor.word)
    role, kind, told = "at", candidate.sense.role, ""
    cost = 0.6 if candidate.noun and up and candidate.joined is None else 0.0  # its own phrase before the rest of the sentence
    for word in up:
        joined = words[word].head == candidate.joined and word == candidate.word
        cost += 0.1 if joined else _step(table, "up", words[word].dep)[1]
    for position, word in enumerate(down):
        label = words[word].dep
        if label == "prep" or (label == "agent" and words[word].pos == "ADP"):
            continue
        direct = not up and position <= 1
        if label in SUBJECTS and word in paths.events and words[words[word].head].lemma.lower() in lexicon().groups["aspect"]:
            cost += 0.6  # "the war over X ended with a truce": what ends, ends where it is
            continue
        cost += _actor_or_target(kind, label, direct, form) if direct else _step(table, "down", label)[1]
        if word in paths.events and word not in (candidate.word, candidate.joined):
            cost += 0.6
        if label == "pobj":
            if word != down[-1] and words[word].entity in ("DATE", "TIME", "CARDINAL"):
                continue  # "since 2014 in Donbas": what hangs on the time belongs to the happening
            before, rule = _rule(paths.tree, word)
            if word == down[-1] or words[down[-1]].dep in ("compound", "appos", "conj"):
                role, told = rule.role, before if direct else f"far {before}"
            cost += rule.target if kind == "target" and direct else rule.cost
            if rule.role == "to" and kind == "motion":
                cost -= 0.3
    if form == "demonym" and kind == "act" and not up and [words[i].dep for i in down] in _OWN:
        cost -= 1.8  # "the Ukrainian parliament ratified", "Egyptian subjects revolted": at home
    if kind == "act" and role == "to":
        cost += 0.6  # "Canada banned exports to Turkey": in Canada
    if _is_home(paths.tree, anchor.word):
        cost += 4.5
    return Way(cost + _FORMS.get(form, 0.0) + 0.03 * abs(anchor.word - candidate.word), role, told)


def _is_home(tree: Tree, place: int) -> bool:
    """Whether a place says where somebody comes from: "a Leeds man", "Ana Ruiz, 44, of Leeds"."""
    word = tree.words[place]
    head = word.head
    if word.dep == "pobj" and tree.words[head].text.lower() in ("of", "from"):
        head = tree.words[head].head
    elif word.dep not in ("compound", "nmod"):
        return False
    return head != place and (tree.words[head].entity == "PERSON" or tree.words[head].lemma.lower() in lexicon().groups["person"])


def _rule(tree: Tree, word: int) -> tuple[str, Preposition]:
    """The preposition before a word and what it says of it; what happened where ("from where", "from which") happened there."""
    before = "in" if tree.words[word].tag in ("WDT", "WRB") else tree.words[tree.words[word].head].text.lower()
    before = before if before in prepositions() else "-"
    return before, prepositions()[before]


def _actor_or_target(kind: str, label: str, direct: bool, form: str) -> float:
    """Cost of a dependent of the happening itself: what "Russia", "Russia's", "Crimea" are to "annexed", "annexation"."""
    if label in ("nsubj", "csubj"):
        return {"target": 3.5, "act": 0.7, "motion": 3.0}.get(kind, 2.0)
    if label in ("nsubjpass",):
        return {"target": 0.2, "act": 1.5}.get(kind, 1.0)
    if label == "dobj":
        return {"target": 0.1, "motion": 0.3, "act": 1.2}.get(kind, 0.7)
    if label in _POINTED:
        if form == "demonym":
            return 2.0 if kind in ("target", "motion") else 0.5
        if label == "poss":
            return {"target": 3.5, "act": 0.4, "motion": 3.0}.get(kind, 1.0)
        return 0.5
    return _step(costs(), "down", label)[1]


def _step(table: dict[tuple[str, str], tuple[float, float]], way: str, label: str) -> tuple[float, float]:
    return table.get((way, label)) or table[way, "-"]


def times_of(paths: Paths, candidate: Candidate, there: Sequence[Anchor], times: Sequence[Mention[Timex]]) -> list[Timed]:
    """The sentence's times, cheapest first."""
    found = []
    for anchor in there:
        meaning = times[anchor.mention].meaning
        if meaning is not None and meaning.when is not None and meaning.type != "SET":
            cost = time_cost(paths, candidate, anchor) + (1.5 if meaning.type == "DURATION" else 0.0)
            bare = meaning.type == "TIME" and is_bare(paths.tree, times[anchor.mention])
            when = closed(paths.tree, candidate, anchor, meaning.when)
            if (began := since_then(paths, candidate, anchor)) is not None and when.first is not None:
                cost, when = time_cost(paths, candidate, anchor, began), onward(when)
            found.append(Timed(cost + 0.5 * bare, when, anchor.mention, bare, anchor.word))
    return sorted(found, key=lambda timed: timed.cost)


def since_then(paths: Paths, candidate: Candidate, anchor: Anchor) -> int | None:
    """The verb whose time begins the candidate's: "they have met again since the pact was broken on 3 May"."""
    begun = paths.begun(candidate.sentence)
    return next((word for word in paths.steps(candidate.word, anchor.word)[1] if word in begun), None) if begun else None


def onward(when: When) -> When:
    """The time that begins where another does, its end unknown."""
    return edtf.parse(f"{when.edtf.split('/')[0]}/..")


def is_bare(tree: Tree, mention: Mention[Timex]) -> bool:
    """Whether an expression names a time of day and no day ("around 10:30 p.m.", "noon")."""
    return all(_BARE.fullmatch(tree.words[i].text.lower()) for i in tree.inside(mention.span))


def closed(tree: Tree, candidate: Candidate, anchor: Anchor, when: When) -> When:
    """The time itself where one of its ends is open and the words do not mean a span.

    "Since the October 23 slaying": what lasts since then is not the slaying itself. "Not until 1946" is in 1946. "Shortly before
    5 p.m. on Friday" is on Friday.
    """
    if (hour := by_the_clock(when, anchor.preposition)) is not None:
        return hour
    if when.first is None and "/" in when.edtf and (_not_until(tree, anchor) or tree.words[anchor.word].tag == "WRB"):
        return edtf.parse(when.edtf.split("/")[-1])
    opens = when.last is None and candidate.noun and tree.words[anchor.word].head == candidate.word
    return edtf.parse(when.edtf.split("/")[0]) if opens and tree.words[anchor.word].dep != "prep" and not anchor.preposition else when


def by_the_clock(when: When, preposition: str) -> When | None:
    """The hour before or after which something is said to have happened, unless it went on since or until then."""
    ends = when.edtf.split("/")
    if (when.first is None) == (when.last is None) or len(ends) != 2 or "T" not in when.edtf or preposition in _SPANS:
        return None
    return edtf.parse(ends[0] if when.last is None else ends[1])


def _not_until(tree: Tree, anchor: Anchor) -> bool:
    until_ = tree.words[anchor.word].head
    verb = tree.words[until_].head
    return anchor.preposition in ("until", "till") and any(tree.words[c].dep == "neg" for c in tree.children.get(verb, ()))


def goes_before(paths: Paths, candidate: Candidate) -> bool:
    """ "After weeks of protests ... on 8 May": whether a length of time says that the happening went on before its sentence's date."""
    if not candidate.noun:
        return False
    words = paths.tree.words
    up = paths.chain(candidate.word)[:5]
    length = next((i for i in up if words[i].dep == "pobj" and words[i].lemma.lower() in _LENGTHS), None)
    return length is not None and words[words[length].head].text.lower() in ("after", "following")


def until(when: When) -> When:
    """The time that ends where another does, its beginning unknown."""
    return when if when.first is None or when.last is None else edtf.parse(f"../{when.edtf.split('/')[-1]}")
