# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Passes on the graph as imported, on real models: what is written again loads
in TensorFlow, by the v1 loader and by tf.saved_model.load, and answers as
before; a model for TPUs runs on the CPU."""

import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured
import real_models
import verdicts


class Change:
    """The passes of one row for one model, and what they do to its entries:
    which signatures stay, and what they and their keys are called then. Traced
    functions go with the object graph, or change places with signatures."""

    def __init__(self, passes, keeps=lambda tags, name: True, names=None,
                 has_functions=True):
        self.passes = passes
        self.keeps = keeps
        self.names = names or {}
        self.has_functions = has_functions

    def new_name(self, name):
        return self.names.get(name, (name, {}, {}))[0]

    def old_name(self, name):
        olds = [old for old, new in self.names.items() if new[0] == name]
        return olds[0] if olds else name

    def new_inputs(self, name, values):
        keys = self.names.get(name, (name, {}, {}))[1]
        return values and {keys.get(key, key): value
                           for key, value in values.items()}

    def new_outputs(self, name, answers):
        keys = self.names.get(name, (name, {}, {}))[2]
        if isinstance(answers, str):
            return answers
        return {keys.get(key, key): value for key, value in answers.items()}


def signatures_of(proto):
    """The signatures of the first MetaGraph that has some."""
    for graph in proto.meta_graphs:
        names = sorted(name for name in graph.signature_def
                       if not name.startswith("__saved_model_"))
        if names:
            return graph, names
    return None, []


def strip(_):
    """Everything that should change no answer at all."""
    return Change(["--graph-strip-devices=colocation=true",
                   "--graph-strip-debug-info", "--graph-prune",
                   "--graph-drop-unused-functions", "--graph-strip-tpu"])


def inference(_):
    return Change(["--graph-prune=inference-only=true"])


def objects(_):
    return Change(["--graph-prune=drop-object-graph=true"], has_functions=False)


def one_signature(proto):
    graph, names = signatures_of(proto)
    if len(names) < 2 or any("," in name for name in names):
        return None
    tags = ",".join(graph.meta_info_def.tags)
    own = tuple(sorted(graph.meta_info_def.tags))
    return Change(
        [f"--graph-prune=signatures={names[0]}"
         + (f" tags={tags}" if tags else "")],
        keeps=lambda of, name: of != own or name == names[0],
        has_functions=False)


def rename(proto):
    """The last signature and its last keys (with endings that keep the order),
    the nodes of its inputs, and two variables."""
    graph, names = signatures_of(proto)
    if not names or len(proto.meta_graphs) > 1:
        return None
    name = names[-1]
    signature = graph.signature_def[name]
    inputs = {key: key + "~" for key in sorted(signature.inputs)[-1:]}
    outputs = {key: key + "~" for key in sorted(signature.outputs)[-1:]}
    keys = [f"{name}.{side}.{old}:{new}"
            for side, renames in (("inputs", inputs), ("outputs", outputs))
            for old, new in renames.items()]
    nodes = sorted({info.name.split(":")[0]
                    for info in signature.inputs.values() if info.name})
    variables = [node.name for node in graph.graph_def.node
                 if node.op in ("VarHandleOp", "VariableV2")
                 and graph.HasField("saver_def")][:2]
    wanted = ",".join(f"{node}:renamed/{node}" for node in nodes + variables)
    passes = [f"--graph-rename-signature=names={name}:{name}~ "
              f"keys={','.join(keys)}"]
    if wanted:
        passes.append(f"--graph-rename-node=nodes={wanted}")
    return Change(passes, names={name: (name + "~", inputs, outputs)})


ROWS = {"strip": strip, "inference": inference, "objects": objects,
        "one-signature": one_signature, "rename": rename}


class Checker(real_models.Checker):
    def __init__(self, args, work, runs, np):
        super().__init__(args.goldens, np)
        self.args = args
        self.work = work
        self.runs = runs

    def rewritten(self, model, passes):
        """(folder, None) or (None, what failed)."""
        texts = [self.work / name / "model.mlir" for name in ("one", "two")]
        target = self.work / "model"
        shutil.rmtree(target, ignore_errors=True)
        for text in texts:
            text.parent.mkdir(exist_ok=True)
        for command in (
                [self.args.sm, "convert", "--dir", model, "--to", "mlir",
                 "--output", texts[0], "--overwrite"],
                [self.args.sm.parent / "sm-opt", texts[0], *passes, "-o",
                 texts[0].with_name("passes.mlir")],
                [self.args.sm, "convert", "--mlir",
                 texts[0].with_name("passes.mlir"), "--to", "saved-model",
                 "--output", target]):
            done = measured.run(command, seconds=300)
            if done.status != 0:
                return None, f"{command[0].name}: {done.first_error()}"
        return target, None

    def values(self, model, tags, name, signature):
        """Inputs by the old keys: keys also decide what is invented."""
        given = self.golden_values(model, tags, name)
        return (given if given is not None
                else self.runs.plain_inputs(signature))

    def answers(self, model, folder, change):
        """{(road, tags, entry): answers} by old names."""
        protos = self.runs.read_proto(model).meta_graphs
        signatures = {tuple(sorted(graph.meta_info_def.tags)):
                      graph.signature_def for graph in protos}

        def values(tags, name):
            old = change.old_name(name)
            return change.new_inputs(old, self.values(
                model, tags, old, signatures[tuple(sorted(tags))][old]))

        found = {("v1", *entry): answers for entry, answers in
                 self.runs.v1_answers(folder, values).items()}
        for tags in signatures:
            for entry, answers in self.runs.v2_answers(
                    folder, tags, values, self.args.functions).items():
                if not entry[1].startswith("__saved_model_"):
                    found["load", tags, entry] = answers
        return found

    def expected(self, before, change):
        """What should be there after the change."""
        wanted = {}
        for (road, tags, entry), answers in before.items():
            name = entry if road == "v1" else (
                entry[1] if entry[0] == "signature" else None)
            if name is None:
                if road == "v1" or change.has_functions:
                    wanted[road, tags, entry] = answers
                continue
            if not change.keeps(tags, name):
                continue
            new = change.new_name(name)
            wanted[road, tags, new if road == "v1" else ("signature", new)] = (
                change.new_outputs(name, answers))
        return wanted

    def check(self, row, model, before, again):
        name = model.relative_to(self.args.models).as_posix()
        change = ROWS[row](self.runs.read_proto(model))
        if change is None:
            return
        folder, failure = self.rewritten(model, change.passes)
        if failure:
            # Old writers leave messages that only bytes can show.
            refused = row == "rename" and "cannot be rewritten" in failure
            return self.mark("refused" if refused else "FAILED", row, name,
                             failure)
        after = self.answers(model, folder, change)
        wanted = self.expected(before, change)
        steady = self.expected(again, change)
        entries = list(wanted)
        unsteady = 0
        missing = [entry for entry in wanted if entry not in after]
        if missing:
            return self.mark("FAILED", row, name,
                             f"{len(missing)} entries gone: {missing[0]}")
        new = [entry for entry in after if entry not in wanted]
        if new and change.has_functions:
            return self.mark("FAILED", row, name, f"{new[0]} is new")
        for entry in entries:
            if self.runs.difference(wanted[entry], steady[entry]):
                unsteady += 1
                continue
            wrong = self.runs.difference(wanted[entry], after[entry])
            if wrong and self.never_same(entry, model, folder, change):
                return self.mark("FAILED", row, name, f"{entry}: {wrong}")
            unsteady += bool(wrong)
        refused = sum(isinstance(wanted[entry], str) for entry in entries)
        self.count["entries"] += len(entries) - refused
        self.mark("passed", row, name, f"{len(entries) - refused} entries, "
                  f"{refused} that TensorFlow refuses"
                  + (f", {unsteady} whose answers change" if unsteady else ""))

    def never_same(self, entry, model, folder, change, rounds=3):
        """Whether an entry answers each of several times what the model that
        was not changed never does. An evaluation's `value` and `update_op` read
        and assign the same variable in any order: now and then TensorFlow gives
        the mean that the update leaves, else the one before."""
        olds, news = [], []
        for _ in range(rounds):
            before = self.answers(model, model, Change([]))
            olds.append(self.expected(before, change)[entry])
            news.append(self.answers(model, folder, change)[entry])
        return all(self.runs.difference(old, new)
                   for old in olds for new in news)

    def check_model(self, model):
        same = Change([])
        before = self.answers(model, model, same)
        again = self.answers(model, model, same)
        for row in self.args.rows.split(","):
            if row in ROWS:
                self.check(row, model, before, again)

    def check_tpu(self):
        """A model that TensorFlow itself cannot run without a TPU."""
        tf = self.runs.tf
        model = self.work / "tpu"
        save_for_tpu(tf, model)
        folder, failure = self.rewritten(
            model, ["--graph-strip-tpu", "--graph-prune"])
        if failure:
            return self.mark("FAILED", "tpu", "made here", failure)
        x = self.np.array([1.0, -2.0], self.np.float32)
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            tf.compat.v1.saved_model.loader.load(session, ["serve"],
                                                 str(folder))
            got = session.run("y:0", {"x:0": x})
        self.mark("passed" if (got == x * 3 + 1).all() else "FAILED", "tpu",
                  "made here", f"{got}")


def save_for_tpu(tf, folder):
    """y = 3 x + 1 as the exporter for TPUs writes it."""
    raw = tf.raw_ops

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def replicated(x):
        raw.TPUReplicateMetadata(num_replicas=1)
        x = raw.TPUReplicatedInput(inputs=[x])
        y = raw.TPUReplicatedOutput(input=x * 3.0, num_replicas=1)[0]
        return y + 1.0

    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, [None], name="x")
        concrete = replicated.get_concrete_function()
        concrete.add_to_graph()
        ordinal = raw.TPUOrdinalSelector()
        y = raw.TPUPartitionedCall(args=[x], device_ordinal=ordinal[0],
                                   Tout=[tf.float32], f=concrete)[0]
        y = tf.identity(y, name="y")
        builder = tf.compat.v1.saved_model.Builder(str(folder))
        build_info = tf.compat.v1.saved_model.build_tensor_info
        with tf.control_dependencies([raw.ConfigureDistributedTPU()]):
            init = tf.no_op("init")
        signature = tf.compat.v1.saved_model.build_signature_def(
            {"x": build_info(x)}, {"y": build_info(y)}, "")
        builder.add_meta_graph_and_variables(
            session, ["serve", "tpu"], {"serving_default": signature},
            main_op=init)
        builder.save()


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--models", type=measured.folder)
    parser.add_argument("--goldens", type=measured.folder)
    parser.add_argument("--rows", default=",".join([*ROWS, "tpu"]))
    parser.add_argument("--functions", type=int, default=4,
                        help="how many traced functions of a model are run")
    args = parser.parse_args()
    try:
        import numpy as np
        import tensorflow_runs as runs
    except ImportError as error:
        return verdicts.skip("rewritten models, as TensorFlow is missing "
                             f"({error}); ./dev setup makes .venv with it")
    with tempfile.TemporaryDirectory() as work:
        checker = Checker(args, pathlib.Path(work), runs, np)
        if "tpu" in args.rows.split(","):
            checker.check_tpu()
        if args.models and args.models.is_dir():
            for model in real_models.chosen(args.models, args.only):
                checker.check_model(model)
        else:
            checker.tell("SKIPPED", "real models",
                         "there is no folder of them (SM_MODELS)")
    print(f"{checker.count['entries']} entries answered the same")
    return checker.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
