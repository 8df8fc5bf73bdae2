#!/usr/bin/env python3
# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Runs fuzz targets for a while and says what came of it. The corpus of each
stays in BUILD/corpus/TARGET; what crashes goes to BUILD/crashes/TARGET."""

import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import seeds

# As in test/Models/damage.py: libMLIR is not instrumented.
SANITIZERS = {
    "ASAN_OPTIONS": "allocator_may_return_null=1:allow_user_poisoning=0:"
                    "detect_container_overflow=0:detect_leaks=0",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
# Inputs of these go through libMLIR's parser, which is not ours to mend: they
# go on after a crash, and one counts only with our code near its top.
SHARED = {"IRText"}
FRAME = re.compile(r"^\s*#(\d+) 0x\S+ (?:in )?(.*)$", re.M)
TOP_FRAMES = 4


def environment():
    symbolizer = pathlib.Path("/usr/lib/llvm-22/bin/llvm-symbolizer")
    env = dict(os.environ, **SANITIZERS)
    if symbolizer.exists():
        env["ASAN_SYMBOLIZER_PATH"] = str(symbolizer)
    return env


def is_ours(binary, crash):
    """True if the stack of this crash has our code near its top, or none."""
    done = subprocess.run([binary, crash], env=environment(),
                          stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                          errors="replace", timeout=120)
    if "PROPERTY:" in done.stderr or "runtime error:" in done.stderr:
        return True
    frames = []
    for number, what in FRAME.findall(done.stderr):
        if int(number) < len(frames):
            break  # The next stack: who allocated, who freed.
        frames.append(what)
    # Functions of the sanitizers and of libc stand in front.
    named = [what for what in frames if "libMLIR" in what or "libLLVM" in what
             or "sm::" in what]
    return not frames or any("sm::" in what for what in named[:TOP_FRAMES])


def run(binary, corpus, crashes, seed_folder, seconds, dictionary, goes_on):
    """Fuzzes once. Returns libFuzzer's messages."""
    command = [binary, corpus, seed_folder, f"-max_total_time={seconds}",
               "-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=1024",
               "-max_len=65536", "-print_final_stats=1",
               f"-artifact_prefix={crashes}/"]
    if goes_on:
        command += ["-fork=1", "-ignore_crashes=1"]
    if dictionary.exists():
        command.append(f"-dict={dictionary}")
    done = subprocess.run(command, env=environment(), errors="replace",
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=seconds + 300)
    return done.stderr


def counted(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def fuzz(target, args, seconds):
    """Fuzzes one target. Returns the findings and prints a line."""
    binary = args.build / "fuzz-bin" / f"Fuzz{target}"
    corpus, crashes, seed_folder = (
        args.build / name / target for name in ("corpus", "crashes", "seeds"))
    for folder in (corpus, crashes, seed_folder):
        folder.mkdir(parents=True, exist_ok=True)
    seeds.write(target, seed_folder, args.models)
    before = set(crashes.iterdir())
    log = run(binary, corpus, crashes, seed_folder, seconds,
              HERE / "Dictionaries" / f"{target}.dict",
              target in SHARED)
    (args.build / "crashes" / f"{target}.log").write_text(log)
    new = sorted(set(crashes.iterdir()) - before)
    found = [crash for crash in new
             if target not in SHARED or is_ours(binary, crash)]
    executions = counted(r"(?m)^(?:stat::number_of_executed_units: |#)(\d+)",
                         log)
    coverage = counted(r"cov: (\d+)", log)
    print(f"{target:16} {executions:9} executions, coverage {coverage:6}, "
          f"{len(found)} crashes"
          + (f", {len(new) - len(found)} in libMLIR"
             if len(new) > len(found) else ""), flush=True)
    if not executions and not new:
        print(log[-2000:])
        return [f"{target} did not run"]
    for crash in found:
        reason = re.search(r"PROPERTY: .*|ERROR: \S+: .*|runtime error: .*",
                           log)
        print(f"    {crash}\n    {reason.group(0) if reason else ''}")
    return found


def models_of(build):
    """The folder of real models that CMake found, or None."""
    cache = build / "CMakeCache.txt"
    found = cache.exists() and re.search(r"(?m)^SM_MODELS:PATH=(.+)$",
                                         cache.read_text())
    return pathlib.Path(found.group(1)) if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=60,
                        help="for all targets together")
    parser.add_argument("--models", type=pathlib.Path,
                        help="real models, for first inputs; by default those "
                        "that the build found")
    parser.add_argument("targets", nargs="*")
    args = parser.parse_args()
    args.build = args.build.resolve()
    args.models = args.models or models_of(args.build)
    there = sorted(path.name[len("Fuzz"):]
                   for path in (args.build / "fuzz-bin").glob("Fuzz*"))
    unknown = set(args.targets) - set(there)
    if unknown or not there:
        sys.exit(f"no such target: {', '.join(sorted(unknown))}; there are "
                 f"{', '.join(there)}")
    targets = args.targets or there
    seconds = max(args.seconds // len(targets), 1)
    findings = []
    for target in targets:
        findings += fuzz(target, args, seconds)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
