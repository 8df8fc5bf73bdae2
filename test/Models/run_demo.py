# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The demo model answers as TensorFlow did when it was trained. Needs neither
TensorFlow nor numpy: it is the one model that is always there."""

import argparse
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parent.parent / "examples" / "demo"
sys.path[:0] = [str(HERE), str(DEMO)]
import measured
import show

TOLERANCE = 1e-5


def answer(sm, source, work):
    """The probabilities of the ten samples, flat, or an error text."""
    out = work / "answer.npz"
    out.unlink(missing_ok=True)
    done = measured.run([sm, "run", *source, "--inputs",
                         f"image={DEMO / 'samples' / 'batch.npy'}", "--output",
                         out])
    if done.status != 0:
        return done.first_error()
    return show.read_output(out, "probabilities")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    sm = parser.parse_args().sm
    want = show.read_output(DEMO / "expected.npz", "probabilities")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        optimised = work / "optimised.mlir"
        done = measured.run([sm, "convert", "--dir", DEMO / "model", "--to",
                             "mlir", "--optimize", "--output", optimised])
        if done.status:
            print(f"FAILED  convert: {done.first_error()}")
        for road, source in (("files", ["--dir", DEMO / "model"]),
                             ("optimised", ["--mlir", optimised])):
            got = answer(sm, source, work)
            if isinstance(got, str) or len(got) != len(want):
                problem = got
            else:
                apart = max(abs(a - b) for a, b in zip(got, want))
                problem = "" if apart <= TOLERANCE else f"apart by {apart:.3g}"
            failed += bool(problem)
            print(f"{'FAILED' if problem else 'passed'}  {road} {problem}")
    print(f"{2 - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
