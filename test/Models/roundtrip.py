# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Every real model goes to IR text; that text, read and printed again, is the
same text. Models that are broken are refused with one error."""

import argparse
import fnmatch
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured

SKIP = 77  # ctest's SKIP_RETURN_CODE
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=measured.folder)
    parser.add_argument("--only", default="", help="a part of the model's name")
    args = parser.parse_args()
    if not args.models or not args.models.is_dir():
        print("SKIPPED: the round trip of all real models, as there is no "
              "folder of them (SM_MODELS)")
        return SKIP
    passed = failed = 0
    for source in sources(args.models):
        name = source[1].relative_to(args.models).as_posix()
        if args.only not in name:
            continue
        broken = any(fnmatch.fnmatchcase(name, p) for p in MUST_REFUSE)
        check = refusal_problem if broken else round_trip_problem
        with tempfile.TemporaryDirectory() as work:
            problem = check(args.sm, source, pathlib.Path(work))
        passed, failed = passed + (not problem), failed + bool(problem)
        what = "refused" if broken else "same text"
        print(f"FAILED  {name}: {problem}" if problem
              else f"passed  {name}: {what}", flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
