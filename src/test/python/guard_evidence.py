"""Recomputes the evidence and the bounds of a guard's test from its list of events.

Usage: python3 guard_evidence.py FILE

The first line of FILE is the test as JSON; each other line is an event: kind, time, unit, stratum,
arm, detail. Each line of the output has a name and a number. It needs nothing but Python, and it
shares no formula with the Java classes where there is another one: the evidence is a binomial tail
over a probability and not a hypergeometric series, a logarithm of a beta function is a product, and
every wager walks over the list with a set of its own.
"""

import json
import math
import sys
from functools import lru_cache

HOUR = 3600 * 10**9
DAY = 24 * HOUR
GRID = [round(50e6 * 100 ** (i / 9)) for i in range(10)]


@lru_cache(maxsize=None)
def evidence(first, second, share):
    """1 / ln(1/p) times the integral of (q/p)^a ((1-q)/(1-p))^b dq/q from p to 1."""
    log = -math.log(share) if share < 0.5 else -math.log1p(share - 1)
    rest = 1 - share
    if first == 0:
        # The integral of (1-q)^b / q is the sum of (1-p)^k / k from k = b + 1 on.
        if second == 0:
            return 1.0
        term, total, k = 1 / (second + 1.0), 0.0, second + 1
        while term > 1e-18 * total * share:
            total += term
            term *= rest * k / (k + 1)
            k += 1
        return total * rest / log
    # The sum of P(X = k) / P(X = a) for k < a, X binomial with the parameters a + b and p.
    total, ratio = 0.0, 1.0
    for k in range(first, 0, -1):
        ratio *= k / (first + second - k + 1) * rest / share
        total += ratio
    return total / (first * log)


def side(event, comparison):
    """0 for the tested group, 1 for the reference, None for neither."""
    kind, at, unit, stratum, arm, detail = event
    if comparison["variant"]:
        return {comparison["variant"] + 1: 0, 1: 1}.get(arm)
    return None if stratum >= len(comparison["shares"]) else 0 if arm else 1


def stratum(event, comparison):
    return 0 if comparison["variant"] else event[3]


def product(counts, shares):
    value = 1.0
    for (first, second), share in zip(counts, shares):
        value *= evidence(first, second, share)
    return value


def split(events, comparison, down, pause):
    """The list of first hits and what comes between, and the pairs of returning units.

    An entry is a time, its units, a stratum, and True or False for a bet that the harmful group
    wins or loses, None for one that neither wins, and "none" for what is no bet.
    """
    latest, entries, waiting, pairs = {}, [], {}, []
    for event in events:
        kind, at, unit = event[:3]
        before = latest.get(unit)
        since = at - before[1] if before and before[0] == "HIT" else math.inf
        if since < pause or (kind != "HIT" and since >= HOUR):
            continue
        latest[unit] = event
        harmful, layer = (side(event, comparison) == 0) != down, stratum(event, comparison)
        entries.append((at, [unit], layer, "none" if since < HOUR else harmful))
        if since >= HOUR:
            continue
        other = waiting.pop(layer, None)
        if other is None or other[0] == unit:
            waiting[layer] = (unit, harmful, kind)
        elif other[2] != kind:
            winner = harmful if kind == "HIT" else other[1]
            pairs.append((at, [other[0], unit], 0, winner if harmful != other[1] else None))
    return entries, pairs


def starts(entries):
    """The numbers of the entries at which wagers begin."""
    begun, bets = [], 0
    for number, (at, _, _, result) in enumerate(entries):
        if result != "none":
            newest = begun[-1] if begun else 0
            late = number - newest >= 500 or at - entries[newest][0] >= DAY
            if not begun or bets >= 50 or late:
                begun.append(number)
                bets = 0
            bets += 1
    return begun


def wagers(entries, shares, at_least):
    """The largest weighted evidence ever, and at the end; the counts of the first wager."""
    begun = starts(entries)
    peak, now, whole = 0.0, 0.0, [[0, 0] for _ in shares]
    for j, start in enumerate(begun):
        weight = 0.5 if j == 0 else 1 / (2 * j * (j + 1))
        # A wager that is neither the first nor among the newest 16 has ended.
        end = begun[j + 16] if j and j + 16 < len(begun) else len(entries)
        met, counts = set(), [[0, 0] for _ in shares]
        for _, units, layer, result in entries[start:end]:
            if result in (True, False) and met.isdisjoint(units):
                counts[layer][0 if result else 1] += 1
            met.update(units)
            if result is True and sum(c[0] for c in counts) >= at_least:
                peak = max(peak, weight * product(counts, shares))
        if end == len(entries):
            now = max(now, weight * product(counts, shares))
        whole = counts if j == 0 else whole
    return peak, now if begun else 0.5, whole


def all_units(firsts, comparison, at_least):
    """The largest evidence ever, and at the end; the counts by stratum and side."""
    counts = [[[0, 0], [0, 0]] for _ in comparison["shares"]]
    value, peak = 1.0, 0.0
    for event in firsts:
        own, failed = side(event, comparison), event[5] & 1
        (n1, f1), (n0, f0) = counts[stratum(event, comparison)]
        share = comparison["shares"][stratum(event, comparison)]
        common = (f1 + f0 + 0.5) / (n1 + n0 + 1)
        rates = [(f1 + 4 * common) / (n1 + 4), (f0 + 4 * common) / (n0 + 4)]
        if rates[0] > rates[1]:
            chances = [r if failed else 1 - r for r in rates]
            value *= chances[own] / (share * chances[0] + (1 - share) * chances[1])
        counts[stratum(event, comparison)][own][0] += 1
        counts[stratum(event, comparison)][own][1] += failed
        if sum(c[0][1] for c in counts) >= at_least:
            peak = max(peak, value)
    return peak, value, counts


def latencies(firsts, comparison, at_least):
    """The largest mean of the evidences ever, and at the end."""
    shares = comparison["shares"]
    counts = [[[0, 0] for _ in shares] for _ in GRID]
    peak, look = 0.0, 1
    for number, event in enumerate(firsts, 1):
        for limit in range(event[5] >> 1):
            counts[limit][stratum(event, comparison)][side(event, comparison)] += 1
        if number >= look:
            look = number + number // 128 + 1
            enough = [c for c in counts if sum(x[0] for x in c) >= at_least]
            peak = max(peak, sum(product(c, shares) for c in enough) / len(GRID))
    return peak, sum(product(c, shares) for c in counts) / len(GRID)


def max_ratio(counts, shares, error):
    """The ratio above which the counts exclude every ratio."""

    def excluded(ratio):
        value = 1.0
        for (first, second), p in zip(counts, shares):
            value *= evidence(second, first, (1 - p) / (p * ratio + 1 - p))
        return value >= 1 / error

    low, high = 1e-3, 1e3
    if not excluded(high):
        return math.inf
    for _ in range(90):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if excluded(middle) else (middle, high)
    return high


def lower(hits, units, error):
    """The lower end of the shares that a Beta(1/2, 1/2) mixture of likelihoods does not exclude."""
    if hits == 0:
        return 0.0
    # B(h + 1/2, m + 1/2) / B(1/2, 1/2), as a product.
    log = 0.0
    for k in range(hits):
        log += math.log((k + 0.5) / (k + 1.0))
    for k in range(units - hits):
        log += math.log((k + 0.5) / (hits + k + 1.0))
    low, high = 0.0, hits / units
    for _ in range(90):
        s = (low + high) / 2
        misses = (units - hits) * math.log1p(-s) if units > hits else 0.0
        if log - hits * math.log(s) - misses >= -math.log(error):
            low = s
        else:
            high = s
    return low


def main(path):
    with open(path, encoding="utf-8") as file:
        test = json.loads(next(file))
        events = []
        for line in file:
            kind, *numbers = line.split(",")
            events.append((kind, *map(int, numbers)))
    seen, firsts = set(), []
    for event in events:
        if event[0] == "FIRST" and event[2] not in seen:
            seen.add(event[2])
            firsts.append(event)
    comparisons = test["comparisons"]
    for c, comparison in enumerate(comparisons):
        mine = [e for e in firsts if side(e, comparison) is not None]
        all_peak, all_now, counts = all_units(mine, comparison, test["atLeast"])
        for signal in test["signals"]:
            name = f"{signal['name']}.{c}"
            mine_only = [e for e in events if e[0] != "FIRST" and e[5] == signal["index"]]
            mine_only = [e for e in mine_only if side(e, comparison) is not None]
            if signal["name"] == "slow" and test["slowAuto"]:
                peak, now = latencies(mine, comparison, test["atLeast"])
            else:
                entries, pairs = split(mine_only, comparison, signal["down"], test["pause"])
                shares = [1 - p if signal["down"] else p for p in comparison["shares"]]
                peak, now, whole = wagers(entries, shares, test["atLeast"])
                again_peak, again_now, _ = wagers(pairs, [0.5], test["atLeast"])
                if not signal["down"]:
                    ratio = max_ratio(whole, comparison["shares"], 0.05)
                    print(f"{name}.maxRatio", repr(ratio))
                if signal["name"] == "errors":
                    peak = max(peak / 2, again_peak / 4, all_peak / 4)
                    now = max(now / 2, again_now / 4, all_now / 4)
                elif signal["name"] == "slow":
                    peak, now = max(peak, again_peak) / 2, max(now, again_now) / 2
            print(f"{name}.peak", repr(peak))
            print(f"{name}.evidence", repr(now))
        error = 0.05 / len(comparisons) / 2 / len(counts)
        differences = []
        for (n1, f1), (n0, f0) in counts:
            differences.append(1 - lower(n1 - f1, n1, error) - lower(f0, n0, error))
        print(f"{c}.maxDifference", repr(max(differences)))


if __name__ == "__main__":
    main(sys.argv[1])
