"""Writes the items that `rxsift synth` made in the order asked for, as CSV and as Parquet.

    python prepare.py MADE.csv FOLDER ORDER

`person` leaves the rows as they were made: person by person, month by month. `month` puts them as
monthly extracts one after the other have them: by month, and within it in no order.

By DuckDB, the Parquet file in row groups of 122,880 rows, packed by Snappy: its own defaults, and
what polars and rxsift read as well. Ids, codes and months are plain texts (UTF8), items and ages
integers.
"""

import sys
from pathlib import Path

import duckdb

from job_duckdb import COLUMNS


def main(made, folder, order):
    types = {**COLUMNS, "items": "INTEGER", "age": "INTEGER"}
    rows = f"FROM read_csv('{made}', header = true, columns = {types})"
    items = Path(folder) / "items.csv"
    if order == "month":
        # By a hash, so that the same rows come in the same order each time.
        rows += " ORDER BY month, hash(patient_id, bnf_code), patient_id, bnf_code, items"
        duckdb.execute(f"COPY ({rows}) TO '{items}' (FORMAT csv, HEADER)")
    else:
        Path(made).rename(items)
        rows = rows.replace(made, str(items))
    parquet = items.with_suffix(".parquet")
    duckdb.execute(
        f"COPY ({rows}) TO '{parquet}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
