// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The tables of a shared object: the sections of a compiled model are found
// before the system's loader, which trusts them, sees the file.

#include "ArtifactHeader.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <elf.h>

namespace sm::runtime {

static Status noArtifact(const std::string &why) {
  return absl::InvalidArgumentError(
      absl::StrCat("is no compiled model: ", why,
                   " (sm compile --output M.smx writes one)"));
}

static Status damagedFile(const std::string &what) {
  return absl::DataLossError(absl::StrCat(
      "damaged file: ", what, " (was it cut off? copy it or compile again)"));
}

namespace {

/// A shared object as bytes.
class SharedObject {
public:
  explicit SharedObject(absl::Span<const char> file) : file(file) {}

  /// Checks what it is.
  Status readHeader() {
    constexpr char kBegin[] = {'\x7f', 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB};
    if (file.size() < sizeof(kBegin) ||
        std::memcmp(file.data(), kBegin, sizeof(kBegin)) != 0)
      return noArtifact("it is no shared object");
    if (file.size() < sizeof(header))
      return damagedFile("it ends within its header");
    std::memcpy(&header, file.data(), sizeof(header));
    if (header.e_type != ET_DYN || header.e_machine != EM_X86_64)
      return noArtifact("it is no shared object for x86-64");
    if (header.e_phentsize != sizeof(Elf64_Phdr) ||
        header.e_shentsize != sizeof(Elf64_Shdr))
      return damagedFile("entries of its tables are of another size");
    if (!isInside(header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr)))
      return damagedFile("its segments are listed outside of it");
    if (!isInside(header.e_shoff, header.e_shnum * sizeof(Elf64_Shdr)))
      return damagedFile("its sections are listed outside of it");
    return absl::OkStatus();
  }

  /// The loader maps what segments say; what is not there ends the process.
  Status checkSegments() const {
    for (size_t i = 0; i < header.e_phnum; ++i) {
      const auto segment = entry<Elf64_Phdr>(header.e_phoff, i);
      if (segment.p_type == PT_LOAD &&
          !isInside(segment.p_offset, segment.p_filesz))
        return damagedFile("a segment lies outside of it");
    }
    return absl::OkStatus();
  }

  /// The one section of this name; empty if it has no bytes in the file.
  StatusOr<absl::Span<const char>> section(const std::string &name) const {
    if (header.e_shstrndx >= header.e_shnum)
      return noArtifact("its sections have no names");
    const auto names = entry<Elf64_Shdr>(header.e_shoff, header.e_shstrndx);
    if (!isInside(names.sh_offset, names.sh_size))
      return damagedFile("names of sections lie outside of it");
    bool isFound = false;
    absl::Span<const char> result;
    for (size_t i = 0; i < header.e_shnum; ++i) {
      const auto section = entry<Elf64_Shdr>(header.e_shoff, i);
      if (!isCalled(section, names, name))
        continue;
      if (isFound)
        return damagedFile("it has two sections " + name);
      isFound = true;
      if (section.sh_type == SHT_NOBITS)
        continue;
      if (!isInside(section.sh_offset, section.sh_size))
        return damagedFile("section " + name + " lies outside of it");
      result = file.subspan(section.sh_offset, section.sh_size);
    }
    if (!isFound)
      return noArtifact("it has no section " + name);
    return result;
  }

private:
  bool isInside(uint64_t offset, uint64_t size) const {
    return offset <= file.size() && size <= file.size() - offset;
  }

  /// An entry of a table that is inside.
  template <typename T>
  T entry(uint64_t table, size_t index) const {
    T result;
    std::memcpy(&result, file.data() + table + index * sizeof(T), sizeof(T));
    return result;
  }

  bool isCalled(const Elf64_Shdr &section, const Elf64_Shdr &names,
                const std::string &name) const {
    return section.sh_name < names.sh_size &&
           name.size() < names.sh_size - section.sh_name &&
           std::memcmp(file.data() + names.sh_offset + section.sh_name,
                       name.c_str(), name.size() + 1) == 0;
  }

  absl::Span<const char> file;
  Elf64_Ehdr header = {};
};

} // namespace

StatusOr<ArtifactSections> findArtifactSections(absl::Span<const char> file) {
  SharedObject object(file);
  SM_RETURN_IF_ERROR(object.readHeader());
  SM_RETURN_IF_ERROR(object.checkSegments());
  ArtifactSections sections;
  SM_ASSIGN_OR_RETURN(sections.program, object.section(kProgramSection));
  SM_ASSIGN_OR_RETURN(sections.weights, object.section(kWeightsSection));
  const char *program = sections.program.data(),
             *weights = sections.weights.data();
  if (!sections.program.empty() && !sections.weights.empty() &&
      program < weights + sections.weights.size() &&
      weights < program + sections.program.size())
    return damagedFile("its sections overlap");
  return sections;
}

} // namespace sm::runtime
