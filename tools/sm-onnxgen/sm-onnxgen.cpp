// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Prints dialects/ONNX/ONNXOps.h: a typed view for each operator of the newest
// opset, made from libonnx's schemas. Usage: sm-onnxgen FILE

#include "Views.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: sm-onnxgen FILE\n";
    return 2;
  }
  std::ostringstream text;
  sm::onnxgen::printViews(text);
  {
    // What is unchanged keeps its date, and what includes it is not compiled.
    std::ifstream present(argv[1]);
    std::string old((std::istreambuf_iterator<char>(present)), {});
    if (present && old == text.str())
      return 0;
  }
  std::ofstream file(argv[1]);
  file << text.str();
  if (file.flush())
    return 0;
  std::cerr << "sm-onnxgen: cannot write " << argv[1] << "\n";
  return 1;
}
