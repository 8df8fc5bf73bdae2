# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Real models as StableHLO text, for the shapes of their inputs: what XLA
answers is what TensorFlow answered. The models of models.txt against the golden
answers, and, if SM_BENCH_MODELS names a folder of them, three large ones
against sm's own kernels."""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Oracle")]
import converted_models
import goldens
import measured
import served_models
import verdicts

# Batch, and how far an answer may be from that of sm's kernels.
LARGE = {"mlp": (2, 1e-5), "mobilenetv2": (1, 1e-5), "resnet50": (1, 1e-4)}


def shape_flags(values):
    """--shape with the shapes of these arrays, by name."""
    texts = [f"{goldens.escaped(key)}={','.join(map(str, value.shape))}"
             for key, value in values.items()]
    return ["--shape", ";".join(texts)] if texts else []


class StableHLOModels(converted_models.ConvertedModels):
    refused = {
        "*half-plus-two*/*__classify_x_to_y__*": "ParseExample",
        "*half-plus-two*/*__regress_x_to_y*__*": "ParseExample",
        "serving-counter/serve__reset_counter__*": "changes a variable",
        "bqml-linear-reg/transform/*": "tensor of string",
    }
    runtime = "XLA"

    def __init__(self, sm, work, np, xla):
        super().__init__(sm, work, np)
        self.xla = xla

    def convert(self, flags, values):
        path = self.work / "model.mlir"
        done = measured.run(
            [self.sm, "convert", *flags, *shape_flags(values), "--to",
             "stablehlo", "--output", path, "--overwrite"], seconds=300)
        return path, done

    def run(self, path, values):
        return self.xla.Program(path.read_text()).named(values)

    def check_large(self, folder, name):
        batch, allowed = LARGE[name]
        try:
            model = served_models.ServedModel(self.sm, self.np, folder)
        except ValueError as error:
            return self.tell("FAILED", name, str(error))
        values = {model.input_key: model.value(batch)}
        path, done = self.convert(model.source_flags(), values)
        given, out = self.work / "given.npy", self.work / "answer.npz"
        self.np.save(given, values[model.input_key])
        run = measured.run(
            [self.sm, "run", *model.run_flags(given), "--engine", "kernel",
             "--output", out, "--overwrite"], seconds=300)
        for step in (done, run):
            if step.status != 0:
                return self.tell("FAILED", name, step.first_error())
        key = model.output_key
        self.tell_apart(name, self.run(path, values)[key],
                        self.np.load(out)[key], allowed)


def main():
    parser = verdicts.parser(__doc__)
    parser.add_argument("--goldens", type=measured.folder)
    args = parser.parse_args()
    try:
        import numpy as np
        import xla
    except ImportError as error:
        return verdicts.skip(f"StableHLO models ({error}); ./dev setup makes "
                             ".venv with jaxlib")
    with tempfile.TemporaryDirectory() as work:
        models = StableHLOModels(args.sm, pathlib.Path(work), np, xla)
        goldens.check(models, args.goldens, args.only, models.check_case)
        served_models.check_large(models, LARGE, args.only, models.check_large)
    return models.conclude()


if __name__ == "__main__":
    sys.exit(main())
