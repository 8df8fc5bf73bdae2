# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""SavedModels that are legal and odd: what real models have rarely, all in a
few folders. Made with TensorFlow's own schema."""

import numpy
from google.protobuf import any_pb2, text_format
from tensorflow.core.framework import types_pb2, variable_pb2
from tensorflow.core.protobuf import meta_graph_pb2, saved_model_pb2
from tensorflow.python.framework import dtypes, tensor_util


def new_model():
    model = saved_model_pb2.SavedModel()
    model.saved_model_schema_version = 1
    return model


def add_function(graph, name):
    function = graph.library.function.add()
    function.signature.name = name
    function.signature.input_arg.add(name="x", type=types_pb2.DT_FLOAT)
    function.signature.output_arg.add(name="y", type=types_pb2.DT_FLOAT)
    function.signature.control_output.append("done")
    function.attr["_odd name"].s = b"\0\xff"
    function.arg_attr[0].attr["_user"].i = -1
    function.resource_arg_unique_id[0] = 7
    function.node_def.add(name="u", op="Custom>Op", input=["x", "x:0"])
    function.node_def.add(name="w", op="Custom>Op",
                          input=["u:left", "u:right:2", "^u"])
    function.ret["y"] = "w:out:0"
    function.control_ret["done"] = "w"


def several_meta_graphs():
    """The same names in each, tag sets empty, repeated and out of order."""
    model = new_model()
    for tags in (["serve"], [], ["train", "serve", "train"], ["\u00e9"]):
        meta_graph = model.meta_graphs.add()
        meta_graph.meta_info_def.tags.extend(tags)
        add_function(meta_graph.graph_def, "f")
        meta_graph.graph_def.node.add(name="n", op="f")
        signature = meta_graph.signature_def["serving_default"]
        signature.outputs["y"].name = "n:3"
        signature.outputs["y"].dtype = types_pb2.DT_FLOAT
        signature.outputs["y"].tensor_shape.unknown_rank = True
        meta_graph.signature_def["empty"].SetInParent()
    model.meta_graphs.add()
    return model


def tensors():
    """Constants of every type: as TensorFlow writes them, in part, in full."""
    model = new_model()
    graph = model.meta_graphs.add().graph_def
    for number in sorted(types_pb2.DataType.values()):
        if number == 0 or number > 100:
            continue
        dtype = dtypes.as_dtype(number)
        if dtype in (dtypes.resource, dtypes.variant):
            continue
        for shape in ((), (1,), (3, 2), (0, 4), (40, 30)):
            count = int(numpy.prod(shape))
            if dtype == dtypes.string:
                array = numpy.array([b"a\0\xff" * (i % 3)
                                     for i in range(count)], object)
            else:
                array = (numpy.arange(count) % 2).astype(
                    dtype.as_numpy_dtype)
            for fill in (False, True):
                node = graph.node.add(name=f"n{len(graph.node)}", op="Holder")
                try:
                    tensor = tensor_util.make_tensor_proto(
                        array[:1][0] if fill and count else
                        array.reshape(shape), dtype, shape)
                except (TypeError, ValueError):
                    tensor = node.attr["value"].tensor
                    tensor.dtype = number
                    for size in shape:
                        tensor.tensor_shape.dim.add(size=size)
                node.attr["value"].tensor.CopyFrom(tensor)
                node.attr["dtype"].type = number
    return model


def collections_of_messages():
    """Messages inside the bytes of messages, and bytes that are none."""
    model = new_model()
    meta_graph = model.meta_graphs.add()
    variable = variable_pb2.VariableDef(variable_name="v:0", trainable=True)
    values = meta_graph.collection_def["variables"].bytes_list.value
    values.append(variable.SerializeToString())
    values.append(variable.SerializeToString() + b"\xca\xf3\x18\x01x")
    meta_graph.collection_def["trainable_variables"].bytes_list.value.append(
        b"\xff\xff")
    meta_graph.collection_def["empty"].SetInParent()
    meta_graph.collection_def["floats"].float_list.value.extend(
        [float("nan"), -0.0, 1e-45])
    for name in ("b.txt", "a.txt", "b.txt"):
        asset = meta_graph_pb2.AssetFileDef(filename=name)
        asset.tensor_info.name = "path:0"
        packed = any_pb2.Any()
        packed.Pack(asset)
        meta_graph.collection_def["saved_model_assets"].any_list.value.append(
            packed)
    meta_graph.meta_info_def.any_info.Pack(packed)
    meta_graph.graph_def.node.add(name="path", op="Placeholder")
    return model


def unknown_fields():
    """A newer schema than ours wrote this: field numbers nobody knows."""
    model = several_meta_graphs()
    model = saved_model_pb2.SavedModel.FromString(
        model.SerializeToString() + b"\xca\xf3\x18\x02hi")
    meta_graph = model.meta_graphs[0]
    for message in (meta_graph, meta_graph.meta_info_def, meta_graph.graph_def,
                    meta_graph.graph_def.library,
                    meta_graph.graph_def.library.function[0],
                    meta_graph.graph_def.node[0],
                    meta_graph.signature_def["serving_default"]):
        message.MergeFromString(b"\xd2\xf3\x18\x03\x00\xffz")
    value = meta_graph.graph_def.node[0].attr["newer"]
    value.MergeFromString(b"\xd8\xf3\x18\x05")
    return model


def make(root):
    """Writes the models below root; their folders."""
    assets = {"collections_of_messages": ["a.txt", "b.txt"]}
    folders = []
    for maker in (several_meta_graphs, tensors, collections_of_messages,
                  unknown_fields):
        # Unknown fields have no text form that is read back.
        forms = ("pb",) if maker is unknown_fields else ("pb", "pbtxt")
        for form in forms:
            folder = root / f"{maker.__name__}-{form}"
            folder.mkdir()
            model = maker()
            data = (text_format.MessageToString(model).encode()
                    if form == "pbtxt" else model.SerializeToString())
            (folder / f"saved_model.{form}").write_bytes(data)
            for name in assets.get(maker.__name__, []):
                (folder / "assets").mkdir(exist_ok=True)
                (folder / "assets" / name).write_text("words\n")
            folders.append(folder)
    return folders
