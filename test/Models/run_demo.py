# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The demo model answers as TensorFlow did when it was trained. Needs neither
TensorFlow nor numpy: it is the one model that is always there."""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DEMO = HERE.parent.parent / "examples" / "demo"
sys.path[:0] = [str(HERE), str(DEMO)]
import measured
import show
import verdicts

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
    args = verdicts.parser(__doc__).parse_args()
    want = show.read_output(DEMO / "expected.npz", "probabilities")
    roads = verdicts.Verdicts()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        optimised = work / "optimised.mlir"
        done = measured.run([args.sm, "convert", "--dir", DEMO / "model",
                             "--to", "mlir", "--optimize", "--output",
                             optimised])
        if done.status:
            roads.tell("FAILED", "convert", done.first_error())
        for road, source in (("files", ["--dir", DEMO / "model"]),
                             ("optimised", ["--mlir", optimised])):
            if args.only and args.only not in road:
                continue
            got = answer(args.sm, source, work)
            if isinstance(got, str) or len(got) != len(want):
                problem = str(got)
            else:
                apart = max(abs(a - b) for a, b in zip(got, want))
                problem = "" if apart <= TOLERANCE else f"apart by {apart:.3g}"
            roads.tell("FAILED" if problem else "passed", road, problem)
    return roads.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
