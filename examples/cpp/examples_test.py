# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0

"""Runs the examples of the C++ interface. `sm run` answers for the models they
write; with --tensorflow TensorFlow's loaders do."""

import argparse
import json
import os
import subprocess
import sys
import tempfile


def run(*command):
    """The standard output of a program that must succeed."""
    done = subprocess.run(command, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n"
                 f"{done.stdout}{done.stderr}")
    return done.stdout


def check(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")
    print(f"{what}: {got}")


def check_with_sm(args, made, edited):
    text = run(os.path.join(args.programs, "run_model"), made, "4")
    check("run_model", text, "y 0\n")
    text = run(args.sm, "run", "--dir", made, "--tag_set", "serve,eval",
               "--input_exprs", "inputs=[[2,1],[0,0]]", "--json")
    check("regress", json.loads(text)["outputs"]["outputs"]["values"],
          [[2.0], [2.0]])
    shown = json.loads(run(args.sm, "show", "--dir", edited, "--json"))
    meta_graph, = shown["meta_graphs"]
    check("tags", sorted(meta_graph["tags"]), ["scored", "serve"])
    signatures = meta_graph["signatures"]
    check("same signature", signatures["score"], signatures["serving_default"])


def check_with_tensorflow(made, edited):
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    try:
        import tensorflow as tf
    except ImportError as error:
        print(f"SKIPPED: the examples in TensorFlow ({error}); "
              "./dev setup makes .venv with it")
        sys.exit(77)
    for tags, name, key in ((["serve"], "serving_default", "x"),
                            (["serve", "eval"], "regress", "inputs")):
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            loaded = tf.compat.v1.saved_model.load(session, tags, made)
            signature = loaded.signature_def[name]
            output, = signature.outputs.values()
            value = session.run(output.name,
                                {signature.inputs[key].name: [[2.0, 1.0]]})
            check(f"TensorFlow, v1 loader, {tags}", value.tolist(), [[2.0]])
        loaded = tf.saved_model.load(made, tags=tags)
        value, = loaded.signatures[name](
            **{key: tf.constant([[2.0, 1.0]])}).values()
        check(f"TensorFlow, tf.saved_model.load, {tags}",
              value.numpy().tolist(), [[2.0]])
    loaded = tf.saved_model.load(edited)
    check("signatures", sorted(loaded.signatures),
          ["score", "serve", "serving_default"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--sm", required=True)
    parser.add_argument("--demo", required=True)
    parser.add_argument("--tensorflow", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "made")
        edited = os.path.join(folder, "edited")
        run(os.path.join(args.programs, "save_model"), made)
        text = run(os.path.join(args.programs, "edit_model"),
                   os.path.join(args.demo, "model"), edited)
        if "score: " not in text:
            sys.exit(f"edit_model does not list the copy:\n{text}")
        if args.tensorflow:
            check_with_tensorflow(made, edited)
        else:
            check_with_sm(args, made, edited)


main()
