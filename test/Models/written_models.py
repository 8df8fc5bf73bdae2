# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Models that sm writes again with optimised code in place of the old, and
frozen graphs: TensorFlow answers the same through every loader."""

import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured
import real_models
import verdicts

# The nodes that both loaders reach must become fewer.
MUST_SHRINK = ["aww-pretrained", "basic-pitch-nmp", "tfkeras-lso-tf22"]


class Checker(real_models.Checker):
    def __init__(self, args, work, runs, np):
        super().__init__(args.goldens, np)
        self.sm = args.sm
        self.models = args.models
        self.most = args.functions
        self.work = work
        self.runs = runs

    def compare(self, road, name, before, again, after):
        """Entries that answer; `again` tells which of them are random."""
        if any(entry in ("load",) or entry[-1] is None for entry in before):
            return self.mark("refused", road, name, "TensorFlow cannot load it")
        if before.keys() != after.keys():
            apart = sorted(map(str, before.keys() ^ after.keys()))
            return self.mark("FAILED", road, name, f"entries: {apart}")
        same = refused = 0
        for entry, want in before.items():
            if self.runs.difference(want, again[entry]):
                continue  # answers differ from run to run
            wrong = self.runs.difference(want, after[entry])
            if wrong:
                return self.mark("FAILED", road, name, f"{entry}: {wrong}")
            refused += isinstance(want, str)
            same += not isinstance(want, str)
        self.count["entries"] += same
        self.mark("passed", road, name,
                  f"{same} entries, {refused} that TensorFlow refuses")

    def written(self, model, flag):
        """The model written again: (folder, what sm printed)."""
        target = self.work / "written"
        shutil.rmtree(target, ignore_errors=True)
        return target, measured.run(
            [self.sm, "convert", "--dir", model, flag, "--to", "saved-model",
             "--output", target], seconds=300)

    def check_optimised(self, model):
        name = model.relative_to(self.models).as_posix()
        target, done = self.written(model, "--optimize")
        if done.status != 0:
            return self.mark("FAILED", "optimised", name, done.first_error())
        before, after = map(self.runs.nodes_reached, (model, target))
        self.mark("passed" if name not in MUST_SHRINK or (
            after[0] < before[0] and after[1] < before[1]) else "FAILED",
            "nodes", name, f"v1 {before[0]} -> {after[0]}, "
            f"load {before[1]} -> {after[1]}")

        def values(tags, signature):
            return self.golden_values(model, tags, signature)

        self.compare("v1", name, *(self.runs.v1_answers(folder, values)
                                   for folder in (model, model, target)))
        graphs = self.runs.read_proto(model).meta_graphs
        for graph in graphs:
            tags = tuple(sorted(graph.meta_info_def.tags))
            self.compare("load", name, *(
                self.runs.v2_answers(folder, tags, values, self.most)
                for folder in (model, model, target)))

    def check_frozen(self, case):
        """A golden case's entry as a frozen graph."""
        about = case.about
        if (case.unsupported_reason() or about.get("graphdef")
                or about["signature"] is None):
            return
        frozen = self.work / "frozen.pb"
        frozen.unlink(missing_ok=True)
        done = measured.run([self.sm, "convert", *case.source_flags(),
                             *case.entry_flags(), "--to", "graphdef",
                             "--output", frozen], seconds=300)
        if done.status != 0:
            verdict = "refused" if done.status in (1, 3) else "FAILED"
            return self.mark(verdict, "frozen", case.name, done.first_error())
        signature = next(
            graph.signature_def[about["signature"]]
            for graph in self.runs.read_proto(case.model).meta_graphs
            if sorted(graph.meta_info_def.tags) == sorted(about["tags"]))
        loaded = self.np.load(case.folder / "inputs.npz")
        values = {key: loaded[key] for key in about["inputs"]}
        after = self.runs.attempt(lambda: self.runs.graph_answers(
            frozen,
            {signature.inputs[key].name: value
             for key, value in values.items()},
            {key: info.name for key, info in signature.outputs.items()}))
        entry = tuple(sorted(about["tags"])), about["signature"]
        before = self.runs.v1_answers(case.model, lambda *_: values, entry)
        wrong = (self.runs.difference(before[entry], after)
                 if entry in before else self.apart_from_golden(case, after))
        refused = isinstance(after, str) and not wrong
        self.mark("FAILED" if wrong else "refused" if refused else "passed",
                  "frozen", case.name,
                  wrong or f"TensorFlow: {after}" * refused)

    def check_frozen_model(self, model):
        """All signatures, frozen, as a SavedModel."""
        name = model.relative_to(self.models).as_posix()
        target, done = self.written(model, "--freeze")
        if done.status != 0:
            verdict = "refused" if done.status in (1, 3) else "FAILED"
            return self.mark(verdict, "frozen", name, done.first_error())

        def values(tags, signature):
            return self.golden_values(model, tags, signature)

        self.compare("frozen", name, *(self.runs.v1_answers(folder, values)
                                       for folder in (model, model, target)))

    def apart_from_golden(self, case, answers):
        """For models that TensorFlow does not load any more."""
        if isinstance(answers, str):
            return None
        packed = self.work / "answers.npz"
        self.np.savez(packed, **{
            key: value.astype("S") if value.dtype == object else value
            for key, value in answers.items()})
        return case.problem(self.np, packed)


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--models", type=measured.folder)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--functions", type=int, default=12,
                        help="how many traced functions of a model are run")
    parser.add_argument("--roads", default="optimised,frozen")
    args = parser.parse_args()
    if not args.models or not args.models.is_dir():
        return verdicts.skip("written models, as there is no folder of real "
                             "models (SM_MODELS)")
    try:
        import numpy as np
        import tensorflow_runs as runs
    except ImportError as error:
        return verdicts.skip("written models, as TensorFlow is missing "
                             f"({error}); ./dev setup makes .venv with it")
    with tempfile.TemporaryDirectory() as work:
        checker = Checker(args, pathlib.Path(work), runs, np)
        for model in real_models.chosen(args.models, args.only):
            if "optimised" in args.roads:
                checker.check_optimised(model)
            if "frozen" in args.roads:
                checker.check_frozen_model(model)
                for case in checker.cases[model]:
                    checker.check_frozen(case)
    print(f"{checker.count['entries']} entries answered the same")
    return checker.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
