# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""What the roads that end in a foreign runtime have in common: the arrays of
cases, how answers compare, and the lists of what is refused.

An array comes as a pair with whether it is bfloat16, which is widened to
float32: numpy has no such arrays."""

import collections
import fnmatch
import os

SKIP = 77


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


def judge(answers, pattern, check, different, refusals, opset=None):
    """Runs `check(name)`, which gives (outcome, text), for the cases that match
    `pattern`. Cases of `different` must differ, refusals be those of the file
    `refusals`. Gives the number of each outcome, and the problems."""
    counts, refused, problems = collections.Counter(), [], []
    for name in listing_in(answers).read_text().split():
        if not fnmatch.fnmatchcase(name, pattern):
            continue
        outcome, text = check(name)
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
    if pattern == "*":
        problems += check_refusals(refused, refusals, is_full(), opset)
    return counts, problems


def conclude(runtime, counts, problems):
    """Prints what came out; the exit status."""
    print(f"{runtime}: " + ", ".join(
        f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    for problem in problems:
        print(problem)
    return 1 if problems or not counts["passed"] else 0
