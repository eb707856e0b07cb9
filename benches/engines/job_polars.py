"""The job in polars: items, organisations and the table of substances in, a CSV of figures out.

    POLARS_MAX_THREADS=2 python job_polars.py ITEMS ORGANISATIONS SUBSTANCES OUTPUT

Lazy, on the streaming engine. Tried on the same rows, the fastest first; the first stands here:

1. group the rows by person, month and substance, join what the substances add, group by person and
   month, with what they add packed into two numbers (see job.py); month and practice categorical;
2. the same with fourteen sums;
3. the same with month and practice as texts: a third slower, with half as much memory again;
4. the distinct substances, and the practice and items, of each patient-month apart, then joined;
5. one group with "first of its substance" in each sum: several times slower.

Ids stay texts, as in an extract: they need not be numbers.
"""

import sys

import polars as pl
from polars import col

import job

PERSON_MONTH = ["patient_id", "month"]
TYPES = {
    "patient_id": pl.String,
    "practice_code": pl.String,
    "month": pl.String,
    "bnf_code": pl.String,
    "items": pl.UInt32,
    "age": pl.UInt8,
    "sex": pl.String,
}


def read(path, substances):
    """The rows, with the number of the substance."""
    items = pl.scan_parquet(path) if path.endswith(".parquet") else pl.scan_csv(path, schema=TYPES)
    known = substances.select("code", "substance", "opioid").lazy()
    return (
        items.select(
            "patient_id",
            col("practice_code", "month").cast(pl.Categorical),
            col("items").cast(pl.UInt32),
            code=col("bnf_code").str.slice(0, 9),
        )
        .join(known, on="code")
        .with_columns(opioid_items=col("items") * (col("opioid") > 0))
    )


def added(taken, substances):
    """Each row with what its substance adds."""
    return taken.join(substances.select("substance", *job.PACKED).unique().lazy(), on="substance")


def one_practice(rows, substances):
    """Patient-months where each has one practice: the least and the greatest are that one."""
    taken = rows.group_by(*PERSON_MONTH, "substance").agg(
        col("items", "opioid_items").sum(),
        least=col("practice_code").min(),
        greatest=col("practice_code").max(),
    )
    return (
        added(taken, substances)
        .group_by(PERSON_MONTH)
        .agg(
            col("items", "opioid_items", *job.PACKED).sum(),
            practice_code=col("least").min(),
            greatest=col("greatest").max(),
        )
        .with_columns(shared=col("greatest") != col("practice_code"))
    )


def several_practices(rows, substances):
    """Else it is the one that issued most items, the lowest code on a tie."""
    busiest = (
        rows.group_by(*PERSON_MONTH, "practice_code")
        .agg(col("items", "opioid_items").sum())
        .group_by(PERSON_MONTH)
        .agg(
            col("practice_code")
            .cast(pl.String)
            .sort_by(-col("items").cast(pl.Int64), col("practice_code").cast(pl.String))
            .first(),
            col("items", "opioid_items").sum(),
        )
    )
    taken = rows.select(*PERSON_MONTH, "substance").unique()
    counted = added(taken, substances).group_by(PERSON_MONTH).agg(col(*job.PACKED).sum())
    return busiest.join(counted, on=PERSON_MONTH).with_columns(shared=pl.lit(False))


def practice_months(patient_months):
    """The numerator and denominator of every indicator, summed by practice and month."""
    features = {
        feature: (col(name) // (1 << at)) % (1 << job.BITS)
        for feature, (name, at) in job.unpacked().items()
    }
    sums = [col("shared").sum()]
    for name, (feature, within) in job.MEANS.items():
        value = col(feature).cast(pl.Int64)
        counted = (col(within) > 0).sum() if within else pl.len()
        sums.append((value.filter(col(within) > 0) if within else value).sum().alias(f"{name}_n"))
        sums.append(counted.cast(pl.Int64).alias(f"{name}_d"))
    for name, (conditions, within) in job.SHARES.items():
        met = pl.all_horizontal(*[col(feature) >= least for feature, least in conditions])
        counted = (col(within) > 0).sum() if within else pl.len()
        sums.append(met.sum().cast(pl.Int64).alias(f"{name}_n"))
        sums.append(counted.cast(pl.Int64).alias(f"{name}_d"))
    categories = sum((col(feature) > 0).cast(pl.UInt8) for feature in job.DEPENDENCE)
    summed = (
        patient_months.with_columns(**features)
        .with_columns(dependence_categories=categories)
        .group_by("practice_code", "month")
        .agg(*sums)
    )
    return summed.with_columns(col("practice_code", "month").cast(pl.String)).collect(
        engine="streaming"
    )


def figures(practice_months, organisations):
    """Every figure of every group and month."""
    joined = practice_months.join(organisations, on="practice_code")
    values = []
    for name in job.INDICATORS:
        scale = 1 if name in job.MEANS else 100
        people = col(f"{name}_d")
        value = pl.when(people > 0).then(scale * col(f"{name}_n") / people)
        values += [col(f"{name}_n"), people, value.alias(f"{name}_v")]
    parts = [f"{name}_{part}" for name in job.INDICATORS for part in "nd"]
    levels = [
        joined.group_by(period=col("month"), code=col(column))
        .agg(col(*parts).sum())
        .select("period", pl.lit(level).alias("level"), "code", *values)
        for level, column in job.LEVELS.items()
    ]
    return pl.concat(levels).sort("period", "level", "code")


def main(items, organisations, substances, output):
    types = {"code": pl.String, "substance": pl.UInt16, "opioid": pl.UInt8}
    types |= {name: pl.Int64 for name in job.PACKED}
    substances = pl.read_csv(substances, schema=types)
    organisations = pl.read_csv(organisations, infer_schema=False)
    rows = read(items, substances)
    sums = practice_months(one_practice(rows, substances))
    if sums["shared"].sum() > 0:
        sums = practice_months(several_practices(rows, substances))
    figures(sums, organisations).write_csv(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
