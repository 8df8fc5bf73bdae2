// Attributes of the dialect: as text and as bytecode, and what they refuse.
// RUN: sm-opt %s --allow-unregistered-dialect -split-input-file -verify-diagnostics \
// RUN:   | sm-opt --allow-unregistered-dialect -split-input-file | FileCheck %s

// CHECK: shapes = [#tf.shape<>, #tf.shape<*>, #tf.shape<?x3>, #tf.shape<?>, #tf.shape<0x1>, #tf.shape<9223372036854775807>]
"t.op"() {shapes = [#tf.shape<>, #tf.shape<*>, #tf.shape<?x3>, #tf.shape<?>,
  #tf.shape<0x1>, #tf.shape<9223372036854775807>]} : () -> ()

// CHECK: functions = [#tf.func<@f, {}>, #tf.func<@"<lambda>\00", {T = f32, g = #tf.func<@h, {}>}>]
"t.op"() {functions = [#tf.func<@f, {}>,
  #tf.func<@"<lambda>\00", {T = f32, g = #tf.func<@h, {}>}>]} : () -> ()

// -----

// expected-error @below {{expected '>'}}
#negative = #tf.shape<-1>

// -----

// expected-error @below {{invalid dimension}}
#open = #tf.shape<3x>

// -----

// expected-error @below {{invalid dimension}}
#large = #tf.shape<99999999999999999999>

// -----

// expected-error @below {{expected '>'}}
#mixed = #tf.shape<*x3>

// -----

// expected-error @below {{invalid kind of attribute specified}}
// expected-error @below {{failed to parse TF_FuncAttr parameter 'name'}}
#nested = #tf.func<@a::@b, {}>

// -----

// expected-error @below {{invalid kind of attribute specified}}
// expected-error @below {{failed to parse TF_FuncAttr parameter 'name'}}
#string = #tf.func<"f", {}>

// -----

// expected-error @below {{expected ','}}
#bare = #tf.func<@f>

// -----

// An op takes the kinds of its definition.
func.func @f() -> tensor<*xf32> {
  // expected-error @below {{attribute 'shape' failed to satisfy constraint: shape}}
  %0 = tf.Placeholder {dtype = f32, shape = [1, 2]} : () -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
