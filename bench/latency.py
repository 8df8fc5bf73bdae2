# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""How fast models run, compiled by sm and by others, in one sitting.

Every engine gets a process of its own for every figure, in turns, so that a
noisy neighbour meets all of them; the least median of the rounds counts.
Engines that are not installed are named and left out.

  latency.py --sm build/bin/sm --models FOLDER [--batch 1 8] [--threads 1 2]

FOLDER holds SavedModels with a signature serving_default; --only takes some of
them. Tables go to stdout as Markdown, figures to --json FILE."""

import argparse
import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
PEERS = ("onnxruntime", "openvino", "tensorflow", "iree")
DTYPES = {"float32": np.float32, "int32": np.int32, "int64": np.int64}


def say(text):
    print(text, file=sys.stderr, flush=True)


def shell(command, **options):
    return subprocess.run([str(word) for word in command], check=True,
                          stdout=subprocess.PIPE, text=True, **options).stdout


class Model:
    """A SavedModel with made-up inputs of a batch size, and its forms for the
    peers."""

    def __init__(self, arguments, folder, batch):
        self.arguments, self.folder, self.batch = arguments, folder, batch
        self.work = pathlib.Path(arguments.work) / folder.name
        self.work.mkdir(parents=True, exist_ok=True)
        shown = json.loads(shell([arguments.sm, "show", "--dir", folder,
                                  "--json"]))
        signature = shown["meta_graphs"][0]["signatures"]["serving_default"]
        draw = np.random.default_rng(1)
        self.values = {}
        for port in signature["inputs"]:
            shape = [batch if d is None else d for d in port["shape"]]
            dtype = DTYPES[port["dtype"]]
            self.values[port["name"]] = (
                draw.uniform(0, 1, shape) if dtype == np.float32
                else draw.integers(0, 2, shape)).astype(dtype)
        self.inputs = self.work / f"inputs{batch}.npz"
        np.savez(self.inputs, **self.values)

    def onnx(self):
        path = self.work / "tf2onnx.onnx"
        if not path.exists():
            shell([sys.executable, "-m", "tf2onnx.convert", "--saved-model",
                   self.folder, "--opset", 17, "--output", path],
                  stderr=subprocess.DEVNULL)
        return path

    def vmfb(self):
        path = self.work / f"iree{self.batch}.vmfb"
        if not path.exists():
            text = self.work / f"batch{self.batch}.stablehlo.mlir"
            shapes = ";".join(f"{key}={','.join(map(str, value.shape))}"
                              for key, value in self.values.items())
            shell([self.arguments.sm, "convert", "--dir", self.folder,
                   "--signature_def", "serving_default", "--to", "stablehlo",
                   "--shape", shapes, "--output", text, "--overwrite"])
            shell([pathlib.Path(sys.executable).with_name("iree-compile"),
                   text, "--iree-input-type=stablehlo",
                   "--iree-hal-target-device=local",
                   "--iree-hal-local-target-device-backends=llvm-cpu",
                   "--iree-llvmcpu-target-cpu=host", "-o", path],
                  stderr=subprocess.DEVNULL)
        return path

    def path_for(self, engine):
        return {"onnxruntime": self.onnx, "iree": self.vmfb}.get(
            engine, lambda: self.folder)()


def measure(model, engine, threads, seconds):
    if engine.startswith("sm"):
        how = "kernel" if engine == "sm kernels" else "auto"
        return json.loads(shell([
            model.arguments.sm, "bench", "--dir", model.folder,
            "--signature_def", "serving_default", "--inputs", model.inputs,
            "--engine", how, "--threads", threads, "--json"]))
    return json.loads(shell([
        sys.executable, HERE / "peer_latency.py", engine,
        model.path_for(engine), model.inputs, "--threads", threads,
        "--seconds", seconds], stderr=subprocess.DEVNULL))


def best(model, engines, threads, rounds, seconds):
    """By engine: the figures of its fastest round; None where it fails."""
    figures = {}
    for _ in range(rounds):
        for engine in engines:
            if engine in figures and figures[engine] is None:
                continue
            try:
                result = measure(model, engine, threads, seconds)
            except subprocess.CalledProcessError:
                say(f"{model.folder.name}: {engine} fails")
                figures[engine] = None
                continue
            known = figures.get(engine)
            if known is None or result["median_ms"] < known["median_ms"]:
                figures[engine] = result
    return figures


def installed(arguments):
    modules = {"iree": "iree.runtime"}
    engines = ["sm", "sm kernels"]
    for peer in arguments.peers:
        try:
            found = importlib.util.find_spec(modules.get(peer, peer))
        except ModuleNotFoundError:
            found = None
        if found:
            engines.append(peer)
        else:
            say(f"{peer} is not installed: left out")
    return engines


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sm", required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--peers", nargs="*", default=PEERS)
    parser.add_argument("--batch", type=int, nargs="*", default=[1])
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--work", default="build-release/bench")
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    engines = installed(arguments)
    names = arguments.only or sorted(
        path.name for path in arguments.models.iterdir())
    rows = []
    print("| model | batch | threads | " + " | ".join(engines) +
          " | fastest peer / sm |")
    print("|" + "---|" * (len(engines) + 4))
    for name in names:
        for batch in arguments.batch:
            model = Model(arguments, arguments.models / name, batch)
            for threads in arguments.threads:
                figures = best(model, engines, threads, arguments.rounds,
                               arguments.seconds)
                peers = [f["median_ms"] for e, f in figures.items()
                         if f and not e.startswith("sm")]
                ours = figures["sm"] and figures["sm"]["median_ms"]
                ratio = f"{min(peers) / ours:.2f}" if peers and ours else "-"
                print(f"| {name} | {batch} | {threads} | " + " | ".join(
                    f"{figures[e]['median_ms']:.3f}" if figures[e] else "-"
                    for e in engines) + f" | {ratio} |", flush=True)
                rows.append({"model": name, "batch": batch,
                             "threads": threads, "engines": figures})
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
