# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Real models edited by `sm edit`: TensorFlow's loaders must take the results
and answer as the edits say."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured
import verdicts

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

try:
    import numpy as np
    import tensorflow as tf
except ImportError as error:
    sys.exit(verdicts.skip(f"edited models, as TensorFlow is missing ({error});"
                           " ./dev setup makes .venv with it"))


class Edits(verdicts.Verdicts):
    """Runs edits into one folder and judges what came out."""

    def __init__(self, sm, models, folder):
        super().__init__()
        self.sm, self.models, self.folder = sm, models, folder

    def edit(self, model, *flags):
        output = str(self.folder / f"model{self.count.total()}_{model}")
        subprocess.run([self.sm, "edit", "--dir", str(self.models / model),
                        "--output", output, *flags], check=True)
        return output

    def check(self, what, got, wanted):
        if isinstance(wanted, (list, float)):
            same = np.allclose(got, wanted)
        else:
            same = got == wanted
        self.tell("passed" if same else "FAILED", what,
                  f"{got}" if same else f"{got} instead of {wanted}")


def run_v1(folder, tags, name, **feeds):
    """The outputs of a signature by the v1 loader and a session."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        loaded = tf.compat.v1.saved_model.load(session, tags, folder)
        signature = loaded.signature_def[name]
        return session.run(
            {key: info.name for key, info in signature.outputs.items()},
            {signature.inputs[key].name: value
             for key, value in feeds.items()})


def edit_signatures_of_v1(edits):
    folder = edits.edit("tf-half-plus-two-main-op",
                        "--add-signature", "half(a=x) -> (b=y)",
                        "--drop-signature", "serving_default",
                        "--default-signature", "half", "--retag", "serve=a,b")
    for name in ("half", "serving_default"):
        edits.check(f"v1 model, {name}",
                    run_v1(folder, ["a", "b"], name, a=[[3.0]])["b"].tolist(),
                    [[3.5]])
    loaded = tf.saved_model.load(folder, tags=["b", "a"])
    value = loaded.signatures["half"](a=tf.constant([[5.0]]))["b"]
    edits.check("the same by tf.saved_model.load", value.numpy().tolist(),
                [[4.5]])


def edit_signatures_of_v2(edits):
    folder = edits.edit("tf-x-plus-y-debuginfo",
                        "--rename-signature", "serving_default=add",
                        "--rename-output", "add:output_0=sum",
                        "--rename-input", "add:y=z",
                        "--copy-signature", "add=plus")
    loaded = tf.saved_model.load(folder)
    edits.check("v2 model, signatures", " ".join(sorted(loaded.signatures)),
                "add plus")
    for name in ("add", "plus"):
        value = loaded.signatures[name](x=tf.constant(1.0),
                                        z=tf.constant(2.0))["sum"]
        edits.check(f"v2 model, {name}", float(value), 3.0)
        edits.check(f"v2 model, {name}, v1 loader",
                    float(run_v1(folder, ["serve"], name, x=1.0, z=4.0)["sum"]),
                    5.0)


def merge_meta_graphs(edits):
    folder = edits.edit("tf-half-plus-two-main-op", "--add-meta-graph",
                        f"{edits.models / 'rust-regression-tf25'}=line")
    edits.check("merged, first",
                run_v1(folder, ["serve"], "serving_default",
                       x=[[3.0]])["y"].tolist(), [[3.5]])
    alone = str(edits.models / "rust-regression-tf25")
    for name in ("w", "b"):
        edits.check(f"merged, second, {name}",
                    run_v1(folder, ["line"], name)["output"].tolist(),
                    run_v1(alone, ["serve"], name)["output"].tolist())


def set_variable(edits):
    array = edits.folder / "w.npy"
    alone = tf.saved_model.load(str(edits.models / "rust-regression-tf25"))
    value, = alone.signatures["w"]().values()
    np.save(array, np.full(value.shape, 7.5, np.float32))
    folder = edits.edit("rust-regression-tf25", "--set-variable",
                        f"{variable_of(edits)}={array}")
    value, = tf.saved_model.load(folder).signatures["w"]().values()
    edits.check("variable, tf.saved_model.load", value.numpy().tolist(), [7.5])
    edits.check("variable, v1 loader",
                run_v1(folder, ["serve"], "w")["output"].tolist(), [7.5])


def variable_of(edits):
    """The checkpoint key that holds w."""
    prefix = str(edits.models / "rust-regression-tf25/variables/variables")
    keys = [key for key, _ in tf.train.list_variables(prefix)]
    key, = [key for key in keys if key.startswith("w/")]
    return key


EDITS = [edit_signatures_of_v1, edit_signatures_of_v2, merge_meta_graphs,
         set_variable]


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--models", type=measured.folder)
    args = parser.parse_args()
    if not args.models or not args.models.is_dir():
        return verdicts.skip("edited models, as there is no folder of real "
                             "models (SM_MODELS)")
    with tempfile.TemporaryDirectory() as folder:
        edits = Edits(args.sm, args.models, pathlib.Path(folder))
        for edit in EDITS:
            if not args.only or args.only in edit.__name__:
                edit(edits)
    return edits.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
