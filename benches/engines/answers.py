"""Are the answers of two engines equal? Exits with 1 and the first differences if they are not.

    python answers.py RXSIFT.csv OTHER.csv

The first is what `rxsift indicators --format csv` wrote, the second what a job wrote. Both have to
have the same groups and months, and for each indicator the same numerator and denominator and the
same value to within 1e-9, none where the denominator is 0. It runs in a process of its own, so that
its memory is nobody's peak.
"""

import csv
import sys

import job

SHOWN = 10


def number(text):
    return float(text) if text else None


def of_rxsift(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            place = (row["indicator"], row["period"], row["level"], row["code"])
            yield place, (int(row["numerator"]), int(row["denominator"]), number(row["value"]))


def of_job(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name in job.INDICATORS:
                place = (name, row["period"], row["level"], row["code"])
                counts = int(row[f"{name}_n"]), int(row[f"{name}_d"])
                yield place, (*counts, number(row[f"{name}_v"]))


def equal(one, other):
    if one is None or other is None or one[:2] != other[:2]:
        return False
    if one[2] is None or other[2] is None:
        return one[2] is other[2] and one[1] == 0
    return abs(one[2] - other[2]) <= 1e-9


def main(first, second):
    one, other = dict(of_rxsift(first)), dict(of_job(second))
    places = sorted(one.keys() | other.keys())
    wrong = [place for place in places if not equal(one.get(place), other.get(place))]
    for place in wrong[:SHOWN]:
        print(*place, "rxsift:", one.get(place), "other:", other.get(place), file=sys.stderr)
    named = {place[0] for place in places}
    if wrong or not places or named != set(job.INDICATORS):
        sys.exit(f"{len(wrong)} of {len(places)} answers differ")
    print(len(places))


if __name__ == "__main__":
    main(*sys.argv[1:])
