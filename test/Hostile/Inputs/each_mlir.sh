# Reads each module of the arguments; prints what is said and the exit status.
for place in "$@"; do
  echo "== $(basename "$place")"
  sm convert --mlir "$place" --overwrite --output "$place.mlirbc"
  echo "status $?"
done
