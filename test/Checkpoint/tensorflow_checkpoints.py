# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow writes checkpoints and models; FormatTests copies the checkpoints
and recomputes the fingerprints; TensorFlow reads the copies and finds the same
tensors. With --models, published models take part, too."""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

SKIP = 77  # ctest's SKIP_RETURN_CODE
# Models that TensorFlow itself does not get through.
BROKEN = ("tf-fuzz", "java-corrupt")
TESTS = ("Fingerprint.ModelsOfTensorFlow:"
         "TensorBundleWriter.CheckpointsOfTensorFlow")
# TensorFlow writes string tensors in parts, but reads only one part at a time.
STRING_PARTS = "parts of words"
TYPES = ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64",
         "uint64", "float16", "bfloat16", "float32", "float64", "complex64",
         "complex128", "qint8", "quint8", "qint16", "quint16", "qint32", "int4")


def save(prefix, entries):
    """entries: (name, slice or "", tensor)."""
    names, slices, tensors = zip(*entries)
    tf.raw_ops.SaveV2(prefix=str(prefix), tensor_names=list(names),
                      shape_and_slices=list(slices), tensors=list(tensors))


def make_types(prefix):
    entries = []
    forms = {"matrix": [[0, 1, 2], [3, 4, 5]], "scalar": 3,
             "empty": np.zeros([2, 0], np.int32)}
    for name in TYPES:
        for form, values in forms.items():
            entries.append((f"{name}/{form}", "", tf.cast(
                tf.constant(values), tf.dtypes.as_dtype(name))))
    save(prefix, entries)


def make_strings(prefix):
    words = [b"", b"a", b"\xff\x00\n", b"w" * 127, b"w" * 128, b"w" * 70000]
    save(prefix, [
        ("words", "", tf.constant(words)),
        ("scalar", "", tf.constant(b"word")),
        ("no words", "", tf.constant([], tf.string)),
        ("odd\n\xe4\0name", "", tf.constant([[b"x"], [b"y"]])),
        (STRING_PARTS, "6 4,2", tf.constant(words[4:])),
        (STRING_PARTS, "6 0,4", tf.constant(words[:4])),
    ])


def make_parts(prefix):
    rows = np.arange(6000, dtype=np.float32).reshape(2000, 3)
    entries = [("rows", f"2000 3 {start},500:0,3", rows[start:start + 500])
               for start in (1500, 0, 1000, 500)]
    columns = np.arange(12, dtype=np.int64).reshape(3, 4)
    entries += [("columns", f"3 4 -:{start},2", columns[:, start:start + 2])
                for start in (2, 0)]
    entries.append(("a/whole", "3 4 -:-", columns))
    save(prefix, [(n, s, tf.constant(v)) for n, s, v in entries])


def make_variants(prefix):
    lists = [tf.raw_ops.TensorListFromTensor(
        tensor=tf.constant([[1.0, 2.0], [3.0, n]]), element_shape=[2])
             for n in (4.0, 5.0)]
    save(prefix, [("list", "", lists[0]), ("lists", "", tf.stack(lists)),
                  ("number", "", tf.constant(1.0))])


def make_long_index(prefix):
    """Several blocks, and entries that are larger than a block."""
    entries = [(f"layer_{i:05d}/{'kernel' * (i % 40)}", "",
                tf.constant([i], tf.int32)) for i in range(8000)]
    entries.append(("layer_04000" + "x" * 600000, "", tf.constant(1.0)))
    entries.append(("layer_04001" + "x" * 300000, "", tf.constant(2.0)))
    entries.append(("\xff" * 10, "", tf.constant(3.0)))
    save(prefix, entries)


def make_shards(prefix):
    parts = [f"{prefix}-part{i}" for i in range(3)]
    for i, part in enumerate(parts):
        save(part, [(f"{name}{i}", "", tf.fill([i + 2, 5], i))
                    for name in ("z", "a", "m")])
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=parts,
                                  destination_prefix=str(prefix))


def make_objects(prefix):
    root = tf.train.Checkpoint(
        kernel=tf.Variable(tf.random.normal([300, 20])),
        nested=tf.train.Checkpoint(words=tf.Variable(["a", "b"]),
                                   half=tf.Variable([1.0, 2.0], dtype="half")),
        listed=[tf.Variable(i) for i in range(5)])
    root.write(str(prefix))
    policy = tf.train.experimental.MaxShardSizePolicy(max_shard_size=4096)
    root.write(str(prefix) + "-limited", tf.train.CheckpointOptions(
        experimental_sharding_callback=policy))


def make_models(folder):
    """SavedModels of several kinds; TensorFlow adds the fingerprints."""
    class Model(tf.Module):
        def __init__(self):
            super().__init__()
            self.kernel = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
            self.words = tf.constant(["a", "b"])

        @tf.function(input_signature=[tf.TensorSpec([None, 2])])
        def multiply(self, x):
            return {"y": x @ self.kernel}

        @tf.function(input_signature=[tf.TensorSpec([], tf.int32)])
        def count(self, n):
            return tf.while_loop(lambda i: i < n, lambda i: i + 1, [0])[0]

    class ModelWithTable(Model):
        def __init__(self, vocabulary):
            super().__init__()
            self.table = tf.lookup.StaticHashTable(
                tf.lookup.TextFileInitializer(
                    str(vocabulary), tf.string, 0, tf.int64, 1, delimiter=" "),
                -1)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
        def look_up(self, words):
            return self.table.lookup(words)

    tf.saved_model.save(Model(), str(folder / "plain"))
    model = Model()
    tf.saved_model.save(model, str(folder / "signatures"), signatures={
        "multiply": model.multiply, "count": model.count})
    vocabulary = folder.parent / "words.txt"
    vocabulary.write_text("a 1\nb 2\n")
    model = ModelWithTable(vocabulary)
    tf.saved_model.save(model, str(folder / "table"), signatures={
        "look_up": model.look_up, "multiply": model.multiply})
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, [None], name="x")
        y = x * tf.compat.v1.get_variable("w", initializer=2.0)
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.saved_model.simple_save(
            session, str(folder / "version1"), {"x": x}, {"y": y})


def link_published(models, folder):
    """The checkpoints and models of `models` under names of their own; models
    get the fingerprints of today's TensorFlow."""
    from tensorflow.python.saved_model.pywrap_saved_model import fingerprinting
    for number, index in enumerate(sorted(models.rglob("*.index"))):
        for file in index.parent.glob(index.stem + ".*"):
            if file.suffix == ".index" or file.name.startswith(
                    index.stem + ".data-"):
                target = f"published-{number:03d}" + file.name[len(index.stem):]
                (folder / "checkpoints" / target).symlink_to(file.resolve())
    for number, model in enumerate(sorted(models.rglob("saved_model.pb"))):
        source = model.parent.resolve()
        if any(source.relative_to(models.resolve()).as_posix().startswith(name)
               for name in BROKEN):
            continue
        try:
            fingerprint = fingerprinting.CreateFingerprintDef(str(source))
        except fingerprinting.FingerprintException as error:
            print(f"no fingerprint of {source.name}: {error}")
            continue
        place = folder / "models" / f"published-{number:03d}"
        place.mkdir()
        (place / "saved_model.pb").symlink_to(source / "saved_model.pb")
        if (source / "variables").exists():
            (place / "variables").symlink_to(source / "variables")
        (place / "fingerprint.pb").write_bytes(fingerprint)


def read(prefix, is_anew=False):
    """name -> (type, shape, value) of everything in a checkpoint; is_anew: a
    copy without parts."""
    reader = tf.train.load_checkpoint(str(prefix))
    types = reader.get_variable_to_dtype_map()
    shapes = reader.get_variable_to_shape_map()
    names = sorted(types)
    wanted = [(name, piece) for name in names
              for piece in (["6 0,4", "6 4,2"] if name == STRING_PARTS and
                            not is_anew else [""])]
    tensors = tf.raw_ops.RestoreV2(
        prefix=str(prefix), tensor_names=[name for name, _ in wanted],
        shape_and_slices=[piece for _, piece in wanted],
        dtypes=[types[name] for name, _ in wanted])
    values = {}
    for (name, _), tensor in zip(wanted, tensors):
        value = comparable(tensor)
        values[name] = values[name] + value if name in values else value
    return {name: (types[name], shapes[name], values[name]) for name in names}


def comparable(value):
    if value.dtype == tf.variant:  # The lists of make_variants.
        lists = tf.unstack(value) if value.shape.rank else [value]
        return [tf.raw_ops.TensorListStack(
            input_handle=handle, element_shape=[2],
            element_dtype=tf.float32).numpy().tolist() for handle in lists]
    if value.dtype == tf.string:
        return value.numpy().tolist() if value.shape.rank else value.numpy()
    return value.numpy().tobytes()  # NaN is equal to itself.


def compare(expected, copy, is_anew):
    """Problems of one copy, in words."""
    found = read(copy, is_anew)
    problems = [f"{copy.name}: {name!r} is missing or too much"
                for name in expected.keys() ^ found.keys()]
    for name in expected.keys() & found.keys():
        for what, before, after in zip(("type", "shape", "value"),
                                       expected[name], found[name]):
            if before != after:
                problems.append(f"{copy.name}: {name!r} has another {what}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=pathlib.Path, required=True)
    parser.add_argument("--models", default="")
    arguments = parser.parse_args()
    global tf, np
    try:
        import numpy as np
        import tensorflow as tf
    except ImportError as error:
        print(f"SKIPPED: checkpoints of TensorFlow ({error}); "
              "./dev setup makes .venv with it")
        return SKIP
    if not arguments.models:
        print("no published models: SM_MODELS is not set")
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        checkpoints = folder / "checkpoints"
        for name in ("checkpoints", "copies", "models"):
            (folder / name).mkdir()
        for name, make in sorted(globals().items()):
            if name.startswith("make_") and name != "make_models":
                make(checkpoints / name[len("make_"):])
        make_models(folder / "models")
        if arguments.models:
            link_published(pathlib.Path(arguments.models), folder)
        environment = dict(os.environ, SM_TENSORFLOW_MADE=str(folder))
        if subprocess.run([arguments.tests, f"--gtest_filter={TESTS}"],
                          env=environment, check=False).returncode != 0:
            return 1
        problems, copies, tensors = [], 0, 0
        for index in sorted(checkpoints.glob("*.index")):
            original = index.with_suffix("")
            expected = read(original)
            for kind in ("same", "sharded", "anew"):
                if kind == "anew":
                    expected = {name: entry for name, entry in expected.items()
                                if entry[0] != tf.variant}
                problems += compare(
                    expected, folder / "copies" / f"{original.name}-{kind}",
                    is_anew=kind == "anew")
                copies += 1
                tensors += len(expected)
    print("\n".join(problems))
    print(f"{copies} copies with {tensors} tensors read by TensorFlow, "
          f"{len(problems)} problems")
    return 1 if problems or tensors < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
