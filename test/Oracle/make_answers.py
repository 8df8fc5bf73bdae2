# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Asks TensorFlow for the answer of every case in cases/, in one process, and
writes for each

  OUT/<Op>/<case>/graph.pb      a frozen GraphDef, the op under test called op
                  inputs.npz    what its placeholders a, b, c … are fed with
                  expected.npz  TensorFlow's answer, keyed by fetch (op:0 …)
                  case.json     {op, case, inputs, fetches, rtol, atol,
                                 check_value, range, fails}
  OUT/all.txt, OUT/everyday.txt  the cases, one <Op>/<case> a line

In .npz files bfloat16 is uint16 under key::bfloat16. Nothing is asked again
while the tables and TensorFlow stay the same."""

import argparse
import hashlib
import importlib.metadata
import json
import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import casetable

SKIP = 77  # ctest's SKIP_RETURN_CODE


def fingerprint(version):
    """Changes when a table, this program or TensorFlow does."""
    digest = hashlib.sha256(version.encode())
    for path in sorted(HERE.rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def seeded_values(np, spec, seed):
    """The numpy array that an Input describes."""
    dtype = np_dtype(np, spec.dtype)
    if spec.kind == "literal":
        if spec.dtype == "string":
            return np.array(spec.values, dtype=object).reshape(spec.shape)
        return np.array(spec.values).astype(dtype).reshape(spec.shape)
    random = np.random.default_rng(seed)
    if spec.dtype == "bool":
        return random.integers(0, 2, spec.shape).astype(bool)
    if spec.dtype == "string":
        count = int(np.prod(spec.shape))
        return np.array([b"s%d" % n for n in range(count)],
                        dtype=object).reshape(spec.shape)
    if spec.kind in ("special", "special_normal"):
        ends = special_values(np, spec.dtype, dtype)
        if spec.kind == "special_normal":
            ends = ends[:-2]
        return np.resize(ends, spec.shape).astype(dtype)
    if spec.dtype.startswith("complex"):
        real, imaginary = random.normal(size=(2, *spec.shape))
        return (real + 1j * imaginary).astype(dtype)
    if spec.kind == "positive":
        values = random.uniform(0.1, 2.0, spec.shape)
    elif spec.kind == "unit":
        values = random.uniform(0.0, 1.0, spec.shape)
    else:
        values = random.normal(0.0, 1.0, spec.shape)
    if spec.dtype in casetable.FLOATS:
        return values.astype(dtype)
    low = 1 if spec.kind == "positive" or spec.dtype.startswith("u") else -9
    return random.integers(low, 10, spec.shape).astype(dtype)


def special_values(np, name, dtype):
    if name in casetable.FLOATS:
        tiny = {"float16": 6e-8, "bfloat16": 1e-39, "float32": 1e-45,
                "float64": 5e-324}[name]
        return np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5,
                         -0.5, 1.5, 2.5, -2.5, 88.0, -88.0, 6.0, tiny,
                         -tiny]).astype(dtype)
    ends = np.iinfo(dtype)
    return np.array([ends.min, ends.max, 0, 1, ends.max - 1, ends.min + 1],
                    dtype=dtype)


def np_dtype(np, name):
    if name == "bfloat16":
        import ml_dtypes
        return np.dtype(ml_dtypes.bfloat16)
    return np.dtype(object if name == "string" else name)


def npz_entries(np, key, value):
    """How an array is stored: see the head of this file."""
    if value.dtype.name == "bfloat16":
        return {key + "::bfloat16": value.view(np.uint16)}
    if value.dtype == object:
        flat = [v.encode() if isinstance(v, str) else bytes(v)
                for v in value.ravel()]
        if any(v.endswith(b"\0") for v in flat):
            raise ValueError(f"{key}: .npz drops the NUL that ends a string")
        return {key: np.array(flat, dtype="S").reshape(value.shape)}
    return {key: value}


class Asker:
    """Builds the graph of a case, node by node, and runs it."""

    def __init__(self, tf, np):
        from tensorflow.python.framework import op_def_registry
        self.tf = tf
        self.np = np
        self.op_defs = op_def_registry

    def shape_proto(self, shape):
        return self.tf.TensorShape(shape).as_proto()

    def declared_shape(self, spec):
        if spec.declared == "static":
            return self.shape_proto(spec.shape)
        if spec.declared == "unranked":
            return self.shape_proto(None)
        return self.shape_proto([None if axis in spec.declared else size
                                 for axis, size in enumerate(spec.shape)])

    def operand(self, case, spec, graph, feeds):
        """Adds the Placeholder or Const of one input. Returns its name."""
        letter = "abcdefghijklmnop"[len(graph.node)]
        seed = hashlib.sha256(
            f"{case.op}/{case.name}/{letter}".encode()).digest()
        value = seeded_values(self.np, spec, list(seed))
        dtype = self.tf.as_dtype(spec.dtype)
        node = graph.node.add(name=letter)
        node.attr["dtype"].type = dtype.as_datatype_enum
        if spec.is_const:
            node.op = "Const"
            node.attr["value"].tensor.CopyFrom(
                self.tf.make_tensor_proto(value, dtype, spec.shape))
        else:
            node.op = "Placeholder"
            node.attr["shape"].shape.CopyFrom(self.declared_shape(spec))
            feeds[letter] = value
        return letter

    def set_attribute(self, attribute, kind, value):
        """Writes a Python value as the AttrValue that the op definition's
        kind asks for."""
        is_list = kind.startswith("list(")
        target = attribute.list if is_list else attribute
        if is_list:
            kind = kind[5:-1]
            target.SetInParent()
        for item in value if is_list else [value]:
            if kind == "type":
                item = self.tf.as_dtype(item).as_datatype_enum
            elif kind == "shape":
                item = self.shape_proto(item)
            elif kind == "string":
                item = item.encode()
            elif kind == "tensor":
                dtype = self.tf.as_dtype(item.dtype)
                item = self.tf.make_tensor_proto(
                    seeded_values(self.np, item, 0), dtype, item.shape)
            field = {"int": "i", "float": "f", "bool": "b",
                     "string": "s"}.get(kind, kind)
            if kind in ("shape", "tensor"):
                (getattr(target, field).add() if is_list
                 else getattr(target, field)).CopyFrom(item)
            elif is_list:
                getattr(target, field).append(item)
            else:
                setattr(target, field, item)

    def implied(self, op_def, inputs):
        """The attributes that follow from the inputs: types and counts."""
        for arg, entry in zip(op_def.input_arg, inputs):
            parts = entry if isinstance(entry, list) else [entry]
            if arg.number_attr:
                yield arg.number_attr, len(parts)
            if arg.type_list_attr:
                yield arg.type_list_attr, [part.dtype for part in parts]
            elif arg.type_attr and parts:
                yield arg.type_attr, parts[0].dtype

    def build(self, case):
        """(GraphDef, {placeholder: array}, fetches). Attributes that have
        their default are left out, as in a stripped graph."""
        graph, feeds = self.tf.compat.v1.GraphDef(), {}
        graph.versions.producer = self.tf.version.GRAPH_DEF_VERSION
        op_def = self.op_defs.get(case.op)
        inputs = case.inputs
        if case.form == "fed":
            feeds["op"] = seeded_values(self.np, inputs[0], [1])
            inputs = inputs[1:]
        names = [[self.operand(case, part, graph, feeds) for part in
                  (entry if isinstance(entry, list) else [entry])]
                 for entry in inputs]
        if case.form == "control":
            graph.node.add(name="op", op=case.op)
            out = graph.node.add(name="out", op="Identity",
                                 input=[names[0][0], "^op"])
            self.set_attribute(out.attr["T"], "type", inputs[0].dtype)
            return graph, feeds, ["out:0"]
        node = graph.node.add(name="op", op=case.op, input=sum(names, []))
        kinds = {attr.name: attr.type for attr in op_def.attr}
        for name, value in (*self.implied(op_def, inputs),
                            *case.attrs.items()):
            self.set_attribute(node.attr[name], kinds[name], value)
        return graph, feeds, None

    def ask(self, case):
        """(GraphDef, {input: array}, fetches, answers or None if it fails)."""
        v1 = self.tf.compat.v1
        config = v1.ConfigProto(intra_op_parallelism_threads=1,
                                inter_op_parallelism_threads=1)
        # Grappler would fold and rewrite what is to be tested.
        config.graph_options.rewrite_options.disable_meta_optimizer = True
        config.graph_options.optimizer_options.opt_level = -1
        definition, feeds, fetches = self.build(case)
        with self.tf.Graph().as_default() as graph:
            self.tf.import_graph_def(definition, name="")
            outputs = graph.get_operation_by_name("op").outputs
            if case.outputs:
                outputs = [outputs[index] for index in case.outputs]
            fetches = fetches or [output.name for output in outputs]
            feed = {name + ":0": value for name, value in feeds.items()}
            try:
                with v1.Session(graph=graph, config=config) as session:
                    answers = session.run(fetches, feed)
            except self.tf.errors.OpError:
                if not case.fails:
                    raise
                return definition, feeds, fetches, None
        if case.fails:
            raise ValueError("TensorFlow does not refuse this case")
        answers = [self.np.asarray(a, dtype=object)
                   if isinstance(a, (bytes, str)) else self.np.asarray(a)
                   for a in answers]
        return definition, feeds, fetches, answers


def write_case(np, folder, case, graph, values, fetches, answers):
    folder.mkdir(parents=True)
    (folder / "graph.pb").write_bytes(
        graph.SerializeToString(deterministic=True))
    stored = {}
    for key, value in values.items():
        stored.update(npz_entries(np, key, value))
    np.savez(folder / "inputs.npz", **stored)
    expected = {}
    for fetch, value in zip(fetches, answers or []):
        expected.update(npz_entries(np, fetch, value))
    np.savez(folder / "expected.npz", **expected)
    (folder / "case.json").write_text(json.dumps({
        "op": case.op, "case": case.name, "inputs": list(values),
        "fetches": fetches, "rtol": case.rtol, "atol": case.atol,
        "check_value": case.check_value,
        "range": list(case.value_range) if case.value_range else None,
        "fails": case.fails}, indent=1) + "\n")


def ask_all(cases, out):
    """Returns the number of cases that TensorFlow did not answer as said."""
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import numpy as np
    import tensorflow as tf
    asker, wrong = Asker(tf, np), 0
    for case in cases:
        try:
            answer = asker.ask(case)
            write_case(np, out / case.op / case.name, case, *answer)
        except Exception as error:  # Whatever it is, the next case goes on.
            wrong += 1
            print(f"{case.op}/{case.name}: {error}"[:400])
    return wrong


def write_list(path, cases):
    path.write_text("".join(f"{c.op}/{c.name}\n" for c in cases))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out
    cases, unasked = casetable.load()
    try:
        version = importlib.metadata.version("tensorflow-cpu")
    except importlib.metadata.PackageNotFoundError:
        print(f"SKIPPED: {len(cases)} oracle cases, as this Python has no "
              "tensorflow-cpu; ./dev setup makes .venv with it")
        return SKIP
    stamp, now = out / "stamp", fingerprint(version)
    if stamp.exists() and stamp.read_text() == now:
        print(f"{len(cases)} answers of TensorFlow {version} are there already")
        return 0
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    wrong = ask_all(cases, out)
    print(f"{len(cases) - wrong} answers of TensorFlow {version}, "
          f"{len(unasked)} ops not asked, {wrong} cases wrong")
    if wrong:
        return 1
    write_list(out / "all.txt", cases)
    write_list(out / "everyday.txt", casetable.everyday(cases))
    stamp.write_text(now)
    return 0


if __name__ == "__main__":
    sys.exit(main())
