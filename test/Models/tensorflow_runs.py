# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow runs whole models: every signature through the v1 loader, every
signature and traced function through tf.saved_model.load, frozen graphs by
tensor names. Used to ask whether two models answer the same."""

import hashlib
import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.checkpoint import trackable_view
from tensorflow.python.eager import def_function

tf.get_logger().setLevel("ERROR")

UNKNOWN_DIM = 2
MAX_ELEMENTS = 1 << 22


class Refused(Exception):
    """What TensorFlow says instead of an answer."""


def read_proto(folder):
    model = saved_model_pb2.SavedModel()
    binary = folder / "saved_model.pb"
    if binary.exists():
        model.ParseFromString(binary.read_bytes())
    else:
        from google.protobuf import text_format
        text_format.Parse((folder / "saved_model.pbtxt").read_text(), model)
    return model


def invented(name, dtype, shape):
    """A value that depends on its name only."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
    random = np.random.default_rng(seed)
    dims = [UNKNOWN_DIM] if shape.rank is None else [
        UNKNOWN_DIM if dim is None else dim for dim in shape.as_list()]
    if np.prod(dims, dtype=np.int64) > MAX_ELEMENTS:
        raise Refused(f"input {name} is too large to invent")
    if dtype == tf.string:
        return np.full(dims, b"", dtype=object)
    if dtype == tf.bool:
        return random.integers(0, 2, dims).astype(bool)
    if dtype.is_integer:
        return random.integers(0, 3, dims).astype(dtype.as_numpy_dtype)
    if dtype.is_floating or dtype.is_complex:
        return random.uniform(-1, 1, dims).astype(dtype.as_numpy_dtype)
    raise Refused(f"input {name} of type {dtype.name} cannot be invented")


def attempt(run):
    """The answers as {key: array}, or why there are none: an error's first
    word, as the rest may name nodes that were optimised away."""
    try:
        return {key: np.asarray(value) for key, value in run().items()}
    except Exception as error:  # pylint: disable=broad-except
        return f"{type(error).__name__}"


# --- the v1 loader ------------------------------------------------------------

def plain_inputs(signature):
    if any(info.WhichOneof("encoding") != "name"
           for part in (signature.inputs, signature.outputs)
           for info in part.values()):
        raise Refused("sparse or composite tensors")
    return {key: invented(key, tf.as_dtype(info.dtype % 100),
                          tf.TensorShape(info.tensor_shape))
            for key, info in signature.inputs.items()}


def run_signature(session, signature, values):
    values = plain_inputs(signature) if values is None else values
    return session.run(
        {key: info.name for key, info in signature.outputs.items()},
        {signature.inputs[key].name: value for key, value in values.items()})


def v1_answers(folder, values, only=None):
    """{(tags, signature): answers} of all entries or the `only` one;
    `values(tags, signature)` gives inputs or None to invent them."""
    answers = {}
    for meta_graph in read_proto(folder).meta_graphs:
        tags = tuple(sorted(meta_graph.meta_info_def.tags))
        if only and only[0] != tags:
            continue
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            try:
                tf.compat.v1.saved_model.loader.load(session, list(tags),
                                                     str(folder))
            except Exception as error:  # pylint: disable=broad-except
                answers[tags, None] = type(error).__name__
                continue
            for name, signature in sorted(meta_graph.signature_def.items()):
                if (name.startswith("__saved_model_")
                        or only and only[1] != name):
                    continue
                answers[tags, name] = attempt(lambda: run_signature(
                    session, signature, values(tags, name)))
    return answers


# --- tf.saved_model.load ----------------------------------------------------------

def run_flat(function):
    count = len(function.inputs) - len(function.captured_inputs)
    values = [tf.constant(invented(f"{i}", tensor.dtype, tensor.shape),
                          tensor.dtype)
              for i, tensor in enumerate(function.inputs[:count])]
    results = function._call_flat(values, function.captured_inputs)
    flat = tf.nest.flatten(results, expand_composites=True)
    return {str(i): result.numpy() for i, result in enumerate(flat)
            if isinstance(result, tf.Tensor)}


def traced_functions(root):
    """(name, concrete function) of every function object, once each."""
    seen = set()
    for item in trackable_view.TrackableView(root).descendants():
        if not isinstance(item, def_function.Function):
            continue
        for function in getattr(item, "concrete_functions", []):
            name = function.function_def.signature.name
            if name not in seen:
                seen.add(name)
                yield name.rsplit("_", 1)[0], function


def v2_answers(folder, tags, values, most):
    """{entry: answers} of the signatures and of `most` traced functions."""
    answers = {}
    try:
        root = tf.saved_model.load(str(folder), tags=list(tags) or None)
    except Exception as error:  # pylint: disable=broad-except
        return {"load": type(error).__name__}
    for name, function in sorted(root.signatures.items()):
        def run(function=function, name=name):
            given = values(tags, name)
            if given is None:
                given = {key: invented(key, spec.dtype, spec.shape)
                         for key, spec in
                         function.structured_input_signature[1].items()}
            return function(**{key: tf.constant(value)
                               for key, value in given.items()})
        answers["signature", name] = attempt(run)
    functions = sorted(traced_functions(root), key=lambda pair: pair[0])
    for number, (name, function) in enumerate(
            functions[::max(1, len(functions) // most)]):
        answers["function", name, number] = attempt(
            lambda function=function: run_flat(function))
    return answers


# --- frozen graphs --------------------------------------------------------------

def graph_answers(path, feeds, fetches):
    """A frozen graph by tensor names: {fetch key: array}."""
    graph_def = tf.compat.v1.GraphDef()
    graph_def.ParseFromString(path.read_bytes())
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
        with tf.compat.v1.Session(graph=graph) as session:
            return session.run(fetches, feeds)


# --- comparison --------------------------------------------------------------------

def difference(before, after, rtol=1e-4, atol=1e-5):
    """What differs between two answers of one entry, or None."""
    if isinstance(before, str) or isinstance(after, str):
        return None if type(before) is type(after) else f"{before} / {after}"
    if before.keys() != after.keys():
        return f"outputs {sorted(before)} / {sorted(after)}"
    for key, want in before.items():
        got = after[key]
        if got.shape != want.shape or got.dtype != want.dtype:
            return (f"{key}: {want.dtype}{want.shape} became "
                    f"{got.dtype}{got.shape}")
        exact = want.dtype.kind not in "fc"
        same = got == want if exact else np.isclose(
            got, want, rtol=rtol, atol=atol, equal_nan=True)
        if not np.all(same):
            apart = "" if exact else f" by {np.nanmax(np.abs(got - want)):.3g}"
            return f"{key}: {np.size(same) - np.count_nonzero(same)} differ{apart}"
    return None


# --- what is reached ----------------------------------------------------------------

def called_functions(node, library):
    names = [node.op]
    stack = list(node.attr.values())
    while stack:
        value = stack.pop()
        functions = list(value.list.func)
        if value.HasField("func"):
            functions.append(value.func)
        for function in functions:
            names.append(function.name)
            stack.extend(function.attr.values())
    return [name for name in names if name in library]


def nodes_in(functions, library):
    seen, count = set(), 0
    stack = list(functions)
    while stack:
        name = stack.pop()
        if name in seen or name not in library:
            continue
        seen.add(name)
        for node in library[name].node_def:
            count += 1
            stack.extend(called_functions(node, library))
    return count


def nodes_reached(folder):
    """(through signatures of the main graph, through the object graph): nodes
    there and in every function they call, each once."""
    by_signature = by_object = 0
    for meta_graph in read_proto(folder).meta_graphs:
        library = {function.signature.name: function
                   for function in meta_graph.graph_def.library.function}
        nodes = {node.name: node for node in meta_graph.graph_def.node}
        stack = [info.name.split(":")[0]
                 for name, signature in meta_graph.signature_def.items()
                 if not name.startswith("__saved_model_")
                 for info in signature.outputs.values()]
        fed = {info.name.split(":")[0]
               for signature in meta_graph.signature_def.values()
               for info in signature.inputs.values()}
        seen, functions = set(), []
        while stack:
            name = stack.pop()
            if name in seen or name not in nodes:
                continue
            seen.add(name)
            functions += called_functions(nodes[name], library)
            if name not in fed:
                stack += [text.lstrip("^").split(":")[0]
                          for text in nodes[name].input]
        by_signature += len(seen) + nodes_in(functions, library)
        traced = meta_graph.object_graph_def.concrete_functions
        by_object += nodes_in(traced, library)
    return by_signature, by_object
