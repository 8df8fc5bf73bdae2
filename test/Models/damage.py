# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Damaged models: cuts and flips of a model's files, the same ones each time.
sm may refuse them or not notice; it may not crash, hang, or eat the memory."""

import argparse
import concurrent.futures
import os
import pathlib
import random
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured
import verdicts

VICTIMS = ["mlnet-mnist-lr", "aww-pretrained", "tf-half-plus-two-main-op"]
SECONDS = 10
BYTES = 1 << 30
# A sanitizer's own exit status would pass for an ordinary failure. Allocations
# that are refused must come back as errors. libMLIR is not instrumented, so
# containers and LLVM's arenas, which our code and the library both touch, are
# not marked alike on both sides.
SANITIZERS = ("abort_on_error=1:allocator_may_return_null=1:"
              "detect_container_overflow=0:allow_user_poisoning=0")


def damage(data, draw):
    """(damaged bytes, what was done to them)."""
    data = bytearray(data)
    kind = draw.choice(["cut", "flip", "flips", "ones", "zeros", "double"])
    place = draw.randrange(max(len(data), 1))
    if kind == "cut":
        return bytes(data[:place]), f"cut at {place}"
    if kind == "double":
        part = data[place:place + draw.randint(1, 64)]
        return bytes(data[:place] + part + data[place:]), \
            f"{len(part)} bytes twice at {place}"
    count = {"flip": 1, "flips": 16}.get(kind, draw.randint(1, 8))
    for step in range(count):
        if kind == "flips":
            place = draw.randrange(max(len(data), 1))
        at = place + (step if kind in ("ones", "zeros") else 0)
        if at < len(data):
            data[at] = (0xFF if kind == "ones" else 0 if kind == "zeros"
                        else data[at] ^ 1 << draw.randrange(8))
    return bytes(data), f"{kind} at {place}"


def commands(sm, model):
    yield [sm, "show", "--dir", model]
    yield [sm, "convert", "--dir", model, "--to", "mlir", "--output",
           model.parent / "out.mlir", "--overwrite"]


def verdict(done):
    if done.timed_out:
        return f"still running after {SECONDS} s"
    if done.status < 0:
        return f"ended by signal {-done.status}"
    if done.status > 3:
        return f"exit status {done.status}"
    if done.peak_bytes > BYTES:
        return f"took {done.peak_bytes >> 20} MiB"
    if "Sanitizer" in done.err or "runtime error:" in done.err:
        return "sanitizer: " + done.err.strip().splitlines()[0]
    if done.status and not done.err.strip():
        return "failed without a word"
    return None


def one_round(sm, models, number):
    """Damages one file of one model: [(what sm was to do, its problem)]."""
    draw = random.Random(f"damage {number}")
    victim = models / VICTIMS[number % len(VICTIMS)]
    with tempfile.TemporaryDirectory() as work:
        model = pathlib.Path(work) / "model"
        shutil.copytree(victim, model, copy_function=shutil.copyfile)
        os.chmod(model, 0o755)
        files = sorted(path for path in model.rglob("*") if path.is_file()
                       and path.name != "SOURCE.json")
        target = draw.choice(files)
        data, what = damage(target.read_bytes(), draw)
        target.write_bytes(data)
        name = (f"round {number}: {victim.name}/{target.relative_to(model)}, "
                f"{what}: sm")
        env = dict(os.environ, ASAN_OPTIONS=SANITIZERS,
                   UBSAN_OPTIONS="abort_on_error=1")
        return [(f"{name} {command[1]}",
                 verdict(measured.run(command, SECONDS, env)))
                for command in commands(sm, model)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True,
                        help="best one built with sanitizers")
    parser.add_argument("--models", type=measured.folder)
    parser.add_argument("--rounds", type=int,
                        default=300 if os.environ.get("SM_TEST_FULL") else 60)
    parser.add_argument("--round", type=int, help="this one alone")
    args = parser.parse_args()
    if not args.models or not args.models.is_dir():
        return verdicts.skip(f"{args.rounds} rounds of damage to real models, "
                             "as there is no folder of them (SM_MODELS)")
    rounds = range(args.rounds) if args.round is None else [args.round]
    found = verdicts.Verdicts()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcomes in pool.map(
                lambda n: one_round(args.sm, args.models, n), rounds):
            for name, problem in outcomes:
                found.tell("FAILED" if problem else "passed", name,
                           problem or "")
    return found.conclude(must_pass=True)


if __name__ == "__main__":
    sys.exit(main())
