// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiles a region from whatever stage its module is at, runs it on made-up
// inputs, and says how fast it is and what came out. With --compare the same
// region is compiled a second time without vectors, and the answers must agree.

#include "sm/JIT/CompileRegion.h"
#include "sm/JIT/FatalErrors.h"
#include "sm/JIT/LinkRegion.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Pipelines/ToCPU.h"
#include "sm/Runtime/CallTimes.h"
#include "sm/Runtime/ThreadPool.h"
#include "sm/Support/Half.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>

using namespace mlir;
using namespace sm;
namespace cl = llvm::cl;

static cl::opt<std::string> inputFile(cl::Positional, cl::Required,
                                      cl::desc("MODULE.mlir"));
static cl::opt<RegionStage> stage(
    "from", cl::desc("How far the module has come"),
    cl::init(RegionStage::Kernels),
    cl::values(clEnumValN(RegionStage::TF, "tf", "tf ops"),
               clEnumValN(RegionStage::StableHLO, "stablehlo", "the hub"),
               clEnumValN(RegionStage::Linalg, "linalg", "linalg on tensors"),
               clEnumValN(RegionStage::Kernels, "kernels", "memory planned"),
               clEnumValN(RegionStage::Vectors, "vectors", "loops")));
static cl::opt<std::string> cpu("cpu", cl::init("host"),
                                cl::desc("Processor to compile for"));
static cl::opt<bool> scalar("scalar", cl::desc("Leave kernels unvectorised"));
static cl::opt<bool> compare("compare", cl::desc("Also run with scalar loops "
                                                 "and compare the answers"));
static cl::opt<double> tolerance("tolerance", cl::init(1e-4),
                                 cl::desc("Largest |a-b|/(1+|b|) accepted"));
static cl::opt<int> runs("runs", cl::init(0),
                         cl::desc("Runs to take the median time of"));
static cl::list<int>
    threads("num-threads", cl::CommaSeparated,
            cl::desc("Threads, 1 by default; with several numbers, times stand "
                     "side by side and answers must be equal bit for bit"));
static cl::opt<double> flops("flops", cl::init(0),
                             cl::desc("Operations of a run, for GFLOP/s"));
static cl::opt<int> show("print", cl::init(0),
                         cl::desc("Print so many elements of each output"));
static cl::opt<bool> times("times", cl::desc("Print times of compilation"));
static cl::opt<int> numInputs("inputs", cl::init(-1),
                              cl::desc("How many arguments are inputs"));
static cl::opt<bool> profile("profile",
                             cl::desc("Print the time of each kernel"));
/// With --profile, the kernels in the order of their calls.
static std::vector<std::string> calledKernels;

static cl::opt<std::string>
    emit("emit",
         cl::desc("Print stablehlo, linalg, kernels, vectors, llvm or asm "
                  "instead of running"));
static cl::opt<std::string> objects("objects",
                                    cl::desc("Write the objects to PREFIX*.o"));

static cl::opt<std::string>
    function("function", cl::desc("Take this function of tf ops, wherever it "
                                  "stands, as @main"));
static cl::list<std::string>
    shapes("shape", cl::desc("Shape of an input, in order: 1x224x224x3"));

[[noreturn]] static void fail(const Status &status) {
  llvm::errs() << "region-runner: " << std::string(status.message()) << '\n';
  std::exit(1);
}

template <typename T>
static T check(StatusOr<T> value) {
  if (!value.ok())
    fail(value.status());
  return *std::move(value);
}

/// Numbers in [-1, 1) that are the same each time.
static float madeUp(uint64_t index) {
  uint64_t bits = (index + 1) * 0x9e3779b97f4a7c15u;
  bits ^= bits >> 29;
  bits *= 0xbf58476d1ce4e5b9u;
  return static_cast<float>(static_cast<int64_t>(bits >> 40)) / 8388608.0f -
         1.0f;
}

static runtime::Tensor makeInput(const runtime::RegionTensor &type,
                                 uint64_t seed) {
  runtime::Tensor tensor =
      check(runtime::Tensor::allocate(type.dtype, type.shape));
  for (int64_t i = 0; i < tensor.numElements(); ++i) {
    const float value = madeUp(seed * 7919 + static_cast<uint64_t>(i));
    switch (type.dtype) {
    case DType::Float:
      tensor.mutableData<float>()[i] = value;
      break;
    case DType::Double:
      tensor.mutableData<double>()[i] = value;
      break;
    case DType::Int64:
      tensor.mutableData<int64_t>()[i] = static_cast<int64_t>(value * 8);
      break;
    case DType::Int32:
      tensor.mutableData<int32_t>()[i] = static_cast<int32_t>(value * 8);
      break;
    default:
      std::memset(static_cast<char *>(tensor.mutableRawData()) +
                      i * static_cast<int64_t>(tensor.elementBytes()),
                  value > 0 ? 1 : 0, tensor.elementBytes());
    }
  }
  return tensor;
}

static double elementOf(const runtime::Tensor &tensor, int64_t index) {
  switch (tensor.dtype()) {
  case DType::Float:
    return tensor.data<float>()[index];
  case DType::Double:
    return tensor.data<double>()[index];
  case DType::Int64:
    return static_cast<double>(tensor.data<int64_t>()[index]);
  case DType::Int32:
    return tensor.data<int32_t>()[index];
  case DType::Int16:
    return tensor.data<int16_t>()[index];
  default:
    return tensor.data<int8_t>()[index];
  }
}

static SmallVector<int64_t> parseShape(StringRef text) {
  SmallVector<StringRef> parts;
  SmallVector<int64_t> dims;
  if (text != "scalar")
    text.split(parts, 'x');
  for (StringRef part : parts)
    if (part.getAsInteger(10, dims.emplace_back()))
      fail(absl::InvalidArgumentError("--shape reads like 1x224x224x3"));
  return dims;
}

/// Makes @main of `--function`, with the shapes of `--shape`.
static OwningOpRef<ModuleOp> selectFunction(OwningOpRef<ModuleOp> module) {
  StringRef folder = llvm::sys::path::parent_path(inputFile);
  if (failed(saved_model::openDataSources(*module, /*weightsDir=*/"",
                                          folder.empty() ? "." : folder)))
    fail(absl::InvalidArgumentError("the module's weights cannot be read"));
  if (function.empty() && shapes.empty())
    return module;
  func::FuncOp found;
  module->walk([&](func::FuncOp op) {
    if (op.getName() == (function.empty() ? std::string("main") : function))
      found = op;
  });
  if (!found)
    fail(absl::NotFoundError("no function is called " + function));
  OwningOpRef<ModuleOp> result = ModuleOp::create(found.getLoc());
  func::FuncOp main = found.clone();
  result->push_back(main);
  main.setName("main");
  main.setPublic();
  SmallVector<Type> types(main.getArgumentTypes());
  for (size_t i = 0; i < std::min<size_t>(shapes.size(), types.size()); ++i)
    types[i] = RankedTensorType::get(parseShape(shapes[i]),
                                     getElementTypeOrSelf(types[i]));
  for (size_t i = 0; i < types.size(); ++i)
    main.getArgument(i).setType(types[i]);
  main.setFunctionType(
      FunctionType::get(main.getContext(), types, main.getResultTypes()));
  return result;
}

/// Gives a hand-written module, which need not hold its constants, some that
/// fit the last but one argument of @main.
static void addMadeUpWeights(ModuleOp module) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  if (module->hasAttr("sm.weights") || main.getNumArguments() < 2)
    return;
  auto type = dyn_cast<MemRefType>(
      main.getArgument(main.getNumArguments() - 2).getType());
  if (!type || !type.hasStaticShape() || !type.getElementType().isInteger(8) ||
      type.getNumElements() == 0)
    return;
  const size_t size = static_cast<size_t>(type.getNumElements());
  auto numbers = std::make_shared<std::vector<float>>(size / 4 + 1);
  for (size_t i = 0; i < numbers->size(); ++i)
    (*numbers)[i] = madeUp(i);
  module->setAttr(
      "sm.weights",
      saved_model::elementsFor(
          RankedTensorType::get(type.getShape(), type.getElementType()),
          absl::MakeConstSpan(reinterpret_cast<const char *>(numbers->data()),
                              size),
          numbers));
}

/// Fails if the module is not at the stage Kernels, as --from says by default,
/// and names the one that its ops look like.
static void checkStage(ModuleOp module, func::FuncOp main) {
  if (stage != RegionStage::Kernels || main->hasAttr("sm.region"))
    return;
  llvm::StringSet<> dialects;
  module.walk([&](Operation *op) {
    dialects.insert(op->getName().getDialectNamespace());
  });
  std::string remedy;
  for (const auto &[dialect, from] :
       {std::pair<const char *, const char *>{"linalg", "linalg"},
        {"chlo", "stablehlo"},
        {"stablehlo", "stablehlo"},
        {"tf", "tf"}})
    if (dialects.contains(dialect))
      remedy =
          std::string("; it has ops of ") + dialect + ": say --from " + from;
  fail(absl::InvalidArgumentError(
      "the module holds no function @main with the attribute sm.region, as "
      "--from kernels, the default, takes it" +
      remedy));
}

/// The module at stage Vectors (or Kernels for scalar loops).
static OwningOpRef<ModuleOp> prepare(MLIRContext &context,
                                     const jit::CPUTarget &target,
                                     bool vectorize, unsigned &inputs,
                                     double &milliseconds) {
  ParserConfig config(&context);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(inputFile, config);
  if (!module)
    fail(absl::InvalidArgumentError("the module cannot be read"));
  module = selectFunction(std::move(module));
  auto main = module->lookupSymbol<func::FuncOp>("main");
  if (!main)
    fail(absl::InvalidArgumentError(
        "the module has no @main; --function NAME takes another"));
  checkStage(*module, main);
  inputs = ~0u;
  if (numInputs >= 0)
    inputs = static_cast<unsigned>(numInputs);
  else if (stage < RegionStage::Kernels)
    inputs = main.getNumArguments();
  const auto start = std::chrono::steady_clock::now();
  PassManager pm(&context);
  ToCPUOptions options;
  options.vectorBits = target.vectorBits;
  options.vectorize = vectorize;
  const RegionStage last = llvm::StringSwitch<RegionStage>(emit)
                               .Case("stablehlo", RegionStage::StableHLO)
                               .Case("linalg", RegionStage::Linalg)
                               .Case("kernels", RegionStage::Kernels)
                               .Default(RegionStage::Vectors);
  buildToCPUPipeline(pm, options, stage, last);
  if (failed(applyPassManagerCLOptions(pm)))
    fail(absl::InvalidArgumentError("flags of passes that do not fit"));
  if (failed(pm.run(*module)))
    fail(absl::InternalError("the passes failed"));
  if (last != RegionStage::Vectors || emit == "vectors") {
    module->print(llvm::outs(), OpPrintingFlags().elideLargeElementsAttrs(16));
    std::exit(0);
  }
  milliseconds = std::chrono::duration<double, std::milli>(
                     std::chrono::steady_clock::now() - start)
                     .count();
  addMadeUpWeights(*module);
  return module;
}

static runtime::RegionCode
compile(MLIRContext &context, const jit::CPUTarget &target, bool vectorize) {
  jit::CompileOptions options;
  unsigned inputs = 0;
  double passes = 0;
  OwningOpRef<ModuleOp> module =
      prepare(context, target, vectorize, inputs, passes);
  options.markCalls = profile;
  if (inputs != ~0u)
    options.numInputs = inputs;
  if (!emit.empty()) {
    llvm::outs() << check(jit::printRegion(
        *module, target,
        emit == "asm" ? jit::RegionText::Assembly : jit::RegionText::LLVM,
        options));
    std::exit(0);
  }
  jit::CompiledRegion region =
      check(jit::compileRegion(*module, target, options));
  for (size_t i = 0; !objects.empty() && i < region.objects.size(); ++i) {
    std::error_code error;
    llvm::raw_fd_ostream(objects + std::to_string(i) + ".o", error)
        << region.objects[i];
  }
  calledKernels.clear();
  for (const runtime::RegionCall &call : region.calls)
    calledKernels.push_back(call.kernel);
  runtime::RegionCode code = check(jit::linkRegion(region));
  if (times) {
    size_t bytes = 0;
    for (const std::string &object : region.objects)
      bytes += object.size();
    llvm::outs() << llvm::format(
        "compile ms: passes %.1f lowering %.1f code %.1f (translate %.1f "
        "optimise %.1f generate %.1f) link %.1f; %zu objects, %zu bytes\n",
        passes, region.times.lowering, region.times.code,
        region.times.translate, region.times.optimize, region.times.generate,
        region.times.link, region.objects.size(), bytes);
  }
  return code;
}

static std::vector<runtime::Tensor>
run(const runtime::RegionCode &code,
    const std::vector<runtime::Tensor> &inputs) {
  std::vector<runtime::Tensor> outputs(code.outputs.size());
  if (Status status =
          runtime::runRegionCode(code, inputs, absl::MakeSpan(outputs));
      !status.ok())
    fail(status);
  return outputs;
}

namespace {

/// What runs with one number of threads took.
struct Times {
  int threads = 1;
  std::vector<double> seconds;       ///< of each run
  std::vector<uint64_t> nanoseconds; ///< of each call, all runs together
};

/// The calls of one kernel; microseconds of a run by number of threads.
struct Row {
  std::string kernel;
  int calls = 0;
  std::vector<double> microseconds;
};

} // namespace

/// Runs with each number of threads in turns, so that what else happens on the
/// machine meets all of them.
static std::vector<Times> measure(const runtime::RegionCode &code,
                                  const std::vector<runtime::Tensor> &inputs) {
  constexpr int kTurns = 5, kWarmUp = 3;
  std::vector<Times> all(threads.size());
  for (int turn = 0; turn < kTurns; ++turn)
    for (size_t i = 0; i < all.size(); ++i) {
      all[i].threads = threads[i];
      runtime::setNumThreads(threads[i]);
      for (int warm = 0; warm < kWarmUp; ++warm)
        run(code, inputs);
      runtime::takeCallTimes();
      const int last = static_cast<int>(int64_t{runs} * (turn + 1) / kTurns);
      while (static_cast<int>(all[i].seconds.size()) < last) {
        const auto start = std::chrono::steady_clock::now();
        run(code, inputs);
        all[i].seconds.push_back(std::chrono::duration<double>(
                                     std::chrono::steady_clock::now() - start)
                                     .count());
      }
      const std::vector<uint64_t> calls = runtime::takeCallTimes();
      all[i].nanoseconds.resize(calledKernels.size());
      for (size_t c = 0; c < std::min(calls.size(), calledKernels.size()); ++c)
        all[i].nanoseconds[c] += calls[c];
    }
  return all;
}

static void printTimes(Times &times) {
  std::vector<double> &seconds = times.seconds;
  std::sort(seconds.begin(), seconds.end());
  const double median = seconds[seconds.size() / 2];
  if (threads.size() > 1)
    llvm::outs() << llvm::format("%d threads: ", times.threads);
  llvm::outs() << llvm::format("time us: median %.3f best %.3f", median * 1e6,
                               seconds.front() * 1e6);
  if (flops > 0)
    llvm::outs() << llvm::format("; GFLOP/s %.1f best %.1f",
                                 flops / median * 1e-9,
                                 flops / seconds.front() * 1e-9);
  llvm::outs() << '\n';
}

/// Times of kernels with the first number of threads, the longest first; what
/// each other number takes, and how many times faster that is.
static void printProfile(const std::vector<Times> &all) {
  std::map<std::string, Row> byName;
  Row total{"in kernels", 0, std::vector<double>(all.size())};
  for (size_t i = 0; i < calledKernels.size(); ++i) {
    Row &row = byName[calledKernels[i]];
    row.kernel = calledKernels[i];
    row.microseconds.resize(all.size());
    ++row.calls;
    for (size_t t = 0; t < all.size(); ++t) {
      const double time =
          static_cast<double>(all[t].nanoseconds[i]) / 1000 / runs;
      row.microseconds[t] += time;
      total.microseconds[t] += time;
    }
  }
  std::vector<Row> rows;
  for (const auto &[name, row] : byName)
    rows.push_back(row);
  std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
    return a.microseconds[0] > b.microseconds[0];
  });
  rows.push_back(total);
  for (const Row &row : rows) {
    const double first = row.microseconds[0];
    llvm::outs() << llvm::format("%10.2f us %5.1f%%", first,
                                 100 * first / total.microseconds[0]);
    for (double time : llvm::drop_begin(row.microseconds))
      llvm::outs() << llvm::format(" %10.2f us %5.2fx", time, first / time);
    if (row.calls > 0)
      llvm::outs() << llvm::format("  %3d x", row.calls);
    llvm::outs() << ' ' << row.kernel << '\n';
  }
}

/// False if the answers depend on the number of threads.
static bool sameWithAllThreads(const runtime::RegionCode &code,
                               const std::vector<runtime::Tensor> &inputs,
                               const std::vector<runtime::Tensor> &expected) {
  bool same = true;
  for (int count : threads) {
    runtime::setNumThreads(count);
    const std::vector<runtime::Tensor> outputs = run(code, inputs);
    for (size_t i = 0; i < outputs.size(); ++i)
      if (std::memcmp(outputs[i].rawData(), expected[i].rawData(),
                      static_cast<size_t>(outputs[i].numElements()) *
                          outputs[i].elementBytes()) != 0) {
        llvm::outs() << "output " << i << " differs with " << count
                     << " threads\n";
        same = false;
      }
  }
  return same;
}

static void print(const std::vector<runtime::Tensor> &outputs) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    double sum = 0, squares = 0;
    for (int64_t j = 0; j < outputs[i].numElements(); ++j) {
      const double value = elementOf(outputs[i], j);
      sum += value;
      squares += value * value;
    }
    llvm::outs() << "output " << i << ' ' << outputs[i].typeStr()
                 << llvm::format(": sum %.6g, norm %.6g", sum,
                                 std::sqrt(squares));
    for (int64_t j = 0; j < std::min<int64_t>(show, outputs[i].numElements());
         ++j)
      llvm::outs() << (j == 0 ? ": " : " ")
                   << llvm::format("%.6g", elementOf(outputs[i], j));
    llvm::outs() << '\n';
  }
}

/// False if the answers differ by more than the tolerance.
static bool agree(const std::vector<runtime::Tensor> &a,
                  const std::vector<runtime::Tensor> &b) {
  bool good = true;
  for (size_t i = 0; i < a.size(); ++i) {
    double worst = 0;
    int64_t where = 0;
    for (int64_t j = 0; j < a[i].numElements(); ++j) {
      const double x = elementOf(a[i], j), y = elementOf(b[i], j);
      double error = std::abs(x - y) / (1 + std::abs(y));
      if (x == y || (std::isnan(x) && std::isnan(y)))
        error = 0;
      else if (std::isnan(error))
        error = HUGE_VAL;
      if (error > worst) {
        worst = error;
        where = j;
      }
    }
    llvm::outs() << "output " << i
                 << llvm::format(": largest difference %.3g", worst);
    if (worst > 0)
      llvm::outs() << " at " << where
                   << llvm::format(" (%.6g, scalar %.6g)",
                                   elementOf(a[i], where),
                                   elementOf(b[i], where));
    llvm::outs() << '\n';
    good &= worst <= tolerance;
  }
  return good;
}

int main(int argc, char **argv) {
  jit::installFatalErrorHandler();
  registerAllPasses();
  registerPassManagerCLOptions();
  cl::ParseCommandLineOptions(argc, argv, "Compiles and runs a region\n");
  if (threads.empty())
    threads.push_back(1);
  runtime::setNumThreads(threads.front());
  DialectRegistry registry;
  jit::registerCompilerDialects(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  const jit::CPUTarget target = check(jit::CPUTarget::get(cpu));
  const runtime::RegionCode code = compile(context, target, !scalar);
  std::vector<runtime::Tensor> inputs;
  for (size_t i = 0; i < code.inputs.size(); ++i)
    inputs.push_back(makeInput(code.inputs[i], i));
  const std::vector<runtime::Tensor> outputs = run(code, inputs);
  print(outputs);
  if (!sameWithAllThreads(code, inputs, outputs))
    return 1;
  if (runs > 0) {
    std::vector<Times> times = measure(code, inputs);
    llvm::for_each(times, printTimes);
    if (profile)
      printProfile(times);
  }
  if (!compare)
    return 0;
  const runtime::RegionCode reference = compile(context, target, false);
  return agree(outputs, run(reference, inputs)) ? 0 : 1;
}
