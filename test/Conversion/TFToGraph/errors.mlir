// Everything that cannot be written is said, and nothing is rewritten.
// RUN: sm-opt %s --convert-tf-to-graph -split-input-file -verify-diagnostics

sm.meta_graph tags ["functions"] {
  sm.variable @gone : tensor<f32>
  sm.variable @ref : tensor<f32>
  sm.asset @words "words" tensor "words:0"
  graph.func @f(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    return(%x) keys ["y"]
  }
  func.func @f$body(%x: tensor<!tf.unknown>) -> tensor<f32> attributes {graph.body = @f} {
    // expected-error@+1 {{'sm.read_variable' uses variable 'gone', which no node declares; freeze it (tf-freeze-variables)}}
    %0 = sm.read_variable @gone : tensor<f32>
    // expected-error@+1 {{'sm.read_variable' uses variable 'ref', a reference that only the main graph has}}
    %1 = sm.read_variable @ref : tensor<f32>
    // expected-error@+1 {{'sm.asset_path' uses asset 'words', for which there is no node here}}
    %2 = sm.asset_path @words : tensor<!tf.string>
    // expected-error@+1 {{'tf.Shape' does not tell its attribute 'T': an operand is of unknown type}}
    %3 = tf.Shape %x : (tensor<!tf.unknown>) -> tensor<?xi32>
    // expected-error@+1 {{'tf.PartitionedCall' calls 'helper', which is the body of no graph function}}
    tf.PartitionedCall @helper() : () -> ()
    // expected-error@+1 {{'builtin.unrealized_conversion_cast' is no op of TensorFlow}}
    %4 = builtin.unrealized_conversion_cast %0 : tensor<f32> to tensor<f32>
    return %0 : tensor<f32>
  }
  func.func private @helper() {
    return
  }
  // expected-error@+1 {{'no$body' is the body of 'no', which is no graph function with as many arguments and results}}
  func.func @no$body() attributes {graph.body = @no} {
    return
  }
  // expected-error@+1 {{'g$body' is the body of 'f', which is no graph function with as many arguments and results}}
  func.func @g$body() attributes {graph.body = @f} {
    return
  }
  // expected-error@+1 {{function 'empty' must have one block}}
  func.func private @empty(tensor<f32>) -> tensor<f32> attributes {graph.body = @f}
  graph.graph {
    %r, %cr = VariableV2() name("ref") {dtype = f32, shape = #tf.shape<>}
    %w, %cw = Const() name("words") {dtype = !tf.string, value = dense<""> : tensor<!tf.string>}
  }
}

// -----

sm.meta_graph tags ["main"] {
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<>}
  }
  // expected-error@+3 {{'main': argument 0 does not say by graph.tensor which tensor of the graph it is}}
  // expected-error@+2 {{'main': result 0 does not say by graph.tensor which tensor of the graph it is}}
  // expected-error@+1 {{'main': result 1 does not say by graph.tensor which tensor of the graph it is}}
  func.func @main(%x: tensor<f32>) -> (tensor<f32> {graph.tensor = "y:0"}, tensor<f32> {graph.tensor = "x:1"}) attributes {graph.body} {
    return %x, %x : tensor<f32>, tensor<f32>
  }
}

// -----

sm.meta_graph tags ["main"] {
  graph.graph {
  }
  func.func @main() attributes {graph.body} {
    // expected-error@+1 {{'tf.opaque' names outputs of 'Mine', which a main graph numbers}}
    %0 = tf.opaque "Mine"() {node_attrs = {}, outputs = ["second:0"]} : () -> tensor<f32>
    return
  }
}

// -----

// expected-error@+1 {{the model is initialised by 'init', which a new graph has no place for; freeze its variables}}
sm.meta_graph tags ["new"] initializer @init {
  sm.variable @v : tensor<f32>
  // expected-error@+2 {{signature 'a': no placeholder can stand for 'x' (tensor 'x:1')}}
  // expected-error@+1 {{signature 'a': no node can stand for 'y' (tensor ':0')}}
  sm.signature "a" calls @a method "" inputs {x = #sm.tensor_info<"x:1" : tensor<f32>>} outputs {y = #sm.tensor_info<":0" : tensor<f32>>}
  // expected-error@+1 {{signature 'b' calls no function to make a graph of}}
  sm.signature "b" method "" inputs {} outputs {}
  // expected-error@+1 {{function 'run' is no signature, and a new graph has no object graph}}
  sm.concrete_function "run" overload 0 of @init inputs [] outputs [] captures []
  func.func @init() {
    return
  }
  func.func @a(%x: tensor<f32>) -> tensor<f32> {
    // expected-error@+1 {{'sm.read_variable' uses variable 'v', which no node declares; freeze it}}
    %0 = sm.read_variable @v : tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

sm.meta_graph tags ["new"] {
  sm.signature "a" calls @a method "" inputs {x = #sm.tensor_info<"x:0" : tensor<f32>>} outputs {}
  // expected-error@+1 {{signature 'b' feeds 'x:0' with another type than a signature before}}
  sm.signature "b" calls @b method "" inputs {x = #sm.tensor_info<"x:0" : tensor<i32>>} outputs {}
  func.func @a(%x: tensor<f32>) {
    return
  }
  func.func @b(%x: tensor<i32>) {
    return
  }
}
