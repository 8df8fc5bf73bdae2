# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Real models as ONNX: what ONNX Runtime answers is what TensorFlow answered.
The models of models.txt against the golden answers; small networks made here
and, if SM_BENCH_MODELS names a folder of them, three large ones at several
batch sizes against TensorFlow itself, the large ones also as frozen graphs."""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import converted_models
import goldens
import measured
import served_models
import verdicts

BATCHES = (1, 3, 8)
# How far an answer may be from TensorFlow's.
LARGE = {"mlp": 1e-5, "mobilenetv2": 1e-5, "resnet50": 1e-4}
SMALL = 1e-5
# What would be left over of the change from NHWC to NCHW.
MOST_TRANSPOSES = 1


class ONNXModels(converted_models.ConvertedModels):
    refused = {
        "*half-plus-two*/*__classify_x_to_y__*": "ParseExample",
        "*half-plus-two*/*__regress_x_to_y*__*": "ParseExample",
        "serving-counter/serve__reset_counter__*": "changes a variable",
        "java-saved-model-py/*": "unknown rank",
        "hub-v1-mini-train/*": "unknown rank",
        "rust-regression-tf12/*-regress__*": "unknown rank",
    }
    runtime = "ONNX Runtime"

    def __init__(self, sm, work, np):
        super().__init__(sm, work, np)
        self.converted = {}

    def convert(self, flags, values=None):
        """Each model and entry once: shapes stay open."""
        key = tuple(map(str, flags))
        if key not in self.converted:
            path = self.work / f"{len(self.converted)}.onnx"
            done = measured.run([self.sm, "convert", *flags, "--to", "onnx",
                                 "--output", path], seconds=300)
            self.converted[key] = path, done
        return self.converted[key]

    def run(self, path, values):
        import onnx_runs
        # An output that has the name of an input gets another one.
        return {key.removesuffix("_1") if key.removesuffix("_1") in values
                else key: answer
                for key, answer in onnx_runs.run(path, values).items()}

    def reason(self, done):
        """The reason that sm gives for an op, or its first line."""
        lines = [line.strip() for line in done.err.splitlines()]
        return next((line for line in lines if "cannot become ONNX" in line),
                    done.first_error())

    def check_network(self, folder, name, allowed, transposes, is_frozen):
        """Answers at several batch sizes, and how many Transposes are left."""
        import onnx_runs
        try:
            model = served_models.ServedModel(self.sm, self.np, folder)
            roads = {"signature": model.source_flags()}
            if is_frozen:
                roads["frozen"] = self.frozen_flags(model, name)
        except ValueError as error:
            return self.tell("FAILED", name, str(error))
        if model.tensorflow is None:
            return self.tell("SKIPPED", name, "this Python has no TensorFlow")
        paths = {}
        for road, flags in roads.items():
            paths[road], done = self.convert(flags)
            if done.status != 0:
                return self.tell("FAILED", f"{name} {road}", done.first_error())
        for batch in BATCHES:
            want = model.expected(batch)
            for road, path in paths.items():
                got = onnx_runs.run(path, {model.input_key: model.value(batch)})
                self.tell_apart(f"{name} {road} batch {batch}",
                                got[model.output_key], want, allowed)
        moved = onnx_runs.operators(paths["signature"])["Transpose"]
        self.tell("passed" if moved <= transposes else "FAILED",
                  f"{name} transposes", f"{moved}, allowed {transposes}")

    def frozen_flags(self, model, name):
        """The frozen graph, with the names of the signature."""
        frozen = self.work / f"{name}.pb"
        model.freeze(frozen)
        shape = ",".join(map(str, [-1] + model.dims))
        return ["--graphdef", frozen, "--inputs",
                f"{model.input_tensor}[{shape}]", "--outputs",
                model.output_tensor, "--rename-inputs", model.input_key,
                "--rename-outputs", model.output_key]

    def check_made(self, only):
        """The networks of onnx_networks.py."""
        try:
            import onnx_networks
        except ImportError as error:
            return self.tell("SKIPPED", "made networks", str(error))
        for make in onnx_networks.ALL:
            if only and only not in make.__name__:
                continue
            folder = self.work / make.__name__
            transposes = onnx_networks.save(make, folder)
            self.check_network(folder, make.__name__, SMALL, transposes,
                               is_frozen=False)


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--goldens", type=measured.folder)
    args = parser.parse_args()
    try:
        import numpy as np
        import onnxruntime
    except ImportError as error:
        return verdicts.skip(f"ONNX models ({error}); ./dev setup makes .venv "
                             "with ONNX Runtime")
    del onnxruntime
    with tempfile.TemporaryDirectory() as work:
        models = ONNXModels(args.sm, pathlib.Path(work), np)
        goldens.check(models, args.goldens, args.only, models.check_case)
        models.check_made(args.only)
        served_models.check_large(
            models, LARGE, args.only,
            lambda folder, name: models.check_network(
                folder, name, LARGE[name], MOST_TRANSPOSES, is_frozen=True))
    return models.conclude()


if __name__ == "__main__":
    sys.exit(main())
