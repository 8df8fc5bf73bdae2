# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Models as ONNX by sm and by tf2onnx, side by side: time and memory of the
conversion in fresh processes, nodes and size of the file, and what ONNX Runtime
makes of it. --markdown writes the tables as a page."""

import argparse
import importlib.metadata
import json
import pathlib
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
# In place of this folder, in which the script would hide the package onnx.
sys.path[0] = str(ROOT / "test" / "Models")
import measured

SIGNATURE = "serving_default"
OPSET = 17
THREADS = (1, 2)
# Latencies are taken in turns, so that both files see the same machine. What
# else runs on it only ever adds, to some rounds, and where a session's memory
# lies is luck: the least median of a round in any of several sessions is what
# the file itself takes.
SESSIONS = 6
ROUNDS = 5
ROUND_SECONDS = 0.3


def run(command):
    done = measured.run(command, seconds=1200)
    if done.status != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.err}")
    return done


def converters(sm, folder, work):
    """{tool: (command, file)}."""
    ours, theirs = work / "sm.onnx", work / "tf2onnx.onnx"
    return {
        "sm": ([sm, "convert", "--dir", folder, "--signature_def", SIGNATURE,
                "--to", "onnx", "--opset", OPSET, "--output", ours], ours),
        "tf2onnx": ([sys.executable, "-m", "tf2onnx.convert", "--saved-model",
                     folder, "--signature_def", SIGNATURE, "--opset", OPSET,
                     "--output", theirs], theirs)}


def convert(command, path, times):
    outcomes = []
    for _ in range(times):
        # To free an old file may take the system longer than the conversion.
        path.unlink(missing_ok=True)
        outcomes.append(run(command))
    return {"path": path,
            "convert_s": statistics.median(o.seconds for o in outcomes),
            "peak_mb": statistics.median(o.peak_bytes
                                         for o in outcomes) / 2**20,
            "file_mb": path.stat().st_size / 2**20}


def convert_by_all(sm, folder, work, times):
    """{tool: row}. The system counts what this process held when it started
    one to that one's peak memory, so nothing large may be loaded yet."""
    rows = {}
    for tool, (command, path) in converters(sm, folder, work).items():
        print(f"{folder.name}: {tool}", flush=True)
        rows[tool] = {"model": folder.name,
                      **convert(command, path, times if tool == "sm" else 1)}
    return rows


def inputs_of(session, batch):
    import numpy as np
    random = np.random.default_rng(0)
    values = {}
    for item in session.get_inputs():
        dims = [dim if isinstance(dim, int) else batch for dim in item.shape]
        if "float" in item.type:
            values[item.name] = random.uniform(0, 1, dims).astype(np.float32)
        else:
            values[item.name] = random.integers(0, 2, dims).astype(
                item.type.removeprefix("tensor(").removesuffix(")"))
    return values


def median_run(session, values):
    """Seconds, among the runs of one round."""
    taken = []
    end = time.perf_counter() + ROUND_SECONDS
    while time.perf_counter() < end:
        start = time.perf_counter()
        session.run(None, values)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def latencies(paths, threads, batch):
    """{tool: milliseconds}, and how far the answers are apart."""
    import numpy as np
    import onnx_runs
    medians = {tool: [] for tool in paths}
    for number in range(SESSIONS):
        # Neither always follows the other.
        tools = sorted(paths, reverse=number % 2 == 1)
        sessions = {tool: onnx_runs.session(paths[tool], threads)
                    for tool in tools}
        values = {tool: inputs_of(session, batch)
                  for tool, session in sessions.items()}
        answers = [session.run(sorted(o.name for o in session.get_outputs()),
                               values[tool])
                   for tool, session in sessions.items()]
        for _ in range(ROUNDS):
            for tool, session in sessions.items():
                medians[tool].append(median_run(session, values[tool]))
    apart = max(float(np.abs(a - b).max()) for a, b in zip(*answers))
    return {tool: min(taken) * 1e3 for tool, taken in medians.items()}, apart


def examine(rows, batch):
    """Adds to the rows of a model what its files are and how fast."""
    import onnx_runs
    for row in rows.values():
        operators = onnx_runs.operators(row["path"])
        row["nodes"] = sum(operators.values())
        row["operators"] = dict(sorted(operators.items()))
    paths = {tool: row["path"] for tool, row in rows.items()}
    for threads in THREADS:
        print(f"{rows['sm']['model']}: {threads} thread(s)", flush=True)
        taken, apart = latencies(paths, threads, batch)
        for tool, row in rows.items():
            row[f"threads_{threads}_ms"] = taken[tool]
            row["apart"] = max(apart, row.get("apart", 0))
    for row in rows.values():
        del row["path"]


COLUMNS = {"convert_s": "conversion, s", "peak_mb": "peak memory, MiB",
           "nodes": "nodes", "file_mb": "file, MiB",
           **{f"threads_{n}_ms": f"answer, {n} thread{'s' if n > 1 else ''}, ms"
              for n in THREADS}}


def cell(value):
    return f"{value:#.3g}" if isinstance(value, float) and value < 100 else (
        f"{value:.0f}")


def tables(results):
    lines = ["| model | tool | " + " | ".join(COLUMNS.values()) + " |",
             "|" + "---|" * (len(COLUMNS) + 2)]
    for rows in results:
        for tool, row in rows.items():
            cells = [cell(row[column]) for column in COLUMNS]
            lines.append(f"| {row['model']} | {tool} | {' | '.join(cells)} |")
    lines += ["", "| model | operators by sm | operators by tf2onnx |",
              "|---|---|---|"]
    for rows in results:
        texts = [", ".join(f"{count} {name}" for name, count
                           in row["operators"].items())
                 for row in rows.values()]
        lines.append(f"| {rows['sm']['model']} | {' | '.join(texts)} |")
    return "\n".join(lines)


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "an unknown processor"


def page(results, batch):
    version = importlib.metadata.version
    return f"""# ONNX: sm beside tf2onnx

Made by `bench/onnx.py`; [bench/README.md](../bench/README.md) says what is
measured. {processor()}, tf2onnx {version('tf2onnx')} with TensorFlow
{version('tensorflow-cpu')}, ONNX Runtime {version('onnxruntime')}, opset
{OPSET}, batch {batch}.

{tables(results)}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True,
                        help="folder of SavedModels")
    parser.add_argument("--only", nargs="*",
                        default=["mlp", "mobilenetv2", "resnet50"])
    parser.add_argument("--runs", type=int, default=5,
                        help="conversions by sm, of which the median counts")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path)
    args = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        for name in args.only:
            work = pathlib.Path(temporary) / name
            work.mkdir()
            results.append(convert_by_all(
                args.sm.resolve(), args.models / name, work, args.runs))
        for rows in results:
            examine(rows, args.batch)
    print(tables(results))
    print("answers apart:", {rows["sm"]["model"]: rows["sm"]["apart"]
                             for rows in results})
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n")
    if args.markdown:
        args.markdown.write_text(page(results, args.batch))


if __name__ == "__main__":
    main()
