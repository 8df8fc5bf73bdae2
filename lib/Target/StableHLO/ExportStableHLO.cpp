// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/StableHLO.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/StableHLO/MovementOps.h"
#include "sm/Support/StagedOutput.h"

#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringExtras.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

using namespace mlir;

namespace sm::target {

using Write = std::function<Status(std::string_view)>;

/// Dense constants up to here are printed as numbers.
static constexpr size_t kMaxPrintedBytes = 1024;

/// The source of the references that stand for large constants until they are
/// written; no source of data has this name.
static constexpr const char *kPlaceholder = "\x01stablehlo";

template <typename T>
static std::string textOf(T value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text;
}

//===----------------------------------------------------------------------===//
// What can be said in StableHLO
//===----------------------------------------------------------------------===//

/// The function and all that it refers to, itself first.
static StatusOr<SmallVector<func::FuncOp>> reachable(func::FuncOp entry) {
  SmallVector<func::FuncOp> functions{entry};
  llvm::SmallPtrSet<Operation *, 8> seen{entry};
  for (size_t i = 0; i < functions.size(); ++i) {
    std::optional<SymbolTable::UseRange> uses =
        SymbolTable::getSymbolUses(functions[i].getOperation());
    if (!uses)
      continue;
    for (const SymbolTable::SymbolUse &use : *uses) {
      auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
          entry, use.getSymbolRef());
      if (!callee || callee.isExternal())
        return absl::InvalidArgumentError(absl::StrCat(
            textOf(use.getUser()->getLoc()), ": ",
            textOf(use.getUser()->getName()), " refers to ",
            textOf(use.getSymbolRef()), ", which is no function with a body"));
      if (seen.insert(callee).second)
        functions.push_back(callee);
    }
  }
  return functions;
}

/// The name a user knows an argument by.
static std::string argumentName(func::FuncOp function, unsigned index) {
  if (auto name = function.getArgAttrOfType<StringAttr>(index, "tf.name"))
    return name.str();
  return absl::StrCat("#", index);
}

/// Why values of this type cannot be written; empty if they can.
static std::string whyNot(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (tensor ? !tensor.hasStaticShape() : isa<UnrankedTensorType>(type))
    return "whose shape is not known";
  if (!tensor || !stablehlo::isElementType(tensor.getElementType()))
    return "whose elements StableHLO does not have";
  return "";
}

static Status checkArguments(func::FuncOp function) {
  std::vector<std::string> shapes, elements;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto tensor = dyn_cast<TensorType>(type);
    std::string name = absl::StrCat("input ", argumentName(function, i),
                                    " of type ", textOf(type));
    if (!tensor || !stablehlo::isElementType(tensor.getElementType()))
      elements.push_back(name + ", whose elements StableHLO does not have");
    else if (!tensor.hasStaticShape())
      shapes.push_back(name + " has no static shape");
  }
  if (!elements.empty())
    return absl::UnimplementedError(absl::StrJoin(elements, "; "));
  if (shapes.empty())
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      absl::StrJoin(shapes, "; "),
      ": StableHLO for XLA is made for one shape; give the inputs' shapes with "
      "--shape 'NAME=1,2,3'"));
}

/// Why an op cannot be written; empty if it can.
static std::string whyNot(Operation *op) {
  if (!isa_and_nonnull<stablehlo::StableHLODialect, chlo::CHLODialect,
                       func::FuncDialect>(op->getDialect()))
    return "is no op of StableHLO";
  for (Type type : op->getResultTypes())
    if (std::string reason = whyNot(type); !reason.empty())
      return absl::StrCat("has a result of type ", textOf(type), ", ", reason);
  return "";
}

static Status checkOps(ArrayRef<func::FuncOp> functions) {
  std::vector<std::string> problems;
  for (func::FuncOp function : functions)
    function->walk([&](Operation *op) {
      if (std::string reason = whyNot(op); !reason.empty())
        problems.push_back(absl::StrCat(textOf(op->getLoc()), ": ",
                                        textOf(op->getName()), " ", reason));
    });
  if (problems.empty())
    return absl::OkStatus();
  return absl::UnimplementedError(absl::StrJoin(problems, "\n"));
}

//===----------------------------------------------------------------------===//
// The module to print
//===----------------------------------------------------------------------===//

namespace {

/// A copy of the functions as they are to be printed. Large constants are
/// references of the source kPlaceholder, with an index into `constants`.
class PrintedModule {
public:
  PrintedModule(ArrayRef<func::FuncOp> functions, StringRef name);

  /// The text, with placeholders in it.
  std::string text();

  SmallVector<ElementsAttr> constants;

private:
  void strip(func::FuncOp function) const;
  void takeConstants(func::FuncOp function);

  OwningOpRef<ModuleOp> module;
};

} // namespace

PrintedModule::PrintedModule(ArrayRef<func::FuncOp> functions, StringRef name)
    : module(ModuleOp::create(UnknownLoc::get(functions.front()->getContext()),
                              name)) {
  SymbolTable symbols(*module);
  func::FuncOp entry;
  for (func::FuncOp function : functions) {
    func::FuncOp copy = function.clone();
    copy.setVisibility(entry ? SymbolTable::Visibility::Private
                             : SymbolTable::Visibility::Public);
    strip(copy);
    takeConstants(copy);
    // Names are different: all of them are of one symbol table.
    symbols.insert(copy);
    entry = entry ? entry : copy;
  }
  auto main = symbols.lookup<func::FuncOp>("main");
  if (main == entry)
    return;
  if (main)
    (void)symbols.renameToUnique(main, {});
  (void)symbols.rename(entry, "main");
}

/// Leaves out what only we understand.
void PrintedModule::strip(func::FuncOp function) const {
  MLIRContext *context = function->getContext();
  function->walk([&](Operation *op) {
    op->setDiscardableAttrs(DictionaryAttr::get(context));
  });
  StringAttr kept = StringAttr::get(context, "tf.name");
  auto onlyName = [&](DictionaryAttr attrs) {
    SmallVector<NamedAttribute> names;
    if (Attribute name = attrs ? attrs.get(kept) : Attribute())
      names.emplace_back(kept, name);
    return DictionaryAttr::get(context, names);
  };
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.setArgAttrs(i, onlyName(function.getArgAttrDict(i)));
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    function.setResultAttrs(i, onlyName(function.getResultAttrDict(i)));
}

/// True for constants that are written as bytes.
static bool isLarge(ElementsAttr value) {
  if (isa<saved_model::DataAttr, DenseResourceElementsAttr>(value))
    return true;
  auto dense = dyn_cast<DenseElementsAttr>(value);
  return dense && !dense.isSplat() && !dense.getElementType().isInteger(1) &&
         dense.getRawData().size() > kMaxPrintedBytes;
}

void PrintedModule::takeConstants(func::FuncOp function) {
  function->walk([&](stablehlo::ConstantOp op) {
    ElementsAttr value = op.getValue();
    if (!isLarge(value))
      return;
    op.setValueAttr(cast<ElementsAttr>(saved_model::DataAttr::get(
        op->getContext(), kPlaceholder, std::to_string(constants.size()),
        value.getShapedType())));
    constants.push_back(value);
  });
}

std::string PrintedModule::text() {
  OpPrintingFlags flags;
  // What is large is not in the text yet; how many bytes a boolean takes in
  // hexadecimal differs between versions of MLIR.
  flags.printGenericOpForm().printLargeElementsAttrWithHex(-1);
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream, flags);
  stream << '\n';
  return text;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// `dense<"0x0000803F...">`.
static Status writeBytes(absl::Span<const char> bytes, const Write &write) {
  constexpr size_t kPiece = 1 << 16;
  SM_RETURN_IF_ERROR(write("dense<\"0x"));
  for (size_t i = 0; i < bytes.size(); i += kPiece) {
    absl::Span<const char> piece = bytes.subspan(i, kPiece);
    SM_RETURN_IF_ERROR(
        write(llvm::toHex(StringRef(piece.data(), piece.size()))));
  }
  return write("\">");
}

/// `dense<[[true, false], [true, true]]>` of one byte for each boolean.
static Status writeBooleans(absl::Span<const char> bytes,
                            ArrayRef<int64_t> shape, const Write &write) {
  SM_RETURN_IF_ERROR(write("dense<"));
  for (size_t i = 0; i < bytes.size(); ++i) {
    // Brackets open where rows of each dimension begin, and close behind them.
    std::string opening, closing;
    size_t row = 1;
    for (int64_t dim : llvm::reverse(shape)) {
      row *= dim;
      if (i % row == 0)
        opening += '[';
      if ((i + 1) % row == 0)
        closing += ']';
    }
    SM_RETURN_IF_ERROR(write(absl::StrCat(
        i == 0 ? "" : ", ", opening, bytes[i] ? "true" : "false", closing)));
  }
  return write(">");
}

static Status writeConstant(ElementsAttr value, const Write &write) {
  ShapedType type = value.getShapedType();
  if (type.getNumElements() == 0)
    return write("dense<>");
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(value));
  return type.getElementType().isInteger(1)
             ? writeBooleans(data.bytes, type.getShape(), write)
             : writeBytes(data.bytes, write);
}

/// Writes `text` with the constants in the place of their placeholders.
static Status writeText(std::string_view text, ArrayRef<ElementsAttr> constants,
                        const Write &write) {
  // As the placeholder is printed; a string that held this would have its
  // quotation marks escaped.
  constexpr std::string_view opening = "#sm.data<\"\\01stablehlo\", \"";
  constexpr std::string_view closing = "\">";
  while (true) {
    size_t start = text.find(opening);
    SM_RETURN_IF_ERROR(write(text.substr(0, start)));
    if (start == std::string_view::npos)
      return absl::OkStatus();
    text.remove_prefix(start + opening.size());
    size_t end = text.find(closing);
    size_t index;
    if (end == std::string_view::npos ||
        StringRef(text.substr(0, end)).getAsInteger(10, index) ||
        index >= constants.size())
      return absl::InternalError("a constant's place in the text is lost");
    SM_RETURN_IF_ERROR(writeConstant(constants[index], write));
    text.remove_prefix(end + closing.size());
  }
}

Status printStableHLO(func::FuncOp function,
                      const StableHLOExportOptions &options,
                      const Write &write) {
  SM_RETURN_IF_ERROR(checkArguments(function));
  SM_ASSIGN_OR_RETURN(SmallVector<func::FuncOp> functions, reachable(function));
  SM_RETURN_IF_ERROR(checkOps(functions));
  PrintedModule module(functions, options.moduleName.empty()
                                      ? function.getSymName()
                                      : StringRef(options.moduleName));
  return writeText(module.text(), module.constants, write);
}

Status exportStableHLO(func::FuncOp function,
                       const StableHLOExportOptions &options,
                       const std::string &path) {
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> file,
                      StagedFile::create(path, options.overwrite));
  SM_RETURN_IF_ERROR(
      printStableHLO(function, options,
                     [&](std::string_view text) { return file->write(text); }));
  return file->install();
}

} // namespace sm::target
