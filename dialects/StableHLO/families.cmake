# The families of stablehlo ops: a record file <Family>Ops.td each.
set(SM_STABLEHLO_FAMILIES
  Unary Binary Movement Contraction Reduction ControlFlow)
