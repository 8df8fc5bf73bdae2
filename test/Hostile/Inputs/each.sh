# Shows, imports and runs each graph or model of the arguments; prints what each
# step says when it fails, and its exit status. A crash shows as a status above
# 3.
for place in "$@"; do
  echo "== $(basename "$place" .pbtxt)"
  if [ -d "$place" ]; then
    source="--dir $place"
    run="run"
  else
    source="--graphdef $place"
    run="run --fetches out:0"
  fi
  for step in show "convert --to mlir --overwrite --output $place.mlir" "$run"
  do
    sm $step $source > "$place.out" 2>&1
    status=$?
    [ $status = 0 ] || grep -v '^See' "$place.out" | grep -iv '^SavedModel'
    echo "${step%% *}: $status"
  done
done
