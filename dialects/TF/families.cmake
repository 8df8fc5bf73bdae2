# The families of tf ops: a record file <Family>Ops.td each. Adding a family is
# one word here.
set(SM_TF_FAMILIES
  Array Control Linalg Math NN Parsing Random Reduction State Unary)
