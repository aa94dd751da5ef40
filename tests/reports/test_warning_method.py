"""The stated rates of the method, held by simulation with a fixed seed: false signals without a change, signals with one."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.warning.method import ALPHA, SMALLEST, Prediction, pooled_dispersion, predict

WEEKS = 26
DAYS = 7.0


def poisson(random: Random, mean: float) -> int:
    """A count, by the time between arrivals."""
    count, time = 0, random.expovariate(1.0)
    while time < mean:
        count, time = count + 1, time + random.expovariate(1.0)
    return count


def drawn(random: Random, mean: float, dispersion: float) -> int:
    """A count whose variance is the dispersion times its mean."""
    return poisson(random, mean if dispersion == 1 else random.gammavariate(mean / (dispersion - 1), dispersion - 1))


def share_of_signals(mean: float, *, now: float = 1.0, dispersion: float = 1.0, prior: float = 1.0, times: int, periods: int = WEEKS) -> float:
    """How many of so many series signal in a period in which the mean is `now` times that of the past."""
    random = Random(f"{mean} {now} {dispersion} {prior} {periods}")  # noqa: S311
    signals = 0
    for _each in range(times):
        past = [drawn(random, mean, dispersion) for _period in range(periods)]
        prediction = predict(past, [DAYS] * periods, exposure=DAYS, prior=mean * prior / DAYS, floor=dispersion)
        signals += drawn(random, mean * now, dispersion) > prediction.limit()
    return signals / times


@pytest.mark.parametrize("mean", [0.3, 2, 8, 20])
@pytest.mark.parametrize(("dispersion", "prior"), [(1, 1), (1, 0.5), (1, 2), (2, 1)])
def test_without_a_change_no_more_series_signal_than_stated(mean: float, dispersion: float, prior: float) -> None:
    times = 2500
    error = math.sqrt(ALPHA / times)
    assert share_of_signals(mean, dispersion=dispersion, prior=prior, times=times) <= ALPHA + 3 * error


@pytest.mark.parametrize("mean", [1, 8])
def test_the_rate_holds_for_the_short_baseline_of_months(mean: float) -> None:
    assert share_of_signals(mean, times=2500, periods=12) <= ALPHA + 3 * math.sqrt(ALPHA / 2500)


@pytest.mark.parametrize(("mean", "times_as_many", "power"), [(16, 2, 0.45), (30, 2, 0.80), (8, 3, 0.70), (16, 3, 0.95), (4, 4, 0.65)])
def test_a_change_is_found_with_the_stated_power(mean: float, times_as_many: float, power: float) -> None:
    assert share_of_signals(mean, now=times_as_many, times=1000) >= power


def test_an_old_outbreak_does_not_hide_a_new_one() -> None:
    random = Random(1963)  # noqa: S311
    found = 0
    for _each in range(200):
        past = [poisson(random, 16) for _period in range(WEEKS)]
        past[5] = poisson(random, 64)
        found += poisson(random, 48) > predict(past, [DAYS] * WEEKS, exposure=DAYS, prior=16 / DAYS).limit()
    assert found / 200 >= 0.9


def test_a_few_cases_never_signal() -> None:
    nothing = predict([0] * WEEKS, [DAYS] * WEEKS, exposure=DAYS, prior=0.0)
    assert nothing.limit() == SMALLEST - 1
    assert nothing.tail(1) < 1e-6


def test_a_longer_period_may_bring_more() -> None:
    past, days = [30] * 12, [30.0] * 12
    assert predict(past, days, exposure=31, prior=1).mean == pytest.approx(31)
    assert predict(past, days, exposure=28, prior=1).mean == pytest.approx(28)


def test_a_sparse_series_is_shrunk_to_what_its_area_and_kind_suggest() -> None:
    low = predict([0] * 12, [30.0] * 12, exposure=30, prior=0.01).mean
    high = predict([0] * 12, [30.0] * 12, exposure=30, prior=0.1).mean
    assert 0 < low < high < 0.5


def test_pooled_dispersion_tells_what_sparse_series_cannot() -> None:
    random = Random(7)  # noqa: S311
    calm = [([poisson(random, 1.5) for _period in range(WEEKS)], [DAYS] * WEEKS) for _series in range(200)]
    restless = [([drawn(random, 1.5, 2) for _period in range(WEEKS)], [DAYS] * WEEKS) for _series in range(200)]
    assert pooled_dispersion(calm) == pytest.approx(1, abs=0.1)
    assert pooled_dispersion(restless) == pytest.approx(2, abs=0.3)
    assert pooled_dispersion([]) == 1


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.floats(0, 5), st.floats(1, 4))
def test_the_limit_keeps_what_it_says(past: list[int], prior: float, floor: float) -> None:
    prediction = predict(past, [DAYS] * len(past), exposure=DAYS, prior=prior, floor=floor)
    limit = prediction.limit()
    assert prediction.tail(limit + 1) <= ALPHA + 1e-9
    assert limit == SMALLEST - 1 or prediction.tail(limit) > ALPHA - 1e-9


@given(st.floats(0.01, 80), st.floats(1, 5))
def test_tails_are_chances_that_fall(mean: float, dispersion: float) -> None:
    prediction = Prediction(mean, dispersion)
    tails = [prediction.tail(count) for count in range(0, 40, 4)]
    assert tails[0] == 1
    assert all(0 <= later <= earlier <= 1 for earlier, later in pairwise(tails))


@pytest.mark.parametrize("days", [[], [DAYS, DAYS]])
def test_a_past_is_needed(days: list[float]) -> None:
    with pytest.raises(ValueError, match="past"):
        predict([1] if days else [], days, exposure=DAYS, prior=1)
