# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""How a case of the oracle is written down. The tables in cases/ are plain
descriptions: no TensorFlow and no numpy is needed to read them.

  case("MatMul", inputs=[f32(3, 4), f32(4, 5)], attrs={"transpose_a": False})

Inputs are given in the order of the op's definition; an argument that is a
list of tensors is a Python list. Attributes that follow from the inputs (T, N)
are left out, and so are defaults."""

import dataclasses
import importlib.util
import pathlib
import random

CASES = pathlib.Path(__file__).resolve().parent / "cases"

FLOATS = ("float32", "float64", "float16", "bfloat16")
INTEGERS = ("int32", "int64", "int8", "int16", "uint8", "uint16")

# By dtype: (rtol, atol) that two correct engines may be apart.
TOLERANCE = {"float32": (1e-5, 1e-6), "float64": (1e-12, 1e-13),
             "float16": (2e-3, 1e-3), "bfloat16": (1.6e-2, 1e-2)}


@dataclasses.dataclass(frozen=True)
class Input:
    """One tensor: seeded values of a kind, or literal ones.

    kind: normal, positive (0.1 to 2), unit (0 to 1), special (NaN, infinities,
    zeros of both signs, denormals, the ends of the range), special_normal (the same
    without denormals) or literal."""
    dtype: str
    shape: tuple
    kind: str = "normal"
    values: tuple = ()
    declared: object = "static"
    is_const: bool = False

    def of(self, kind):
        return dataclasses.replace(self, kind=kind)

    def dynamic(self, *axes):
        """The placeholder declares these dimensions unknown."""
        return dataclasses.replace(self, declared=axes)

    def unranked(self):
        """The placeholder declares no rank."""
        return dataclasses.replace(self, declared="unranked")

    def const(self):
        """A Const node instead of a placeholder."""
        return dataclasses.replace(self, is_const=True)


def tensor(dtype, *shape):
    return Input(dtype, shape)


def f32(*shape):
    return tensor("float32", *shape)


def literal(dtype, values, shape=None):
    """values: flat; shape: that of a vector when left out."""
    values = tuple(values)
    shape = (len(values),) if shape is None else tuple(shape)
    return Input(dtype, shape, "literal", values)


def i32(*values):
    """A constant vector, as ops take for shapes, axes and permutations."""
    return literal("int32", values).const()


def scalar(dtype, value):
    return literal(dtype, [value], ())


@dataclasses.dataclass
class Case:
    op: str
    name: str
    inputs: list
    attrs: dict
    rtol: float
    atol: float
    check_value: bool = True
    value_range: tuple = None
    fails: bool = False
    form: str = "plain"
    outputs: tuple = None


_cases = []
_unasked = {}


def _name(op, dtype, given):
    name = given or dtype
    taken = {case.name for case in _cases if case.op == op}
    if name in taken:
        raise ValueError(f"{op} has two cases called {name}")
    return name


def _first_dtype(inputs):
    for entry in inputs:
        while isinstance(entry, list) and entry:
            entry = entry[0]
        if isinstance(entry, Input):
            return entry.dtype
    return "none"


def case(op, name=None, inputs=(), attrs=None, rtol=None, atol=None,
         check_value=True, value_range=None, fails=False, form="plain",
         outputs=None):
    """Adds a case. name: the dtype of the first input when left out.

    check_value=False compares dtype and shape, and value_range=(low, high)
    that every value lies in [low, high). fails=True: TensorFlow refuses these
    inputs when it runs, so every engine must. outputs: the indices of those to
    compare, all when left out. form: plain; fed (the op under
    test is fed itself, inputs[0] is what it is fed with); control (the op has
    no output: an Identity of inputs[0] waits for it)."""
    inputs = list(inputs)
    dtype = _first_dtype(inputs)
    usual = TOLERANCE.get(dtype, (0.0, 0.0))
    _cases.append(Case(
        op, _name(op, dtype, name), inputs, dict(attrs or {}),
        usual[0] if rtol is None else rtol, usual[1] if atol is None else atol,
        check_value, value_range, fails, form, outputs))


def not_asked(op, reason):
    """Says why an op has no case here, and what tests it instead."""
    _unasked[op] = reason


def load():
    """Reads every table in cases/. Returns (cases, {op: reason})."""
    _cases.clear()
    _unasked.clear()
    for path in sorted(CASES.glob("*.py")):
        spec = importlib.util.spec_from_file_location(
            "cases_" + path.stem, path)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return list(_cases), dict(_unasked)


def everyday(cases):
    """The part that every test run checks: the first case of each op, and a
    seeded half of the others."""
    seen, chosen = set(), []
    for entry in cases:
        draw = random.Random(f"{entry.op}/{entry.name}").random()
        if entry.op not in seen or draw < 0.5:
            chosen.append(entry)
        seen.add(entry.op)
    return chosen
