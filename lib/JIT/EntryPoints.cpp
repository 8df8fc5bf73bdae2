// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "EntryPoints.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

namespace sm::jit {

/// MXCSR: denormals are written and read as zero.
static constexpr uint32_t kDenormalsAreZero = 0x8040;

static llvm::PointerType *pointerType(llvm::Module &module) {
  return llvm::PointerType::get(module.getContext(), 0);
}

static llvm::Function *addFunction(llvm::Module &module, llvm::Type *result,
                                   llvm::ArrayRef<llvm::Type *> arguments,
                                   const std::string &name) {
  auto *function = llvm::Function::Create(
      llvm::FunctionType::get(result, arguments, /*isVarArg=*/false),
      llvm::GlobalValue::ExternalLinkage, name, module);
  llvm::BasicBlock::Create(module.getContext(), "", function);
  return function;
}

static llvm::Value *loadPointer(llvm::IRBuilder<> &b, llvm::Value *array,
                                size_t index) {
  return b.CreateLoad(b.getPtrTy(),
                      b.CreateConstInBoundsGEP1_64(b.getPtrTy(), array, index));
}

void addEntry(llvm::Module &module, llvm::Function &main,
              const std::string &name) {
  llvm::Function *entry =
      addFunction(module, llvm::Type::getVoidTy(module.getContext()),
                  {pointerType(module)}, name);
  llvm::IRBuilder<> b(&entry->getEntryBlock());
  llvm::SmallVector<llvm::Value *> arguments;
  for (unsigned i = 0; i < main.arg_size(); ++i)
    arguments.push_back(loadPointer(b, entry->getArg(0), i));
  b.CreateCall(&main, arguments);
  b.CreateRetVoid();
}

std::vector<std::string> markCalls(llvm::Function &main,
                                   const llvm::StringSet<> &kernels) {
  std::vector<std::string> names;
  llvm::LLVMContext &context = main.getContext();
  llvm::FunctionCallee mark = main.getParent()->getOrInsertFunction(
      "sm_mark_call", llvm::Type::getVoidTy(context),
      llvm::Type::getInt64Ty(context));
  for (llvm::BasicBlock &block : main)
    for (llvm::Instruction &instruction : block) {
      llvm::IRBuilder<> b(&instruction);
      if (llvm::isa<llvm::ReturnInst>(instruction))
        b.CreateCall(mark, {b.getInt64(~uint64_t{0})});
      auto *call = llvm::dyn_cast<llvm::CallInst>(&instruction);
      if (!call || !call->getCalledFunction() ||
          !kernels.contains(call->getCalledFunction()->getName()))
        continue;
      b.CreateCall(mark, {b.getInt64(names.size())});
      names.push_back(call->getCalledFunction()->getName().str());
    }
  return names;
}

namespace {

/// A C function around main. Memory for intermediate values is kept between
/// calls: one block in a place that calls take it from and put it back to,
/// freed when the code is unloaded.
class CFunctionBuilder {
public:
  CFunctionBuilder(llvm::Module &module, const CompiledRegion &region,
                   const CompileOptions &options)
      : module(module), region(region), options(options),
        function(addFunction(module, llvm::Type::getInt32Ty(context()),
                             {pointerType(module), pointerType(module)},
                             options.cFunction)),
        b(&function->getEntryBlock()) {}

  void build(llvm::Function &main) {
    llvm::Value *arena = takeArena();
    llvm::Value *mode = enterMode();
    llvm::SmallVector<llvm::Value *> arguments;
    for (size_t i = 0; i < region.inputs.size(); ++i)
      arguments.push_back(loadPointer(b, function->getArg(0), i));
    for (size_t i = 0; i < region.outputs.size(); ++i)
      arguments.push_back(loadPointer(b, function->getArg(1), i));
    arguments.push_back(weights());
    arguments.push_back(arena);
    b.CreateCall(&main, arguments);
    leaveMode(mode);
    giveArena(arena);
    b.CreateRet(b.getInt32(0));
    if (place)
      addRelease();
  }

private:
  llvm::LLVMContext &context() { return module.getContext(); }

  llvm::BasicBlock *makeBlock() {
    return llvm::BasicBlock::Create(context(), "", function);
  }

  llvm::Value *weights() {
    llvm::Value *null = llvm::ConstantPointerNull::get(pointerType(module));
    if (region.weights.empty() && !options.placeConstant)
      return null;
    auto *symbol = new llvm::GlobalVariable(
        module, b.getInt8Ty(), /*isConstant=*/true,
        llvm::GlobalValue::ExternalLinkage, nullptr, options.weightsSymbol);
    symbol->setVisibility(llvm::GlobalValue::HiddenVisibility);
    // Code reaches 2 GiB with the addresses that it uses elsewhere.
    symbol->setCodeModel(llvm::CodeModel::Large);
    return symbol;
  }

  /// The block that waits, or a new one; leaves the function with 1 if memory
  /// is refused.
  llvm::Value *takeArena() {
    llvm::PointerType *pointer = pointerType(module);
    auto *null = llvm::ConstantPointerNull::get(pointer);
    if (region.arenaBytes == 0)
      return null;
    place = new llvm::GlobalVariable(module, pointer, /*isConstant=*/false,
                                     llvm::GlobalValue::InternalLinkage, null,
                                     options.cFunction + "_arena");
    const size_t bytes = (region.arenaBytes + 63) / 64 * 64;
    llvm::Value *waiting = exchange(null);
    llvm::BasicBlock *before = b.GetInsertBlock(), *allocate = makeBlock(),
                     *fail = makeBlock(), *go = makeBlock();
    b.CreateCondBr(b.CreateIsNull(waiting), allocate, go);
    b.SetInsertPoint(allocate);
    llvm::Value *made =
        b.CreateCall(module.getOrInsertFunction("aligned_alloc", pointer,
                                                b.getInt64Ty(), b.getInt64Ty()),
                     {b.getInt64(64), b.getInt64(bytes)});
    b.CreateCondBr(b.CreateIsNull(made), fail, go);
    b.SetInsertPoint(fail);
    b.CreateRet(b.getInt32(1));
    b.SetInsertPoint(go);
    llvm::PHINode *arena = b.CreatePHI(pointer, 2);
    arena->addIncoming(waiting, before);
    arena->addIncoming(made, allocate);
    return arena;
  }

  void giveArena(llvm::Value *arena) {
    if (!place)
      return;
    // Another call that ran at the same time has put its own back before.
    llvm::Value *other = exchange(arena);
    b.CreateCall(
        module.getOrInsertFunction("free", b.getVoidTy(), pointerType(module)),
        {other});
  }

  /// Frees the block that waits when the library is unloaded.
  void addRelease() {
    llvm::Function *release =
        addFunction(module, b.getVoidTy(), {}, options.cFunction + "_release");
    release->setLinkage(llvm::GlobalValue::InternalLinkage);
    b.SetInsertPoint(&release->getEntryBlock());
    giveArena(llvm::ConstantPointerNull::get(pointerType(module)));
    b.CreateRetVoid();
    constexpr int kLastOfAll = 65535;
    llvm::appendToGlobalDtors(module, release, kLastOfAll);
  }

  llvm::Value *exchange(llvm::Value *value) {
    return b.CreateAtomicRMW(llvm::AtomicRMWInst::Xchg, place, value,
                             llvm::MaybeAlign(8),
                             llvm::AtomicOrdering::AcquireRelease);
  }

  bool isX86() const { return llvm::Triple(module.getTargetTriple()).isX86(); }

  llvm::Value *enterMode() {
    if (!isX86())
      return nullptr;
    llvm::Value *saved = b.CreateAlloca(b.getInt32Ty());
    llvm::Value *changed = b.CreateAlloca(b.getInt32Ty());
    b.CreateIntrinsic(llvm::Intrinsic::x86_sse_stmxcsr, {saved});
    b.CreateStore(b.CreateOr(b.CreateLoad(b.getInt32Ty(), saved),
                             b.getInt32(kDenormalsAreZero)),
                  changed);
    b.CreateIntrinsic(llvm::Intrinsic::x86_sse_ldmxcsr, {changed});
    return saved;
  }

  void leaveMode(llvm::Value *saved) {
    if (saved)
      b.CreateIntrinsic(llvm::Intrinsic::x86_sse_ldmxcsr, {saved});
  }

  llvm::Module &module;
  const CompiledRegion &region;
  const CompileOptions &options;
  llvm::Function *function;
  llvm::IRBuilder<> b;
  llvm::GlobalVariable *place = nullptr;
};

} // namespace

void addCFunction(llvm::Module &module, llvm::Function &main,
                  const CompiledRegion &region, const CompileOptions &options) {
  CFunctionBuilder(module, region, options).build(main);
}

void addParallelFor(llvm::Module &module) {
  llvm::LLVMContext &context = module.getContext();
  llvm::PointerType *pointer = pointerType(module);
  llvm::Type *none = llvm::Type::getVoidTy(context);
  llvm::Type *number = llvm::Type::getInt64Ty(context);
  auto *null = llvm::ConstantPointerNull::get(pointer);
  auto *hook = new llvm::GlobalVariable(module, pointer, /*isConstant=*/false,
                                        llvm::GlobalValue::WeakAnyLinkage, null,
                                        "sm_parallel_for_hook");
  hook->setVisibility(llvm::GlobalValue::HiddenVisibility);

  llvm::Function *loop =
      addFunction(module, none, {pointer, pointer, number}, "sm_parallel_for");
  loop->setLinkage(llvm::GlobalValue::WeakAnyLinkage);
  loop->setVisibility(llvm::GlobalValue::HiddenVisibility);
  llvm::IRBuilder<> b(&loop->getEntryBlock());
  llvm::LoadInst *set = b.CreateLoad(pointer, hook);
  set->setAtomic(llvm::AtomicOrdering::Acquire);
  set->setAlignment(llvm::Align(8));
  llvm::BasicBlock *alone = llvm::BasicBlock::Create(context, "", loop),
                   *shared = llvm::BasicBlock::Create(context, "", loop);
  b.CreateCondBr(b.CreateIsNull(set), alone, shared);
  b.SetInsertPoint(alone);
  b.CreateCall(llvm::FunctionType::get(none, {pointer, number, number}, false),
               loop->getArg(0),
               {loop->getArg(1), b.getInt64(0), loop->getArg(2)});
  b.CreateRetVoid();
  b.SetInsertPoint(shared);
  b.CreateCall(loop->getFunctionType(), set,
               {loop->getArg(0), loop->getArg(1), loop->getArg(2)});
  b.CreateRetVoid();

  llvm::Function *setter =
      addFunction(module, none, {pointer}, "sm_set_parallel_for");
  setter->setLinkage(llvm::GlobalValue::WeakAnyLinkage);
  b.SetInsertPoint(&setter->getEntryBlock());
  llvm::StoreInst *store = b.CreateStore(setter->getArg(0), hook);
  store->setAtomic(llvm::AtomicOrdering::Release);
  store->setAlignment(llvm::Align(8));
  b.CreateRetVoid();
}

} // namespace sm::jit
