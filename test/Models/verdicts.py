# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""What the scripts of this folder tell of the models they looked at: a line
each, their numbers at the end, and the exit status."""

import argparse
import collections
import pathlib

SKIP = 77  # ctest's SKIP_RETURN_CODE


def parser(description):
    """The arguments that all scripts have."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--sm", type=pathlib.Path, required=True)
    made.add_argument("--only", help="a part of the name of what is looked at")
    return made


def skip(what):
    """Says why nothing at all is looked at; the exit status."""
    print(f"SKIPPED: {what}")
    return SKIP


class Verdicts:
    """Prints and counts them: "passed", "FAILED", "refused" for what sm does
    not do and need not, "SKIPPED" for what this machine lacks."""

    def __init__(self):
        self.count = collections.Counter()

    def tell(self, verdict, name, detail=""):
        self.count[verdict] += 1
        print(f"{verdict:7} {name}{': ' + detail if detail else ''}",
              flush=True)

    def conclude(self, must_pass=False):
        """Prints the numbers; the exit status. Where nothing could be looked
        at, that is a skip, or a failure if something must pass."""
        count = self.count
        print(f"{count['passed']} passed, {count['FAILED']} failed, "
              f"{count['refused']} refused, {count['SKIPPED']} skipped")
        if count["FAILED"]:
            return 1
        if count["passed"]:
            return 0
        return SKIP if count["SKIPPED"] and not must_pass else 1
