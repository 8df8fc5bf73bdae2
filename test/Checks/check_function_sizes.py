# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""No function has more than 60 lines.

C++ is read by its layout, which check_format.py keeps: the lines of a function
are indented deeper than its first and its last."""

import ast
import re

import sources

LIMIT = 60
NO_FUNCTION = re.compile(
    r"(namespace|class|struct|enum|union|extern|template <[^(]*> struct|if|for|"
    r"while|switch|do|else|try|case|default|\})\b|[{}]")


def indent(line):
    return len(line) - len(line.lstrip())


def functions_of_cpp(text):
    """(first line, how many) of each function, counted from 1."""
    lines = text.splitlines()
    for last, line in enumerate(lines):
        if line.strip() != "}":
            continue
        depth, first = indent(line), last - 1
        while first > 0 and (not lines[first].strip()
                             or lines[first].startswith("#")
                             or indent(lines[first]) > depth):
            first -= 1
        start = lines[first].strip()
        if "(" in start and not NO_FUNCTION.match(start):
            yield first + 1, last - first + 1


def functions_of_python(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1


def main():
    args = sources.arguments(__doc__)
    problems = []
    for path in sources.files(args.source, {".cpp", ".h", ".py"}):
        find = (functions_of_python if path.suffix == ".py"
                else functions_of_cpp)
        problems += [
            f"{path.relative_to(args.source).as_posix()}:{line}: {count} lines"
            for line, count in find(path.read_text()) if count > LIMIT]
    sources.finish(problems, f"split each into functions of at most {LIMIT} "
                   "lines, by what they do")


if __name__ == "__main__":
    main()
