// RUN: split-file %s %t
// RUN: sm-opt %t/one.mlir --graph-strip-tpu | FileCheck %s
// RUN: sm-opt %t/one.mlir --graph-strip-tpu --graph-strip-tpu | FileCheck %s
// RUN: sm-opt %t/beside.mlir --graph-strip-tpu=drop-tagged=true | FileCheck %s --check-prefix=DROP
// RUN: not sm-opt %t/beside.mlir --graph-strip-tpu 2>&1 | FileCheck %s --check-prefix=TAGS
// RUN: not sm-opt %t/one.mlir --graph-strip-tpu=drop-tagged=true 2>&1 | FileCheck %s --check-prefix=ALONE
// RUN: sm-opt %t/refused.mlir --graph-strip-tpu --verify-diagnostics

//--- one.mlir
// CHECK: sm.meta_graph tags ["serve"] {
sm.meta_graph tags ["serve", "tpu"] {
  // CHECK: graph.func @f(%[[X:.*]] "x")
  graph.func @f(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    // CHECK-NEXT: NoOp() name("metadata")
    // CHECK-NEXT: Identity(%[[X]]) [%{{.*}}] name("in") {T = f32}
    // CHECK-NEXT: Relu({{.*}}) name("relu") {T = f32}
    // CHECK-NEXT: Identity({{.*}}) name("out") {T = f32}
    // CHECK-NEXT: Identity({{.*}}) name("sharding") {T = f32}
    // CHECK-NEXT: Const() {{.*}}name("result") {dtype = !tf.string, value = dense<""> : tensor<!tf.string>}
    // CHECK-NEXT: StatefulPartitionedCall({{.*}}, {{.*}}) name("replicate") {Tin = [f32, !tf.resource], Tout = [f32, i32], config = "", config_proto = "", executor_type = "", f = #tf.func<@g, {}>}
    // CHECK-NEXT: Abs({{.*}}#1)
    // CHECK-NEXT: return
    %m = TPUReplicateMetadata() name("metadata") {num_replicas = 1 : i64, _tpu_replicate = "cluster"}
    %i, %ci = TPUReplicatedInput(%x) [%m] name("in") {N = 1 : i64, T = f32, graph.outputs = ["output:0"]}
    %r, %cr = Relu(%i) name("relu") {T = f32, _tpu_replicate = "cluster", _replication_info = "cluster", _xla_compile_device_type = "TPU"}
    %o, %co = TPUReplicatedOutput(%r) name("out") {num_replicas = 1 : i64, T = f32, graph.outputs = ["outputs:0"]}
    %s, %cs = XlaSharding(%o) name("sharding") {T = f32, sharding = "", graph.outputs = ["output:0"]}
    %c, %cc = TPUCompilationResult() [%cr] name("result") {_tpu_compilation_status = "cluster", graph.outputs = ["output:0"]}
    %p, %cp = TPUReplicate(%s, %x) name("replicate") {Tinputs = [f32], NumVariables = 1 : i64, Tbroadcast_inputs = [], Tguaranteed_constants = [], output_types = [f32, i32], num_replicas = 1 : i64, computation = #tf.func<@g, {}>, graph.outputs = ["outputs:1"]}
    %a, %ca = Abs(%p) name("a") {T = i32}
    return(%a) keys ["y"]
  }
  graph.func @g() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.graph
  graph.graph {
    // CHECK-NEXT: %[[IN:.*]], %{{.*}} = Placeholder() name("x") {dtype = f32}
    %x, %cx = Placeholder() name("x") device("/job:worker/device:TPU:0") {dtype = f32}
    // CHECK-NEXT: Const() name("ordinal") {dtype = i32, value = dense<0> : tensor<i32>}
    %o, %co = TPUOrdinalSelector() name("ordinal")
    // CHECK-NEXT: %[[CALL:.*]], %{{.*}} = StatefulPartitionedCall(%[[IN]]) [%{{.*}}] name("call") {Tin = [f32], Tout = [f32], _output_shapes = [#tf.shape<*>], config = "", config_proto = "", executor_type = "", f = #tf.func<@f, {}>}
    %y, %cy = TPUPartitionedCall(%x, %o) [%cc] name("call") {Tin = [f32], Tout = [f32], f = #tf.func<@f, {}>, autotuner_thresh = 0 : i64, _output_shapes = [#tf.shape<*>], graph.inputs = ["x:0", "ordinal", "^configure"]}
    // CHECK-NEXT: Const() name("configure") {dtype = !tf.string
    %c, %cc = ConfigureDistributedTPU() name("configure") {is_global_init = false}
    // CHECK-NEXT: NoOp() [%{{.*}}] name("shutdown")
    %s = ShutdownDistributedTPU() [%cc] name("shutdown")
    // Nodes that have nothing to do with TPUs stay, and so do their devices.
    // CHECK-NEXT: Relu(%[[CALL]]) name("y") device("/device:CPU:0") {T = f32, _class = ["loc:@x"]}
    %r, %cr = Relu(%y) name("y") device("/device:CPU:0") {T = f32, _class = ["loc:@x"]}
  }
}

//--- beside.mlir
sm.saved_model {
  // DROP: sm.meta_graph tags ["serve"]
  sm.meta_graph tags ["serve"] {
    graph.graph {
    }
  }
  // DROP-NOT: sm.meta_graph
  // TAGS: 'sm.meta_graph' op without the tag tpu has the tags of another MetaGraph (serve); use drop-tagged
  sm.meta_graph tags ["tpu", "serve"] {
    graph.graph {
      // What goes need not be one that could stay.
      %a, %ca = TPUEmbeddingActivations() name("a")
    }
  }
}
// ALONE: 'sm.meta_graph' op is tagged tpu, and no other MetaGraph would be left; strip it without drop-tagged

//--- refused.mlir
sm.meta_graph tags ["serve"] {
  graph.graph {
    // expected-error@+1 {{node 'embedding' (TPUEmbeddingActivations) has no counterpart on a CPU}}
    %a, %ca = TPUEmbeddingActivations() name("embedding")
    // expected-error@+1 {{node 'run' (_TPUExecute) has no counterpart on a CPU}}
    %b = _TPUExecute() name("run")
    // expected-error@+1 {{node 'full' (XlaSpmdFullToShardShape) has no counterpart on a CPU}}
    %c, %cc = XlaSpmdFullToShardShape(%a) name("full")
    // expected-error@+1 {{node 'metadata' (TPUReplicateMetadata) is for 2 replicas; only a model for one replica can become one for a CPU}}
    %m = TPUReplicateMetadata() name("metadata") {num_replicas = 2 : i64}
    // expected-error@+1 {{node 'in' (TPUReplicatedInput) is for 8 replicas}}
    %i, %ci = TPUReplicatedInput(%a, %a) name("in") {N = 8 : i64}
    // expected-error@+1 {{node 'out' (TPUReplicatedOutput) has 0 inputs where one is expected}}
    %o, %co = TPUReplicatedOutput() name("out")
    // expected-error@+1 {{node 'call' (TPUPartitionedCall) needs the attributes 'f', 'Tin' and 'Tout', and an input for each type and the ordinal}}
    %p, %cp = TPUPartitionedCall(%a) name("call") {Tin = [f32], Tout = [f32], f = #tf.func<@f, {}>}
    // expected-error@+1 {{node 'many' (TPUReplicate) needs the attributes 'computation' and 'output_types', and an input for each type it states}}
    %q, %cq = TPUReplicate(%a) name("many") {NumVariables = 100000000000 : i64, output_types = [f32], computation = #tf.func<@f, {}>}
    // expected-error@+1 {{node 'second' (TPUReplicate) needs the attributes}}
    %r, %cr = TPUReplicate() name("second") {output_types = [f32]}
    // expected-error@+1 {{node 'outputs' (TPUPartitionedCall) has an output in use that its attributes do not state}}
    %s:2, %cs = TPUPartitionedCall(%a) name("outputs") {Tin = [], Tout = [f32], f = #tf.func<@f, {}>}
    %t, %ct = Relu(%s#1) name("t")
  }
}
