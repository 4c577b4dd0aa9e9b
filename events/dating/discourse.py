"""What the words say, one after the other, in; what they mean in this text out. Keeps the year and the last day told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from events import edtf
from events.dating.leaning import Lean, is_to_come
from events.dating.quarters import Quarters
from events.dating.senses.said import Said
from events.dating.stepping import distance, fields, own_days, picked, picked_weekday, same_in, shifted, told_next, weekend
from events.dating.story import Role, compares
from events.dating.values import Point, exists, named, of_day, of_week, timex, unknown
from events.days import weekday
from events.model import Precision, Timex

_LONG_AGO = 1000  # years: of so many a whole hundred is a round number


def _noted(base: Callable[[Discourse, str], Point | None]) -> Callable[[Discourse, str], Point | None]:
    """The time to count from is remembered as the anchor."""

    def noting(discourse: Discourse, basis: str) -> Point | None:
        return discourse.count_from(base(discourse, basis))

    return noting


@dataclass(slots=True)
class Discourse:
    """`today`: the day of writing, None where unknown. `narrative`: relative words count from the last time told, not from today."""

    today: int | None = None
    narrative: bool = False
    exactly: Precision = Precision.DAY  # how exactly `today` is known
    last: Point | None = None  # the last time that the text spoke of
    last_day: Point | None = None  # the last with a month, for days without one
    quarters: Quarters = field(default_factory=Quarters)
    near: Point | None = None  # the last told at all, to which "that year" points
    aside: int | None = None  # the year last told in passing
    told: Point | None = None  # the last day on which something happened, and not only was said
    told_in: int = -1  # the sentence that told it
    late: bool = False  # the last day told was told of its evening or night
    framed: int = -1  # the sentence that begins with a year: "in 1979 it was signed, on June 18"
    saying: bool = False  # the verb that governs the words is one of saying
    spoken: Said | None = None  # the words stand in a quotation that was said on this day
    sentence: int = 0  # where the reading stands
    span: tuple[Point, Point] | None = None  # the ends of the last interval told
    last_sentence: int = -1  # where `last` was said
    anchor: Point | None = None  # what the words read now count from
    anchor_told: bool = False  # the text has told it; else it is today

    def resolve(self, said: Said, lean: Lean = Lean.OPEN, role: Role = Role.FRAME) -> Timex | None:
        """`lean`: whether it has been or is to come; `role`: whether the story goes on. None: nobody can know."""
        if said.kind == "fixed":
            if said.type == "DURATION" and said.value in ("P6M", "P9M"):
                self.quarters.counting = False  # "in the nine months, compared with a year ago"
            return Timex(said.type, said.value, None, said.rule)
        if said.kind == "period":
            return named(said)
        point = _RESOLVERS[said.kind](self, said, lean)
        if point is None:
            return unknown(said)
        if not exists(point):
            return None
        if self.last is None or self._leads(said, point, role):
            self._remember(point)
            if point.quarter:
                self.quarters.tell(point, self.sentence, lean, self._now())
            if point.day and not self.saying:
                self.late = said.part in ("EV", "NI")
            if role is Role.FRAME and said.year is not None:
                self.aside, self.framed = None, self.sentence
        elif role > Role.NAMED:
            self.aside = point.year
        self.near = point if role > Role.ASIDE else self.last
        meaning = timex(said, point)
        if said.kind == "shift" and said.unit == "Y" and abs(said.count) >= _LONG_AGO and meaning.when and not said.count % 100:
            meaning = replace(meaning, when=edtf.approximate(meaning.when))
        today = self.today if self.exactly is Precision.DAY and not self.narrative else None
        own = own_days(today, said, lean) if today is not None else None
        return replace(meaning, when=own or self.quarters.months(point) or meaning.when)

    def _leads(self, said: Said, point: Point, role: Role) -> bool:
        if compares(said, self.narrative):
            return False
        if role is Role.NAMED:
            return False
        if point.year == self.aside or self.last is None or role is Role.ASIDE:
            return role > Role.ASIDE or point.year == self.aside
        back = point.year < self.last.first_year and self.sentence - self.last_sentence <= 1
        return role is Role.FRAME or not (back and self.narrative)

    def _remember(self, point: Point) -> None:
        if point.season == 24 and point.end_year == point.year:
            point = replace(point, year=point.year - 1, end_year=None)
        self.last, self.last_sentence = point, self.sentence
        if point.month and not point.digits:
            self.last_day = point
        if point.day and not self.saying:
            self.told, self.told_in = point, self.sentence

    # ---- where to count from ----

    @_noted
    def base(self, basis: str) -> Point | None:
        """The time from which "last" (s), "yesterday" (t), "the next" (n), "later in the year" (m) or "that year" (d) count."""
        now = self._now()
        if basis == "t" and self.spoken:
            return self.date(self.spoken, Lean.BEEN) or now
        if basis == "d" and self.narrative:
            return self.near or now
        if basis == "t":
            return None if self.narrative else now or self.last_day
        if (basis == "s" and not self.narrative) or (basis == "m" and not self.narrative and self.last_sentence != self.sentence):
            return now or self.last
        return self.last or now

    def count_from(self, base: Point | None) -> Point | None:
        """It is the anchor of the words read now: today, or one of the times that the text has told."""
        self.anchor = base
        self.anchor_told = self.spoken is not None or any(
            base is told for told in (self.last, self.last_day, self.near, self.told, *(self.span or ()))
        )
        return base

    def _now(self) -> Point | None:
        """Today, as exactly as it is known."""
        if self.today is None:
            return None
        day = of_day(self.today)
        return day if self.exactly is Precision.DAY else Point(day.year)

    # ---- calendar fields ----

    def date(self, said: Said, lean: Lean) -> Point | None:
        if said.digits:
            return self._digits(said)
        if said.unit == "W":
            point = self.date(replace(said, unit=""), lean)
            return of_week(point.number()) if point and exists(point) else point
        year = self._year(said)
        if year is not None:
            return fields(said, year)
        if said.month or said.season or said.quarter or said.holiday:
            return self._yearless(said, lean)
        if said.weekday and said.day:
            return self._weekday_of_month(said, lean)
        return self._weekday(said, lean) if said.weekday else None

    def _weekday_of_month(self, said: Said, lean: Lean) -> Point | None:
        """ "Tuesday the 8th": the nearest such day."""
        base = (self.last_day if self.narrative else None) or self.base("s")
        if base is None or base.first_month is None:
            return None
        months = (divmod(base.year * 12 + base.first_month - 1 + n, 12) for n in range(-12, 13))
        days = (Point(year, month + 1, said.day) for year, month in months)
        meeting = [day for day in days if exists(day) and weekday(day.number()) + 1 == said.weekday]
        return min(meeting, key=lambda day: distance(day, base, lean), default=None)

    def _digits(self, said: Said) -> Point | None:
        digits = said.digits
        if digits.startswith("?"):
            base = self.base("s") if not self.narrative or self.last is None or self.last.year < 1000 else self.last
            century = str(base.year // 100).zfill(2) if base and base.year > 0 else "19"
            if digits == "??":  # the turn of the century that is nearest
                nearest = str(((base.year if base else 2000) + 50) // 100).zfill(2)
                return Point(int(nearest) * 100, digits=nearest) if nearest > "00" else None
            if base and int(century + digits[1] + "0") > base.year and not self.narrative:
                century = str(int(century) - 1)
            digits = century + digits[1]
        start = -int(digits[1:].ljust(4, "0")) + 1 if digits.startswith("-") else int(digits.ljust(4, "0"))
        return Point(start, digits=digits)

    def _year(self, said: Said) -> int | None:
        if said.year is not None:
            return said.year
        if said.short is not None:
            base = self.base("s")
            year = (base.year if base else 2000) // 100 * 100 + said.short
            if base and self.narrative:
                told = base.year
                return min((year - 100, year, year + 100), key=lambda near: abs(near - told))
            return year - 100 if year > (base.year + 10 if base else 2049) else year
        if said.year_pick is not None:
            base = self.base("d" if said.basis == "n" and said.year_pick == 0 else said.basis)
            return base.year + said.year_pick if base else None
        return None

    def _yearless(self, said: Said, lean: Lean) -> Point | None:
        """A month, season, quarter or feast without a year."""
        base = self.base("s" if said.pick is None else said.basis)
        if base is None:
            return None
        choices = [p for p in (fields(said, base.year + n) for n in (-1, 0, 1)) if p is not None]
        if said.pick is not None:
            return picked(choices, said.pick, base)
        if said.weekday and said.day:
            choices = [p for p in choices if exists(p) and weekday(p.number()) == said.weekday - 1] or choices
            if len(choices) == 1:
                return choices[0]
        if self.narrative and self.last is not None:
            return told_next(said, self.last, self.last_day)
        if self.framed == self.sentence and lean <= 0 and self.last is not None and self.last.year < base.year:
            self.count_from(self.last)
            return fields(said, self.last.year)
        return min(choices, key=lambda p: distance(p, base, lean), default=None)

    def _weekday(self, said: Said, lean: Lean) -> Point | None:
        base = self.base("s" if said.pick is None else said.basis)
        unwritten = base is None or base.day is None
        if unwritten:
            base = self.count_from(self.last_day)
        if base is None or base.day is None or said.weekday is None:
            return None
        today, target = base.number(), said.weekday - 1
        back = (weekday(today) - target) % 7
        if said.pick is not None:
            following = said.pick > 0 and said.basis == "n"  # the first one after what is told
            return of_day(today - back + 7 if following else picked_weekday(today, target, back, said.pick))
        if self.narrative or unwritten:  # from a day that was told: the next, or in news the nearest
            return of_day(today - back + 7 * (back > (0 if self.narrative else 3)))
        return of_day(today - back + 7 * (back > 0 and is_to_come(back, lean)))

    # ---- shifts ----

    def shift(self, said: Said, lean: Lean) -> Point | None:
        base = self.base("d" if said.basis == "n" and said.count == 0 else said.basis)
        if base is None:
            return None
        if self.span and base is self.span[1] and said.basis == "n" and said.count < 0:
            base = self.count_from(self.span[0]) or base  # "between 1845 and 1852; two years earlier"
        unit, count = said.unit, said.count
        if said.value.startswith("like "):
            months = count if said.year is None else 12 * (said.year - base.year)
            return same_in(base, months, said.value[-1]) if base.first_month and not base.digits else Point(base.year + months // 12)
        if said.value == "exact" and said.basis == "n" and count > 0 and self.last is None:
            return None  # "two weeks later", than nobody has said
        reported = None if self.narrative else self.quarters.meant(self.sentence)
        if unit == "Q" and said.value == "latest":
            return reported or shifted(base, "Q", -1, said)
        if unit == "Y" and said.value == "exact" and count == -1 and reported and self.quarters.counting:
            return Point(reported.year - 1, quarter=said.quarter or reported.quarter)
        if unit in "YECQM" or unit == "L":
            return shifted(base, unit, count, said)
        return self._shift_days(base, unit, count, said, lean)

    def _shift_days(self, base: Point, unit: str, count: int, said: Said, lean: Lean) -> Point | None:
        if base.week is not None:
            base = of_day(base.week + 3)
            if unit == "D":
                return replace(base, day=None, vague="D")
        if base.day is None:
            if count == 0 and unit != "D":
                return replace(base, vague="")
            return Point(base.year, base.month, vague="D") if not base.digits else None
        today = base.number()
        if unit in ("D", "N"):
            return of_day(today + count)
        days = 14 if unit == "F" else 7
        if unit == "WE":
            return weekend(today, said, lean)
        if said.weekday is not None and said.value == "exact":  # "two weeks ago Friday": from the nearest one on that side
            away = (said.weekday - 1 - weekday(today)) % (7 if count > 0 else -7)
            return of_day(today + away + days * count)
        if said.weekday is not None:
            return of_day(today - weekday(today) + 7 * count + said.weekday - 1)
        if said.value == "exact" and said.basis == "n":
            return of_day(today + days * count)
        return of_week(today + days * count)

    # ---- times of day ----

    def clock(self, said: Said, lean: Lean) -> Point | None:
        """A time of day alone belongs to the day that is spoken of: in news the one on which something was just told, or today."""
        told = self.last_day if (said.basis == "n" and said.part) or self.narrative else None
        base = told or self.base("t")
        if base is None or base.day is None:
            base = self.last_day
        if base is None or base.day is None or base.week is not None:
            return None
        if said.clock and not self.narrative:
            base = self._told_before(base, lean) or base
        self.count_from(base)
        following = self.late and self.anchor_told and "" < said.clock < "06:00"  # "on Friday night ... at 2 a.m."
        return of_day(base.number() + said.count + following)

    def _told_before(self, today: Point, lean: Lean) -> Point | None:
        """The day, before today or after it as the verb says, on which something just happened, else that on which it is just said."""
        day, sentence = (self.told, self.told_in) if self.told is not None else (self.last_day, self.last_sentence)
        if day is None or not day.day:
            return None
        days = (day.number() - today.number()) * (1 if lean > 0 else -1)
        near = self.sentence - sentence <= 1
        return day if days > 0 and (near if self.told is None else near or days <= 31) else None

    def clock_shift(self, said: Said, lean: Lean) -> Point | None:
        return None


_RESOLVERS: dict[str, Callable[[Discourse, Said, Lean], Point | None]] = {
    "date": Discourse.date,
    "shift": Discourse.shift,
    "clock": Discourse.clock,
    "clock_shift": Discourse.clock_shift,
}
