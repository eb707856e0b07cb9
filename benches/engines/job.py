"""The job that every engine does: its features, its indicators, and the table of substances.

The rules are those of `rxsift define`; the lists, scores and moved codes are read from the tables
that the program embeds, so that an engine needs no more than one look-up table by BNF substance.
"""

import csv
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TABLES = REPOSITORY / "src" / "reference" / "data"

# Features that count distinct substances on lists. The score is the one that sums points.
COUNTS = {
    "medicines": ["countable"],
    "acb_moderate_high": ["anticholinergic_moderate_high"],
    "damn": ["nsaid", "ace_inhibitor", "arb", "metformin"],
    "damn_with_diuretics": ["nsaid", "ace_inhibitor", "arb", "metformin", "diuretic"],
    "nsaid": ["nsaid"],
    "damn_not_nsaid": ["ace_inhibitor", "arb", "metformin"],
    "anticoagulant_antiplatelet": ["anticoagulant", "antiplatelet"],
    "falls_risk": ["falls_risk"],
    "opioid": ["opioid_dfm"],
    "gabapentinoid": ["gabapentinoid"],
    "benzodiazepine": ["benzodiazepine_dfm"],
    "z_drug": ["z_drug"],
    "antidepressant": ["antidepressant_dfm"],
}
SUMMED = [*COUNTS, "acb_score"]

# How many of these a person has is the feature `dependence_categories`.
DEPENDENCE = ["opioid", "gabapentinoid", "benzodiazepine", "z_drug", "antidepressant"]

# Means: id, feature, and the feature that has to be above zero for a patient-month to be counted.
MEANS = {
    "medicines_mean": ("medicines", None),
    "items_mean": ("items", None),
    "acb_mean": ("acb_score", None),
    "falls_risk_mean": ("falls_risk", None),
    "opioid_items_mean": ("opioid_items", "opioid"),
}

# Shares: id, the conditions (feature, at least) that all hold in the numerator, and the feature
# that has to be above zero in the denominator; without one it is every patient-month.
SHARES = {
    **{f"medicines_{n}_plus": ([("medicines", n)], None) for n in (6, 8, 10, 15, 20)},
    **{f"acb_{n}_plus": ([("acb_score", n)], None) for n in (6, 9, 12)},
    "acb_2_moderate_high": ([("acb_moderate_high", 2)], "acb_moderate_high"),
    "damn_2_plus": ([("damn", 2)], "damn"),
    "damn_2_plus_with_diuretics": ([("damn_with_diuretics", 2)], "damn_with_diuretics"),
    "nsaid_with_damn": ([("nsaid", 1), ("damn_not_nsaid", 1)], "nsaid"),
    "anticoagulant_antiplatelet_2_plus": (
        [("anticoagulant_antiplatelet", 2)],
        "anticoagulant_antiplatelet",
    ),
    "anticoagulant_antiplatelet_3_plus": (
        [("anticoagulant_antiplatelet", 3)],
        "anticoagulant_antiplatelet",
    ),
    "falls_risk_3_plus": ([("falls_risk", 3)], None),
    "dependence_2_categories": ([("dependence_categories", 2)], "dependence_categories"),
}

INDICATORS = [*MEANS, *SHARES]
LEVELS = {"practice": "practice_code", "pcn": "pcn_code", "icb": "icb_code"}

# What a substance adds to the fourteen summed features is packed into two numbers of 63 bits, nine
# bits a feature, so that a patient-month needs two sums instead of fourteen: both engines are
# faster by it. Nine bits hold 511, far more than a person can reach in a month.
BITS = 9
PACKED = {"low": SUMMED[:7], "high": SUMMED[7:]}


def unpacked():
    """Each summed feature with the packed number that holds it and its place there."""
    return {
        feature: (name, BITS * place)
        for name, features in PACKED.items()
        for place, feature in enumerate(features)
    }


def rows(name):
    """The rows of an embedded CSV table."""
    with open(TABLES / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def moves():
    """From codes that were given up as a whole to the code of today, followed to the end."""
    step = {row["old"]: row["new"] for row in rows("moves.csv") if row["scope"] == "whole"}
    current = {}
    for old in step:
        at = old
        while at in step:
            at = step[at]
        current[old] = at
    return current


def write_substances(path):
    """Writes the look-up table: BNF code, number of the substance it counts as, what that adds."""
    current = moves()
    former = {}
    for old, new in current.items():
        former.setdefault(new, []).append(old)
    text = (TABLES / "lists.toml").read_text(encoding="utf-8")
    lists = {entry["id"]: entry for entry in tomllib.loads(text)["list"]}
    points = {row["code"]: int(row["score"]) for row in rows("acb.csv")}

    def takes(entry, code):
        left_out = tuple(entry.get("exclude", []))
        return code.startswith(tuple(entry["include"])) and not code.startswith(left_out)

    # A substance is on a list by its own code or by one that it had before.
    def on(ids, code):
        known = [code, *former.get(code, [])]
        return any(takes(lists[of], name) for of in ids for name in known)

    def adds(code):
        scored = [points[name] for name in [code, *former.get(code, [])] if name in points]
        score = scored[0] if scored and on(["countable"], code) else 0
        return {**{feature: int(on(of, code)) for feature, of in COUNTS.items()}, "acb_score": score}

    codes = {row["code"] for row in rows("substances.csv")} | set(current) | set(points)
    today = sorted({current.get(code, code) for code in codes})
    number = {code: at for at, code in enumerate(today)}
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "substance", "opioid", *PACKED])
        for code in sorted(codes):
            counts_as = current.get(code, code)
            added = adds(counts_as)
            packed = [
                sum(added[feature] << BITS * place for place, feature in enumerate(features))
                for features in PACKED.values()
            ]
            writer.writerow([code, number[counts_as], added["opioid"], *packed])
