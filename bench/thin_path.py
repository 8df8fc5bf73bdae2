# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""What the road from a SavedModel to an answer costs: time and memory of
looking at and converting models, the first answer of a fresh process, and the
steady latency, the last two beside TensorFlow. ./dev bench runs it."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "test" / "Models"))
import measured

COLD_RUNS = 9
WARM_RUNS = 200


def run(command, seconds=600):
    env = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3")
    done = measured.run(command, seconds, env)
    if done.status != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.err}")
    return done


def medians(command, times=5):
    """Median wall time in seconds and peak memory in MiB of a command."""
    outcomes = [run(command) for _ in range(times)]
    return (statistics.median(o.seconds for o in outcomes),
            statistics.median(o.peak_bytes for o in outcomes) / 2**20)


def large_model(work, megabytes):
    folder = work / f"large-{megabytes}"
    if not (folder / "saved_model.pb").exists():
        print(f"writing a model of {megabytes} MiB to {folder}", flush=True)
        subprocess.run([sys.executable, HERE / "make_large_model.py", folder,
                        "--megabytes", str(megabytes)], check=True,
                       stderr=subprocess.DEVNULL)
    return folder


def reading(sm, models, work):
    """Rows for sm show and sm convert --to mlir."""
    for name, model in models:
        out = work / "out.mlir"
        for what, command in (
                ("show", [sm, "show", "--dir", model, "--tag_set", "serve"]),
                ("convert", [sm, "convert", "--dir", model, "--to", "mlir",
                             "--output", out, "--overwrite"])):
            seconds, peak = medians(command)
            size = sum(path.stat().st_size for path in model.rglob("*")
                       if path.is_file()) / 2**20
            yield {"what": what, "model": name, "model_mb": size,
                   "wall_s": seconds, "peak_mb": peak}


def answering(sm, name, model, key, value):
    """Rows for the first answer and the steady latency, ours and theirs."""
    entry = ["--dir", model, "--signature_def", "serving_default"]
    ours, our_peak = medians(
        [sm, "run", *entry, "--inputs", f"{key}={value}", "--json"], COLD_RUNS)
    tensorflow = [sys.executable, HERE / "tensorflow_latency.py", "--dir",
                  model, "--input", f"{key}={value}"]
    theirs, their_peak = medians([*tensorflow, "--runs", "1"], 3)
    yield {"what": "first answer", "model": name, "threads": None,
           "sm_ms": ours * 1e3, "tensorflow_ms": theirs * 1e3,
           "sm_peak_mb": our_peak, "tensorflow_peak_mb": their_peak}
    for threads in (1, 2):
        flags = ["--runs", WARM_RUNS, "--threads", threads]
        mine = json.loads(run([sm, "bench", *entry, "--inputs",
                               f"{key}={value}", *flags, "--json"]).out)
        other = json.loads(run([*tensorflow, *flags]).out)
        yield {"what": "steady", "model": name, "threads": threads,
               "sm_ms": mine["median_ms"], "tensorflow_ms": other["median_ms"],
               "sm_p95_ms": mine["p95_ms"],
               "tensorflow_p95_ms": other["p95_ms"]}


def print_table(rows, columns):
    print()
    texts = [[format_cell(row.get(column)) for column in columns]
             for row in rows]
    widths = [max(len(column), *(len(text[i]) for text in texts))
              for i, column in enumerate(columns)]
    for text in [columns, ["-" * width for width in widths], *texts]:
        print("  ".join(cell.rjust(width) if i > 1 else cell.ljust(width)
                        for i, (cell, width) in enumerate(zip(text, widths))))


def format_cell(value):
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def mnist_conv(shared, work):
    """mlnet-mnist-conv with one image of its expected answers, if there."""
    case = (shared / "goldens" / "mlnet-mnist-conv" /
            "serve__serving_default__b1" / "inputs.npz")
    if not case.exists():
        return None
    import numpy as np
    np.save(work / "features.npy", np.load(case)["Features"])
    return ("mlnet-mnist-conv", shared / "models" / "mlnet-mnist-conv",
            "Features", work / "features.npy")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--shared", type=pathlib.Path,
                        default=ROOT.parent / "shared",
                        help="folder of models/ and goldens/")
    parser.add_argument("--json", type=pathlib.Path, help="default: "
                        "thin_path.json beside the large model")
    args = parser.parse_args()
    work = args.sm.resolve().parent.parent / "bench"
    work.mkdir(exist_ok=True)

    to_read = [("large", large_model(work, args.megabytes))]
    to_answer = [("demo", ROOT / "examples" / "demo" / "model", "image",
                  ROOT / "examples" / "demo" / "samples" / "7.npy")]
    for name, found in (("dtln-base", args.shared / "models" / "dtln-base"),):
        if found.is_dir():
            to_read.append((name, found))
        else:
            print(f"SKIPPED: {name}: not in {args.shared}")
    real = mnist_conv(args.shared, work)
    if real:
        to_answer.append(real)
    else:
        print(f"SKIPPED: mlnet-mnist-conv: not in {args.shared}")

    read = list(reading(args.sm, to_read, work))
    print_table(read, ["what", "model", "model_mb", "wall_s", "peak_mb"])
    answered = [row for entry in to_answer
                for row in answering(args.sm, *entry)]
    print_table(answered, ["what", "model", "threads", "sm_ms",
                           "tensorflow_ms", "sm_peak_mb",
                           "tensorflow_peak_mb"])
    target = args.json or work / "thin_path.json"
    target.write_text(json.dumps({"reading": read, "answering": answered},
                                 indent=1) + "\n")
    print(f"\nwritten to {target}")


if __name__ == "__main__":
    main()
