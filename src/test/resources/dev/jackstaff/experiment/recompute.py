"""Computes the results of an experiment from its raw rows, for RecomputationIT to compare with.

An implementation of the formulas that shares nothing with the library. Run as

    python3 recompute.py exposures.csv conversions.csv first,other,... alpha quantile [window seconds]

It writes one line for each event and variant: event, variant, users, conversions, mean and, for all but
the first, difference, low, high, lift, its low and high, and chance, each by repr or as None.
"""
import csv
import datetime
import math
import sys
from collections import defaultdict


def micros(text):
    whole, _, rest = text.rstrip("Z").partition(".")
    at = datetime.datetime.fromisoformat(whole + "+00:00")
    return int(at.timestamp()) * 10**6 + int((rest + "000000")[:6])


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


HOUR = 3600 * 10**6
exposures = [(micros(r["at"]), r["variant"], r["split"], r["subject"]) for r in rows(sys.argv[1])]
conversions = [(r["event"], r["subject"], micros(r["at"]), r["amount"]) for r in rows(sys.argv[2])]
names = sys.argv[3].split(",")
alpha = float(sys.argv[4]) / max(1, len(names) - 1)
quantile = float(sys.argv[5])
window = int(float(sys.argv[6]) * 10**6) if len(sys.argv) > 6 else None

# When which weights were used, by the hour.
hours = defaultdict(list)
for at, _, split, _ in exposures:
    hours[split, at // HOUR].append(at)
used = sorted((min(ats), split, max(ats)) for (split, _), ats in hours.items())
periods = []
position = {}
for i, (begun, split, last) in enumerate(used):
    if split in position:
        j, k = position[split]
        if i - j > 1 and begun > periods[k][3] + 24 * HOUR:
            periods.append([split, periods[k][1] + 1, begun, last])
            position[split] = i, len(periods) - 1
        else:
            periods[k][3] = last
            position[split] = i, k
    else:
        periods.append([split, 0, begun, last])
        position[split] = i, len(periods) - 1


def end(split, begun, last):
    return min((b for s, _, b, _ in periods if s != split and b > begun and last <= b + HOUR), default=math.inf)


subjects = {}
for at, variant, split, subject in sorted(exposures):
    if subject not in subjects:
        number, until = next((n, end(s, b, l)) for s, n, b, l in periods if s == split and b <= at <= l)
        if window is not None:
            until = min(until, at + window)
        subjects[subject] = variant, (split, number), at, until

for event in sorted({c[0] for c in conversions}):
    amounts = any(c[0] == event and c[3] for c in conversions)
    counted = defaultdict(list)
    for name, subject, at, amount in conversions:
        if name == event and subject in subjects:
            _, _, begun, until = subjects[subject]
            if begun <= at < until:
                counted[subject].append(float(amount or 0))
    sums = {s: math.fsum(counted[s]) for s in subjects}
    if amounts and quantile < 1:
        ordered = sorted(abs(x) for x in sums.values())
        place = quantile * (len(ordered) - 1)
        low = math.floor(place)
        cap = ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) or ordered[-1]
        sums = {s: max(-cap, min(cap, x)) for s, x in sums.items()}
    value = sums if amounts else {s: 1.0 if counted[s] else 0.0 for s in subjects}
    cells = defaultdict(list)
    sizes = defaultdict(int)
    converted = defaultdict(int)
    for subject, (variant, period, _, _) in subjects.items():
        cells[period, variant].append(value[subject])
        sizes[period] += 1
        converted[period, variant] += bool(counted[subject])

    def mean(values):
        return math.fsum(values) / len(values)

    def square(values):
        m = mean(values)
        return math.fsum((v - m) ** 2 for v in values)

    for variant in names:
        mine = [p for p in sizes if (p, variant) in cells]
        weight = sum(sizes[p] for p in mine)
        line = [
            event,
            variant,
            sum(len(cells[p, variant]) for p in mine),
            sum(converted[p, variant] for p in mine),
            repr(math.fsum(sizes[p] * mean(cells[p, variant]) for p in mine) / weight if weight else 0.0),
        ]
        if variant != names[0]:
            both = [p for p in mine if (p, names[0]) in cells]
            w = sum(sizes[p] for p in both)
            a = b = av = bv = pooled = ca = cb = 0.0
            for p in both:
                x, y = cells[p, variant], cells[p, names[0]]
                f = sizes[p] / w
                a += f * mean(x)
                b += f * mean(y)
                av += f * f * (square(x) / (len(x) - 1) / len(x) if len(x) > 1 else 0)
                bv += f * f * (square(y) / (len(y) - 1) / len(y) if len(y) > 1 else 0)
                pooled += f * f * square(x + y) / (len(x) + len(y) - 1) * (1 / len(x) + 1 / len(y))
                ca += converted[p, variant]
                cb += converted[p, names[0]]
            v = max(av + bv, pooled)
            d = a - b
            if min(ca, cb) < 20 or v <= 0:
                line += [repr(d), None, None, repr(a / b - 1) if b else None, None, None, repr(1.0)]
            else:
                r = (ca + cb) / 250 * (-2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha)))
                g = 2 * (r + 1) / r * math.log(math.sqrt(r + 1) / alpha)
                half = math.sqrt(v * g)
                chance = min(1.0, max(1, len(names) - 1) * math.sqrt(r + 1) * math.exp(-d * d / v * r / (2 * (r + 1))))
                line += [repr(d), repr(d - half), repr(d + half), repr(a / b - 1)]
                aa, bb = v * av / (av + bv), v * bv / (av + bv)
                q = b * b - g * bb
                root = math.sqrt(max(0.0, (a * b) ** 2 - q * (a * a - g * aa))) if q > 0 else 0
                line += [repr((a * b - root) / q - 1), repr((a * b + root) / q - 1)] if q > 0 else [None, None]
                line.append(repr(chance))
        print(*line, sep="\t")
