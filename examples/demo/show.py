#!/usr/bin/env python3
# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""The demo: a drawn digit goes through sm, from the SavedModel and from the
optimised IR, and both answers are compared; then the model is written again,
as ONNX, and compiled. Python's standard library only; where ONNX Runtime is
there (--oracle), it runs the ONNX file."""

import argparse
import array
import ast
import json
import pathlib
import shlex
import shutil
import struct
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SHADES = " .:-=+*#%@"
TOLERANCE = 1e-5  # of a probability


def parse_npy(data):
    """The float32 values and the shape of an .npy file."""
    if data[:6] != b"\x93NUMPY":
        raise ValueError("no .npy file")
    start, size = (10, "<H") if data[6] == 1 else (12, "<I")
    (length,) = struct.unpack_from(size, data, 8)
    header = ast.literal_eval(data[start:start + length].decode("latin-1"))
    if header["descr"] != "<f4" or header["fortran_order"]:
        raise ValueError(f"expected float32 in C order, got {header}")
    values = array.array("f")
    values.frombytes(data[start + length:])
    return list(values), header["shape"]


def read_output(path, key):
    with zipfile.ZipFile(path) as npz:
        return parse_npy(npz.read(key + ".npy"))[0]


class Steps:
    """Runs sm and prints the command lines as a person would type them."""

    def __init__(self, sm, source):
        self.sm = str(sm)
        self.source = source
        self.count = 0

    def short(self, word):
        word = str(word)
        if word == self.sm:
            return "sm"
        return shlex.quote(word.replace(f"{self.source}/", ""))

    def run(self, title, *arguments, show=True, accept=(0,),
            lines=None):
        self.count += 1
        command = [self.sm, *map(str, arguments)]
        print(f"\n--- {self.count}. {title}")
        print("$ " + " ".join(map(self.short, command)), flush=True)
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode not in accept:
            sys.exit(f"the demo stops: sm answered with exit status "
                     f"{done.returncode}")
        shown = done.stdout.rstrip().splitlines() if show else []
        if shown:
            print("\n".join(shown[:lines]))
        if shown[lines or len(shown):]:
            print(f"… {len(shown) - lines} more lines")

    def page(self, path, lines=44, columns=80):
        """The first page of IR: long lines cut, of equal ops in a row two."""
        shown, alike, last = [], 0, ""
        text = path.read_text().splitlines()
        for number, line in enumerate(text):
            op = line.split("@")[0].split('"')[0].strip()
            alike = alike + 1 if op == last and op.startswith("sm.") else 1
            last = op
            if len(shown) == lines:
                shown.append(f"… {len(text) - number} more lines in "
                             f"{self.short(path)}")
                break
            if alike == 3:
                shown.append(line[:len(line) - len(line.lstrip())] + "…")
            elif alike < 3:
                shown.append(line if len(line) <= columns
                             else line[:columns - 2] + " …")
        print("\n".join(shown))


def draw(values, size):
    for row in range(0, size, 2):
        line = ""
        for column in range(size):
            upper = values[row * size + column]
            lower = values[(row + 1) * size + column]
            shade = int((upper + lower) / 2 * (len(SHADES) - 1) + 0.5)
            line += SHADES[max(0, min(shade, len(SHADES) - 1))]
        print("    " + line)


def print_answer(probabilities, label):
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    for digit, probability in enumerate(probabilities):
        bar = "#" * round(probability * 40)
        print(f"    {digit}  {probability:8.5f}  {bar}")
    print(f"    read as {best}, drawn as {label}")
    return best


ENGINES = {"kernel": "kernels, one op after the other",
           "auto": "machine code for the whole model"}
ASK = """
import json, sys
try:
    import numpy, onnxruntime
except ImportError as error:
    sys.exit(77)
session = onnxruntime.InferenceSession(sys.argv[1],
                                       providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
print(json.dumps(session.run(["probabilities"], {name: numpy.load(sys.argv[2])})
                 [0].ravel().tolist()))
"""


def ask_onnx_runtime(python, model, image):
    """What ONNX Runtime answers; None, and a word, where it is not there."""
    if not python or not pathlib.Path(python).exists():
        print("    ONNX Runtime is not here to run it")
        return None
    done = subprocess.run([python, "-c", ASK, model, image], text=True,
                          stdout=subprocess.PIPE)
    if done.returncode == 77:
        print(f"    {python} has no ONNX Runtime to run it")
        return None
    if done.returncode:
        sys.exit("the demo stops: ONNX Runtime refuses the file")
    return json.loads(done.stdout)


class Answers:
    """The first answer to a question, and whether others are the same."""

    def __init__(self, first):
        self.first = first
        self.agree = True

    def compare(self, what, answer):
        apart = max(abs(a - b) for a, b in zip(answer, self.first))
        print(f"    {what}: largest difference from the first answer "
              f"{apart:.2g}")
        self.agree = self.agree and apart <= TOLERANCE


def show_ir(steps, model, work):
    """The model as IR; the file of its optimised signature."""
    plain, optimised = work / "digits.mlir", work / "optimised.mlir"
    steps.run("The model as it was written, as IR", "convert", "--dir", model,
              "--to", "mlir", "--output", plain)
    steps.page(plain)
    steps.run("One signature of it, optimised", "convert", "--dir", model,
              "--signature_def", "serving_default", "--optimize", "--to", "mlir",
              "--output", optimised)
    steps.page(optimised)
    return optimised


def answer(steps, title, output, *arguments):
    """The probabilities that sm run finds."""
    steps.run(title, "run", *arguments, "--output", output, show=False)
    return read_output(output, "probabilities")


def show_written(steps, model, work):
    faster = work / "faster"
    steps.run("A SavedModel again, with optimised code in place of the old",
              "convert", "--dir", model, "--optimize", "--to", "saved-model",
              "--output", faster)
    steps.run("Which changed nothing but the graph", "diff", model, faster,
              "--run", accept=(0, 1), lines=14)


def show_speed(steps, model, inputs):
    for engine, words in ENGINES.items():
        steps.run(f"Its speed, by {words}", "bench", "--dir", model,
                  "--inputs", inputs, "--engine", engine)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sm", type=pathlib.Path, help="the sm program")
    parser.add_argument("--work", type=pathlib.Path, required=True,
                        help="folder for what sm writes; made anew")
    parser.add_argument("--sample", type=int, default=7,
                        help="which digit to read (0 to 9)")
    parser.add_argument("--oracle", help="a Python that may have onnxruntime")
    args = parser.parse_args()
    sample = json.loads((HERE / "samples.json").read_text())[args.sample]
    image = HERE / sample["file"]
    model = HERE / "model"
    work = args.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    steps = Steps(args.sm, HERE.parent.parent)

    steps.run("What is in the model", "show", "--dir", model)
    optimised = show_ir(steps, model, work)

    asked = ["--inputs", f"image={image}"]
    first = answer(steps, "Reading a digit, straight from the SavedModel",
                   work / "a.npz", "--dir", model, *asked)
    draw(parse_npy(image.read_bytes())[0], 28)
    best = print_answer(first, sample["label"])
    answers = Answers(first)
    answers.compare("optimised IR", answer(
        steps, "The same digit, from the optimised IR", work / "b.npz",
        "--mlir", optimised, *asked))
    show_written(steps, model, work)

    onnx = work / "digits.onnx"
    steps.run("As an ONNX model", "convert", "--dir", model, "--output", onnx)
    other = ask_onnx_runtime(args.oracle, onnx, image)
    if other is not None:
        answers.compare("ONNX Runtime", other)

    answers.compare("machine code", answer(
        steps, "Compiled to machine code", work / "c.npz", "--dir", model,
        *asked, "--engine", "compiled-only"))
    show_speed(steps, model, asked[1])

    if best != sample["label"] or not answers.agree:
        sys.exit("the demo failed: the answers above are wrong")
    print(f"\nAll agree. The files are in {steps.short(work)}")


if __name__ == "__main__":
    main()
