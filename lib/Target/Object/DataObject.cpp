// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Data as a relocatable file, written by hand: gigabytes need not pass through
// a compiler, nor lie in memory.

#include "sm/Target/Object.h"

#include "absl/strings/str_cat.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace sm::target {

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

} // namespace

static uint64_t alignTo(uint64_t offset, uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

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

/// The symbol table: nothing, then the data's.
static std::vector<llvm::ELF::Elf64_Sym> symbolTable(const DataSection &data,
                                                     StringTable &strings) {
  using namespace llvm::ELF;
  std::vector<Elf64_Sym> table(1);
  for (const DataSymbol &symbol : data.symbols) {
    Elf64_Sym entry = {};
    entry.st_name = strings.add(symbol.name);
    entry.setBindingAndType(STB_GLOBAL, STT_OBJECT);
    entry.st_other = symbol.isHidden ? STV_HIDDEN : STV_DEFAULT;
    entry.st_shndx = Data;
    entry.st_value = symbol.offset;
    entry.st_size = data.size - symbol.offset;
    table.push_back(entry);
  }
  return table;
}

static Status checkPieces(const DataSection &data) {
  uint64_t end = 0;
  for (const DataSection::Piece &piece : data.pieces) {
    if (piece.offset < end || piece.offset > data.size ||
        piece.bytes.size() > data.size - piece.offset)
      return absl::InvalidArgumentError(absl::StrCat(
          "the piece at ", piece.offset, " of section ", data.name,
          " overlaps another or lies outside its ", data.size, " bytes"));
    end = piece.offset + piece.bytes.size();
  }
  return absl::OkStatus();
}

/// Where the parts of the file lie: the header, the data, the tables.
struct Layout {
  llvm::ELF::Elf64_Shdr sections[NumSections] = {};
  uint64_t headers = 0; ///< of sections, at the end
};

static Layout planFile(const DataSection &data, size_t symbolBytes,
                       StringTable &strings) {
  using namespace llvm::ELF;
  Layout layout;
  const bool isEmpty = data.pieces.empty();
  const uint64_t begin = alignTo(sizeof(Elf64_Ehdr), kAlignment);
  layout.sections[Data] =
      sectionHeader(strings.add(data.name), isEmpty ? SHT_NOBITS : SHT_PROGBITS,
                    begin, data.size, kAlignment);
  layout.sections[Data].sh_flags = SHF_ALLOC | SHF_X86_64_LARGE;
  const uint64_t end = isEmpty ? begin : begin + data.size;
  Elf64_Shdr &symbols = layout.sections[Symbols];
  symbols = sectionHeader(strings.add(".symtab"), SHT_SYMTAB, alignTo(end, 8),
                          symbolBytes, 8);
  symbols.sh_link = Strings;
  symbols.sh_info = 1; // The first that is not local.
  symbols.sh_entsize = sizeof(Elf64_Sym);
  const uint64_t names = symbols.sh_offset + symbolBytes;
  // Without it, linkers take the stack for executable.
  layout.sections[Note] =
      sectionHeader(strings.add(".note.GNU-stack"), SHT_PROGBITS, names, 0, 1);
  const uint32_t name = strings.add(".strtab");
  layout.sections[Strings] =
      sectionHeader(name, SHT_STRTAB, names, strings.bytes.size(), 1);
  layout.headers = alignTo(names + strings.bytes.size(), 8);
  return layout;
}

/// Appends, after zeros up to `offset`.
static void writeAt(llvm::raw_fd_ostream &stream, uint64_t offset,
                    const void *bytes, size_t size) {
  for (uint64_t gap = offset - stream.tell(); gap > 0;) {
    const auto count =
        static_cast<unsigned>(std::min<uint64_t>(gap, kAlignment));
    stream.write_zeros(count);
    gap -= count;
  }
  stream.write(static_cast<const char *>(bytes), size);
}

Status writeDataObject(const DataSection &data, const std::string &path) {
  SM_RETURN_IF_ERROR(checkPieces(data));
  StringTable strings;
  const std::vector<llvm::ELF::Elf64_Sym> symbols = symbolTable(data, strings);
  const size_t symbolBytes = symbols.size() * sizeof(symbols[0]);
  const Layout layout = planFile(data, symbolBytes, strings);
  const llvm::ELF::Elf64_Ehdr header = fileHeader(layout.headers);
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error) {
    writeAt(stream, 0, &header, sizeof(header));
    for (const DataSection::Piece &piece : data.pieces)
      writeAt(stream, layout.sections[Data].sh_offset + piece.offset,
              piece.bytes.data(), piece.bytes.size());
    const uint64_t end = layout.sections[Symbols].sh_offset;
    writeAt(stream, end, symbols.data(), symbolBytes);
    stream << strings.bytes;
    writeAt(stream, layout.headers, layout.sections, sizeof(layout.sections));
    stream.close();
    error = stream.error();
    stream.clear_error();
  }
  if (!error)
    return absl::OkStatus();
  (void)llvm::sys::fs::remove(path);
  return absl::ResourceExhaustedError(
      absl::StrCat(path, ": cannot be written: ", error.message(),
                   " (TMPDIR names another folder for temporary files)"));
}

} // namespace sm::target
