# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Every model goes to IR text; that text, read and printed again, is the same
text. Exported again, directly and through the text, it is the same model, and
an edit of the text arrives as exactly that change (lossless.py). Models that
are broken are refused with one error."""

import fnmatch
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import lossless
import measured
import verdicts

MUST_REFUSE = ["tf-fuzz-*", "java-corrupt-utf8"]


def sources(root):
    """The flag and path of every model: SavedModels and frozen graphs."""
    found = {("--dir", path.parent) for path in root.rglob("saved_model.pb*")}
    found |= {("--graphdef", path)
              for path in (root / "_graphdefs").glob("*/*.pb")}
    return sorted(found)


def first_difference(one, other):
    lines = zip(one.read_bytes().splitlines(), other.read_bytes().splitlines())
    for number, (a, b) in enumerate(lines, 1):
        if a != b:
            return f"line {number}: {a[:70]!r} became {b[:70]!r}"
    return "one text is longer than the other"


def refusal_problem(sm, source, work):
    done = measured.run([sm, "convert", *source, "--to", "mlir",
                         "--output", work / "refused.mlir"])
    errors = [line for line in done.err.splitlines() if "error: " in line]
    if done.status != 1:
        return f"exit status {done.status} where 1 was expected"
    if len(errors) != 1:
        return f"{len(errors)} error lines where one was expected"
    if list(work.glob("refused*")):
        return "a failed command left output"
    return None


def round_trip_problem(sm, model, work):
    # Equal names in two folders: the text names its side file of constants.
    first, second = (work / name / "model.mlir" for name in ("one", "two"))
    for text in (first, second):
        text.parent.mkdir(exist_ok=True)
    for source, target in ((model, first), (("--mlir", first), second)):
        done = measured.run([sm, "convert", *source, "--to", "mlir",
                             "--output", target, "--overwrite"], seconds=120)
        if done.status != 0:
            return f"{source[0]}: {done.first_error()}"
    if first.read_bytes() != second.read_bytes():
        return first_difference(first, second)
    return None


class RoundTrips(verdicts.Verdicts):
    def __init__(self, sm, law):
        super().__init__()
        self.sm = sm
        self.law = law

    def check(self, name, source):
        broken = any(fnmatch.fnmatchcase(name, p) for p in MUST_REFUSE)
        check = refusal_problem if broken else round_trip_problem
        with tempfile.TemporaryDirectory() as work:
            problem = check(self.sm, source, pathlib.Path(work))
        if not problem and not broken and self.law:
            with tempfile.TemporaryDirectory() as work:
                problem = self.law.problem(source, work)
        self.tell("FAILED" if problem else "passed", name, problem or (
            "refused" if broken else
            "same text, same model" if self.law else "same text"))


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--models", type=measured.folder)
    args = parser.parse_args()
    schema = lossless.tensorflow_schema()
    law = schema and lossless.Law(args.sm, schema)
    trips = RoundTrips(args.sm, law)
    with tempfile.TemporaryDirectory() as made:
        named = []
        if schema:
            import made_models  # needs TensorFlow
            named = [(f"made/{path.name}", ("--dir", path))
                     for path in made_models.make(pathlib.Path(made))]
        else:
            trips.tell("SKIPPED", "the comparison under TensorFlow's schema",
                       "there is no TensorFlow")
        if args.models and args.models.is_dir():
            named += [(source[1].relative_to(args.models).as_posix(), source)
                      for source in sources(args.models)]
        else:
            trips.tell("SKIPPED", "the round trip of all real models",
                       "there is no folder of them (SM_MODELS)")
        for name, source in named:
            if not args.only or args.only in name:
                trips.check(name, source)
    if law:
        print(f"unchanged by export: {law.summary()}")
    return trips.conclude(must_pass=bool(named))


if __name__ == "__main__":
    sys.exit(main())
