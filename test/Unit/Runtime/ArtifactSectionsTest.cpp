// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Sections of compiled models are found in sound files, and in no others. The
// files are tables only: nothing could load them.

#include "sm/Runtime/Artifact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <elf.h>
#include <functional>
#include <string>
#include <vector>

namespace sm::runtime {
namespace {

using ::testing::HasSubstr;

/// A file whose tables tests can alter before it becomes bytes.
struct Tables {
  Elf64_Ehdr header = {};
  Elf64_Phdr segment = {};
  std::vector<Elf64_Shdr> sections = std::vector<Elf64_Shdr>(4);
  std::string contents;

  Tables() {
    const std::string names("\0.sm.program\0.sm.weights\0.names\0", 33);
    contents = "PROGRAMWEIGHTS" + names;
    const uint64_t begin = sizeof(header) + sizeof(segment);
    header.e_type = ET_DYN;
    header.e_machine = EM_X86_64;
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_phoff = sizeof(header);
    header.e_phnum = 1;
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_shoff = begin + contents.size();
    header.e_shnum = 4;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shstrndx = 3;
    segment.p_type = PT_LOAD;
    segment.p_filesz = segment.p_memsz = begin + 14;
    set(1, 1, begin, 7);
    set(2, 13, begin + 7, 7);
    set(3, 25, begin + 14, names.size());
  }

  void set(size_t index, uint32_t name, uint64_t offset, uint64_t size) {
    sections[index].sh_type = SHT_PROGBITS;
    sections[index].sh_name = name;
    sections[index].sh_offset = offset;
    sections[index].sh_size = size;
  }

  std::string bytes() const {
    std::string file(reinterpret_cast<const char *>(&header), sizeof(header));
    file.append(reinterpret_cast<const char *>(&segment), sizeof(segment));
    file += contents;
    for (const Elf64_Shdr &section : sections)
      file.append(reinterpret_cast<const char *>(&section), sizeof(section));
    return file;
  }
};

StatusOr<ArtifactSections> find(const std::string &file) {
  return findArtifactSections({file.data(), file.size()});
}

std::string errorAfter(const std::function<void(Tables &)> &change) {
  Tables tables;
  change(tables);
  return std::string(find(tables.bytes()).status().message());
}

TEST(ArtifactSections, areFound) {
  const std::string file = Tables().bytes();
  StatusOr<ArtifactSections> sections = find(file);
  ASSERT_TRUE(sections.ok()) << sections.status();
  EXPECT_EQ(std::string(sections->program.data(), sections->program.size()),
            "PROGRAM");
  EXPECT_EQ(std::string(sections->weights.data(), sections->weights.size()),
            "WEIGHTS");
}

TEST(ArtifactSections, withoutWeights) {
  Tables tables;
  tables.sections[2].sh_type = SHT_NOBITS;
  tables.sections[2].sh_size = ~0ull;
  const std::string file = tables.bytes();
  StatusOr<ArtifactSections> sections = find(file);
  ASSERT_TRUE(sections.ok()) << sections.status();
  EXPECT_TRUE(sections->weights.empty());
}

TEST(ArtifactSections, ofFilesThatAreCutOff) {
  const std::string file = Tables().bytes();
  for (size_t size = 0; size < file.size(); ++size) {
    const Status status = find(file.substr(0, size)).status();
    ASSERT_TRUE(size < 6 ? absl::IsInvalidArgument(status)
                         : absl::IsDataLoss(status))
        << size << ": " << status;
  }
  EXPECT_EQ(find(file.substr(0, 20)).status().message(),
            "damaged file: it ends within its header (was it cut off? copy it "
            "or compile again)");
}

TEST(ArtifactSections, ofFilesWithFlippedBits) {
  const std::string file = Tables().bytes();
  int refused = 0;
  for (size_t bit = 0; bit < 8 * file.size(); ++bit) {
    std::string changed = file;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    StatusOr<ArtifactSections> sections = find(changed);
    refused += !sections.ok();
    if (!sections.ok())
      continue;
    // Whatever was found lies in the file.
    for (absl::Span<const char> part : {sections->program, sections->weights})
      if (!part.empty()) {
        ASSERT_GE(part.data(), changed.data()) << bit;
        ASSERT_LE(part.data() + part.size(), changed.data() + changed.size())
            << bit;
      }
  }
  EXPECT_GT(refused, 500);
}

TEST(ArtifactSections, ofOtherFiles) {
  EXPECT_EQ(find("#!/bin/sh\n").status().message(),
            "is no compiled model: it is no shared object (sm compile --output "
            "M.smx writes one)");
  EXPECT_THAT(errorAfter([](Tables &file) { file.header.e_type = ET_REL; }),
              HasSubstr("it is no shared object for x86-64"));
  EXPECT_THAT(
      errorAfter([](Tables &file) { file.header.e_machine = EM_AARCH64; }),
      HasSubstr("it is no shared object for x86-64"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.header.e_shnum = 0; }),
              HasSubstr("its sections have no names"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.sections[2].sh_name = 0; }),
              HasSubstr("it has no section .sm.weights"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.sections[1].sh_name = 4000; }),
              HasSubstr("it has no section .sm.program"));
}

TEST(ArtifactSections, ofDamagedTables) {
  EXPECT_THAT(errorAfter([](Tables &file) { file.header.e_phentsize = 8; }),
              HasSubstr("entries of its tables are of another size"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.header.e_phoff = ~0ull; }),
              HasSubstr("its segments are listed outside of it"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.header.e_shnum = 5; }),
              HasSubstr("its sections are listed outside of it"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.segment.p_filesz = 1 << 20; }),
              HasSubstr("a segment lies outside of it"));
  EXPECT_THAT(
      errorAfter([](Tables &file) { file.sections[3].sh_size = ~0ull; }),
      HasSubstr("names of sections lie outside of it"));
  EXPECT_THAT(
      errorAfter([](Tables &file) { file.sections[1].sh_offset = ~0ull - 3; }),
      HasSubstr("section .sm.program lies outside of it"));
  EXPECT_THAT(errorAfter([](Tables &file) { file.sections[3].sh_name = 1; }),
              HasSubstr("it has two sections .sm.program"));
  EXPECT_THAT(errorAfter([](Tables &file) { --file.sections[2].sh_offset; }),
              HasSubstr("its sections overlap"));
}

} // namespace
} // namespace sm::runtime
