"""The job in DuckDB: items, organisations and the table of substances in, a CSV of figures out.

    python job_duckdb.py THREADS ITEMS ORGANISATIONS SUBSTANCES OUTPUT

Tried on the same rows, the fastest first; the first is what stands here:

1. group the rows by person, month and substance, join what the substances add, group by person and
   month, with what they add packed into two numbers (see job.py);
2. the same with fourteen sums; practices and months as small integers change little;
3. the distinct substances, and the practice and items, of each patient-month apart, then joined;
4. substances as a list by person, month and practice, unnested and made distinct.

Ids and months stay texts, as in an extract: ids need not be numbers.
"""

import sys

import duckdb

import job

COLUMNS = {
    "patient_id": "VARCHAR",
    "practice_code": "VARCHAR",
    "month": "VARCHAR",
    "bnf_code": "VARCHAR",
    "items": "UINTEGER",
    "age": "UTINYINT",
    "sex": "VARCHAR",
}

ROWS = """
rows_read AS (
    SELECT patient_id, month, practice_code, substance, items,
           CASE WHEN opioid > 0 THEN items ELSE 0 END AS opioid_items
    FROM {items} JOIN substances ON substr(bnf_code, 1, 9) = code
)"""

# Where every patient-month has one practice, the least and the greatest are that one.
ONE_PRACTICE = """
taken AS (
    SELECT patient_id, month, substance, min(practice_code) AS least,
           max(practice_code) AS greatest, CAST(sum(items) AS BIGINT) AS items,
           CAST(sum(opioid_items) AS BIGINT) AS opioid_items
    FROM rows_read GROUP BY ALL
),
packed AS (
    SELECT min(least) AS practice_code, max(greatest) <> min(least) AS shared, month,
           CAST(sum(items) AS BIGINT) AS items,
           CAST(sum(opioid_items) AS BIGINT) AS opioid_items,
           CAST(sum(low) AS BIGINT) AS low, CAST(sum(high) AS BIGINT) AS high
    FROM taken JOIN adds USING (substance) GROUP BY patient_id, month
)"""

# Else it is the one that issued most items, the lowest code on a tie.
SEVERAL_PRACTICES = """
issued AS MATERIALIZED (
    SELECT patient_id, month, practice_code, substance, CAST(sum(items) AS BIGINT) AS items,
           CAST(sum(opioid_items) AS BIGINT) AS opioid_items
    FROM rows_read GROUP BY ALL
),
by_practice AS (
    SELECT patient_id, month, practice_code, CAST(sum(items) AS BIGINT) AS items,
           CAST(sum(opioid_items) AS BIGINT) AS opioid_items
    FROM issued GROUP BY ALL
),
busiest AS (
    SELECT patient_id, month, arg_min(practice_code, (-items, practice_code)) AS practice_code,
           CAST(sum(items) AS BIGINT) AS items,
           CAST(sum(opioid_items) AS BIGINT) AS opioid_items
    FROM by_practice GROUP BY patient_id, month
),
counted AS (
    SELECT patient_id, month, CAST(sum(low) AS BIGINT) AS low, CAST(sum(high) AS BIGINT) AS high
    FROM (SELECT DISTINCT patient_id, month, substance FROM issued)
    JOIN adds USING (substance) GROUP BY patient_id, month
),
packed AS (
    SELECT practice_code, false AS shared, month, items, opioid_items, low, high
    FROM busiest JOIN counted USING (patient_id, month)
)"""


def source(path):
    """The items file as a table."""
    if path.endswith(".parquet"):
        return f"read_parquet('{path}')"
    return f"read_csv('{path}', header = true, columns = {COLUMNS})"


def measures():
    """The numerator and denominator of every indicator, as sums over patient-months."""
    parts = []
    for name, (feature, within) in job.MEANS.items():
        condition = f"{within} > 0" if within else "true"
        parts.append(f"sum(CASE WHEN {condition} THEN {feature} ELSE 0 END) AS {name}_n")
        parts.append(f"count_if({condition}) AS {name}_d")
    for name, (conditions, within) in job.SHARES.items():
        met = " AND ".join(f"{feature} >= {least}" for feature, least in conditions)
        parts.append(f"count_if({met}) AS {name}_n")
        parts.append(f"count_if({within} > 0) AS {name}_d" if within else f"count(*) AS {name}_d")
    return ", ".join(parts)


def practice_months(patient_months, items):
    """The query of sums by practice and month."""
    mask = (1 << job.BITS) - 1
    features = [f"({n} >> {at}) & {mask} AS {f}" for f, (n, at) in job.unpacked().items()]
    categories = " + ".join(f"CAST({feature} > 0 AS INTEGER)" for feature in job.DEPENDENCE)
    return f"""
        WITH {ROWS.format(items=items)}, {patient_months},
        features AS (
            SELECT practice_code, shared, month, items, opioid_items, {", ".join(features)}
            FROM packed
        ),
        patient_months AS (SELECT *, {categories} AS dependence_categories FROM features)
        SELECT practice_code, month, count_if(shared) AS shared, {measures()}
        FROM patient_months GROUP BY practice_code, month"""


def figures():
    """The query of every figure of every group and month."""
    sums, columns = [], []
    for name in job.INDICATORS:
        sums += [f"sum({name}_{part})::BIGINT AS {name}_{part}" for part in "nd"]
        scale = 1 if name in job.MEANS else 100
        columns += [f"{name}_n", f"{name}_d"]
        columns.append(f"{scale} * {name}_n::DOUBLE / nullif({name}_d, 0) AS {name}_v")
    levels = [
        f"SELECT month AS period, '{level}' AS level, {column} AS code, {', '.join(sums)} "
        f"FROM practice_months JOIN organisations USING (practice_code) GROUP BY ALL"
        for level, column in job.LEVELS.items()
    ]
    return (
        f"WITH groups AS ({' UNION ALL '.join(levels)}) "
        f"SELECT period, level, code, {', '.join(columns)} FROM groups ORDER BY period, level, code"
    )


def main(threads, items, organisations, substances, output):
    database = duckdb.connect()
    database.execute(f"SET threads = {threads}")
    database.execute("SET preserve_insertion_order = false")
    database.execute(
        f"CREATE TABLE organisations AS FROM read_csv('{organisations}', all_varchar = true)"
    )
    types = {
        "code": "VARCHAR",
        "substance": "USMALLINT",
        "opioid": "UTINYINT",
        **{name: "BIGINT" for name in job.PACKED},
    }
    database.execute(
        f"CREATE TABLE substances AS FROM read_csv('{substances}', header = true, columns = {types})"
    )
    database.execute("CREATE TABLE adds AS SELECT DISTINCT substance, low, high FROM substances")
    query = practice_months(ONE_PRACTICE, source(items))
    database.execute(f"CREATE TABLE practice_months AS {query}")
    shared = database.execute("SELECT sum(shared) FROM practice_months").fetchone()[0]
    if shared:
        query = practice_months(SEVERAL_PRACTICES, source(items))
        database.execute(f"CREATE OR REPLACE TABLE practice_months AS {query}")
    database.execute(f"COPY ({figures()}) TO '{output}' (FORMAT csv, HEADER)")


if __name__ == "__main__":
    main(*sys.argv[1:])
