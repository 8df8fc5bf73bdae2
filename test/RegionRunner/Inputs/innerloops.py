# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Reads assembly from stdin and prints, of each function, its innermost loops
of multiplications: how many fused multiply-adds of zmm registers, how many of
other registers, how many accesses to the stack, how many calls. FileCheck says
what they have to be."""

import re
import sys

FUNCTION = re.compile(r"([A-Za-z_]\w*):")
LABEL = re.compile(r"(\.L\w+):")
JUMP = re.compile(r"\s+j[a-z]+\s+(\.L\w+)")
FUSED = re.compile(r"\s+vf(n?m)(add|sub)\d+[sp][sd]\s")
STACK = re.compile(r"%rsp")
CALL = re.compile(r"\s+call")


def functions(lines):
    """(name, its lines) of each"""
    name, body = None, []
    for line in lines:
        found = FUNCTION.match(line)
        if found:
            if name:
                yield name, body
            name, body = found[1], []
        elif name:
            body.append(line.rstrip())
    if name:
        yield name, body


def innermost_loops(body):
    """Ranges of lines from a label to a jump back to it, of which none holds
    another."""
    labels, loops = {}, []
    for number, line in enumerate(body):
        if found := LABEL.match(line):
            labels[found[1]] = number
        elif (found := JUMP.match(line)) and found[1] in labels:
            loops.append((labels[found[1]], number))
    return [(first, last) for first, last in loops
            if not any((a, b) != (first, last) and a >= first and b <= last
                       for a, b in loops)]


def count(lines, pattern):
    return sum(bool(pattern.search(line)) for line in lines)


def main():
    for name, body in functions(sys.stdin):
        for first, last in innermost_loops(body):
            loop = body[first:last + 1]
            fused = [line for line in loop if FUSED.match(line)]
            if fused:
                wide = sum("%zmm" in line for line in fused)
                print(f"{name}: {wide} fused on zmm, {len(fused) - wide} on "
                      f"others, {count(loop, STACK)} stack, "
                      f"{count(loop, CALL)} calls")


if __name__ == "__main__":
    main()
