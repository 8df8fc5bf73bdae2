# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The other engines' side of latency.py: loads a model in one of them, runs it
on given inputs for some seconds and prints {"median_ms", "min_ms", "load_ms",
"runs"} as JSON. One engine and one process, so that none disturbs another.

  peer_latency.py ENGINE MODEL INPUTS.npz [--threads N] [--seconds S]

ENGINE: onnxruntime (MODEL is .onnx), openvino (a SavedModel), tensorflow (a
SavedModel), iree (a file that iree-compile made)."""

import argparse
import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np


def onnxruntime_call(model, inputs, threads):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model, options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, inputs)


def openvino_call(model, inputs, threads):
    import openvino
    core = openvino.Core()
    network = core.read_model(model)
    network.reshape({key: value.shape for key, value in inputs.items()}
                    if len(inputs) > 1 else next(iter(inputs.values())).shape)
    compiled = core.compile_model(network, "CPU", {
        "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1})
    request = compiled.create_infer_request()
    for port in compiled.inputs:
        key = next((k for k in inputs if any(
            name == k or name.startswith(k + ":") or name.endswith(k)
            for name in port.get_names())), None)
        value = inputs[key] if key else next(iter(inputs.values()))
        request.set_tensor(port, openvino.Tensor(value))
    return request.infer


def tensorflow_call(model, inputs, threads):
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    signature = tf.saved_model.load(model).signatures["serving_default"]
    tensors = {key: tf.constant(value) for key, value in inputs.items()}
    return lambda: [v.numpy() for v in signature(**tensors).values()]


def iree_call(model, inputs, threads):
    import iree.runtime as iree
    iree.flags.parse_flags(f"--task_topology_group_count={threads}")
    config = iree.Config("local-task" if threads > 1 else "local-sync")
    with open(model, "rb") as file:
        module = iree.VmModule.copy_buffer(config.vm_instance, file.read())
    loaded = iree.load_vm_module(module, config)
    arrays = [iree.asdevicearray(config.device, value)
              for value in inputs.values()]

    def call():
        result = loaded.main(*arrays)
        for part in result if isinstance(result, (list, tuple)) else [result]:
            part.to_host()
    return call


ENGINES = {"onnxruntime": onnxruntime_call, "openvino": openvino_call,
           "tensorflow": tensorflow_call, "iree": iree_call}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("model")
    parser.add_argument("inputs")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2)
    arguments = parser.parse_args()
    with np.load(arguments.inputs) as file:
        inputs = dict(file)
    start = time.perf_counter()
    call = ENGINES[arguments.engine](arguments.model, inputs,
                                     arguments.threads)
    call()
    load_ms = (time.perf_counter() - start) * 1e3
    warm = time.perf_counter()
    while time.perf_counter() - warm < 0.3:
        call()
    times = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < arguments.seconds or len(times) < 10:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    print(json.dumps({"median_ms": times[len(times) // 2],
                      "min_ms": times[0], "load_ms": load_ms,
                      "runs": len(times)}))


if __name__ == "__main__":
    main()
