"""The same job in rxsift, DuckDB and polars: equal answers first, then time and memory.

    python3 benches/engines/compare.py --rows 10m

The job: an extract of items and a file of organisations to patient-months with their features, and
these to 21 indicators by practice, PCN and ICB for each month. Each run is a process of its own,
from its start to the written CSV. The script builds the program, makes a virtual environment with
the pinned packages of requirements.txt, makes the data with `rxsift synth`, and writes them in
the order asked for, as CSV and as Parquet. Then:

1. every answer of every engine is compared (numerators, denominators, and values to 1e-9), on these
   data and on a small extract where people have items from several practices; if one differs, it
   stops. This first round also fills the page cache and is not timed;
2. the engines take turns, so that what else the machine does falls on all alike;
3. it prints a table: the median of wall and processor time, the peak of resident memory, and the
   ratio of wall time to rxsift on the same input.

rxsift does more than the others here: it checks every cell and decides for each
patient-month which practice it belongs to; the others take a shorter way where all have one.

Needs Python 3.11 or newer, Cargo, some 120 bytes of disk a row, and the packages once. On Unix alone.
"""

import argparse
import csv
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import job

HERE = Path(__file__).resolve().parent
ROWS_OF_A_PERSON = 40.3  # of a person over the twelve months that synth makes
MONTHS = "12"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="10m", type=count, help="about so many: 10m, 100m, 500k")
    parser.add_argument("--order", default="month", choices=["month", "person"], help="order of rows")
    parser.add_argument("--runs", default=5, type=int, help="timed runs of each case (5)")
    parser.add_argument("--threads", default=os.cpu_count(), type=int, help="threads of all (every)")
    parser.add_argument("--work", type=Path, default=job.REPOSITORY / "target" / "engines")
    parser.add_argument("--rxsift", type=Path, help="the program; without it, it is built")
    return parser.parse_args()


def count(text):
    scale = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower())
    return int(float(text[:-1]) * scale) if scale else int(text)


def run(command, **options):
    """Runs a command that has to succeed; gives what it printed."""
    command = [str(part) for part in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"failed with {done.returncode}: {' '.join(command)}")
    return done.stdout


def measured(command, environment):
    """Wall seconds, processor seconds and peak resident bytes of one process.

    A process begins with the peak of the one that started it, so less than this script's own (some
    30 MB) is not seen; for the same reason answers are compared in another process.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], env=environment, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed with {process.returncode}: {' '.join(process.args)}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit


def built():
    run(["cargo", "build", "--release", "--locked"], cwd=job.REPOSITORY)
    folder = os.environ.get("CARGO_TARGET_DIR", job.REPOSITORY / "target")
    return Path(folder) / "release" / "rxsift"


def environment(folder):
    """The Python of a virtual environment with the pinned packages."""
    python = folder / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", folder])
    packages = HERE / "requirements.txt"
    run([python, "-m", "pip", "install", "--quiet", "--requirement", packages])
    return python


class Case:
    """One program on one input."""

    def __init__(self, name, source, command, threads, compared=True):
        self.name, self.source, self.command = name, source, command
        self.threads, self.compared = threads, compared
        self.environment = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
        self.runs = []

    def run(self, output):
        output.unlink(missing_ok=True)
        return measured(self.command + [output], self.environment)

    def median(self, part):
        return statistics.median(run[part] for run in self.runs)


def cases(rxsift, python, folder, threads, sources):
    """The cases of a folder of data, those of one input next to each other."""
    organisations, substances = folder / "organisations.csv", folder.parent / "substances.csv"
    found = []
    for source in sources:
        items = folder / f"items.{source}"

        def of_rxsift(name, arguments, threads, compared=True):
            command = [rxsift, "--quiet", *arguments, "--threads", threads]
            command += [items, organisations, "--format", "csv", "--output"]
            return Case(name, source, command, threads, compared)

        def of_engine(name, script):
            command = [python, *script, items, organisations, substances]
            return Case(name, source, command, threads)

        groups = ["indicators", "--by", "practice,pcn,icb"]
        same = [*groups, "--indicator", ",".join(job.INDICATORS)]
        found.append(of_rxsift("rxsift", same, threads))
        found.append(of_engine("DuckDB", [HERE / "job_duckdb.py", threads]))
        found.append(of_engine("polars", [HERE / "job_polars.py"]))
        if threads > 1:
            found.append(of_rxsift("rxsift, one thread", same, 1))
        everything = "rxsift, every comparator"
        found.append(of_rxsift(everything, groups, threads, compared=False))
        shortlist = ["shortlist", "--top", "1000"]
        found.append(of_rxsift("rxsift, shortlist of 1,000", shortlist, threads, compared=False))
    return found


def compare(found, folder):
    """Runs every case once and stops at the first that has other answers than rxsift on the CSV."""
    first, other, compared = folder / "rxsift.csv", folder / "other.csv", 0
    found[0].run(first)
    for case in found[1:]:
        case.run(other)
        if not case.compared:
            continue
        if case.name.startswith("rxsift"):
            if first.read_bytes() != other.read_bytes():
                sys.exit(f"{case.name}: other bytes")
        else:
            compared = int(run([sys.executable, HERE / "answers.py", first, other]))
    return compared


def make_data(rxsift, python, folder, people, order):
    """An extract of so many people in CSV and Parquet; kept from one run to the next."""
    done = folder / "done"
    if done.exists():
        return
    synth = ["synth", "--patients", people, "--months", MONTHS, "--force", "--output", folder]
    run([rxsift, "--quiet", *synth])
    made = folder / "made.csv"
    (folder / "items.csv").rename(made)
    run([python, HERE / "prepare.py", made, folder, order])
    made.unlink(missing_ok=True)
    done.touch()


def make_mixed(rxsift, folder):
    """A small extract in which a third of the rows are from another practice."""
    run([rxsift, "--quiet", "synth", "--patients", "2000", "--force", "--output", folder])
    with open(folder / "organisations.csv", newline="", encoding="utf-8") as file:
        practices = sorted(row["practice_code"] for row in csv.DictReader(file))
    with open(folder / "items.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for at, row in enumerate(rows):
        if at % 3 == 0:
            row["practice_code"] = practices[at // 3 % len(practices)]
    with open(folder / "items.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def print_table(found):
    print("| program | input | threads | wall, s | lowest to highest | CPU, s | peak, MB | wall / rxsift |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    base = {case.source: case.median(0) for case in found if case.name == "rxsift"}
    for case in found:
        walls = [run[0] for run in case.runs]
        cells = [
            case.name,
            {"csv": "CSV", "parquet": "Parquet"}[case.source],
            str(case.threads),
            f"{case.median(0):.2f}",
            f"{min(walls):.2f} to {max(walls):.2f}",
            f"{case.median(1):.2f}",
            f"{max(run[2] for run in case.runs) / 1e6:.0f}",
            f"{case.median(0) / base[case.source]:.2f}",
        ]
        print("|", " | ".join(cells), "|")


def size(path):
    return f"{path.stat().st_size / 1e6:,.0f} MB"


def main():
    asked = arguments()
    work = asked.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    rxsift = (asked.rxsift or built()).resolve()
    python = environment(work / "venv")
    job.write_substances(work / "substances.csv")

    people = max(1, round(asked.rows / ROWS_OF_A_PERSON))
    data, mixed = work / f"people-{people}-by-{asked.order}", work / "mixed"
    make_data(rxsift, python, data, people, asked.order)
    make_mixed(rxsift, mixed)
    small = cases(rxsift, python, mixed, asked.threads, ["csv"])
    found = cases(rxsift, python, data, asked.threads, ["csv", "parquet"])
    answers = compare(small, work), compare(found, work)

    with open(data / "items.csv", "rb") as file:
        blocks = iter(lambda: file.read(1 << 20), b"")
        rows = sum(block.count(b"\n") for block in blocks) - 1
    versions = [run([rxsift, "--version"]).strip(), *(HERE / "requirements.txt").read_text().split()]
    print(f"{', '.join(versions)}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    csv_size, parquet_size = size(data / "items.csv"), size(data / "items.parquet")
    print(f"{rows:,} rows of {people:,} people, by {asked.order}; CSV {csv_size}, Parquet {parquet_size}")
    print(f"equal in all engines: {answers[0]:,} answers of the small extract, {answers[1]:,} of this")

    for turn in range(asked.runs):
        print(f"round {turn + 1} of {asked.runs}", file=sys.stderr)
        for case in found:
            case.runs.append(case.run(work / "other.csv"))
    print(f"medians of {asked.runs} runs; memory is the highest of them\n")
    print_table(found)


if __name__ == "__main__":
    main()
