// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on the graph as imported.

#ifndef SM_TRANSFORMS_GRAPHPASSES
#define SM_TRANSFORMS_GRAPHPASSES

include "mlir/Pass/PassBase.td"

def GraphPrune : Pass<"graph-prune", "::mlir::ModuleOp"> {
  let summary = "remove nodes and functions that nothing refers to";
  let description = [{
    Keeps what signatures, traced functions, assets, the initialisation, the
    saver and the collections of a MetaGraph reach, by data, control or as a
    function, so that TensorFlow's loaders find everything that they look up by
    name. What is left is untouched, but for colocation (`loc:@node`) with nodes
    that are gone.

    With `signatures` the others are dropped first, from the object graph, too,
    with the traced functions that only they use; the signature that initialises
    the model stays. The objects of the object graph keep their numbers, since
    other files of the model refer to them: one that goes leaves an empty
    object.

    With `inference-only`, collections that serve training are dropped (train
    op, losses, summaries, queue runners, savers, ...), and contexts of loops
    and conditionals whose nodes are gone. `drop-object-graph` drops the object
    graph: `tf.saved_model.load` then offers signatures, but neither attributes
    nor methods. The initialisation then stands in the collection
    `saved_model_main_op` instead of a signature, which that loader would take
    for one of the model's.
  }];
  let options = [
    ListOption<"signatures", "signatures", "std::string",
               "The signatures to keep; all if left out">,
    ListOption<"tags", "tags", "std::string",
               "The tag set of the MetaGraph to prune; all if left out">,
    Option<"inferenceOnly", "inference-only", "bool", /*default=*/"false",
           "Drop collections that serve training">,
    Option<"dropObjectGraph", "drop-object-graph", "bool", /*default=*/"false",
           "Drop the object graph and what only it uses">,
  ];
}

def GraphDropUnusedFunctions
    : Pass<"graph-drop-unused-functions", "::mlir::ModuleOp"> {
  let summary = "remove functions that nothing refers to";
  let description = [{
    Keeps functions that a node of the graph calls or names, that a kept function
    does, that the object graph lists, that have an alias, and gradients of what
    is kept. All nodes of the graph stay.
  }];
}

def GraphStripDevices : Pass<"graph-strip-devices", "::mlir::ModuleOp"> {
  let summary = "remove placement, so that TensorFlow places nodes itself";
  let description = [{
    Clears the device of each node in graph and functions, the node attributes
    `allowed_devices` and `_device`, and the devices of variables and resources
    in the object graph. Attributes without which a node has no meaning stay
    (`send_device`, `devices` of iterators).

    ```mlir
    %0, %ctl = MatMul(%a, %b) name("m") device("/device:GPU:0") {T = f32}
    // becomes
    %0, %ctl = MatMul(%a, %b) name("m") {T = f32}
    ```
  }];
  let options = [
    Option<"colocation", "colocation", "bool", /*default=*/"false",
           "Also remove colocation with other nodes (`_class`)">,
  ];
}

def GraphStripDebugInfo : Pass<"graph-strip-debug-info", "::mlir::ModuleOp"> {
  let summary = "remove what only points back to the model's source";
  let description = [{
    Removes the names of original nodes and functions from nodes
    (`experimental_debug_info`), the GraphDef's `debug_info`, source locations,
    and the model's file of stack traces. `_user_specified_name` stays: TensorFlow names arguments by it.
  }];
}

def GraphRenameSignature
    : Pass<"graph-rename-signature", "::mlir::ModuleOp"> {
  let summary = "give signatures, their inputs and outputs new names";
  let description = [{
    `names` are `from:to` for signatures, `keys` are `signature.key:to` for
    inputs and outputs (the signature by its old name). Nodes keep their names.
    The object graph follows, so that the signatures of `tf.saved_model.load`
    have the new names, too. Its traced functions take arguments in the order of
    their keys: keys that would change it are refused. Several renamings happen
    at once, so that two names can be exchanged.
  }];
  let options = [
    ListOption<"names", "names", "std::string", "Signatures, as from:to">,
    ListOption<"keys", "keys", "std::string",
               "Inputs and outputs, as signature.key:to">,
    ListOption<"tags", "tags", "std::string",
               "The tag set of the MetaGraph; all if left out">,
  ];
}

def GraphRenameNode : Pass<"graph-rename-node", "::mlir::ModuleOp"> {
  let summary = "give nodes of the main graph, and so their tensors, new names";
  let description = [{
    `nodes` are `from:to`. Whatever names a node follows: spelled inputs,
    signatures, assets, the initialisation, the saver, collections, constants of
    the object graph, colocation. A variable's or table's node keeps its
    identity: where its name was also the name of its state, this becomes its
    `shared_name`, and a warning says under which name the checkpoint knows it.
    In a model without a saver, variables are found by their nodes' names, so
    these cannot be renamed. Several renamings happen at once.
  }];
  let options = [
    ListOption<"nodes", "nodes", "std::string", "Nodes, as from:to">,
    ListOption<"tags", "tags", "std::string",
               "The tag set of the MetaGraph; all if left out">,
  ];
}

def GraphStripTPU : Pass<"graph-strip-tpu", "::mlir::ModuleOp"> {
  let summary = "make a model that was saved for TPUs run on a CPU";
  let description = [{
    Calls of TPU functions become ordinary calls, replicated inputs and outputs
    and sharding annotations identities; the rest of the machinery (ordinals,
    metadata, compilation results, set-up of the system) becomes constants and
    nodes that do nothing, which `--graph-prune` removes. Node attributes and
    devices that concern TPUs go. All nodes keep their names.

    For one replica only: more, or an op that means nothing elsewhere, is an
    error that names the node. All such nodes are named before anything is
    changed.

    A MetaGraph that is tagged `tpu` loses this tag. With `drop-tagged` it is
    dropped instead, as is usual where the same model stands beside it under
    the other tags.

    ```mlir
    %0, %ctl = TPUPartitionedCall(%x, %ordinal) name("call")
        {Tin = [f32], Tout = [f32], f = #tf.func<@f, {}>}
    // becomes
    %0, %ctl = StatefulPartitionedCall(%x) name("call")
        {Tin = [f32], Tout = [f32], config = "", config_proto = "",
         executor_type = "", f = #tf.func<@f, {}>}
    ```
  }];
  let options = [
    Option<"dropTagged", "drop-tagged", "bool", /*default=*/"false",
           "Drop the MetaGraphs tagged tpu instead of changing them">,
  ];
}

#endif // SM_TRANSFORMS_GRAPHPASSES
