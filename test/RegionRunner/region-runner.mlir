// A layer through the whole pipeline, against the same layer in scalar loops.
// RUN: region-runner %s --from tf --shape 8x64 --compare --times --runs 3 --flops 65536 --profile --print 2 \
// RUN:   | FileCheck %s
// RUN: region-runner %s --from tf --shape 2048x64 --num-threads 1,2,3 --runs 5 --profile | FileCheck %s --check-prefix=THREADS
// RUN: region-runner %s --from tf --shape 8x64 --cpu x86-64-v3 --scalar | FileCheck %s --check-prefix=SUM
// RUN: region-runner %s --from tf --shape 4x64 | FileCheck %s --check-prefix=SHAPE
// RUN: region-runner %s --from tf --shape 8x64 --emit asm | FileCheck %s --check-prefix=ASM
// RUN: not region-runner %s --from tf --cpu nonsense 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not region-runner %s --from tf --function nowhere 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not region-runner %s --from tf --shape 4xy 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not region-runner %s --from kernels 2>&1 | FileCheck %s --check-prefix=STAGE

// What a file needs lies beside it, and the stage is named where it is missed.
// RUN: rm -rf %t && mkdir -p %t/sub
// RUN: sm compile --dir %examples/demo/model --shape image=1,28,28,1 --emit stablehlo --output %t/sub/hub.mlir
// RUN: sm compile --dir %examples/demo/model --shape image=1,28,28,1 --emit linalg --output %t/sub/kernels.mlir
// RUN: region-runner %t/sub/hub.mlir --from stablehlo > %t/hub.txt
// RUN: region-runner %t/sub/kernels.mlir | diff %t/hub.txt -
// RUN: not region-runner %t/sub/hub.mlir 2>&1 | FileCheck %s --check-prefix=HUB
// HUB: the module holds no function @main with the attribute sm.region, {{.*}}; it has ops of stablehlo: say --from stablehlo
// RUN: not region-runner %S/Inputs/other.mlir 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: the module has no @main; --function NAME takes another

// CHECK: compile ms: passes {{.*}} lowering {{.*}} code {{.*}} link
// CHECK: output 0 float32[8,32]: sum {{.*}}, norm {{.*}}: {{.*}} {{.*}}
// CHECK: time us: median {{.*}} best {{.*}}; GFLOP/s
// CHECK: x kernel_0
// CHECK: us 100.0% in kernels
// CHECK: output 0: largest difference
// THREADS: 1 threads: time us: median
// THREADS: 2 threads: time us: median
// THREADS: 3 threads: time us: median
// THREADS: us {{.*}}% {{.*}} us {{.*}}x {{.*}} us {{.*}}x 1 x kernel_0
// THREADS: us 100.0% {{.*}} us {{.*}}x {{.*}} us {{.*}}x in kernels
// SUM: output 0 float32[8,32]: sum
// SHAPE: output 0 float32[4,32]: sum
// ASM: sm_region:
// CPU: no processor is called 'nonsense'
// NAME: no function is called nowhere
// DIM: --shape reads like 1x224x224x3
// STAGE: the module holds no function @main with the attribute sm.region, {{.*}}; it has ops of tf: say --from tf
func.func @main(%x: tensor<?x64xf32>) -> tensor<?x32xf32> {
  %w = tf.Const dense<0.01> : tensor<64x32xf32>
  %b = tf.Const dense<0.5> : tensor<32xf32>
  %0 = tf.MatMul %x, %w : (tensor<?x64xf32>, tensor<64x32xf32>) -> tensor<?x32xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<?x32xf32>, tensor<32xf32>) -> tensor<?x32xf32>
  %2 = tf.Tanh %1 : (tensor<?x32xf32>) -> tensor<?x32xf32>
  return %2 : tensor<?x32xf32>
}
