# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Golden cases in a form that another runtime runs: it must answer as
TensorFlow did, and sm refuse what has no such form, saying why."""

import fnmatch

import verdicts

FAILED, UNSUPPORTED = 1, 3  # sm's exit statuses


class ConvertedModels(verdicts.Verdicts):
    """A form of models; who derives from it says how to convert and run.

    `refused`: patterns of the cases without this form, with a word of the
    reason. A case that is there and converts, and one that is not and does not,
    are failures."""

    refused = {}
    runtime = ""

    def __init__(self, sm, work, np):
        super().__init__()
        self.sm = sm
        self.work = work
        self.np = np

    def convert(self, flags, values):
        """(file, what sm printed), for inputs as these values."""
        raise NotImplementedError

    def run(self, path, values):
        """{output: array} of the file that `convert` made."""
        raise NotImplementedError

    def reason(self, done):
        """Why sm did not convert."""
        return done.first_error()

    def check_case(self, case):
        word = next((word for pattern, word in self.refused.items()
                     if fnmatch.fnmatchcase(case.name, pattern)), None)
        values = dict(self.np.load(case.folder / "inputs.npz"))
        path, done = self.convert([*case.source_flags(), *case.entry_flags(),
                                   *case.convert_flags()], values)
        if done.status != 0:
            as_expected = (word and word in done.err
                           and done.status in (FAILED, UNSUPPORTED))
            return self.tell("refused" if as_expected else "FAILED", case.name,
                             self.reason(done))
        if word:
            return self.tell("FAILED", case.name, "is no longer refused")
        try:
            answers = self.run(path, values)
        except Exception as error:  # What the runtime says is the result.
            return self.tell("FAILED", case.name,
                             f"{self.runtime}: {str(error)[:300]}")
        out = self.work / "answer.npz"
        self.np.savez(out, **answers)
        problem = case.problem(self.np, out)
        self.tell("FAILED" if problem else "passed", case.name, problem or "")

    def tell_apart(self, name, got, want, allowed):
        """Whether two arrays of numbers are as near as allowed."""
        if got.shape != want.shape:
            return self.tell("FAILED", name, f"{got.shape}, not {want.shape}")
        apart = float(self.np.abs(got - want).max())
        self.tell("passed" if apart <= allowed else "FAILED", name,
                  f"apart {apart:.2g}")
