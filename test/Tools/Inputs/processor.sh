# Runs a compiled model for an old processor of AMD: where fma4 is missing, that
# must be said.
if grep -q -w fma4 /proc/cpuinfo; then
  sm run --artifact "$1" --input_exprs 'x=[[1,3]];offset=1.0'
  exit
fi
sm run --artifact "$1" --input_exprs 'x=[[1,3]];offset=1.0' 2>&1 | grep -q \
  'error: .*the code was made for bdver1 and needs .*fma4.*, which this processor does not have; compile with --cpu host'
