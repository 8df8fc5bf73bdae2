// The text of #sm.proto: every kind of value, as written and after bytecode.
// RUN: sm-opt %s --allow-unregistered-dialect \
// RUN:   | sm-opt --allow-unregistered-dialect | FileCheck %s
// RUN: sm-opt %s --allow-unregistered-dialect --emit-bytecode \
// RUN:   | sm-opt --allow-unregistered-dialect | FileCheck %s

// CHECK: empty = #sm.proto<"tensorflow.SaverDef", {}>
"t.op"() {empty = #sm.proto<"tensorflow.SaverDef", {}>} : () -> ()

// CHECK: unnamed = #sm.proto<"", {}>
"t.op"() {unnamed = #sm.proto<"", {}>} : () -> ()

// Signed and unsigned 64-bit numbers keep their value.
// CHECK: integers = #sm.proto<"m", {beyond = 9223372036854775808,
// CHECK-SAME: hex = 16, largest = 9223372036854775807,
// CHECK-SAME: negative = -7, smallest = -9223372036854775808,
// CHECK-SAME: unsigned = 18446744073709551615, zero = 0}>
"t.op"() {integers = #sm.proto<"m", {
  zero = 0, negative = -7, hex = 0x10,
  smallest = -9223372036854775808, largest = 9223372036854775807,
  beyond = 9223372036854775808, unsigned = 18446744073709551615}>} : () -> ()

// CHECK: floats = #sm.proto<"m", {double = float 1.000000e-01 : f64,
// CHECK-SAME: float = float 1.500000e+00 : f32,
// CHECK-SAME: infinite = float 0x7F800000 : f32,
// CHECK-SAME: minuszero = float -0.000000e+00 : f32,
// CHECK-SAME: nan = float 0x7FC00000 : f32}>
"t.op"() {floats = #sm.proto<"m", {
  float = float 1.5 : f32, double = float 0.1 : f64,
  infinite = float 0x7F800000 : f32, nan = float 0x7FC00000 : f32,
  minuszero = float -0.0 : f32}>} : () -> ()

// CHECK: truth = #sm.proto<"m", {no = false, yes = true}>
"t.op"() {truth = #sm.proto<"m", {yes = true, no = false}>} : () -> ()

// Bytes of any value.
// CHECK: strings = #sm.proto<"m", {bytes = "\00\FF\0A",
// CHECK-SAME: empty = "", quoted = "q\22 \\ end",
// CHECK-SAME: utf8 = "\C3\A9"}>
"t.op"() {strings = #sm.proto<"m", {
  empty = "", quoted = "q\22 \5C end", bytes = "\00\FF\0A", utf8 = "é"}>}
  : () -> ()

// CHECK: nested = #sm.proto<"m", {dict = {x = {y = {}}},
// CHECK-SAME: list = [], mixed = {{\[\[1, 2\], \[\], \[{a = "b"}, {}\]\]}}}>
"t.op"() {nested = #sm.proto<"m", {
  list = [], mixed = [[1, 2], [], [{a = "b"}, {}]], dict = {x = {y = {}}}}>}
  : () -> ()

// Attributes of other kinds, inside lists too.
// CHECK: attrs = #sm.proto<"m", {dense = attr dense<[1, 2]> : tensor<2xi32>,
// CHECK-SAME: function = attr #tf.func<@f, {}>,
// CHECK-SAME: list = [attr f32, attr #tf.shape<?x3>],
// CHECK-SAME: unset = attr unit}>
"t.op"() {attrs = #sm.proto<"m", {
  dense = attr dense<[1, 2]> : tensor<2xi32>, unset = attr unit,
  function = attr #tf.func<@f, {}>, list = [attr f32, attr #tf.shape<?x3>]}>}
  : () -> ()

// Names of fields that are no words, or words of this syntax.
// CHECK: names = #sm.proto<"m", {"\00\FF" = 1, "\22" = 2, "1st" = 3,
// CHECK-SAME: "?" = "\08\01", a.b = 4, attr = 5, float = 6, "odd name" = 7,
// CHECK-SAME: true = 8}>
"t.op"() {names = #sm.proto<"m", {
  "?" = "\08\01", "odd name" = 7, "1st" = 3, a.b = 4, true = 8, float = 6,
  attr = 5, "\22" = 2, "\00\FF" = 1}>} : () -> ()

// The order of fields does not matter.
// CHECK: same = [#sm.proto<"m", {a = 1, b = 2}>, #sm.proto<"m", {a = 1, b = 2}>]
"t.op"() {same = [#sm.proto<"m", {a = 1, b = 2}>, #sm.proto<"m", {b = 2, a = 1}>]}
  : () -> ()

// 201 lists in one another are still read.
// CHECK: deep = #sm.proto<"m", {a = {{\[+\]+}}}>
"t.op"() {deep = #sm.proto<"m", {a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}>} : () -> ()
