// RUN: sm-opt %s -split-input-file -verify-diagnostics

// expected-error @below {{unknown  type `nothing` in dialect `tf`}}
func.func private @f(tensor<!tf.nothing>)

// -----

// expected-error @below {{expected '<'}}
func.func private @f(tensor<!tf.ref>)

// -----

// expected-error @below {{expected '>'}}
func.func private @f(tensor<!tf.ref<f32, f32>>)

// -----

// TensorFlow has no signed type beside the usual one, no index, no 128 bits.
func.func @f(%x: tensor<2xsi32>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'tensor<2xsi32>'}}
  %0 = tf.Identity %x : (tensor<2xsi32>) -> tensor<2xsi32>
  return
}

// -----

func.func @f(%x: tensor<2xindex>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'tensor<2xindex>'}}
  %0 = tf.Identity %x : (tensor<2xindex>) -> tensor<2xindex>
  return
}

// -----

func.func @f(%x: tensor<2xi128>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'tensor<2xi128>'}}
  %0 = tf.Identity %x : (tensor<2xi128>) -> tensor<2xi128>
  return
}

// -----

func.func @f(%x: tensor<2xcomplex<i32>>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'tensor<2xcomplex<i32>>'}}
  %0 = tf.Identity %x : (tensor<2xcomplex<i32>>) -> tensor<2xcomplex<i32>>
  return
}

// -----

func.func @f(%x: tensor<!tf.ref<!tf.ref<f32>>>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'tensor<!tf.ref<!tf.ref<f32>>>'}}
  %0 = tf.Identity %x : (tensor<!tf.ref<!tf.ref<f32>>>) -> tensor<f32>
  return
}

// -----

// A value of the graph dialect has no type yet.
func.func @f(%x: tensor<!graph.tensor>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'tensor<!graph.tensor>'}}
  %0 = tf.Identity %x : (tensor<!graph.tensor>) -> tensor<!graph.tensor>
  return
}

// -----

func.func @f(%x: vector<2xf32>) {
  // expected-error @below {{operand #0 must be tensor of TensorFlow's types values, but got 'vector<2xf32>'}}
  %0 = tf.Identity %x : (vector<2xf32>) -> vector<2xf32>
  return
}

// -----

func.func @f() {
  // expected-error @below {{'tf.Nothing' is unknown}}
  tf.Nothing
  return
}

// -----

func.func @f() {
  // expected-error @below {{unregistered operation 'tf.Nothing' found in dialect ('tf') that does not allow unknown operations}}
  "tf.Nothing"() : () -> ()
  return
}
