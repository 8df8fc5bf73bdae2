# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The law of the file: a model that is imported and exported again is the same
model, under TensorFlow's own schema and byte by byte in every other file; and
an edit of the text between the two arrives as exactly that change."""

import collections
import os
import pathlib
import re
import shutil

import measured

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

MODEL_FILES = ("saved_model.pb", "saved_model.pbtxt")
# Another form of the same model; it stays only while it says the same.
CHUNKED = "saved_model.cpb"
ODD_VERSION = 12345
ODD_VALUE = 0.15625
VARIABLE = re.compile(
    r'^ *sm\.variable .* = (#sm\.data<"variables", "([^"\\]+)"> '
    r': (tensor<(?:\d+x)*f32>))(?: \{.*\})?$', re.MULTILINE)


class Different(Exception):
    """What is not as it was."""


def tensorflow_schema():
    """TensorFlow's modules, or None where it is not installed."""
    try:
        from google.protobuf import text_format
        from tensorflow.core.framework import graph_pb2
        from tensorflow.core.protobuf import saved_model_pb2
        from tensorflow.python.training import py_checkpoint_reader
    except ImportError:
        return None
    schema = collections.namedtuple("Schema", "text saved_model graph reader")
    return schema(text_format, saved_model_pb2.SavedModel, graph_pb2.GraphDef,
                  py_checkpoint_reader.NewCheckpointReader)


def read_proto(schema, message, path):
    if path.suffix == ".pbtxt":
        return schema.text.Parse(path.read_bytes(), message)
    message.ParseFromString(path.read_bytes())
    return message


def read_model(schema, folder):
    for name in MODEL_FILES:
        if (folder / name).exists():
            return read_proto(schema, schema.saved_model(), folder / name)
    raise Different("there is no model file")


def serialized(message):
    return message.SerializeToString(deterministic=True)


def first_difference(before, after):
    """The path of the first field that differs."""
    if before.DESCRIPTOR.full_name != after.DESCRIPTOR.full_name:
        return "the type"
    for field in before.DESCRIPTOR.fields:
        one, other = getattr(before, field.name), getattr(after, field.name)
        single = not hasattr(one, "__len__") or isinstance(one, (str, bytes))
        if field.message_type and single:
            if before.HasField(field.name) != after.HasField(field.name):
                return f"presence of {field.name}"
            if serialized(one) != serialized(other):
                return f"{field.name}.{first_difference(one, other)}"
        elif single:
            if one != other and not (one != one and other != other):
                return f"{field.name}: {one!r:.60} became {other!r:.60}"
        elif field.message_type and field.message_type.GetOptions().map_entry:
            for key in sorted(set(one) | set(other)):
                if (key in one) != (key in other):
                    return f"{field.name}: key {key!r}"
                if hasattr(one[key], "DESCRIPTOR"):
                    if serialized(one[key]) != serialized(other[key]):
                        inner = first_difference(one[key], other[key])
                        return f"{field.name}[{key!r}].{inner}"
                elif one[key] != other[key]:
                    return f"{field.name}[{key!r}]"
        elif len(one) != len(other):
            return f"{field.name}: {len(one)} became {len(other)}"
        else:
            for index, (a, b) in enumerate(zip(one, other)):
                if not field.message_type and a != b and not (a != a):
                    return f"{field.name}[{index}]: {a!r:.60} became {b!r:.60}"
                if field.message_type and serialized(a) != serialized(b):
                    return f"{field.name}[{index}].{first_difference(a, b)}"
    return "unknown fields"


def check_equal(before, after):
    if serialized(before) != serialized(after):
        raise Different(f"proto: {first_difference(before, after)}")


def files_below(folder):
    return {path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*") if path.is_file()}


def check_files(before, after, leave_out=()):
    """Every file but those of `leave_out` is there, with the same bytes."""
    one, other = files_below(before), files_below(after)
    if CHUNKED not in other:
        one.pop(CHUNKED, None)
    for name in sorted(set(one) | set(other)):
        if any(re.fullmatch(pattern, name) for pattern in leave_out):
            continue
        if (name in one) != (name in other):
            raise Different(f"file {name} is {'lost' if name in one else 'new'}")
        if one[name].read_bytes() != other[name].read_bytes():
            raise Different(f"file {name} has other bytes")


def is_same_value(one, other):
    if getattr(one, "dtype", object) == object:  # strings, or one string
        return getattr(one, "tolist", lambda: one)() == getattr(
            other, "tolist", lambda: other)()
    return one.tobytes() == other.tobytes()


class Law:
    """Checks models, and counts what it saw."""

    def __init__(self, sm, schema):
        self.sm, self.schema = sm, schema
        self.seen = collections.Counter()

    def convert(self, source, form, output):
        done = measured.run([self.sm, "convert", *source, "--to", form,
                             "--output", output], seconds=120)
        if done.status != 0:
            raise Different(f"{source[0]} --to {form}: {done.first_error()}")
        return output

    def count(self, model):
        self.seen["models"] += 1
        for meta_graph in getattr(model, "meta_graphs", [model]):
            graph = getattr(meta_graph, "graph_def", meta_graph)
            functions = graph.library.function
            self.seen["MetaGraphs"] += 1
            self.seen["functions"] += len(functions)
            self.seen["nodes"] += len(graph.node)
            self.seen["nodes"] += sum(len(f.node_def) for f in functions)

    def check_model(self, folder, work):
        before = read_model(self.schema, folder)
        direct = self.convert(("--dir", folder), "saved-model",
                              work / "direct")
        check_equal(before, read_model(self.schema, direct))
        check_files(folder, direct)
        text = self.convert(("--dir", folder), "mlir", work / "model.mlir")
        through = self.convert(("--mlir", text), "saved-model",
                               work / "through")
        check_equal(before, read_model(self.schema, through))
        check_files(folder, through)
        shutil.rmtree(direct)
        shutil.rmtree(through)
        self.check_version_edit(folder, before, text, work)
        self.check_variable_edit(folder, before, text, work)
        self.count(before)

    def edited(self, text, change, work):
        """The model of the text after change(text)."""
        copy = work / "edited.mlir"
        copy.write_text(change(text.read_text()))
        model = self.convert(("--mlir", copy), "saved-model", work / "edited")
        copy.unlink()
        return model

    def check_version_edit(self, folder, before, text, work):
        """One number of the header; it makes the whole proto be written."""
        field = "saved_model_schema_version = "
        header = '#sm.proto<"tensorflow.SavedModel", {'
        old, new = f"{field}1}}>}} {{", f"{field}{ODD_VERSION}}}>}} {{"
        if not before.saved_model_schema_version:
            old = "sm.saved_model {"
            new = f"sm.saved_model attributes {{header = {header}{new}"
        model = self.edited(text, lambda t: t.replace(old, new, 1), work)
        wanted = self.schema.saved_model()
        wanted.CopyFrom(before)
        wanted.saved_model_schema_version = ODD_VERSION
        check_equal(wanted, read_model(self.schema, model))
        check_files(folder, model, [r"saved_model\.pb(txt)?",
                                    r"fingerprint\.pb"])
        shutil.rmtree(model)

    def check_variable_edit(self, folder, before, text, work):
        """The value of the first variable of floats, if there is one."""
        found = VARIABLE.search(text.read_text())
        if not found:
            return
        value, key, kind = found.groups()
        model = self.edited(text, lambda t: t.replace(
            f"= {value}", f"= dense<{ODD_VALUE}> : {kind}"), work)
        check_equal(before, read_model(self.schema, model))
        check_files(folder, model, [r"variables/.*", r"saved_model\.pb(txt)?",
                                    r"fingerprint\.pb"])
        one = self.schema.reader(str(folder / "variables/variables"))
        other = self.schema.reader(str(model / "variables/variables"))
        if one.get_variable_to_shape_map() != other.get_variable_to_shape_map():
            raise Different("the checkpoint has other entries")
        for name in one.get_variable_to_shape_map():
            old, new = one.get_tensor(name), other.get_tensor(name)
            if name == key and (new != ODD_VALUE).any():
                raise Different(f"the new value of {key} did not arrive")
            if name != key and not is_same_value(old, new):
                raise Different(f"entry {name} changed, {key} was edited")
        self.seen["variables edited"] += 1
        shutil.rmtree(model)

    def check_graph(self, path, work):
        before = read_proto(self.schema, self.schema.graph(), path)
        direct = self.convert(("--graphdef", path), "graphdef",
                              work / "direct.pb")
        check_equal(before,
                    read_proto(self.schema, self.schema.graph(), direct))
        text = self.convert(("--graphdef", path), "mlir", work / "graph.mlir")
        through = work / "through.pb"
        done = measured.run([self.sm.parent / "sm-translate",
                             "--mlir-to-graphdef", text, "-o", through])
        if done.status != 0:
            raise Different(f"--mlir-to-graphdef: {done.first_error()}")
        check_equal(before,
                    read_proto(self.schema, self.schema.graph(), through))
        self.count(before)

    def problem(self, source, work):
        """What breaks the law for a model, or None."""
        flag, path = source
        work = pathlib.Path(work)
        try:
            if flag == "--dir":
                self.check_model(path, work)
            else:
                self.check_graph(path, work)
        except Different as different:
            return str(different)
        return None

    def summary(self):
        return ", ".join(f"{count} {what}" for what, count in self.seen.items())
