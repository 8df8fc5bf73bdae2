#!/bin/sh
# Exports a module for each line of the test $1 that is no comment, with the
# line as the fields of sm.messages; prints the errors. $2: a folder to work in.
grep -v -e '^#' -e '^$' "$1" | while read -r line; do
  # read -r keeps backslashes; printf's %s does too.
  printf 'sm.saved_model { sm.meta_graph tags [] {\n sm.messages #sm.proto<"tensorflow.MetaGraphDef", {%s}> } }\n' \
    "$line" >"$2/one.mlir"
  sm-translate --mlir-to-saved-model "$2/one.mlir" 2>&1 >/dev/null |
    sed -n 's/^.*: error: //p' | grep . || echo "expected an error: $line"
done
