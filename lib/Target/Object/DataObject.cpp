// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Data as a relocatable file, written by hand: hundreds of megabytes need
// not pass through a compiler.

#include "sm/Target/Object.h"

#include "absl/strings/str_cat.h"

#include "llvm/BinaryFormat/ELF.h"

#include <cstring>
#include <iterator>
#include <vector>

namespace sm::target {

/// Code is position-independent and small: it reaches 2 GiB, itself included.
static constexpr size_t kMaxBytes = size_t{3} << 29;
static constexpr uint64_t kAlignment = 64;

namespace {

enum Section : uint16_t { Null, Data, Symbols, Strings, Note, NumSections };

/// Names of sections and symbols, each found by its offset.
class StringTable {
public:
  uint32_t add(const std::string &name) {
    const auto offset = static_cast<uint32_t>(bytes.size());
    bytes.append(name);
    bytes.push_back('\0');
    return offset;
  }
  std::string bytes = std::string(1, '\0');
};

/// A file under construction; parts begin at multiples of their alignment.
class File {
public:
  uint64_t append(const void *data, size_t size, uint64_t alignment) {
    bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
    const uint64_t offset = bytes.size();
    bytes.append(static_cast<const char *>(data), size);
    return offset;
  }
  std::string bytes;
};

} // namespace

static llvm::ELF::Elf64_Shdr sectionHeader(uint32_t name, uint32_t type,
                                           uint64_t offset, uint64_t size,
                                           uint64_t alignment) {
  llvm::ELF::Elf64_Shdr header = {};
  header.sh_name = name;
  header.sh_type = type;
  header.sh_offset = offset;
  header.sh_size = size;
  header.sh_addralign = alignment;
  return header;
}

static llvm::ELF::Elf64_Ehdr fileHeader(uint64_t sections) {
  using namespace llvm::ELF;
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ElfMagic, 4);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_REL;
  header.e_machine = EM_X86_64;
  header.e_version = EV_CURRENT;
  header.e_shoff = sections;
  header.e_ehsize = sizeof(Elf64_Ehdr);
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = NumSections;
  header.e_shstrndx = Strings;
  return header;
}

/// The symbol table: nothing, then `symbols`.
static std::vector<llvm::ELF::Elf64_Sym>
symbolTable(absl::Span<const DataSymbol> symbols, uint64_t size,
            StringTable &strings) {
  using namespace llvm::ELF;
  std::vector<Elf64_Sym> table(1);
  for (const DataSymbol &symbol : symbols) {
    Elf64_Sym entry = {};
    entry.st_name = strings.add(symbol.name);
    entry.setBindingAndType(STB_GLOBAL, STT_OBJECT);
    entry.st_other = symbol.isHidden ? STV_HIDDEN : STV_DEFAULT;
    entry.st_shndx = Data;
    entry.st_value = symbol.offset;
    entry.st_size = size - symbol.offset;
    table.push_back(entry);
  }
  return table;
}

StatusOr<std::string> dataObject(absl::Span<const char> bytes,
                                 const std::string &section,
                                 absl::Span<const DataSymbol> symbols) {
  using namespace llvm::ELF;
  if (bytes.size() > kMaxBytes)
    return absl::ResourceExhaustedError(
        absl::StrCat(bytes.size(),
                     " bytes of data do not fit into one file with code "
                     "(at most ",
                     kMaxBytes, ")"));
  StringTable strings;
  const std::vector<Elf64_Sym> table =
      symbolTable(symbols, bytes.size(), strings);
  const size_t tableBytes = table.size() * sizeof(Elf64_Sym);

  File file;
  file.bytes.reserve(bytes.size() + 2048 + tableBytes);
  file.bytes.resize(sizeof(Elf64_Ehdr));
  Elf64_Shdr headers[NumSections] = {};
  headers[Data] =
      sectionHeader(strings.add(section), SHT_PROGBITS,
                    file.append(bytes.data(), bytes.size(), kAlignment),
                    bytes.size(), kAlignment);
  headers[Data].sh_flags = SHF_ALLOC;
  headers[Symbols] =
      sectionHeader(strings.add(".symtab"), SHT_SYMTAB,
                    file.append(table.data(), tableBytes, 8), tableBytes, 8);
  headers[Symbols].sh_link = Strings;
  headers[Symbols].sh_info = 1; // The first that is not local.
  headers[Symbols].sh_entsize = sizeof(Elf64_Sym);
  // Without it, linkers take the stack for executable.
  headers[Note] = sectionHeader(strings.add(".note.GNU-stack"), SHT_PROGBITS,
                                file.bytes.size(), 0, 1);
  const uint32_t stringsName = strings.add(".strtab");
  headers[Strings] =
      sectionHeader(stringsName, SHT_STRTAB,
                    file.append(strings.bytes.data(), strings.bytes.size(), 1),
                    strings.bytes.size(), 1);
  const Elf64_Ehdr header =
      fileHeader(file.append(headers, sizeof(headers), 8));
  std::memcpy(file.bytes.data(), &header, sizeof(header));
  return std::move(file.bytes);
}

} // namespace sm::target
