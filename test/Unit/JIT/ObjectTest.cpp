// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiled functions as files: loaded, and linked by the system's linker.

#include "Regions.h"

#include "sm/JIT/RegionCompiler.h"
#include "sm/Target/Object.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <dlfcn.h>
#include <malloc.h>

#include <cstring>
#include <thread>

namespace sm::jit {
namespace {

using ::testing::HasSubstr;

class ObjectTest : public RegionTest {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("sm-object-test", path));
    folder = std::string(path);
  }
  void TearDown() override { (void)llvm::sys::fs::remove_directories(folder); }

  /// A product of matrices of the inputs' folder as a C function.
  target::ObjectContents makeContents(const std::string &function,
                                      const char *input, size_t numWeights) {
    auto module = parseInput(input);
    setWeights(*module, numbers(numWeights, 3));
    CompileOptions options;
    options.entry = function + "_region";
    options.cFunction = function;
    options.weightsSymbol = function + "_weights";
    StatusOr<CompiledRegion> region = compileRegion(*module, host, options);
    EXPECT_TRUE(region.ok()) << region.status();
    target::ObjectContents contents;
    if (!region.ok())
      return contents;
    target::ObjectFunction made;
    made.function = function;
    made.entry = "serving_default";
    contents.objects = region->objects;
    target::DataSection &data = contents.data.emplace_back();
    data.name = ".lrodata.test";
    data.pieces = {{0, region->weights}};
    data.size = region->weights.size();
    data.symbols = {{options.weightsSymbol}};
    owners.push_back(region->weightsOwner);
    for (const runtime::RegionTensor &tensor : region->inputs)
      made.inputs.push_back({"x", tensor.dtype, tensor.shape});
    for (const runtime::RegionTensor &tensor : region->outputs)
      made.outputs.push_back({"y", tensor.dtype, tensor.shape});
    contents.functions.push_back(std::move(made));
    StatusOr<std::string> parallel = compileParallelFor(host);
    EXPECT_TRUE(parallel.ok()) << parallel.status();
    if (parallel.ok())
      contents.objects.push_back(*parallel);
    return contents;
  }

  std::string folder;
  std::vector<std::shared_ptr<const void>> owners;
};

using Function = int (*)(const void *const *, void *const *);

/// ReLU(x w + b) of gemm-tensors.mlir.
void checkProduct(Function function) {
  const std::vector<float> w = numbers(50 * 24 + 24, 3), x = numbers(37 * 50);
  // No alignment is asked for.
  std::vector<char> memory(x.size() * 4 + 4);
  std::memcpy(memory.data() + 4, x.data(), x.size() * 4);
  runtime::Tensor y = *runtime::Tensor::allocate(DType::Float, Shape({37, 24}));
  const void *inputs[] = {memory.data() + 4};
  void *outputs[] = {y.mutableRawData()};
  ASSERT_EQ(function(inputs, outputs), 0);
  expectNear(y, [&](int64_t i) {
    double sum = w[50 * 24 + i % 24];
    for (int64_t k = 0; k < 50; ++k)
      sum += double{x[i / 24 * 50 + k]} * w[k * 24 + i % 24];
    return std::max(sum, 0.0);
  });
}

TEST_F(ObjectTest, sharedObject) {
  const target::ObjectContents contents =
      makeContents("net_serve", "gemm-tensors.mlir", 50 * 24 + 24);
  const std::string path = folder + "/net.so";
  const Status status = target::writeSharedObject(contents, path, "net.so");
  ASSERT_TRUE(status.ok()) << status;
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto function = reinterpret_cast<Function>(dlsym(library, "net_serve"));
  ASSERT_NE(function, nullptr);
  EXPECT_EQ(dlsym(library, "net_serve_region_kernel_0"), nullptr);
  EXPECT_EQ(dlsym(library, "net_serve_weights"), nullptr);
  checkProduct(function);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round)
        checkProduct(function);
    });
  for (std::thread &thread : threads)
    thread.join();
  dlclose(library);
}

// Programs load and unload plugins for as long as they run.
TEST_F(ObjectTest, unloadingFreesMemory) {
  const target::ObjectContents contents =
      makeContents("net_serve", "gemm-tensors.mlir", 50 * 24 + 24);
  const std::string path = folder + "/net.so";
  const Status status = target::writeSharedObject(contents, path, "net.so");
  ASSERT_TRUE(status.ok()) << status;
  constexpr int kRounds = 100;
  constexpr size_t kArenaBytes = 3000; // At least.
  size_t before = 0;
  for (int round = 0; round <= kRounds; ++round) {
    if (round == 1)
      before = mallinfo2().uordblks;
    void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
    checkProduct(reinterpret_cast<Function>(dlsym(library, "net_serve")));
    dlclose(library);
  }
  EXPECT_LT(mallinfo2().uordblks, before + kRounds * kArenaBytes / 2);
}

int parallelLoops = 0;
void countingParallelFor(void (*body)(void *, int64_t, int64_t), void *context,
                         int64_t count) {
  ++parallelLoops;
  body(context, 0, count / 2);
  body(context, count / 2, count);
}

TEST_F(ObjectTest, threadsOfTheProgram) {
  const std::string path = folder + "/layers.so";
  const Status status = target::writeSharedObject(
      makeContents("layers", "gemm-vectors.mlir", 8 * 256 * 32), path,
      "layers.so");
  ASSERT_TRUE(status.ok()) << status;
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto function = reinterpret_cast<Function>(dlsym(library, "layers"));
  auto set = reinterpret_cast<void (*)(decltype(&countingParallelFor))>(
      dlsym(library, "sm_set_parallel_for"));
  ASSERT_NE(function, nullptr);
  ASSERT_NE(set, nullptr);
  const std::vector<float> x = numbers(128 * 256);
  std::vector<float> alone(x.size()), shared(x.size());
  const void *inputs[] = {x.data()};
  void *outputs[] = {alone.data()};
  ASSERT_EQ(function(inputs, outputs), 0);
  EXPECT_EQ(parallelLoops, 0);
  set(countingParallelFor);
  outputs[0] = shared.data();
  ASSERT_EQ(function(inputs, outputs), 0);
  EXPECT_EQ(parallelLoops, 2);
  EXPECT_EQ(alone, shared);
  dlclose(library);
}

TEST_F(ObjectTest, relocatableObject) {
  // Two functions in one file, which the system's linker takes.
  target::ObjectContents contents =
      makeContents("first", "gemm-tensors.mlir", 50 * 24 + 24);
  target::ObjectContents second =
      makeContents("second", "gemm-tensors.mlir", 50 * 24 + 24);
  for (std::string &object : second.objects)
    contents.objects.push_back(std::move(object));
  contents.data.push_back(second.data[0]);
  const std::string path = folder + "/two.o";
  const Status status = target::writeObject(contents, path);
  ASSERT_TRUE(status.ok()) << status;
  auto file = llvm::object::ObjectFile::createObjectFile(path);
  ASSERT_TRUE(bool(file));
  int functions = 0;
  for (const auto &symbol : file->getBinary()->symbols()) {
    const std::string name = llvm::cantFail(symbol.getName()).str();
    functions += name == "first" || name == "second";
  }
  EXPECT_EQ(functions, 2);
  const std::string library = folder + "/two.so";
  target::ObjectContents again;
  again.objects = {(*llvm::MemoryBuffer::getFile(path))->getBuffer().str()};
  const Status linked = target::writeSharedObject(again, library, "two.so");
  ASSERT_TRUE(linked.ok()) << linked;
  void *loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(loaded, nullptr) << dlerror();
  checkProduct(reinterpret_cast<Function>(dlsym(loaded, "second")));
  dlclose(loaded);
}

TEST_F(ObjectTest, reportsTheLinker) {
  target::ObjectContents contents;
  EXPECT_THAT(target::writeObject(contents, folder + "/x.o").message(),
              HasSubstr("nothing to write"));
  contents.objects = {"not ELF"};
  const std::string path = folder + "/x.o";
  const Status status = target::writeObject(contents, path);
  EXPECT_THAT(status.message(), HasSubstr(path));
  EXPECT_THAT(status.message(), HasSubstr("error: "));
  EXPECT_FALSE(llvm::sys::fs::exists(path));
  EXPECT_FALSE(target::writeSharedObject(
                   makeContents("f", "gemm-tensors.mlir", 50 * 24 + 24),
                   folder + "/no/such/folder.so", "folder.so")
                   .ok());
}

TEST_F(ObjectTest, linkerThatIsNotThere) {
  target::ObjectContents contents;
  contents.objects = {"not read"};
  const std::string old = getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const Status status = target::writeObject(contents, folder + "/x.o");
  setenv("PATH", old.c_str(), 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("install the package lld-22"));
}

/// What a file is called in the end need not be where it is written.
TEST_F(ObjectTest, nameOfASharedObject) {
  target::ObjectContents contents =
      makeContents("net", "gemm-tensors.mlir", 50 * 24 + 24);
  const std::string paths[] = {folder + "/one", folder + "/two"};
  std::string bytes[2];
  for (int i = 0; i < 2; ++i) {
    const Status status =
        target::writeSharedObject(contents, paths[i], "libnet.so.1");
    ASSERT_TRUE(status.ok()) << status;
    bytes[i] = (*llvm::MemoryBuffer::getFile(paths[i]))->getBuffer().str();
  }
  EXPECT_EQ(bytes[0], bytes[1]);
  void *library = dlopen(paths[0].c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  // The dynamic linker knows a library by its own name, too.
  void *again = dlopen("libnet.so.1", RTLD_NOW | RTLD_NOLOAD);
  EXPECT_EQ(again, library);
  if (again)
    dlclose(again);
  dlclose(library);
}

/// Code and constants that are farther apart than 32 bits reach. A section
/// without pieces is zeros that take no room, so this costs nothing.
TEST_F(ObjectTest, constantsBeyond2GiB) {
  target::ObjectContents contents =
      makeContents("far", "gemm-tensors.mlir", 50 * 24 + 24);
  target::DataSection &weights = contents.data[0];
  weights.pieces.clear();
  weights.size = uint64_t{5} << 30;
  weights.symbols[0].offset = weights.size / 2;
  const std::string path = folder + "/far.so";
  const Status status = target::writeSharedObject(contents, path, "far.so");
  ASSERT_TRUE(status.ok()) << status;
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  auto function = reinterpret_cast<Function>(dlsym(library, "far"));
  ASSERT_NE(function, nullptr);
  const std::vector<float> x = numbers(37 * 50);
  std::vector<float> y(37 * 24, 1);
  const void *inputs[] = {x.data()};
  void *outputs[] = {y.data()};
  ASSERT_EQ(function(inputs, outputs), 0);
  EXPECT_EQ(y, std::vector<float>(37 * 24, 0));
  dlclose(library);
}

TEST_F(ObjectTest, dataIsAnELFFile) {
  const std::vector<float> numbers = {1, 2, 3};
  const absl::Span<const char> bytes(
      reinterpret_cast<const char *>(numbers.data()), 12);
  target::DataSection data;
  data.name = ".sm.weights";
  data.pieces = {{0, bytes}, {64, bytes}};
  data.size = 200;
  data.symbols = {{"w_1"}};
  const std::string path = folder + "/w.o";
  const Status status = target::writeDataObject(data, path);
  ASSERT_TRUE(status.ok()) << status;
  auto object = llvm::object::ObjectFile::createObjectFile(path);
  ASSERT_TRUE(bool(object));
  std::string expected(200, '\0');
  expected.replace(0, 12, bytes.data(), 12).replace(64, 12, bytes.data(), 12);
  bool found = false;
  for (const auto &section : object->getBinary()->sections()) {
    if (llvm::cantFail(section.getName()) != ".sm.weights")
      continue;
    found = true;
    EXPECT_EQ(section.getAlignment().value(), 64u);
    EXPECT_EQ(llvm::object::ELFSectionRef(section).getFlags(),
              llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_X86_64_LARGE);
    EXPECT_EQ(llvm::cantFail(section.getContents()).str(), expected);
  }
  EXPECT_TRUE(found);
  int symbols = 0;
  for (const auto &symbol : object->getBinary()->symbols()) {
    if (llvm::cantFail(symbol.getName()) != "w_1")
      continue;
    ++symbols;
    EXPECT_TRUE(llvm::cantFail(symbol.getFlags()) &
                llvm::object::SymbolRef::SF_Hidden);
  }
  EXPECT_EQ(symbols, 1);
}

TEST_F(ObjectTest, dataThatCannotBeWritten) {
  const std::string bytes(10, 'x');
  target::DataSection data;
  data.name = ".sm.weights";
  data.size = 15;
  data.pieces = {{0, bytes}, {5, bytes}};
  EXPECT_EQ(target::writeDataObject(data, folder + "/w.o").message(),
            "the piece at 5 of section .sm.weights overlaps another or lies "
            "outside its 15 bytes");
  data.pieces = {{6, bytes}};
  EXPECT_THAT(target::writeDataObject(data, folder + "/w.o").message(),
              HasSubstr("the piece at 6 of section"));
  data.pieces = {{5, bytes}};
  const Status status = target::writeDataObject(data, folder + "/no/w.o");
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("w.o: cannot be written: "));
  EXPECT_THAT(status.message(), HasSubstr("TMPDIR"));
}

/// Constants of two regions at one address.
TEST_F(ObjectTest, placesConstants) {
  std::string weights;
  int handed = 0;
  CompileOptions options;
  options.placeConstant = [&](absl::Span<const char> bytes,
                              std::shared_ptr<const void>) -> uint64_t {
    ++handed;
    const std::string text(bytes.data(), bytes.size());
    if (size_t at = weights.find(text); at != std::string::npos)
      return at;
    weights.resize((weights.size() + 63) / 64 * 64 + 64);
    weights += text;
    return weights.size() - text.size();
  };
  for (int i = 0; i < 2; ++i) {
    auto module = parseInput("gemm-tensors.mlir");
    setWeights(*module, numbers(50 * 24 + 24, 3));
    options.entry = i ? "second" : "first";
    StatusOr<CompiledRegion> region = compileRegion(*module, host, options);
    ASSERT_TRUE(region.ok()) << region.status();
    EXPECT_TRUE(region->weights.empty());
  }
  EXPECT_GE(handed, 4);
  // The second region's are those of the first.
  EXPECT_LE(weights.size(), (50 * 24 + 24) * sizeof(float) + 3 * 64);
  const std::vector<float> w = numbers(50 * 24 + 24, 3);
  EXPECT_NE(weights.find(std::string(reinterpret_cast<const char *>(w.data()),
                                     50 * 24 * 4)),
            std::string::npos);
}

TEST(CHeader, namesTypesAndShapes) {
  target::ObjectContents contents;
  target::ObjectFunction function;
  function.function = "net_serve";
  function.entry = "serve */ #error";
  function.inputs = {{"image\n", DType::Float, {1, 224, 224, 3}}};
  function.outputs = {{"class", DType::Int64, {1}}, {"ok", DType::Bool, {}}};
  contents.functions.push_back(function);
  const std::string text = target::cHeader(contents, "my-net");
  EXPECT_THAT(text, HasSubstr("#ifndef MY_NET_H"));
  EXPECT_THAT(text, HasSubstr("int net_serve(const void *const *inputs, void "
                              "*const *outputs);"));
  EXPECT_THAT(text, HasSubstr("inputs[0]: float32[1,224,224,3] image \n"));
  EXPECT_THAT(text, HasSubstr("outputs[0]: int64[1] class"));
  EXPECT_THAT(text, HasSubstr("outputs[1]: bool[] ok"));
  EXPECT_THAT(text, HasSubstr("serve * / #error"));
}

TEST(CHeader, identifiers) {
  EXPECT_EQ(target::cIdentifier("serving_default"), "serving_default");
  EXPECT_EQ(target::cIdentifier("a-b:0/c"), "a_b_0_c");
  EXPECT_EQ(target::cIdentifier("1st"), "_1st");
  EXPECT_EQ(target::cIdentifier(""), "_");
}

} // namespace
} // namespace sm::jit
