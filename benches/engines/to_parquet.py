"""Writes the items file as Parquet, as other programs would find it.

    python to_parquet.py ITEMS.csv ITEMS.parquet

By DuckDB, in row groups of 122,880 rows, packed by Snappy: its own defaults, and what polars and
rxsift read as well. Ids, codes and months are plain texts (UTF8), items and ages integers.
"""

import sys

import duckdb

from job_duckdb import COLUMNS

types = {**COLUMNS, "items": "INTEGER", "age": "INTEGER"}
source, target = sys.argv[1:]
duckdb.execute(
    f"COPY (FROM read_csv('{source}', header = true, columns = {types})) "
    f"TO '{target}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)"
)
