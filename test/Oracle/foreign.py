# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""What the roads that end in a foreign runtime have in common: the arrays of
cases, how they are asked, how answers compare, and the lists of what is
refused. A refusal must stand in its list, and what stands there must be
refused. SM_TEST_FULL=1 takes all cases, else the everyday ones.

An array comes as a pair with whether it is bfloat16, which is widened to
float32: numpy has no such arrays."""

import argparse
import collections
import fnmatch
import json
import os
import pathlib

SKIP = 77  # ctest's SKIP_RETURN_CODE


def load_arrays(np, path):
    """{name: (array, is bfloat16)} of an .npz file of a case."""
    arrays = {}
    with np.load(path) as file:
        for key in file.files:
            name, _, kind = key.partition("::")
            value = file[key]
            if kind == "bfloat16":
                value = (np.atleast_1d(value).astype(np.uint32) << 16).view(
                    np.float32).reshape(value.shape)
            elif value.dtype.kind == "S":
                texts = [text.decode("utf-8", "surrogateescape")
                         for text in value.ravel()]
                value = np.array(texts, dtype=object).reshape(value.shape)
            arrays[name] = (value, kind == "bfloat16")
    return arrays


def difference(np, expected, actual, tolerance):
    """What is wrong with `actual`; empty if nothing is."""
    (want, want_narrow), (got, got_narrow) = expected, actual
    if (want.dtype != got.dtype or want.shape != got.shape or
            want_narrow != got_narrow):
        return (f"{got.dtype}{got.shape} and not "
                f"{want.dtype}{want.shape}")
    if want.dtype.kind not in "fc":
        wrong = want != got
    else:
        wide = np.complex128 if want.dtype.kind == "c" else np.float64
        want64, got64 = want.astype(wide), got.astype(wide)
        rtol, atol = tolerance
        with np.errstate(all="ignore"):
            apart = np.abs(want64 - got64)
            allowed = np.where(np.isfinite(want64),
                               atol + rtol * np.abs(want64), 0.0)
            same = (want64 == got64) | (np.isnan(want64) & np.isnan(got64))
            wrong = ~same & ~(apart <= allowed)
    if not wrong.any():
        return ""
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    return (f"{int(wrong.sum())} of {wrong.size} elements differ, first "
            f"{list(place)}: {got[place]!r} and not {want[place]!r}")


def read_refusals(path, opset=None):
    """[(pattern, text)]: a line each, "<Op>/<case pattern>: part of reason".
    "[13] " in front: only in this opset."""
    refusals = []
    for line in path.read_text().splitlines():
        if line.startswith("["):
            only, line = line[1:].split("] ", 1)
            if int(only) != opset:
                continue
        if line and not line.startswith("#"):
            pattern, text = line.split(": ", 1)
            refusals.append((pattern, text))
    return refusals


def check_refusals(refused, path, is_full, opset=None):
    """What is wrong with refusals: ones that the file does not list, and listed
    ones that did not come (if all cases were looked at)."""
    refusals = read_refusals(path, opset)
    problems, used = [], set()
    for name, reason in refused:
        matching = [entry for entry in refusals
                    if fnmatch.fnmatchcase(name, entry[0]) and
                    entry[1] in reason]
        used.update(matching)
        if not matching:
            problems.append(f"{name} is refused: {reason}")
    if is_full:
        problems += [f"{path.name}: nothing is refused as {pattern}: {text}"
                     for pattern, text in refusals
                     if (pattern, text) not in used]
    return problems


def is_full():
    return os.environ.get("SM_TEST_FULL") == "1"


def listing_in(answers):
    """The file that names the cases of this run."""
    return answers / ("all.txt" if is_full() else "everyday.txt")


def parser(description):
    """The arguments that all roads have."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--answers", type=pathlib.Path, required=True,
                      help="what make_answers.py wrote")
    made.add_argument("--written", type=pathlib.Path, required=True,
                      help="what sm wrote for the cases")
    made.add_argument("--only", default="*", help="a pattern of cases")
    return made


def missing(answers, lacking=None):
    """Why no case is looked at, told; whether that is so. `lacking` is the
    ImportError of a runtime."""
    if lacking:
        print(f"SKIPPED: a road of the oracle, as this Python lacks "
              f"{lacking.name}; ./dev setup makes .venv with it")
    elif not listing_in(answers).exists():
        print(f"SKIPPED: there is no {listing_in(answers)}")
    else:
        return False
    return True


class Road:
    """A way that ends in a foreign runtime. `run(path, inputs, fetches)` gives
    the answers of the file with `ending` that sm wrote for a case; `looser` are
    the (rtol, atol) of cases in which the runtime is less exact."""

    def __init__(self, np, ending, run, looser):
        self.np, self.ending, self.run = np, ending, run
        self.looser = looser

    def tolerance(self, case, name):
        if not case["check_value"]:
            return float("inf"), float("inf")
        return self.looser.get(name, (case["rtol"], case["atol"]))

    def check(self, answers, written, name):
        """(outcome, text): passed, refused with its reason, wrong, or not
        asked."""
        case = json.loads((answers / name / "case.json").read_text())
        if case["fails"]:
            return "not asked", "TensorFlow refuses it too"
        refusal = written / (name + ".refused")
        if refusal.exists():
            return "refused", refusal.read_text().strip()
        path = written / (name + self.ending)
        if not path.exists():
            return "wrong", f"there is neither {path.name} nor a refusal"
        inputs, expected = (load_arrays(self.np, answers / name / file)
                            for file in ("inputs.npz", "expected.npz"))
        try:
            actual = self.run(path, inputs, case["fetches"])
        except Exception as error:  # What the runtime says is the result.
            return "wrong", str(error)[:300]
        for fetch in case["fetches"]:
            if fetch not in actual:
                return "wrong", f"there is no result {fetch}: {sorted(actual)}"
            text = difference(self.np, expected[fetch], actual[fetch],
                              self.tolerance(case, name))
            if text:
                return "wrong", f"{fetch}: {text}"
        return "passed", ""


def judge(args, road, different, refusals, opset=None):
    """Takes `road` for the cases of the arguments. Cases of `different` must
    differ, refusals be those of the file `refusals`. Gives the number of each
    outcome, and the problems."""
    counts, refused, problems = collections.Counter(), [], []
    for name in listing_in(args.answers).read_text().split():
        if not fnmatch.fnmatchcase(name, args.only):
            continue
        outcome, text = road.check(args.answers, args.written, name)
        if name in different and outcome in ("wrong", "passed"):
            if outcome == "passed":
                problems.append(f"{name}: no longer different "
                                f"({different[name]})")
            outcome = "different"
        counts[outcome] += 1
        if outcome == "refused":
            refused.append((name, text))
        elif outcome == "wrong":
            problems.append(f"{name}: {text}")
    if args.only == "*":
        problems += check_refusals(refused, refusals, is_full(), opset)
    return counts, problems


def conclude(runtime, counts, problems):
    """Prints what came out; the exit status."""
    print(f"{runtime}: " + ", ".join(
        f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    for problem in problems:
        print(problem)
    return 1 if problems or not counts["passed"] else 0
