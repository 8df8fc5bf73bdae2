# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The expected answers in SM_GOLDENS: which cases there are, which a test looks
at, how sm is asked for one, and whether what it wrote is right."""

import fnmatch
import json
import pathlib

EXPECTED_MODELS = pathlib.Path(__file__).resolve().parent / "models.txt"


class Case:
    def __init__(self, goldens, folder):
        self.folder = folder
        self.name = folder.relative_to(goldens).as_posix()
        self.about = json.loads((folder / "case.json").read_text())
        self.model = goldens.parent / self.about["model"]

    def unsupported_reason(self):
        """Why this harness cannot put the case as a command, or None."""
        sparse = [name for name in self.about["inputs"]
                  if name.endswith("/dense_shape")]
        return f"sparse input {sparse[0]}" if sparse else None

    def source_flags(self):
        graph = self.about.get("graphdef")
        return ["--graphdef" if graph else "--dir", self.model]

    def entry_flags(self):
        if self.about.get("graphdef"):
            return []
        flags = ["--tag_set", ",".join(self.about["tags"])]
        if self.about["signature"] is not None:
            return flags + ["--signature_def", self.about["signature"]]
        return flags + ["--function", self.about["function"], "--overload",
                        str(self.about["overload"])]

    def convert_flags(self):
        """A frozen graph has no signatures: its tensors are named."""
        if not self.about.get("graphdef"):
            return []
        return ["--feeds", ";".join(self.about["feeds"]), "--fetches",
                ",".join(self.about["fetches"])]

    def value_flags(self):
        values = self.folder / "inputs.npz"
        texts = [f"{escaped(key)}={escaped(str(values))}[{escaped(key)}]"
                 for key in self.about["inputs"]]
        if self.about.get("graphdef"):
            return ["--feeds", ";".join(texts), "--fetches",
                    ",".join(self.about["fetches"])]
        return ["--inputs", ";".join(texts)] if texts else []

    def problem(self, np, answer_file):
        """What is wrong with the answer, or None."""
        answer = np.load(answer_file)
        expected = np.load(self.folder / "expected.npz")
        for key in sorted(set(expected.files) | set(answer.files)):
            if key not in answer.files:
                return f"no output {key}"
            if key not in expected.files:
                return f"an output {key} that TensorFlow does not have"
            wrong = self.difference(np, key, answer[key], expected[key])
            if wrong:
                return f"{key}: {wrong}"
        return None

    def difference(self, np, key, got, want):
        sample = self.about.get("subsampled", {}).get(key)
        if sample:
            if list(got.shape) != sample["full_shape"]:
                return f"shape {got.shape}, expected {sample['full_shape']}"
            got = got[tuple(slice(None, None, n) for n in sample["step"])]
        if got.shape != want.shape:
            return f"shape {got.shape}, expected {want.shape}"
        if got.dtype.kind != want.dtype.kind or (
                want.dtype.kind != "S" and got.dtype != want.dtype):
            return f"dtype {got.dtype}, expected {want.dtype}"
        if not self.about["check_value"]:
            return None
        if want.dtype.kind not in "fc":
            same = got == want
        else:
            same = np.isclose(got, want, rtol=self.about["rtol"],
                              atol=self.about["atol"], equal_nan=True)
        if np.all(same):
            return None
        return (f"{np.size(same) - np.count_nonzero(same)} of {np.size(same)} "
                f"values differ{worst(np, got, want)}")


def worst(np, got, want):
    if want.dtype.kind not in "fiu":
        return ""
    apart = np.abs(got.astype(np.float64) - want.astype(np.float64))
    return f", by up to {np.nanmax(apart):.3g}"


def escaped(text):
    for character in "\\=;[]":
        text = text.replace(character, "\\" + character)
    return text


def patterns():
    lines = EXPECTED_MODELS.read_text().splitlines()
    return [line.strip() for line in lines
            if line.strip() and not line.startswith("#")]


def is_expected(case, pattern):
    return fnmatch.fnmatchcase(case.name, pattern) or (
        case.name.rsplit("/", 1)[0] == pattern)


def load(goldens):
    """Every case, in order of name."""
    return [Case(goldens, path.parent)
            for path in sorted(goldens.rglob("case.json"))]


def check(verdicts, goldens, only, check_case, is_all=False):
    """`check_case(case)` for each case that models.txt expects, or for all; a
    verdict says which of them cannot be looked at."""
    wanted = patterns()
    if not goldens or not goldens.is_dir():
        return verdicts.tell("SKIPPED", f"{len(wanted)} real models",
                             "no folder of expected answers (SM_GOLDENS)")
    cases = load(goldens)
    for pattern in wanted:
        if not any(is_expected(case, pattern) for case in cases):
            verdicts.tell("SKIPPED", pattern, "not in SM_GOLDENS")
    for case in cases:
        if only and only not in case.name:
            continue
        if not is_all and not any(is_expected(case, pattern)
                                  for pattern in wanted):
            continue
        if case.unsupported_reason():
            verdicts.tell("SKIPPED", case.name, case.unsupported_reason())
        else:
            check_case(case)
