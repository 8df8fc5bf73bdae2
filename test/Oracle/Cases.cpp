// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reads what make_answers.py wrote; its head describes the files.

#include "Cases.h"

#include "llvm/Support/JSON.h"

#include "absl/strings/str_cat.h"

#include <fstream>
#include <sstream>

namespace sm::oracle {

static StatusOr<std::string> readText(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file)
    return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  return text.str();
}

/// Fills what case.json says.
static Status readDescription(const std::string &path, Case &result) {
  SM_ASSIGN_OR_RETURN(std::string text, readText(path));
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": ", llvm::toString(value.takeError())));
  const llvm::json::Object *object = value->getAsObject();
  const llvm::json::Array *fetches =
      object ? object->getArray("fetches") : nullptr;
  if (!fetches)
    return absl::InvalidArgumentError(absl::StrCat(path, ": no fetches"));
  for (const llvm::json::Value &fetch : *fetches)
    result.fetches.push_back(fetch.getAsString().value_or("").str());
  result.op = object->getString("op").value_or("").str();
  result.name = object->getString("case").value_or("").str();
  result.rtol = object->getNumber("rtol").value_or(0);
  result.atol = object->getNumber("atol").value_or(0);
  result.checkValue = object->getBoolean("check_value").value_or(true);
  result.fails = object->getBoolean("fails").value_or(false);
  if (const llvm::json::Array *range = object->getArray("range"))
    result.range.emplace((*range)[0].getAsNumber().value_or(0),
                         (*range)[1].getAsNumber().value_or(0));
  return absl::OkStatus();
}

StatusOr<Case> readCase(const std::string &folder) {
  Case result;
  SM_RETURN_IF_ERROR(readDescription(folder + "/case.json", result));
  result.graphPath = folder + "/graph.pb";
  SM_ASSIGN_OR_RETURN(result.inputs, format::readNpz(folder + "/inputs.npz"));
  SM_ASSIGN_OR_RETURN(result.expected,
                      format::readNpz(folder + "/expected.npz"));
  return result;
}

StatusOr<std::map<std::string, std::vector<std::string>>>
listCases(const std::string &folder, bool isFull) {
  SM_ASSIGN_OR_RETURN(
      std::string text,
      readText(folder + (isFull ? "/all.txt" : "/everyday.txt")));
  std::map<std::string, std::vector<std::string>> cases;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (size_t slash = line.find('/'); slash != std::string::npos)
      cases[line.substr(0, slash)].push_back(line.substr(slash + 1));
  return cases;
}

} // namespace sm::oracle
