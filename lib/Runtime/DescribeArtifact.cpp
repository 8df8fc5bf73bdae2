// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What is in a compiled model, as its section .sm.program says.

#include "ArtifactHeader.h"

#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Support/MappedFile.h"

#include <algorithm>
#include <set>

namespace sm::runtime {

static StatusOr<std::vector<Port>>
describePorts(const google::protobuf::RepeatedPtrField<artifact::Port> &from) {
  std::vector<Port> ports;
  for (const artifact::Port &port : from) {
    Port &to = ports.emplace_back();
    to.name = port.name();
    SM_ASSIGN_OR_RETURN(to.type, decodeArtifactType(port.type()));
  }
  return ports;
}

static StatusOr<ArtifactSetSummary>
describeProgram(const artifact::Program &program) {
  ArtifactSetSummary set;
  SM_ASSIGN_OR_RETURN(set.inputs, describePorts(program.inputs()));
  SM_ASSIGN_OR_RETURN(set.outputs, describePorts(program.outputs()));
  set.cFunction = program.c_function();
  for (const artifact::Instruction &step : program.instructions()) {
    if (step.has_kernel())
      ++set.kernels[step.kernel().op()];
    if (!step.has_region())
      continue;
    ++set.regions;
    set.arenaBytes = std::max(set.arenaBytes, step.region().arena_bytes());
  }
  return set;
}

static StatusOr<ArtifactSummary> describe(absl::Span<const char> file) {
  SM_ASSIGN_OR_RETURN(ArtifactSections sections, findArtifactSections(file));
  artifact::Artifact contents;
  ArtifactSummary summary;
  SM_RETURN_IF_ERROR(
      parseArtifact(sections.program, contents, summary.weightsBytes));
  summary.fileBytes = file.size();
  summary.producer = contents.producer();
  summary.entry = contents.entry();
  summary.cpu = contents.cpu();
  summary.vectorBits = contents.vector_bits();
  summary.extensions.assign(contents.extensions().begin(),
                            contents.extensions().end());
  summary.hasInitializer = contents.has_initializer();
  std::set<std::string> variables;
  for (const artifact::Program &program : contents.programs()) {
    SM_ASSIGN_OR_RETURN(summary.sets.emplace_back(), describeProgram(program));
    for (const artifact::Variable &variable : program.variables())
      variables.insert(variable.name());
  }
  summary.variables.assign(variables.begin(), variables.end());
  return summary;
}

StatusOr<ArtifactSummary> describeArtifact(const std::string &path) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  StatusOr<ArtifactSummary> summary = describe(file->bytes());
  return summary.ok() ? summary : withContext(summary.status(), path);
}

} // namespace sm::runtime
