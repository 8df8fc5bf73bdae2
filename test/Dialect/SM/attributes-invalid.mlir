// RUN: sm-opt %s -split-input-file -verify-diagnostics

// expected-error @below {{elements need a tensor type}}
#noType = #sm.data<"s", "k">

// -----

// expected-error @below {{elements need a tensor type}}
#noShape = #sm.data<"s", "k"> : f32

// -----

// What a process kept in memory is gone with it.
// expected-error @below {{constants in memory cannot be read back}}
#memory = #sm.data<"memory", "0"> : tensor<2xf32>

// -----

// expected-error @below {{elements need a static tensor type, not 'tensor<?xf32>'}}
#dynamic = #sm.data<"s", "k"> : tensor<?xf32>

// -----

// expected-error @below {{elements need a static tensor type, not 'tensor<*xf32>'}}
#unranked = #sm.data<"s", "k"> : tensor<*xf32>

// -----

// expected-error @below {{elements need a static tensor type, not 'vector<2xf32>'}}
#vector = #sm.data<"s", "k"> : vector<2xf32>

// -----

// expected-error @below {{expected ':'}}
#info = #sm.tensor_info<"x:0">

// -----

// expected-error @below {{2 elements are not encoded as 3}}
#tooMany = #sm.encoded<dense<1.0> : tensor<2xf32>, 3>

// -----

// expected-error @below {{2 elements are not encoded as -1}}
#noScalar = #sm.encoded<dense<1.0> : tensor<2xf32>, -1>

// -----

// expected-error @below {{1 elements are not encoded as -2}}
#negative = #sm.encoded<dense<1.0> : tensor<f32>, -2>

// -----

// expected-error @below {{invalid kind of attribute specified}}
#noElements = #sm.encoded<5 : i32, 1>

// -----

// expected-error @below {{only a scalar can go without shape}}
#noShape = #sm.encoded<dense<1.0> : tensor<1xf32>, 1, no_shape>
