"""When a count is unusual against its own past: a negative-binomial prediction limit on a shrunk mean. Pure, no database, no clock.

Sources:

* C. P. Farrington, N. J. Andrews, A. D. Beale, M. A. Catchpole: A statistical algorithm for the early detection of outbreaks of infectious
  disease, J. R. Statist. Soc. A 159 (1996) 547-563: quasi-Poisson baseline, dispersion never below one, down-weighting of past outbreaks, a
  smallest count under which nothing is signalled.
* A. Noufaily et al.: An improved algorithm for outbreak detection in multiple surveillance systems, Statistics in Medicine 32 (2013)
  1206-1222: weights only beyond a residual of 2.58, a negative-binomial quantile as the limit.
* For sparse series the mean is shrunk: a gamma prior worth `PRIOR_PERIODS` periods (A. Gelman et al., Bayesian Data Analysis, 2.6). With
  dispersion one the limit is then exactly the quantile of the posterior predictive distribution of a Poisson count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

ALPHA: Final = 0.001
"""Chance that one series without any change gives a signal in one period."""
SMALLEST: Final = 5
"""Fewer cases than this in a period never signal (Farrington et al. 1996, section 3.7)."""
PRIOR_PERIODS: Final = 1.0
_OUTLYING: Final = 2.58
_ENOUGH: Final = 10
"""Cases in the past from which its own dispersion can be told; below, the counts are taken for Poisson."""
_CERTAIN: Final = 1e-9


@dataclass(frozen=True)
class Prediction:
    """What the next period may bring: mean and variance divided by mean."""

    mean: float
    dispersion: float

    def tail(self, count: int) -> float:
        """The chance of this count or a higher one."""
        if count <= 0:
            return 1.0
        return max(0.0, 1.0 - math.fsum(math.exp(self._log_pmf(each)) for each in range(count)))

    def limit(self, alpha: float = ALPHA) -> int:
        """The highest count that is still usual: one more comes with a chance of at most `alpha`."""
        count, below = 0, math.exp(self._log_pmf(0))
        while 1.0 - below > alpha:
            count += 1
            below += math.exp(self._log_pmf(count))
        return max(count, SMALLEST - 1)

    def _log_pmf(self, count: int) -> float:
        mean = max(self.mean, _CERTAIN)
        excess = self.dispersion - 1.0
        if excess < _CERTAIN:
            return count * math.log(mean) - mean - math.lgamma(count + 1)
        size = mean / excess
        shares = count * math.log(excess / self.dispersion) - size * math.log(self.dispersion)
        return math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1) + shares


def predict(past: Sequence[int], exposures: Sequence[float], *, exposure: float, prior: float, floor: float = 1.0) -> Prediction:
    """What a period of that exposure may bring after this past.

    Args:
        past: counts of the periods of the baseline.
        exposures: how long each of them was, in days.
        exposure: how long the period in question is, in days.
        prior: cases a day to expect before looking at this series: the area's total times the kind's share everywhere.
        floor: the dispersion that all series of the kind have together (`pooled_dispersion`); this one is never taken for calmer.

    Raises:
        ValueError: no past, or not one exposure for each of its periods.
    """
    if not past or len(past) != len(exposures):
        raise ValueError("a prediction needs a past, and the length of each of its periods")
    worth = PRIOR_PERIODS * sum(exposures) / len(exposures)
    weights = [1.0] * len(past)
    for _round in range(2):
        rate = _rate(past, exposures, weights, prior, worth)
        weights = [_weight(count, rate * days, floor) for count, days in zip(past, exposures, strict=True)]
    rate = _rate(past, exposures, weights, prior, worth)
    known = worth + sum(weight * days for weight, days in zip(weights, exposures, strict=True))
    dispersion = max(floor, _dispersion(past, exposures, weights, rate))
    return Prediction(mean=rate * exposure, dispersion=dispersion * (1.0 + exposure / known))


def pooled_dispersion(series: Iterable[tuple[Sequence[int], Sequence[float]]]) -> float:
    """Pearson's dispersion of many series together, each against its own mean; never below one. Sparse series cannot tell their own."""
    residuals, freedom = 0.0, 0
    for past, exposures in series:
        rate = sum(past) / sum(exposures)
        if rate > 0:
            residuals += sum((count - rate * days) ** 2 / (rate * days) for count, days in zip(past, exposures, strict=True))
            freedom += len(past) - 1
    return max(1.0, residuals / freedom) if freedom else 1.0


def _rate(past: Sequence[int], exposures: Sequence[float], weights: Sequence[float], prior: float, worth: float) -> float:
    cases = sum(weight * count for weight, count in zip(weights, past, strict=True))
    return (prior * worth + cases) / (worth + sum(weight * days for weight, days in zip(weights, exposures, strict=True)))


def _dispersion(past: Sequence[int], exposures: Sequence[float], weights: Sequence[float], rate: float) -> float:
    """Pearson's, of a series that has enough cases to tell it."""
    freedom = sum(weights) - 1
    if sum(past) < _ENOUGH or freedom < 1:
        return 1.0
    found = zip(past, exposures, weights, strict=True)
    return sum(weight * (count - rate * days) ** 2 / (rate * days) for count, days, weight in found) / freedom


def _weight(count: int, mean: float, dispersion: float) -> float:
    """Less for a period that was itself unusual, so that an old outbreak does not hide a new one (Anscombe residuals)."""
    if mean <= 0:
        return 1.0
    residual = 1.5 * (count ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * math.sqrt(dispersion))
    return 1.0 if residual <= _OUTLYING else residual**-2
