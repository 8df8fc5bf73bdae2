// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The section .sm.program of compiled models: what is written is read again,
// and no bytes do harm. Functions of this file play the code.

#include "Tensors.h"

#include "lib/Runtime/ArtifactHeader.h"

#include "sm/Format/Proto/artifact.pb.h"
#include "sm/Runtime/Artifact.h"
#include "sm/Support/CRC32C.h"

#include <cstring>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// y[i] = x[i] + w[0] for the arrays of so many floats.
template <int count>
void addWeight(void *const *buffers) {
  const auto *x = static_cast<const float *>(buffers[0]);
  auto *y = static_cast<float *>(buffers[1]);
  for (int i = 0; i < count; ++i)
    y[i] = x[i] + *static_cast<const float *>(buffers[2]);
}

void *findCode(const std::string &symbol) {
  if (symbol == "sm_region_2")
    return reinterpret_cast<void *>(&addWeight<2>);
  return symbol == "sm_region_3" ? reinterpret_cast<void *>(&addWeight<3>)
                                 : nullptr;
}

/// A region of which a file holds the description.
class Described final : public Region {
public:
  explicit Described(int count) {
    description.symbol = "sm_region_" + std::to_string(count);
    description.inputs = {{DType::Float, {count}}};
    description.outputs = {{DType::Float, {count}}};
  }
  StatusOr<const RegionCode *>
  codeFor(absl::Span<const Tensor>) const override {
    return absl::UnimplementedError("not here");
  }
  ArtifactRegion description;
};

void addOutput(ProgramBuilder &b, Slot slot, const PartialShape &shape,
               const std::string &name = "y") {
  b.program.outputs.push_back({name, {DType::Float, shape}, slot});
}

std::string messageOf(const Status &status) {
  return std::string(status.message());
}

/// y = -(x + w) + c + v for `count` floats, where code adds w.
Program program(int count) {
  ProgramBuilder b;
  const Slot x = b.input("x", DType::Float, {count});
  const Slot c = b.constant(floats({1}, {10}));
  b.constant(strings({2}, {"a", "b"}));
  b.constant(tensor<bool>(DType::Bool, {2}, {true, false}));
  const int v = b.variable("v", DType::Float, {1},
                           [] { return StatusOr<Tensor>(floats({1}, {100})); });
  Instruction step;
  step.kind = Instruction::Kind::Region;
  step.region = std::make_shared<Described>(count);
  step.inputs = {x};
  step.outputs = {b.program.numSlots++};
  const Slot sum = step.outputs[0];
  step.node = "net";
  b.program.instructions.push_back(std::move(step));
  const Slot negated = b.op("Neg", {sum});
  const Slot moved = b.op("AddV2", {negated, c});
  addOutput(b, b.op("AddV2", {moved, b.read(v)}), {count});
  b.program.name = "p";
  return b.build();
}

struct Sections {
  std::string program;
  std::string weights;
};

/// Both sections as they stand in a file.
Sections sections(const ArtifactContents &contents) {
  static const float weight = 1;
  WeightsSection weights;
  weights.add({reinterpret_cast<const char *>(&weight), sizeof(weight)},
              nullptr);
  StatusOr<std::string> program = encodeArtifact(contents, weights);
  EXPECT_TRUE(program.ok()) << program.status();
  Sections result{program.ok() ? *program : "",
                  std::string(weights.size(), '\0')};
  for (const WeightsSection::Piece &piece : weights.pieces())
    std::memcpy(result.weights.data() + piece.offset, piece.bytes.data(),
                piece.bytes.size());
  return result;
}

ArtifactContents contentsOf(const std::vector<const Program *> &programs) {
  ArtifactContents contents;
  for (const Program *program : programs)
    contents.programs.push_back({program, ""});
  contents.region = [](const Region &region) -> const ArtifactRegion & {
    return static_cast<const Described &>(region).description;
  };
  contents.entry = "serve";
  contents.cpu = "x86-64-v3";
  return contents;
}

/// Sections of a file for two and for three floats.
const Sections &small() {
  static const Sections *made = [] {
    const Program two = program(2), three = program(3);
    return new Sections(sections(contentsOf({&two, &three})));
  }();
  return *made;
}

/// Memory as the loader maps it.
StatusOr<Artifact> decode(const std::string &program,
                          const std::string &weights, size_t shift = 0) {
  auto memory = std::make_shared<Tensor>(*Tensor::allocate(
      DType::Int8, {static_cast<int64_t>(weights.size() + shift)}));
  char *first = static_cast<char *>(memory->mutableRawData()) + shift;
  std::memcpy(first, weights.data(), weights.size());
  return decodeArtifact({program.data(), program.size()},
                        {first, weights.size()}, memory, findCode);
}

std::string withHeader(const artifact::Artifact &file, uint64_t weightsBytes) {
  const std::string message = file.SerializeAsString();
  ArtifactHeader header;
  header.checksum = crc32c(message);
  header.messageBytes = message.size();
  header.weightsBytes = weightsBytes;
  return std::string(reinterpret_cast<const char *>(&header), sizeof(header)) +
         message;
}

/// The error of a file in which `change` altered something.
Status errorAfter(const std::function<void(artifact::Artifact &)> &change) {
  artifact::Artifact file;
  EXPECT_TRUE(
      file.ParseFromString(small().program.substr(sizeof(ArtifactHeader))));
  change(file);
  return decode(withHeader(file, small().weights.size()), small().weights)
      .status();
}

#define EXPECT_DAMAGE(statement, text)                                         \
  do {                                                                         \
    const Status status =                                                      \
        errorAfter([](artifact::Artifact &file) { statement; });               \
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;                           \
    EXPECT_THAT(messageOf(status), HasSubstr(text));                           \
  } while (false)

artifact::Program &first(artifact::Artifact &file) {
  return *file.mutable_programs(0);
}
artifact::Instruction &step(artifact::Artifact &file, int index) {
  return *first(file).mutable_instructions(index);
}

//===----------------------------------------------------------------------===//
// What is written is read again
//===----------------------------------------------------------------------===//

TEST(Artifact, picksTheSetOfShapes) {
  StatusOr<Artifact> artifact = decode(small().program, small().weights);
  ASSERT_TRUE(artifact.ok()) << artifact.status();
  EXPECT_EQ(artifact->sets.size(), 2u);
  EXPECT_EQ(artifact->initializer, nullptr);
  EXPECT_EQ(artifact->program->inputs[0].type.shape.str(), "[?]");
  Session session;
  auto two = session.run(*artifact->program, {floats({2}, {1, 2})});
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_THAT(valuesOf<float>((*two)[0]), ElementsAre(108, 107));
  auto three = session.run(*artifact->program, {floats({3}, {1, 2, 3})});
  ASSERT_TRUE(three.ok()) << three.status();
  EXPECT_THAT(valuesOf<float>((*three)[0]), ElementsAre(108, 107, 106));
}

TEST(Artifact, saysWhichSetsThereAre) {
  StatusOr<Artifact> artifact = decode(small().program, small().weights);
  ASSERT_TRUE(artifact.ok()) << artifact.status();
  Session session;
  EXPECT_EQ(
      session.run(*artifact->program, {ramp({4})}).status().message(),
      "input 'x' is float32[4], and there is no code for it; the model was "
      "compiled for 'x=2', 'x=3' (sm compile takes more sets: one --shape for "
      "each)");
  EXPECT_EQ(
      session.run(*artifact->program, {ramp({4, 4})}).status().message(),
      "input 'x' takes float32[?], not float32[4,4]; the model was compiled "
      "for 'x=2', 'x=3' (sm compile takes more sets: one --shape for each)");
  EXPECT_EQ(
      session.run(*artifact->program, {ints({2}, {1, 2})}).status().message(),
      "input 'x' takes float32[?], not int32[2]");
}

/// A program that copies its inputs, of these shapes.
Program copier(const PartialShape &x, const PartialShape &y) {
  ProgramBuilder b;
  addOutput(b, b.input("x", DType::Float, x), x, "p");
  addOutput(b, b.input("y", DType::Float, y), y, "q");
  return b.build();
}

TEST(Artifact, saysThatShapesDoNotGoTogether) {
  const Program one = copier({1}, {2, 2}), two = copier({2}, {3});
  const Sections file = sections(contentsOf({&one, &two}));
  StatusOr<Artifact> artifact = decode(file.program, file.weights);
  ASSERT_TRUE(artifact.ok()) << artifact.status();
  EXPECT_EQ(artifact->program->inputs[1].type.shape.str(), "<unknown>");
  Session session;
  EXPECT_TRUE(session.run(*artifact->program, {ramp({2}), ramp({3})}).ok());
  EXPECT_THAT(session.run(*artifact->program, {ramp({1}), ramp({3})})
                  .status()
                  .message(),
              HasSubstr("there is no code for inputs float32[1], float32[3] "
                        "together; the model was compiled for 'x=1;y=2,2', "
                        "'x=2;y=3'"));
}

TEST(Artifact, listsSomeOfManySets) {
  std::vector<Program> programs;
  for (int i = 1; i <= 20; ++i)
    programs.push_back(copier({i}, {1}));
  std::vector<const Program *> places;
  for (const Program &program : programs)
    places.push_back(&program);
  const Sections file = sections(contentsOf(places));
  StatusOr<Artifact> artifact = decode(file.program, file.weights);
  ASSERT_TRUE(artifact.ok()) << artifact.status();
  EXPECT_THAT(artifact->program->specializer->shapesHint(),
              HasSubstr("'x=16;y=1', 4 more (sm compile"));
}

TEST(Artifact, storesEqualValuesOnce) {
  // Each program has a weight, a constant, truth values and a variable.
  EXPECT_EQ(small().weights.size(), 3 * 64 + 4u);
  WeightsSection weights;
  const std::string a(100, 'a'), b(100, 'b'), again = a;
  EXPECT_EQ(weights.add(a, nullptr), 0u);
  EXPECT_EQ(weights.add(b, nullptr), 128u);
  EXPECT_EQ(weights.add(again, nullptr), 0u);
  EXPECT_EQ(weights.size(), 228u);
}

TEST(Artifact, runsTheInitializer) {
  ProgramBuilder b;
  const int v = b.variable("v", DType::Float, {1});
  b.assign(v, b.constant(floats({1}, {1000})));
  const Program initializer = b.build();
  const Program two = program(2);
  ArtifactContents contents = contentsOf({&two});
  contents.initializer = &initializer;
  const Sections file = sections(contents);
  StatusOr<Artifact> artifact = decode(file.program, file.weights);
  ASSERT_TRUE(artifact.ok()) << artifact.status();
  Session session;
  ASSERT_TRUE(session.run(*artifact->initializer, {}).ok());
  auto outputs = session.run(*artifact->program, {floats({2}, {1, 2})});
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  EXPECT_THAT(valuesOf<float>((*outputs)[0]), ElementsAre(1008, 1007));
}

TEST(Artifact, refusesProgramsThatAreTooLong) {
  const Program two = program(2);
  ArtifactContents contents = contentsOf({&two});
  contents.maxMessageBytes = 100;
  WeightsSection weights;
  const Status status = encodeArtifact(contents, weights).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(messageOf(status), HasSubstr("a .smx file can hold 100; compile "
                                           "fewer sets of shapes"));
}

TEST(Artifact, reportsValuesThatCannotBeLoaded) {
  ProgramBuilder b;
  b.output(b.read(b.variable("v", DType::Float, {1}, [] {
    return StatusOr<Tensor>(absl::DataLossError("no such shard"));
  })));
  const Program program = b.build();
  WeightsSection weights;
  EXPECT_EQ(encodeArtifact(contentsOf({&program}), weights).status().message(),
            "variable 'v': no such shard");
}

//===----------------------------------------------------------------------===//
// Damage
//===----------------------------------------------------------------------===//

TEST(DamagedArtifact, cutOff) {
  for (size_t size = 0; size < small().program.size(); ++size) {
    const Status status =
        decode(small().program.substr(0, size), small().weights).status();
    ASSERT_TRUE(absl::IsDataLoss(status)) << size << ": " << status;
    EXPECT_THAT(messageOf(status), HasSubstr("damaged program: "));
  }
  for (size_t size = 0; size < small().weights.size(); ++size) {
    const Status status =
        decode(small().program, small().weights.substr(0, size)).status();
    ASSERT_TRUE(absl::IsDataLoss(status)) << size << ": " << status;
  }
  EXPECT_THAT(decode("SMX", "").status().message(),
              HasSubstr("it ends within its header"));
  EXPECT_THAT(
      decode(small().program.substr(0, 40), small().weights).status().message(),
      HasSubstr(" bytes (compile the model again)"));
  EXPECT_THAT(decode(small().program, "").status().message(),
              HasSubstr("there are 0 of 196 bytes of weights"));
}

TEST(DamagedArtifact, flippedBits) {
  for (size_t bit = 0; bit < 8 * small().program.size(); ++bit) {
    std::string program = small().program;
    program[bit / 8] = static_cast<char>(program[bit / 8] ^ (1 << bit % 8));
    const Status status = decode(program, small().weights).status();
    ASSERT_TRUE(absl::IsDataLoss(status) || absl::IsUnimplemented(status))
        << bit << ": " << status;
  }
}

TEST(DamagedArtifact, flippedBitsWithTheRightChecksum) {
  // Some make another program, which is as good as any.
  int accepted = 0;
  for (size_t bit = 8 * sizeof(ArtifactHeader);
       bit < 8 * small().program.size(); ++bit) {
    std::string program = small().program;
    program[bit / 8] = static_cast<char>(program[bit / 8] ^ (1 << bit % 8));
    ArtifactHeader header;
    std::memcpy(&header, program.data(), sizeof(header));
    header.checksum =
        crc32c(absl::MakeConstSpan(program).subspan(sizeof(ArtifactHeader)));
    std::memcpy(program.data(), &header, sizeof(header));
    accepted += decode(program, small().weights).ok();
  }
  EXPECT_GT(accepted, 0);
}

TEST(DamagedArtifact, header) {
  std::string program = small().program;
  program[0] = 'X';
  EXPECT_THAT(decode(program, small().weights).status().message(),
              HasSubstr("it does not begin as one"));
  program = small().program;
  program[8] = 77;
  const Status status = decode(program, small().weights).status();
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_EQ(status.message(), "the file has version 77; this sm reads version "
                              "2 (compile the model again)");
  program = small().program;
  program.back() ^= 1;
  EXPECT_THAT(decode(program, small().weights).status().message(),
              HasSubstr("its checksum is another one"));
  ArtifactHeader header;
  header.messageBytes = 3;
  header.checksum = crc32c(absl::MakeConstSpan("\xff\xff\xff", 3));
  program.assign(reinterpret_cast<const char *>(&header), sizeof(header));
  program += "\xff\xff\xff";
  EXPECT_THAT(decode(program, "").status().message(),
              HasSubstr("it cannot be parsed"));
  EXPECT_THAT(decode(small().program, small().weights, 4).status().message(),
              HasSubstr("the weights are not aligned"));
}

TEST(DamagedArtifact, otherProcessor) {
  const Status status = errorAfter([](artifact::Artifact &file) {
    file.set_cpu("later");
    file.add_extensions("avx4096");
    file.add_extensions("avx");
    file.add_extensions("apple");
  });
  EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
  EXPECT_THAT(messageOf(status),
              HasSubstr("the code was made for later and needs avx4096, "));
  EXPECT_THAT(messageOf(status),
              HasSubstr("apple, which this processor does not "
                        "have; compile with --cpu host"));
  for (const char *extension : processorExtensions())
    EXPECT_NE(std::string(extension), "");
  EXPECT_FALSE(processorHas("avx4096"));
  EXPECT_TRUE(processorHas("popcnt")); // x86-64-v2, which sm itself needs.
}

TEST(DamagedArtifact, types) {
  EXPECT_DAMAGE(first(file).mutable_inputs(0)->mutable_type()->set_dtype(999),
                "element type 999");
  EXPECT_DAMAGE(first(file).mutable_inputs(0)->mutable_type()->set_dims(0, -7),
                "dimension -7");
  EXPECT_DAMAGE(
      step(file, 0).mutable_region()->mutable_inputs(0)->set_dims(0, -1),
      "a shape that is not static");
  EXPECT_DAMAGE(step(file, 0).mutable_region()->mutable_outputs(0)->add_dims(
                    int64_t{1} << 62),
                "a shape that is not static");
  EXPECT_DAMAGE(
      step(file, 0).mutable_region()->mutable_outputs(0)->set_dtype(7),
      "code that takes string");
}

TEST(DamagedArtifact, constants) {
  EXPECT_DAMAGE(
      first(file).mutable_constants(0)->mutable_value()->set_offset(32),
      "a constant outside the weights");
  EXPECT_DAMAGE(
      first(file).mutable_constants(0)->mutable_value()->set_offset(1 << 20),
      "a constant outside the weights");
  EXPECT_DAMAGE(
      first(file).mutable_constants(0)->mutable_value()->set_offset(~63ull),
      "a constant outside the weights");
  EXPECT_DAMAGE(first(file)
                    .mutable_constants(0)
                    ->mutable_value()
                    ->mutable_type()
                    ->set_dims(0, int64_t{1} << 61),
                "a constant outside the weights");
  EXPECT_DAMAGE(first(file)
                    .mutable_constants(0)
                    ->mutable_value()
                    ->mutable_type()
                    ->set_dtype(20),
                "a constant outside the weights");
  EXPECT_DAMAGE(
      first(file).mutable_constants(1)->mutable_value()->add_strings("c"),
      "a constant with another number of strings");
  // Of a float.
  EXPECT_DAMAGE(artifact::Value &value =
                    *first(file).mutable_constants(2)->mutable_value();
                value.set_offset(0); value.mutable_type()->set_dims(0, 4),
                                     "a truth value that is neither 0 nor 1");
}

TEST(DamagedArtifact, instructions) {
  EXPECT_DAMAGE(step(file, 0).clear_kind(), "an instruction without a kind");
  EXPECT_DAMAGE(step(file, 0).mutable_region()->set_symbol("f"),
                "no function f");
  EXPECT_DAMAGE(step(file, 0).mutable_region()->clear_outputs(),
                "arguments of sm_region_2");
  EXPECT_DAMAGE(step(file, 1).mutable_kernel()->add_attributes()->set_name("T"),
                "an attribute without a value");
  EXPECT_DAMAGE(step(file, 1).set_inputs(0, 99),
                "slot 99 is read before it has a value");
  EXPECT_DAMAGE(step(file, 1).set_outputs(0, -5), "slot -5 is not one of");
  EXPECT_DAMAGE(step(file, 3).set_read_variable(9),
                "variable 9 is not in the program");
  EXPECT_DAMAGE(first(file).set_num_slots(1 << 30), "1073741824 slots for 9");
  EXPECT_DAMAGE(first(file).set_num_slots(-1), "-1 slots");
  EXPECT_DAMAGE(first(file).mutable_outputs(0)->set_slot(70000),
                "slot 70000 is read before it has a value");
  const Status unknown = errorAfter([](artifact::Artifact &file) {
    step(file, 1).mutable_kernel()->set_op("Frobnicate");
  });
  EXPECT_TRUE(absl::IsUnimplemented(unknown)) << unknown;
  EXPECT_THAT(messageOf(unknown), HasSubstr("op Frobnicate is not known"));
  const Status attribute = errorAfter([](artifact::Artifact &file) {
    artifact::Kernel &kernel = *step(file, 1).mutable_kernel();
    kernel.set_op("MatMul");
    artifact::NamedAttribute &given = *kernel.add_attributes();
    given.set_name("transpose_a");
    given.mutable_value()->set_string_value("perhaps");
  });
  EXPECT_FALSE(attribute.ok());
  EXPECT_THAT(messageOf(attribute), HasSubstr("MatMul: "));
  EXPECT_THAT(messageOf(attribute), HasSubstr("transpose_a"));
}

TEST(DamagedArtifact, sets) {
  EXPECT_DAMAGE(file.clear_programs(), "there is none");
  EXPECT_DAMAGE(first(file).mutable_inputs(0)->mutable_type()->set_dims(0, -1),
                "input 'x' has no static shape");
  EXPECT_DAMAGE(first(file).mutable_inputs(0)->set_name("z"),
                "sets of other inputs or outputs");
  EXPECT_DAMAGE(first(file).clear_outputs(), "sets of other inputs or outputs");
  EXPECT_DAMAGE(*file.mutable_programs(1) = file.programs(0),
                "two sets of equal shapes");
  EXPECT_DAMAGE(*file.mutable_initializer() = file.programs(0),
                "an initializer with inputs");
}

} // namespace
} // namespace sm::runtime
