// RUN: split-file %s %t
// RUN: sm-opt %t/model.mlir --graph-rename-signature="names=a:b,b:a keys=a.x:w,a.y:yy,b.inputs.x:v" | FileCheck %s
// RUN: sm-opt %t/model.mlir --graph-rename-signature="names=a:c tags=serve" | FileCheck %s --check-prefix=NAME
// RUN: sm-opt %t/converted.mlir --graph-rename-signature="keys=s.x:xx" | FileCheck %s --check-prefix=CONVERTED
// RUN: sm-opt %t/colons.mlir --graph-rename-signature="keys=s.t.x:0:y:0" | FileCheck %s --check-prefix=COLONS
// RUN: not sm-opt %t/colons.mlir --graph-rename-signature="keys=s.t.x:" 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=c:d" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=a:b" 2>&1 | FileCheck %s --check-prefix=CLASH
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=a" 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=a:" 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=a:c,a:d" 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=a:__saved_model_init_op" 2>&1 | FileCheck %s --check-prefix=RESERVED
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="names=__saved_model_init_op:c" 2>&1 | FileCheck %s --check-prefix=RESERVED
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="keys=a.nothing:c" 2>&1 | FileCheck %s --check-prefix=NOKEY
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="keys=b.x:c" 2>&1 | FileCheck %s --check-prefix=AMBIGUOUS
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="keys=a.x:z" 2>&1 | FileCheck %s --check-prefix=INPUTCLASH
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="keys=a.x:zz" 2>&1 | FileCheck %s --check-prefix=ORDER
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="keys=shared.p:q" 2>&1 | FileCheck %s --check-prefix=SHARED
// RUN: not sm-opt %t/model.mlir --graph-rename-signature="tags=train names=a:c" 2>&1 | FileCheck %s --check-prefix=TAGS
// RUN: not sm-opt %t/converted.mlir --graph-rename-signature="keys=s.x:zz" 2>&1 | FileCheck %s --check-prefix=ORDER2

// COLONS: inputs {x = {{.*}}, "y:0" = #sm.tensor_info<"x:0"
// EMPTY: error: 'x' gets no new name; write a renaming as from:to
// UNKNOWN: 'sm.meta_graph' op has no signature 'c'
// CLASH: error: signature 'b' would stand twice; choose a new name that is free
// FORM: error: '{{a?}}' gets no new name; write a renaming as from:to
// TWICE: error: 'a' is given two new names
// RESERVED: names that begin with __saved_model_ are TensorFlow's
// NOKEY: no signature has an input or output for 'a.nothing:c'; write it as signature.key:to
// AMBIGUOUS: 'b' has both an input and an output 'x'; say which, as b.inputs.x:c
// INPUTCLASH: error: input 'z' would stand twice
// ORDER: 'a': with these keys the traced function's arguments or results would stand in another order; choose keys that sort as the old ones do
// SHARED: 'shared': its traced function serves other objects, too, so its keys cannot be renamed
// TAGS: no MetaGraph with tag set train; the model has: serve
// ORDER2: 's': with these keys the function's arguments or results would stand in another order

//--- model.mlir
sm.meta_graph tags ["serve"] {
  sm.signature "__saved_model_init_op" method "" inputs {} outputs {__saved_model_init_op = #sm.proto<"tensorflow.TensorInfo", {name = "n"}>}
  // CHECK: sm.signature "b" method "" inputs {w = #sm.tensor_info<"n:0" : tensor<f32>>, z = #sm.tensor_info<"n:0" : tensor<f32>>} outputs {yy = #sm.tensor_info<"n:0" : tensor<f32>>} defaults {w = dense<1.000000e+00> : tensor<f32>}
  // NAME: sm.signature "c" method "" inputs {x =
  sm.signature "a" method "" inputs {x = #sm.tensor_info<"n:0" : tensor<f32>>, z = #sm.tensor_info<"n:0" : tensor<f32>>} outputs {y = #sm.tensor_info<"n:0" : tensor<f32>>} defaults {x = dense<1.0> : tensor<f32>}
  // CHECK: sm.signature "a" method "" inputs {v = #sm.tensor_info<"n:0" : tensor<f32>>} outputs {x = #sm.tensor_info<"n:0" : tensor<f32>>}
  // NAME: sm.signature "b"
  sm.signature "b" method "" inputs {x = #sm.tensor_info<"n:0" : tensor<f32>>} outputs {x = #sm.tensor_info<"n:0" : tensor<f32>>}
  sm.signature "shared" method "" inputs {} outputs {p = #sm.tensor_info<"n:0" : tensor<f32>>}
  // CHECK: sm.concrete_function "f.a"
  sm.concrete_function "f.a" overload 0 of @wrapper inputs [] outputs [] captures []
  // CHECK: sm.concrete_function "signatures.b" overload 0 of @wrapper
  // NAME: sm.concrete_function "signatures.c" overload 0 of @wrapper
  sm.concrete_function "signatures.a" overload 0 of @wrapper inputs [] outputs [] captures []
  graph.func @wrapper() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.graph {
    %0, %c0 = Placeholder() name("n")
  }
  // CHECK: canonicalized_input_signature = {tuple_value = {values = [{tuple_value = {}}, {dict_value = {fields = [{key = "w", value = {tensor_spec_value = {name = "w"}}}, {key = "z", value = {tensor_spec_value = {name = "z"}}}]}}]}}, output_signature = {dict_value = {fields = [{key = "yy", value = {tensor_spec_value = {name = "yy"}}}]}}
  // CHECK-SAME: {local_name = "a", node_id = 5}
  // CHECK-SAME: {children = [{local_name = "b", node_id = 2}, {local_name = "shared", node_id = 3}], user_object = {identifier = "signature_map"}}
  // CHECK-SAME: {argument_keywords = ["w", "z"], concrete_function_name = "wrapper", function_spec = {fullargspec = {named_tuple_value = {values = [{key = "kwonlyargs", value = {list_value = {values = [{string_value = "w"}, {string_value = "z"}]}}}]}}}}
  // NAME: {children = [{local_name = "c", node_id = 2}
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {object_graph_def = {
      concrete_functions = [
        {key = "wrapper", value = {
            canonicalized_input_signature = {tuple_value = {values = [{tuple_value = {}}, {dict_value = {fields = [
                {key = "x", value = {tensor_spec_value = {name = "x"}}}, {key = "z", value = {tensor_spec_value = {name = "z"}}}]}}]}},
            output_signature = {dict_value = {fields = [{key = "y", value = {tensor_spec_value = {name = "y"}}}]}}}}],
      nodes = [{children = [{local_name = "signatures", node_id = 1}, {local_name = "a", node_id = 5}]},
               {children = [{local_name = "a", node_id = 2}, {local_name = "shared", node_id = 3}], user_object = {identifier = "signature_map"}},
               {bare_concrete_function = {argument_keywords = ["x", "z"], concrete_function_name = "wrapper", function_spec = {fullargspec = {named_tuple_value = {values = [
                   {key = "kwonlyargs", value = {list_value = {values = [{string_value = "x"}, {string_value = "z"}]}}}]}}}}},
               {bare_concrete_function = {concrete_function_name = "twice"}},
               {bare_concrete_function = {concrete_function_name = "twice"}},
               {user_object = {identifier = "_generic_user_object"}}]}}>
}

//--- converted.mlir
sm.meta_graph tags ["serve"] {
  // CONVERTED: sm.signature "s" calls @f method "" inputs {xx = #sm.tensor_info<"n:0" : tensor<f32>>, z =
  sm.signature "s" calls @f method "" inputs {x = #sm.tensor_info<"n:0" : tensor<f32>>, z = #sm.tensor_info<"m:0" : tensor<f32>>} outputs {}
  func.func @f(%x: tensor<f32>, %z: tensor<f32>) {
    return
  }
}

//--- colons.mlir
sm.meta_graph tags ["serve"] {
  sm.signature "s.t" method "" inputs {x = #sm.tensor_info<"x:1" : tensor<f32>>, "x:0" = #sm.tensor_info<"x:0" : tensor<f32>>} outputs {}
  graph.graph {
  }
}
