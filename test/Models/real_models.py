# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Which of the real models (SM_MODELS) a test looks at, and what it feeds
them."""

import collections
import os

import goldens
import verdicts

MUST_REFUSE = ["tf-fuzz-bad-node-attr", "tf-fuzz-const-no-value",
               "tf-fuzz-negative-shape", "java-corrupt-utf8"]
# What an everyday run of the slower tests takes; SM_TEST_FULL=1 takes all.
EVERYDAY = [
    "aww-pretrained", "basic-pitch-nmp", "multi-babyweight", "serving-counter",
    "tf-CyclicModule", "tf-StaticHashTable", "tf-VarsAndArithmetic",
    "tf-half-plus-two-main-op", "tfkeras-lso-tf22", "vespa-external-modelv2"]


def name_of(models, folder):
    return folder.relative_to(models).as_posix()


def chosen(models, only=None):
    """Folders of SavedModels that TensorFlow may be asked about: those with
    `only` in their name, else all or the everyday ones."""
    folders = sorted({path.parent for path in models.rglob("saved_model.pb*")})
    full = os.environ.get("SM_TEST_FULL")
    return [folder for folder in folders
            if (name := name_of(models, folder)) not in MUST_REFUSE
            and (only in name if only else full or name in EVERYDAY)]


class Checker(verdicts.Verdicts):
    """Verdicts on the roads of models, and the golden inputs of these."""

    def __init__(self, goldens_folder, np):
        super().__init__()
        self.np = np
        self.cases = collections.defaultdict(list)
        if goldens_folder and goldens_folder.is_dir():
            for case in goldens.load(goldens_folder):
                self.cases[case.model].append(case)

    def mark(self, verdict, road, name, detail=""):
        """A verdict on one of the roads of a model."""
        self.tell(verdict, f"{road:13} {name}", detail)

    def golden_values(self, model, tags, signature):
        """Inputs of a golden case of the entry, or None: invented ones might
        all give one answer."""
        for case in self.cases[model]:
            about = case.about
            if (about.get("signature") == signature
                    and tuple(sorted(about["tags"])) == tuple(sorted(tags))
                    and not case.unsupported_reason()):
                values = self.np.load(case.folder / "inputs.npz")
                return {key: values[key] for key in about["inputs"]}
        return None
