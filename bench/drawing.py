"""What a made-up case is: drawn from the spread that a prefecture's ledgers show, the same on every machine."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Final, TypeVar

from bench.frame import Township
from bench.words import CHANNELS, COLOURS, GIVEN, MATTERS, SURNAMES
from cases.daycount import SHANGHAI
from disputes.actions.support import mediation_limit
from disputes.states import Outcome, State

R = TypeVar("R", bound=tuple[Any, ...])

OPEN_SHARE: Final = 0.02
YEARS: Final = 4
OPEN_DAYS: Final = 40
FEWEST: Final = 1000
"""Cases that the township looked at has at any size, so that a page of its list is full at any size."""
FEWEST_OPEN: Final = 120
MOST_SHARE: Final = 0.6
"""Of all cases, that the township looked at has at most however few they are."""
GROUPS: Final = 12
CHUNK: Final = 5000
"""Cases drawn from one seed and copied together."""

_ENDS: Final = (
    (900, State.ARCHIVED, Outcome.SUCCESS),
    (35, State.ARCHIVED, Outcome.FAILURE),
    (25, State.ARCHIVED, Outcome.WITHDRAWN),
    (15, State.ARCHIVED, Outcome.TERMINATED),
    (25, State.DECLINED, Outcome.DECLINED),
)
_UNDER_WAY: Final = (
    (60, State.MEDIATING, ""),
    (25, State.AGREED, ""),
    (6, State.PERFORMED, Outcome.SUCCESS),
    (6, State.FAILED, Outcome.FAILURE),
    (3, State.WITHDRAWN, Outcome.WITHDRAWN),
)
_YOUNG: Final = ((3, State.REGISTERED), (6, State.ACCEPTED), (10, State.ASSIGNED))
"""Up to how many days old an open case is still there."""
WITH_A_MEDIATOR: Final = frozenset({State.ASSIGNED, State.MEDIATING, State.AGREED, State.PERFORMED, State.FAILED, State.ARCHIVED})


@dataclass(slots=True)
class Drawn:
    """One case."""

    pk: int
    township: Township
    village: tuple[str, str]
    group: int
    names: tuple[str, str]
    matter: str
    category: str
    moj_type: int
    channel: str
    colour: str
    people: int
    received: dt.datetime
    occurred: dt.date
    state: State
    outcome: str
    concluded: dt.datetime | None
    closed: dt.datetime | None
    mediator: tuple[int, int] | None
    amount: int | None
    clock: str

    @property
    def title(self) -> str:
        """As a mediator would write it."""
        return f"{self.names[0]}与{self.names[1]}{self.matter}纠纷"

    @property
    def place(self) -> str:
        """Village and group."""
        return f"{self.village[1]}{self.group}组"


class Draw:
    """Draws cases by their running number, in chunks that do not depend on each other."""

    def __init__(self, townships: Sequence[Township], count: int, at: dt.datetime) -> None:
        """`count` cases over these townships, the first of which is the one looked at; the newest were registered at `at`."""
        self.townships, self.count, self.at = townships, count, at.astimezone(SHANGHAI)
        self.open_count = round(count * OPEN_SHARE)
        self._matters, self._channels, self._colours = _accumulated(MATTERS), _accumulated(CHANNELS), _accumulated(COLOURS)
        self._ends, self._under_way = _accumulated(_ENDS), _accumulated(_UNDER_WAY)
        even = 1 / len(townships)
        self._first_open = max(even, min(MOST_SHARE, FEWEST_OPEN / max(self.open_count, 1)))
        self._first_closed = max(even, min(MOST_SHARE, (FEWEST - FEWEST_OPEN) / max(count - self.open_count, 1)))

    @property
    def chunks(self) -> range:
        """The numbers of all chunks."""
        return range((self.count + CHUNK - 1) // CHUNK)

    def chunk(self, number: int) -> Iterator[Drawn]:
        """The cases of a chunk."""
        random = Random(f"fengqiao {number}")
        for index in range(number * CHUNK, min((number + 1) * CHUNK, self.count)):
            is_open = index >= self.count - self.open_count
            yield self._case(random, index, is_open=is_open)

    def _case(self, random: Random, index: int, *, is_open: bool) -> Drawn:
        township = self._township(random, is_open=is_open)
        received = self._received(random, index, is_open=is_open)
        state, outcome, concluded, closed = self._way(random, received, is_open=is_open)
        matter = _pick(random, self._matters)
        channel = _pick(random, self._channels)[1]
        mediator = random.choice(township.mediators) if state in WITH_A_MEDIATOR and township.mediators else None
        return Drawn(
            pk=index + 1,
            township=township,
            village=random.choice(township.villages),
            group=random.randint(1, GROUPS),
            names=(_name(random), _name(random)),
            matter=matter[1],
            category=matter[2],
            moj_type=matter[3],
            channel=channel,
            colour=_pick(random, self._colours)[1],
            people=2 if random.random() < 0.9 else random.randint(3, 40),
            received=received,
            occurred=received.date() - dt.timedelta(days=random.randint(0, 30)),
            state=state,
            outcome=outcome,
            concluded=concluded,
            closed=closed,
            mediator=mediator,
            amount=random.randint(1, 800) * 100 if random.random() < 0.4 else None,
            clock=_clock(state, channel),
        )

    def _township(self, random: Random, *, is_open: bool) -> Township:
        if random.random() < (self._first_open if is_open else self._first_closed):
            return self.townships[0]
        return random.choice(self.townships[1:] or self.townships)

    def _received(self, random: Random, index: int, *, is_open: bool) -> dt.datetime:
        if is_open:
            return self.at - dt.timedelta(seconds=random.randint(60, OPEN_DAYS * 86_400))
        share = (index + random.random()) / max(self.count - self.open_count, 1)
        oldest = dt.timedelta(days=YEARS * 365)
        return self.at - dt.timedelta(days=2) - oldest * (1 - min(share, 1.0))

    def _way(self, random: Random, received: dt.datetime, *, is_open: bool) -> tuple[State, str, dt.datetime | None, dt.datetime | None]:
        """State, outcome, end of the matter, closing."""
        if not is_open:
            _weight, state, result = _pick(random, self._ends)
            concluded = min(received + dt.timedelta(hours=random.randint(2, 28 * 24)), self.at)
            return state, result, concluded, min(concluded + dt.timedelta(days=random.randint(0, 40)), self.at)
        age = (self.at - received).days
        for days, state in _YOUNG:
            if age < days:
                return state, "", None, None
        _weight, state, outcome = _pick(random, self._under_way)
        ended = state in (State.AGREED, State.PERFORMED, State.FAILED, State.WITHDRAWN)
        return state, Outcome.SUCCESS if state == State.AGREED else outcome, received + dt.timedelta(days=age / 2) if ended else None, None


def _accumulated(rows: Sequence[R]) -> tuple[list[int], Sequence[R]]:
    """Rows with their weights summed up, to be picked from."""
    return list(accumulate(row[0] for row in rows)), rows


def _pick(random: Random, weighted: tuple[list[int], Sequence[R]]) -> R:
    sums, rows = weighted
    return rows[bisect(sums, random.random() * sums[-1])]


def _name(random: Random) -> str:
    """A name of three characters, now and then of two."""
    surname, first = random.choice(SURNAMES), random.choice(GIVEN)
    return surname + first + random.choice(GIVEN) if random.random() < 0.8 else surname + first


def _clock(state: State, channel: str) -> str:
    """The kind of clock that runs in that state, or none."""
    if state == State.REGISTERED:
        return "dispute.accept"
    if state in (State.ACCEPTED, State.ASSIGNED, State.MEDIATING):
        return mediation_limit(channel, "")
    return {State.AGREED: "dispute.performance", State.PERFORMED: "dispute.follow_up", State.FAILED: "dispute.follow_up"}.get(state, "")
