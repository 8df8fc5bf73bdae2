// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// V2 checkpoints: real ones, one of TensorFlow's with everything odd in it,
/// and damaged ones.

#include "sm/Format/TensorBundle.h"
#include "TestFiles.h"
#include "TestTables.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstring>
#include <limits>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;
using namespace sm::test;
using tensorflow::DT_FLOAT;
using tensorflow::DT_STRING;

namespace {

/// The elements of a tensor as numbers.
template <typename T>
std::vector<T> numbers(const TensorBundle &bundle, std::string_view name) {
  StatusOr<std::string> bytes = bundle.readBytes(name);
  EXPECT_OK(bytes);
  std::vector<T> result(bytes.ok() ? bytes->size() / sizeof(T) : 0);
  if (!result.empty())
    std::memcpy(result.data(), bytes->data(), bytes->size());
  return result;
}

template <typename T>
std::vector<T> range(int count) {
  std::vector<T> result;
  for (int i = 0; i < count; ++i)
    result.push_back(static_cast<T>(i));
  return result;
}

//===----------------------------------------------------------------------===//
// Real checkpoints
//===----------------------------------------------------------------------===//

/// Compares a bundle with what TensorFlow read from it.
void compare(const std::string &prefix,
             const google::protobuf::Struct &expected) {
  auto bundle = TensorBundle::open(prefix);
  ASSERT_OK(bundle);
  const auto &tensors = expected.fields().at("tensors").struct_value().fields();
  EXPECT_EQ((*bundle)->tensors().size(), tensors.size());
  for (const auto &[name, value] : tensors) {
    const TensorEntry *entry = (*bundle)->find(name);
    ASSERT_NE(entry, nullptr) << name;
    const auto &facts = value.struct_value().fields();
    EXPECT_EQ(dtypeName(entry->dtype), facts.at("dtype").string_value());
    Shape shape;
    for (const auto &size : facts.at("shape").list_value().values())
      shape.append(static_cast<int64_t>(size.number_value()));
    EXPECT_EQ(entry->shape, shape) << name;
    EXPECT_OK((*bundle)->verify(name));
    const auto values = facts.find("value");
    if (values == facts.end() || entry->dtype != DType::Float)
      continue;
    std::vector<float> wanted;
    for (const auto &number : values->second.list_value().values())
      wanted.push_back(static_cast<float>(number.number_value()));
    EXPECT_EQ(numbers<float>(**bundle, name), wanted) << name;
  }
}

TEST(RealBundles, AgreeWithTensorFlow) {
  SM_NEED_FOLDER(models, "SM_MODELS", "_checkpoints");
  SM_NEED_FOLDER(goldens, "SM_GOLDENS", "_checkpoints");
  int count = 0;
  for (const auto &folder : fs::directory_iterator(goldens)) {
    google::protobuf::Struct golden;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(
            readFile((folder.path() / "expected.json").string()), &golden)
            .ok());
    const fs::path place = fs::path(models) / folder.path().filename();
    for (const auto &[prefix, expected] :
         golden.fields().at("prefixes").struct_value().fields()) {
      if (!fs::exists(place / (prefix + ".index")))
        continue; // A V1 checkpoint.
      compare((place / prefix).string(), expected.struct_value());
      ++count;
    }
  }
  EXPECT_GE(count, 6);
}

TEST(RealBundles, ReferToTheirIndex) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "_checkpoints/old-string-tensors");
  auto bundle = TensorBundle::open(dir + "/foo");
  ASSERT_OK(bundle);
  const std::string index = readFile(dir + "/foo.index");
  EXPECT_EQ((*bundle)->indexSize(), static_cast<int64_t>(index.size()));
  EXPECT_EQ((*bundle)->indexChecksum(), crc32c(index));
}

TEST(RealBundles, V1IsNamed) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "_checkpoints/siamese-mnist-v1");
  EXPECT_ERROR(TensorBundle::open(dir + "/model.ckpt"), kNotFound,
               "perhaps a V1 checkpoint");
}

//===----------------------------------------------------------------------===//
// TensorFlow's writer, see Inputs/make_bundle.py
//===----------------------------------------------------------------------===//

class OddBundle : public testing::Test {
protected:
  void SetUp() override {
    auto opened = TensorBundle::open(SM_TEST_INPUTS "/bundle");
    ASSERT_OK(opened);
    bundle = *std::move(opened);
  }
  std::unique_ptr<TensorBundle> bundle;
};

TEST_F(OddBundle, ListsFullNamesOnly) {
  EXPECT_EQ(bundle->tensors().size(), 18u);
  EXPECT_EQ(bundle->find("no such name"), nullptr);
  const TensorEntry *rows = bundle->find("rows");
  ASSERT_NE(rows, nullptr);
  EXPECT_TRUE(rows->isPartitioned);
  EXPECT_EQ(rows->slices.size(), 4u);
  EXPECT_EQ(rows->bytes, 240);
  for (const auto &[name, entry] : bundle->tensors())
    EXPECT_OK(bundle->verify(name));
}

TEST_F(OddBundle, AssemblesParts) {
  EXPECT_EQ(numbers<float>(*bundle, "rows"), range<float>(60));
  EXPECT_EQ(numbers<int32_t>(*bundle, "long/x"), range<int32_t>(1000));
  EXPECT_EQ(numbers<int64_t>(*bundle, "columns"), range<int64_t>(12));
}

TEST_F(OddBundle, ReadsStrings) {
  const std::vector<Bytes> expected = {"a", "bb", std::string(300, 'c'), "",
                                       std::string("\xff\0", 2)};
  for (const char *name : {"strings", "string_parts"}) {
    auto strings = bundle->readStrings(name);
    ASSERT_OK(strings);
    EXPECT_EQ(*strings, expected);
  }
}

TEST_F(OddBundle, ReadsEveryType) {
  EXPECT_EQ(numbers<uint8_t>(*bundle, "types/bool"),
            (std::vector<uint8_t>{0, 1, 1, 1}));
  EXPECT_EQ(numbers<uint64_t>(*bundle, "types/uint64"), range<uint64_t>(4));
  EXPECT_EQ(numbers<uint16_t>(*bundle, "types/float16"),
            (std::vector<uint16_t>{0, 0x3c00, 0x4000, 0x4200}));
  EXPECT_EQ(numbers<uint16_t>(*bundle, "types/bfloat16"),
            (std::vector<uint16_t>{0, 0x3f80, 0x4000, 0x4040}));
  EXPECT_EQ(numbers<double>(*bundle, "types/complex128"),
            (std::vector<double>{0, 0, 1, 0, 2, 0, 3, 0}));
  EXPECT_EQ(numbers<float>(*bundle, "empty"), std::vector<float>{});
}

TEST_F(OddBundle, ShowsBytesInPlace) {
  auto bytes = bundle->bytes("types/float64");
  ASSERT_OK(bytes);
  EXPECT_EQ(bytes->size(), 32u);
  auto again = bundle->bytes("types/float64");
  ASSERT_OK(again);
  EXPECT_EQ(bytes->data(), again->data());
  EXPECT_ERROR(bundle->bytes("rows"), kFailedPrecondition,
               "cannot be shown in place: it is stored in parts");
  EXPECT_ERROR(bundle->bytes("strings"), kFailedPrecondition,
               "its elements have no fixed size");
  EXPECT_ERROR(bundle->bytes("row"), kNotFound, "no tensor named 'row'");
}

TEST_F(OddBundle, RefusesTheWrongCall) {
  char buffer[3];
  EXPECT_ERROR(bundle->read("empty", absl::MakeSpan(buffer)), kInvalidArgument,
               "takes 0 bytes, the buffer has 3");
  EXPECT_ERROR(bundle->read("strings", absl::MakeSpan(buffer)),
               kFailedPrecondition, "holds elements of type string");
  EXPECT_ERROR(bundle->readStrings("rows"), kFailedPrecondition,
               "is of type float32, not string");
}

//===----------------------------------------------------------------------===//
// Damage
//===----------------------------------------------------------------------===//

class Damage : public testing::Test {
protected:
  StatusOr<std::unique_ptr<TensorBundle>> open() {
    folder.write("p.data-00000-of-00001", writer.data);
    folder.write("p.index", writer.index());
    return TensorBundle::open(folder.path("p"));
  }
  tensorflow::BundleEntryProto &addFloats(const std::string &key, int count) {
    return writer.add(key, DT_FLOAT, {count}, std::string(4 * count, 'f'));
  }
  TempFolder folder;
  BundleWriter writer;
};

TEST_F(Damage, MissingFiles) {
  EXPECT_ERROR(TensorBundle::open(folder.path("p")), kNotFound, "p.index");
  addFloats("v", 2);
  auto bundle = open();
  ASSERT_OK(bundle);
  fs::remove(folder.path("p.data-00000-of-00001"));
  EXPECT_ERROR((*bundle)->bytes("v"), kNotFound, "p.data-00000-of-00001");
}

TEST_F(Damage, Header) {
  folder.write("p.index", TableWriter::withEntries({}));
  EXPECT_ERROR(TensorBundle::open(folder.path("p")), kDataLoss,
               "no entries, not even a header");
  folder.write("p.index", TableWriter::withEntries({{"a", ""}}));
  EXPECT_ERROR(TensorBundle::open(folder.path("p")), kDataLoss,
               "the first key is not the header's");
  folder.write("p.index", TableWriter::withEntries({{"", "\xff"}}));
  EXPECT_ERROR(TensorBundle::open(folder.path("p")), kDataLoss,
               "no BundleHeaderProto");
  writer.header.set_num_shards(0);
  EXPECT_ERROR(open(), kDataLoss, "claims 0 shards");
  writer.header.set_num_shards(1);
  writer.header.set_endianness(
      static_cast<tensorflow::BundleHeaderProto::Endianness>(7));
  EXPECT_ERROR(open(), kDataLoss, "unknown byte order 7");
  writer.header.clear_endianness();
  writer.header.mutable_version()->set_min_consumer(9);
  EXPECT_ERROR(open(), kUnimplemented, "readers of bundle version 9");
  writer.header.mutable_version()->set_min_consumer(0);
  writer.header.mutable_version()->add_bad_consumers(1);
  EXPECT_ERROR(open(), kUnimplemented, "readers of bundle version");
}

TEST_F(Damage, EntryIsNoMessage) {
  folder.write("p.index",
               TableWriter::withEntries(
                   {{"", writer.header.SerializeAsString()}, {"v", "\xff"}}));
  EXPECT_ERROR(TensorBundle::open(folder.path("p")), kDataLoss,
               "entry 'v': no BundleEntryProto");
}

TEST_F(Damage, EntryType) {
  addFloats("v", 2).set_dtype(static_cast<tensorflow::DataType>(77));
  EXPECT_ERROR(open(), kDataLoss, "entry 'v': unknown element type 77");
  writer.entries["v"].set_dtype(tensorflow::DT_FLOAT_REF);
  EXPECT_ERROR(open(), kDataLoss, "entry 'v': unknown element type 101");
}

TEST_F(Damage, EntryShape) {
  auto &entry = addFloats("v", 2);
  entry.mutable_shape()->mutable_dim(0)->set_size(-2);
  EXPECT_ERROR(open(), kDataLoss, "has the impossible shape [-2]");
  entry.mutable_shape()->mutable_dim(0)->set_size(int64_t{1} << 62);
  EXPECT_ERROR(open(), kDataLoss, "has the impossible shape");
  entry.mutable_shape()->set_unknown_rank(true);
  EXPECT_ERROR(open(), kDataLoss, "has no shape");
  entry.mutable_shape()->clear_unknown_rank();
  for (int i = 0; i < 255; ++i)
    entry.mutable_shape()->add_dim()->set_size(1);
  EXPECT_ERROR(open(), kDataLoss, "has 256 dimensions");
}

TEST_F(Damage, EntryPlace) {
  auto &entry = addFloats("v", 2);
  entry.set_shard_id(1);
  EXPECT_ERROR(open(), kDataLoss, "shard 1 of 1");
  entry.set_shard_id(-1);
  EXPECT_ERROR(open(), kDataLoss, "shard -1 of 1");
  entry.set_shard_id(0);
  entry.set_offset(-1);
  EXPECT_ERROR(open(), kDataLoss, "impossible place: 8 bytes at -1");
  entry.set_offset(std::numeric_limits<int64_t>::max());
  EXPECT_ERROR(open(), kDataLoss, "impossible place");
  entry.set_offset(0);
  entry.set_size(12);
  EXPECT_ERROR(open(), kDataLoss, "12 bytes for float32[2], which takes 8");
}

TEST_F(Damage, Shard) {
  addFloats("v", 2);
  addFloats("w", 1000000).set_offset(4);
  writer.data.resize(8);
  auto bundle = open();
  ASSERT_OK(bundle);
  EXPECT_OK((*bundle)->bytes("v"));
  EXPECT_ERROR((*bundle)->readBytes("w"), kDataLoss,
               "should take 4000000 bytes at 4, but the file has 8");
  writer.data[1] ^= 1;
  bundle = open();
  ASSERT_OK(bundle);
  EXPECT_ERROR((*bundle)->bytes("v"), kDataLoss,
               "the checksum of tensor 'v' does not match");
  EXPECT_ERROR((*bundle)->verify("v"), kDataLoss, "does not match");
}

TEST_F(Damage, Variants) {
  writer.add("v", tensorflow::DT_VARIANT, {}, "x");
  auto bundle = open();
  ASSERT_OK(bundle);
  EXPECT_ERROR((*bundle)->verify("v"), kUnimplemented, "of type variant");
}

/// A string tensor as stored, with the checksum of the whole.
std::pair<std::string, uint32_t>
storedStrings(const std::vector<std::string> &strings) {
  std::string lengths, fixed, characters;
  for (const std::string &text : strings) {
    appendVarint64(lengths, text.size());
    appendFixed32(fixed, static_cast<uint32_t>(text.size()));
    characters += text;
  }
  std::string checksum;
  appendFixed32(checksum, maskCRC32C(crc32c(fixed)));
  return {lengths + checksum + characters,
          maskCRC32C(crc32c(fixed + checksum + characters))};
}

TEST_F(Damage, Strings) {
  auto read = [&](const std::string &bytes, uint32_t crc, int64_t count) {
    writer.entries.clear();
    writer.data.clear();
    writer.add("s", DT_STRING, {count}, bytes).set_crc32c(crc);
    auto bundle = open();
    EXPECT_OK(bundle);
    return (*bundle)->readStrings("s");
  };
  const auto [bytes, crc] = storedStrings({"one", "three"});
  EXPECT_OK(read(bytes, crc, 2));
  EXPECT_ERROR(read(bytes, crc, 2000), kDataLoss, "more elements than bytes");
  EXPECT_ERROR(read("\x80\x80", crc, 2), kDataLoss, "lengths are cut off");
  EXPECT_ERROR(read(bytes.substr(0, 4), crc, 2), kDataLoss,
               "checksum of the lengths is cut off");
  std::string damaged = bytes;
  damaged[0] = 2;
  EXPECT_ERROR(read(damaged, crc, 2), kDataLoss,
               "checksum of the lengths does not match");
  damaged = bytes;
  damaged.back() = 'E';
  EXPECT_ERROR(read(damaged, crc, 2), kDataLoss, "the checksum does not match");
  // Checksums that are right over lengths that are wrong.
  std::string lengths("\x03\x09", 2), fixed, checksum;
  appendFixed32(fixed, 3);
  appendFixed32(fixed, 9);
  appendFixed32(checksum, maskCRC32C(crc32c(fixed)));
  EXPECT_ERROR(read(lengths + checksum + "onethree",
                    maskCRC32C(crc32c(fixed + checksum + "onethree")), 2),
               kDataLoss, "longer than the stored bytes");
  EXPECT_ERROR(read(lengths + checksum + "onethreethree",
                    maskCRC32C(crc32c(fixed + checksum + "onethreethree")), 2),
               kDataLoss, "left over");
}

TEST_F(Damage, BigEndianIsSwapped) {
  writer.header.set_endianness(tensorflow::BundleHeaderProto::BIG);
  const float one = 1;
  std::string bytes(reinterpret_cast<const char *>(&one), 4);
  writer.add("v", DT_FLOAT, {}, std::string(bytes.rbegin(), bytes.rend()));
  writer.add("b", tensorflow::DT_UINT8, {1}, "x");
  const auto [strings, crc] = storedStrings({"one", "three"});
  writer.add("s", DT_STRING, {2}, strings).set_crc32c(crc);
  auto bundle = open();
  ASSERT_OK(bundle);
  EXPECT_TRUE((*bundle)->isBigEndian());
  EXPECT_ERROR((*bundle)->bytes("v"), kFailedPrecondition, "big-endian");
  EXPECT_OK((*bundle)->bytes("b"));
  EXPECT_EQ(numbers<float>(**bundle, "v"), std::vector<float>{1});
  EXPECT_OK((*bundle)->readStrings("s"));
}

/// The key of a part of the vector "v": start and length below 64.
std::string partKey(int start, int length) {
  std::string key("\0v\0\1\1\1", 6);
  key += static_cast<char>(0x80 | start);
  return key + static_cast<char>(0x80 | length);
}

class Parts : public Damage {
protected:
  /// Adds the full entry of "v" with a slice.
  void addSlice(int start, int length) {
    auto &entry = writer.entries["v"];
    entry.set_dtype(DT_FLOAT);
    if (entry.shape().dim_size() == 0)
      entry.mutable_shape()->add_dim()->set_size(4);
    auto *extent = entry.add_slices()->add_extent();
    extent->set_start(start);
    extent->set_length(length);
  }
};

TEST_F(Parts, AreAssembled) {
  addSlice(0, 2);
  addSlice(2, 2);
  addFloats(partKey(0, 2), 2);
  addFloats(partKey(2, 2), 2);
  auto bundle = open();
  ASSERT_OK(bundle);
  EXPECT_EQ(*(*bundle)->readBytes("v"), std::string(16, 'f'));
}

TEST_F(Parts, Incomplete) {
  addSlice(0, 2);
  EXPECT_ERROR(open(), kDataLoss, "part [0+2] is missing");
  addFloats(partKey(0, 2), 2);
  EXPECT_ERROR(open(), kDataLoss, "its parts hold 2 of 4 elements");
  addSlice(3, 2);
  addFloats(partKey(3, 2), 2);
  EXPECT_ERROR(open(), kDataLoss, "part [3+2] lies outside the shape [4]");
}

TEST_F(Parts, Overlapping) {
  addSlice(0, 2);
  addSlice(1, 2);
  addFloats(partKey(0, 2), 2);
  addFloats(partKey(1, 2), 2);
  auto bundle = open();
  ASSERT_OK(bundle);
  EXPECT_ERROR((*bundle)->readBytes("v"), kDataLoss, "its parts overlap");
  addSlice(0, 2);
  EXPECT_ERROR(open(), kDataLoss, "its parts overlap");
}

TEST_F(Parts, OfAnotherType) {
  addSlice(0, 4);
  writer.add(partKey(0, 4), tensorflow::DT_INT32, {4}, std::string(16, 'i'));
  EXPECT_ERROR(open(), kDataLoss, "has another type or shape: int32[4]");
}

TEST_F(Parts, OfParts) {
  addSlice(0, 4);
  writer.entries[partKey(0, 4)] = writer.entries["v"];
  EXPECT_ERROR(open(), kDataLoss, "a part that has parts itself");
}

TEST_F(Parts, SharingBytesCannotBlowUpMemory) {
  addSlice(0, 2);
  addSlice(2, 2);
  addFloats(partKey(0, 2), 2);
  addFloats(partKey(2, 2), 2).set_offset(0);
  writer.data.resize(8);
  auto bundle = open();
  ASSERT_OK(bundle);
  EXPECT_ERROR((*bundle)->readBytes("v"), kDataLoss, "its parts share bytes");
}

} // namespace
