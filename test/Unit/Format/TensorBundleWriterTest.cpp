// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// V2 checkpoints written from memory and from other checkpoints: what comes
/// back, where it lies, and what is refused.

#include "sm/Format/TensorBundleWriter.h"
#include "TestFiles.h"
#include "TestTables.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/CRC32C.h"

#include "absl/strings/str_cat.h"
#include <csignal>
#include <random>
#include <sys/resource.h>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;
using sm::test::BundleWriter;
using sm::test::readFile;
using sm::test::TempFolder;
using tensorflow::DT_FLOAT;

namespace {

using Options = TensorBundleWriterOptions;

std::unique_ptr<TensorBundle> opened(const std::string &prefix) {
  auto bundle = TensorBundle::open(prefix);
  EXPECT_OK(bundle);
  return bundle.ok() ? *std::move(bundle) : nullptr;
}

/// Writes a bundle by the tests' own writer, which knows no rules.
std::unique_ptr<TensorBundle> stored(const TempFolder &folder,
                                     const BundleWriter &bundle) {
  folder.write("source.index", bundle.index());
  folder.write("source.data-00000-of-00001", bundle.data);
  return opened(folder.path("source"));
}

Status copyAll(const TensorBundle &source, const std::string &prefix,
               Options options = {}) {
  TensorBundleWriter writer(prefix, options);
  for (const auto &[name, entry] : source.tensors())
    SM_RETURN_IF_ERROR(writer.addFrom(source, name));
  return writer.finish();
}

/// Expects two bundles to hold the same tensors, parts included.
void expectSameTensors(const TensorBundle &a, const TensorBundle &b) {
  ASSERT_EQ(a.tensors().size(), b.tensors().size());
  for (const auto &[name, entry] : a.tensors()) {
    const TensorEntry *other = b.find(name);
    ASSERT_NE(other, nullptr) << name;
    EXPECT_EQ(entry.dtype, other->dtype) << name;
    EXPECT_EQ(entry.shape, other->shape) << name;
    EXPECT_EQ(entry.slices.size(), other->slices.size()) << name;
    if (entry.dtype == DType::String) {
      EXPECT_EQ(*a.readStrings(name), *b.readStrings(name)) << name;
    } else {
      EXPECT_EQ(*a.readBytes(name), *b.readBytes(name)) << name;
    }
  }
}

std::string shardName(const std::string &prefix, int shard, int count) {
  char name[32];
  std::snprintf(name, sizeof(name), ".data-%05d-of-%05d", shard, count);
  return prefix + name;
}

/// True if no file has a name that starts with the prefix, staged ones
/// included.
bool leftNothing(const std::string &prefix) {
  for (const auto &file :
       fs::directory_iterator(fs::path(prefix).parent_path()))
    if (file.path().string().compare(0, prefix.size(), prefix) == 0)
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Tensors from memory
//===----------------------------------------------------------------------===//

TEST(TensorBundleWriter, EveryTypeComesBack) {
  TempFolder folder;
  TensorBundleWriter writer(folder.path("made"));
  const std::string bytes(2 * 3 * 16, '\x5a');
  int count = 0;
  for (int number = 1; dtypeFromNumber(number); ++number) {
    const DType dtype = *dtypeFromNumber(number);
    if (dtypeSize(dtype) == 0)
      continue;
    EXPECT_OK(writer.add(dtypeName(dtype), dtype, {2, 3},
                         {bytes.data(), 6 * dtypeSize(dtype)}));
    ++count;
  }
  EXPECT_EQ(count, 30);
  EXPECT_OK(writer.add("scalar", DType::Float, {}, {bytes.data(), 4}));
  EXPECT_OK(writer.add("empty", DType::Double, {0, 4}, {}));
  EXPECT_OK(writer.addStrings("text", {2}, {"a", std::string("\0\xff", 2)}));
  EXPECT_OK(writer.addStrings("word", {}, {std::string(300, 'w')}));
  EXPECT_OK(writer.addStrings("nothing", {3, 0}, {}));
  ASSERT_OK(writer.finish());
  const auto bundle = opened(folder.path("made"));
  ASSERT_NE(bundle, nullptr);
  EXPECT_EQ(bundle->tensors().size(), count + 5u);
  EXPECT_EQ(bundle->numShards(), 1);
  for (const auto &[name, entry] : bundle->tensors())
    EXPECT_OK(bundle->verify(name));
  EXPECT_EQ(*bundle->readBytes("complex128"), bytes);
  EXPECT_EQ(*bundle->readBytes("int4"), bytes.substr(0, 6));
  EXPECT_EQ(bundle->find("scalar")->shape, Shape());
  EXPECT_EQ(bundle->find("empty")->shape, Shape({0, 4}));
  EXPECT_EQ(*bundle->readStrings("text"),
            (std::vector<Bytes>{"a", std::string("\0\xff", 2)}));
  EXPECT_EQ(*bundle->readStrings("word"),
            std::vector<Bytes>{std::string(300, 'w')});
  EXPECT_EQ(bundle->find("nothing")->bytes, 4); // Its lengths' checksum.
}

TEST(TensorBundleWriter, NamesAreBytes) {
  TempFolder folder;
  const std::string odd("a\0b\xff\n'/", 7);
  const std::string longName(3 << 20, 'n');
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_OK(writer.addStrings(odd, {}, {"odd"}));
  EXPECT_OK(writer.addStrings(longName, {}, {"long"}));
  ASSERT_OK(writer.finish());
  const auto bundle = opened(folder.path("made"));
  ASSERT_NE(bundle, nullptr);
  EXPECT_EQ(*bundle->readStrings(odd), std::vector<Bytes>{"odd"});
  EXPECT_EQ(*bundle->readStrings(longName), std::vector<Bytes>{"long"});
}

TEST(TensorBundleWriter, OrderOfCallsDoesNotMatter) {
  TempFolder folder;
  const std::string bytes = "0123456789abcdef";
  const auto write = [&](const std::string &prefix,
                         const std::vector<std::string> &names) {
    TensorBundleWriter writer(prefix, {2, 8});
    for (const std::string &name : names)
      EXPECT_OK(writer.add(name, DType::Int8,
                           {static_cast<int64_t>(name.size())},
                           {bytes.data(), name.size()}));
    EXPECT_OK(writer.finish());
  };
  write(folder.path("one"), {"a", "bb", "ccc", "d", "e"});
  write(folder.path("two"), {"e", "ccc", "a", "d", "bb"});
  for (const char *file :
       {".index", ".data-00000-of-00002", ".data-00001-of-00002"})
    EXPECT_EQ(readFile(folder.path("one") + file),
              readFile(folder.path("two") + file));
}

TEST(TensorBundleWriter, ShardsInTurnAndAligned) {
  TempFolder folder;
  const std::string bytes(5, 'x');
  TensorBundleWriter writer(folder.path("made"), {3, 16});
  for (const char *name : {"a", "b", "c", "d", "e"})
    EXPECT_OK(writer.add(name, DType::Int8, {5}, bytes));
  ASSERT_OK(writer.finish());
  const auto bundle = opened(folder.path("made"));
  ASSERT_NE(bundle, nullptr);
  EXPECT_EQ(bundle->numShards(), 3);
  EXPECT_EQ(bundle->find("a")->shard, 0);
  EXPECT_EQ(bundle->find("b")->shard, 1);
  EXPECT_EQ(bundle->find("c")->shard, 2);
  EXPECT_EQ(bundle->find("d")->shard, 0);
  EXPECT_EQ(bundle->find("d")->offset, 16);
  const std::string padded = bytes + std::string(11, '\0');
  EXPECT_EQ(readFile(shardName(bundle->prefix(), 0, 3)), padded + padded);
  EXPECT_EQ(readFile(shardName(bundle->prefix(), 2, 3)), padded);
}

TEST(TensorBundleWriter, EveryShardHasAFile) {
  TempFolder folder;
  TensorBundleWriter writer(folder.path("made"), {2, 1});
  ASSERT_OK(writer.finish());
  EXPECT_TRUE(fs::exists(folder.path("made.data-00000-of-00002")));
  EXPECT_TRUE(fs::exists(folder.path("made.data-00001-of-00002")));
  EXPECT_TRUE(opened(folder.path("made"))->tensors().empty());
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

/// Copies a bundle unchanged, and with other shards and gaps. The data files of
/// the first copy must be those of the source; true if its index is, too.
bool copies(const std::string &prefix, const TempFolder &folder) {
  const auto source = opened(prefix);
  if (!source)
    return false;
  const std::string copy = folder.path("copy"), other = folder.path("other");
  const int shards = source->numShards();
  EXPECT_OK(copyAll(*source, copy, {shards, 1}));
  EXPECT_OK(copyAll(*source, other, {shards + 2, 64}));
  expectSameTensors(*source, *opened(copy));
  expectSameTensors(*source, *opened(other));
  for (int i = 0; i < shards; ++i)
    EXPECT_EQ(readFile(shardName(prefix, i, shards)),
              readFile(shardName(copy, i, shards)))
        << prefix;
  const bool isSame = readFile(prefix + ".index") == readFile(copy + ".index");
  for (const auto &file : fs::directory_iterator(folder.path("")))
    fs::remove(file.path());
  return isSame;
}

TEST(TensorBundleWriter, CopiesPartsAndStrings) {
  TempFolder folder;
  EXPECT_TRUE(copies(SM_TEST_INPUTS "/bundle", folder));
}

TEST(TensorBundleWriter, CopiesRealBundles) {
  SM_NEED_FOLDER(models, "SM_MODELS", "");
  TempFolder folder;
  int same = 0;
  std::vector<std::string> others;
  for (const auto &file : fs::recursive_directory_iterator(models)) {
    fs::path prefix = file.path();
    if (prefix.extension() != ".index")
      continue;
    if (copies(prefix.replace_extension().string(), folder))
      ++same;
    else
      others.push_back(prefix.lexically_relative(models).string());
  }
  // TensorFlow's older releases compressed indexes.
  std::cout << same << " checkpoints copied byte for byte; other indexes:\n";
  for (const std::string &name : others)
    std::cout << "  " << name << "\n";
  EXPECT_GT(same, 30);
}

/// Writes every tensor of `source` from memory; variants, which have no form
/// there, are left out.
Status writeAnew(const TensorBundle &source, const std::string &prefix) {
  TensorBundleWriter writer(prefix, {2, 16});
  for (const auto &[name, entry] : source.tensors()) {
    if (entry.dtype == DType::Variant)
      continue;
    if (entry.dtype == DType::String) {
      SM_ASSIGN_OR_RETURN(std::vector<Bytes> values, source.readStrings(name));
      SM_RETURN_IF_ERROR(
          writer.addStrings(name, entry.shape, std::move(values)));
      continue;
    }
    SM_ASSIGN_OR_RETURN(std::string bytes, source.readBytes(name));
    const auto owner = std::make_shared<const std::string>(std::move(bytes));
    SM_RETURN_IF_ERROR(
        writer.add(name, entry.dtype, entry.shape, *owner, owner));
  }
  return writer.finish();
}

/// Copies for TensorFlow to read: what test/Checkpoint has made, and what it
/// will compare.
TEST(TensorBundleWriter, CheckpointsOfTensorFlow) {
  const std::string folder = test::environment("SM_TENSORFLOW_MADE");
  if (folder.empty())
    GTEST_SKIP() << "skipped: run by test/Checkpoint/tensorflow_checkpoints.py";
  const std::string made = folder + "/checkpoints", copied = folder + "/copies";
  int count = 0;
  for (const auto &file : fs::directory_iterator(made)) {
    if (file.path().extension() != ".index")
      continue;
    const std::string name = file.path().stem().string();
    const std::string prefix = absl::StrCat(made, "/", name);
    const std::string copy = absl::StrCat(copied, "/", name);
    const auto source = opened(prefix);
    ASSERT_NE(source, nullptr);
    const int shards = source->numShards();
    EXPECT_OK(copyAll(*source, copy + "-same", {shards, 1}));
    EXPECT_OK(copyAll(*source, copy + "-sharded", {shards + 2, 64}));
    EXPECT_OK(writeAnew(*source, copy + "-anew"));
    // Published models come from older releases, some with Snappy.
    if (name.rfind("published-", 0) != 0) {
      EXPECT_EQ(readFile(prefix + ".index"), readFile(copy + "-same.index"))
          << name;
    }
    for (int i = 0; i < shards; ++i)
      EXPECT_EQ(readFile(shardName(prefix, i, shards)),
                readFile(shardName(copy + "-same", i, shards)))
          << name;
    ++count;
  }
  std::cout << count << " checkpoints copied\n";
  EXPECT_GT(count, 5);
}

TEST(TensorBundleWriter, PartsAreRenamed) {
  TempFolder folder;
  const auto source = opened(SM_TEST_INPUTS "/bundle");
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_OK(writer.addFrom(*source, "rows", "lines"));
  EXPECT_OK(writer.addFrom(*source, "string_parts", std::string("s\xff\0", 3)));
  EXPECT_OK(writer.addFrom(*source, "strings", "rows"));
  ASSERT_OK(writer.finish());
  const auto bundle = opened(folder.path("made"));
  ASSERT_NE(bundle, nullptr);
  EXPECT_EQ(*bundle->readBytes("lines"), *source->readBytes("rows"));
  EXPECT_EQ(bundle->find("lines")->slices.size(), 4u);
  EXPECT_EQ(*bundle->readStrings(std::string("s\xff\0", 3)),
            *source->readStrings("string_parts"));
  EXPECT_EQ(*bundle->readStrings("rows"), *source->readStrings("strings"));
}

TEST(TensorBundleWriter, CopiesKeepTheirOrderInFrontOfOthers) {
  TempFolder folder;
  BundleWriter made;
  made.add("z", DT_FLOAT, {1}, "zzzz");
  made.add("empty", DT_FLOAT, {0}, "");
  made.add("b", DT_FLOAT, {1}, "bbbb");
  const auto source = stored(folder, made);
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_OK(writer.addStrings("a", {}, {"new"}));
  for (const char *name : {"b", "empty", "z"})
    EXPECT_OK(writer.addFrom(*source, name));
  ASSERT_OK(writer.finish());
  const std::string data = readFile(shardName(folder.path("made"), 0, 1));
  EXPECT_EQ(data.substr(0, 8), "zzzzbbbb");
  EXPECT_EQ(data.substr(data.size() - 3), "new");
  EXPECT_OK(opened(folder.path("made"))->verify("empty"));
}

TEST(TensorBundleWriter, SharedBytesStayShared) {
  TempFolder folder;
  BundleWriter made;
  made.add("a", DT_FLOAT, {2}, "12345678");
  made.entries["b"] = made.entries["a"];
  made.entries["b"].mutable_shape()->add_dim()->set_size(1);
  const auto source = stored(folder, made);
  ASSERT_OK(copyAll(*source, folder.path("made"), {2, 1}));
  const auto bundle = opened(folder.path("made"));
  expectSameTensors(*source, *bundle);
  EXPECT_EQ(readFile(shardName(bundle->prefix(), 0, 2)), "12345678");
  EXPECT_EQ(readFile(shardName(bundle->prefix(), 1, 2)), "");
}

TEST(TensorBundleWriter, BytesMustNotOverlap) {
  TempFolder folder;
  BundleWriter made;
  made.add("a", DT_FLOAT, {2}, "12345678");
  made.add("b", DT_FLOAT, {1}, "5678").set_offset(4);
  const auto source = stored(folder, made);
  EXPECT_ERROR(copyAll(*source, folder.path("made")), kDataLoss,
               folder.path("source") +
                   ".index: tensor 'a' and tensor 'b' overlap at byte 4 of "
                   "shard 0: the index is damaged");
  EXPECT_TRUE(leftNothing(folder.path("made")));
  // The same bytes as another type are no copy of each other.
  made.entries["b"] = made.entries["a"];
  made.entries["b"].set_dtype(tensorflow::DT_INT32);
  EXPECT_ERROR(copyAll(*stored(folder, made), folder.path("made")), kDataLoss,
               "tensor 'a' and tensor 'b' overlap at byte 0");
}

/// A string tensor as a writer of either byte order stores it.
std::string storedStrings(const std::vector<std::string> &strings,
                          bool isBigEndian, uint32_t &maskedCRC) {
  std::string lengths, covered, checksum;
  for (const std::string &text : strings) {
    appendVarint64(lengths, text.size());
    std::string fixed;
    appendFixed32(fixed, static_cast<uint32_t>(text.size()));
    covered += isBigEndian ? std::string(fixed.rbegin(), fixed.rend()) : fixed;
  }
  appendFixed32(checksum, maskCRC32C(crc32c(covered)));
  if (isBigEndian)
    checksum = std::string(checksum.rbegin(), checksum.rend());
  std::string elements;
  for (const std::string &text : strings)
    elements += text;
  maskedCRC = maskCRC32C(crc32c(covered + checksum + elements));
  return lengths + checksum + elements;
}

TEST(TensorBundleWriter, BigEndianIsTurnedRound) {
  TempFolder folder;
  BundleWriter made;
  made.header.set_endianness(tensorflow::BundleHeaderProto::BIG);
  made.add("numbers", DT_FLOAT, {2}, "abcdefgh");
  made.add("complex", tensorflow::DT_COMPLEX64, {1}, "abcdefgh");
  made.add("bytes", tensorflow::DT_INT8, {3}, "abc");
  // Longer than one chunk.
  std::string many;
  for (int i = 0; i < 200000; ++i)
    appendFixed64(many, static_cast<uint64_t>(i) * 0x0102030405060708u);
  made.add("many", tensorflow::DT_INT64, {200000}, many);
  uint32_t crc = 0;
  const std::string text = storedStrings({"one", "", "three"}, true, crc);
  made.add("text", tensorflow::DT_STRING, {3}, text).set_crc32c(crc);
  const auto source = stored(folder, made);
  ASSERT_OK(copyAll(*source, folder.path("made")));
  const auto bundle = opened(folder.path("made"));
  EXPECT_FALSE(bundle->isBigEndian());
  expectSameTensors(*source, *bundle);
  EXPECT_EQ(*bundle->readBytes("numbers"), "dcbahgfe");
  EXPECT_EQ(*bundle->readBytes("complex"), "dcbahgfe");
  EXPECT_EQ(*bundle->readBytes("bytes"), "abc");
}

/// A variant tensor as it is stored, of two elements.
std::string storedVariants(uint32_t &maskedCRC) {
  std::string bytes, covered;
  for (const std::string element : {"first", "second"}) {
    appendVarint64(bytes, element.size());
    appendFixed64(covered, element.size());
    bytes += element;
    covered += element;
    std::string checksum;
    appendFixed32(checksum, maskCRC32C(crc32c(covered)));
    bytes += checksum;
    covered += checksum;
  }
  maskedCRC = maskCRC32C(crc32c(covered));
  return bytes;
}

TEST(TensorBundleWriter, VariantsAreCopiedAsTheyAre) {
  TempFolder folder;
  uint32_t crc = 0;
  const std::string bytes = storedVariants(crc);
  const auto copy = [&](const std::string &variants, uint32_t checksum) {
    BundleWriter made;
    made.add("v", tensorflow::DT_VARIANT, {2}, variants).set_crc32c(checksum);
    const auto source = stored(folder, made);
    fs::remove(folder.path("made.index"));
    fs::remove(folder.path("made.data-00000-of-00001"));
    return copyAll(*source, folder.path("made"));
  };
  ASSERT_OK(copy(bytes, crc));
  EXPECT_EQ(readFile(folder.path("made.data-00000-of-00001")), bytes);
  EXPECT_EQ(opened(folder.path("made"))->find("v")->maskedCRC, crc);
  const std::string where =
      folder.path("source") + ".data-00000-of-00001: tensor 'v': ";
  EXPECT_ERROR(copy(bytes, crc + 1), kDataLoss,
               where + "the checksum does not match: the file is damaged or "
                       "belongs to another index");
  EXPECT_ERROR(copy(bytes + "x", crc), kDataLoss,
               where + "bytes are left over behind the last element");
  EXPECT_ERROR(copy(bytes.substr(0, bytes.size() - 1), crc), kDataLoss,
               where + "an element is cut off");
  std::string changed = bytes;
  changed[2] ^= 1;
  EXPECT_ERROR(copy(changed, crc), kDataLoss,
               where + "the checksum of an element does not match");
}

TEST(TensorBundleWriter, DamagedBytesAreNotCopied) {
  TempFolder folder;
  BundleWriter made;
  made.add("a", DT_FLOAT, {1}, "aaaa");
  made.add("b", DT_FLOAT, {2}, "bbbbbbbb").set_crc32c(7);
  EXPECT_ERROR(copyAll(*stored(folder, made), folder.path("made")), kDataLoss,
               folder.path("source") +
                   ".data-00000-of-00001: tensor 'b': the checksum does not "
                   "match: the file is damaged or belongs to another index");
  EXPECT_TRUE(leftNothing(folder.path("made")));
  uint32_t crc = 0;
  BundleWriter text;
  std::string bytes = storedStrings({"one", "two"}, false, crc);
  text.add("s", tensorflow::DT_STRING, {2}, bytes).set_crc32c(crc + 1);
  EXPECT_ERROR(copyAll(*stored(folder, text), folder.path("made")), kDataLoss,
               "tensor 's': the checksum does not match");
  text.header.set_endianness(tensorflow::BundleHeaderProto::BIG);
  EXPECT_ERROR(copyAll(*stored(folder, text), folder.path("made")), kDataLoss,
               "tensor 's': the checksum does not match");
  // A shard that is cut off is found at once.
  const auto source = stored(folder, made);
  fs::resize_file(folder.path("source.data-00000-of-00001"), 6);
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_ERROR(writer.addFrom(*source, "b"), kDataLoss,
               "tensor 'b' should take 8 bytes at 4, but the file has 6");
}

TEST(TensorBundleWriter, WhatCannotBeCopied) {
  TempFolder folder;
  BundleWriter made;
  made.add("handle", tensorflow::DT_RESOURCE, {}, "x");
  made.add("v", tensorflow::DT_VARIANT, {0}, "");
  made.header.set_endianness(tensorflow::BundleHeaderProto::BIG);
  const auto source = stored(folder, made);
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_ERROR(writer.addFrom(*source, "handle"), kUnimplemented,
               folder.path("source") + ": tensor 'handle' of type resource "
                                       "cannot be copied; leave it out");
  EXPECT_ERROR(writer.addFrom(*source, "v"), kUnimplemented,
               "tensor 'v' of type variant in big-endian order cannot be "
               "copied");
  EXPECT_ERROR(writer.addFrom(*source, "w"), kNotFound,
               "no tensor named 'w' among the 2 of this checkpoint");
}

/// Changes one field of an entry to something that an index may claim.
void damage(tensorflow::BundleEntryProto &entry, std::mt19937 &draw) {
  const auto small = [&] { return static_cast<int64_t>(draw() % 20) - 2; };
  switch (draw() % 6) {
  case 0:
    entry.set_dtype(static_cast<tensorflow::DataType>(draw() % 34));
    break;
  case 1:
    entry.mutable_shape()->add_dim()->set_size(small());
    break;
  case 2:
    entry.set_offset(small());
    break;
  case 3:
    entry.set_size(small());
    break;
  case 4:
    entry.add_slices()->add_extent()->set_length(small());
    break;
  default:
    entry.set_crc32c(draw());
  }
}

TEST(TensorBundleWriter, DamagedSourcesAreRefusedOrCopiedWell) {
  TempFolder folder;
  // The same numbers each time. NOLINTNEXTLINE(bugprone-random-generator-seed)
  std::mt19937 draw(1);
  int copied = 0, refused = 0;
  for (int round = 0; round < 500; ++round) {
    uint32_t crc = 0;
    const std::string text = storedStrings({"one", "", "three"}, false, crc);
    BundleWriter made;
    made.add("number", DT_FLOAT, {2}, "12345678");
    made.add("text", tensorflow::DT_STRING, {3}, text).set_crc32c(crc);
    made.add("bytes", tensorflow::DT_INT8, {4}, "abcd");
    damage(std::next(made.entries.begin(), draw() % 3)->second, draw);
    folder.write("source.index", made.index());
    folder.write("source.data-00000-of-00001", made.data);
    const auto source = TensorBundle::open(folder.path("source"));
    fs::remove(folder.path("copy.index"));
    fs::remove(folder.path("copy.data-00000-of-00001"));
    if (!source.ok() || !copyAll(**source, folder.path("copy")).ok()) {
      EXPECT_TRUE(leftNothing(folder.path("copy")));
      ++refused;
      continue;
    }
    ++copied;
    const auto copy = opened(folder.path("copy"));
    ASSERT_NE(copy, nullptr);
    for (const auto &[name, entry] : copy->tensors())
      if (entry.dtype != DType::Variant) {
        EXPECT_OK(copy->verify(name));
      }
  }
  EXPECT_GT(copied, 10);
  EXPECT_GT(refused, 100);
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

TEST(TensorBundleWriter, RefusesNames) {
  TempFolder folder;
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_ERROR(writer.addStrings("", {}, {"x"}), kInvalidArgument,
               folder.path("made") + ": a tensor needs a name");
  EXPECT_ERROR(writer.addStrings(std::string("\0x", 2), {}, {"x"}),
               kInvalidArgument,
               R"(tensor '\x00x': a name must not start with NUL)");
  EXPECT_OK(writer.addStrings("twice", {}, {"x"}));
  EXPECT_ERROR(writer.add("twice", DType::Float, {0}, {}), kInvalidArgument,
               "tensor 'twice': added to " + folder.path("made") + " twice");
  const auto source = opened(SM_TEST_INPUTS "/bundle");
  EXPECT_ERROR(writer.addFrom(*source, "rows", "twice"), kInvalidArgument,
               "tensor 'twice': added to");
  const std::string longName(300, 'n');
  EXPECT_ERROR(writer.addStrings(longName, {}, {}), kInvalidArgument,
               "tensor '" + std::string(200, 'n') + "...': 0 strings");
}

TEST(TensorBundleWriter, RefusesSizes) {
  TempFolder folder;
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_ERROR(writer.add("t", DType::Float, {2}, std::string("1234567")),
               kInvalidArgument,
               "tensor 't': 7 bytes for float32[2], which takes 2 times 4");
  EXPECT_ERROR(writer.addStrings("t", {2, 2}, {"a", "b"}), kInvalidArgument,
               "tensor 't': 2 strings for the shape [2,2]");
  EXPECT_ERROR(writer.add("t", DType::Float, {-1}, {}), kInvalidArgument,
               "tensor 't': impossible shape [-1]");
  const int64_t large = int64_t(1) << 40;
  EXPECT_ERROR(writer.addStrings("t", {large, large}, {}), kInvalidArgument,
               "impossible shape [1099511627776,1099511627776]");
  EXPECT_ERROR(writer.add("t", DType::Double, {int64_t(1) << 61}, {}),
               kInvalidArgument, "which takes 2305843009213693952 times 8");
  const std::string bytes = "x";
  Shape deep;
  for (int i = 0; i < 255; ++i)
    deep.append(1);
  EXPECT_ERROR(writer.add("t", DType::Int8, deep, bytes), kInvalidArgument,
               "a checkpoint cannot hold a shape of 255 dimensions");
  EXPECT_ERROR(writer.add("t", DType::String, {}, bytes), kInvalidArgument,
               "elements of type string have no fixed size");
  EXPECT_ERROR(writer.add("t", static_cast<DType>(101), {}, "1234"),
               kInvalidArgument,
               "elements of type float32_ref have no fixed size");
}

TEST(TensorBundleWriter, LargeSizesAreCounted) {
  // The bytes do not exist: all is decided before the first one is read.
  TempFolder folder;
  const int64_t half = int64_t(1) << 62;
  const absl::Span<const char> bytes("", static_cast<size_t>(half));
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_OK(writer.add("a", DType::Int8, {half}, bytes));
  EXPECT_OK(writer.add("b", DType::Int8, {half}, bytes));
  EXPECT_ERROR(writer.finish(), kResourceExhausted,
               "tensor 'b', of 4611686018427387904 bytes, makes a shard larger "
               "than any file; use more shards");
  EXPECT_TRUE(leftNothing(folder.path("made")));
}

TEST(TensorBundleWriter, RefusesOptions) {
  TempFolder folder;
  const auto finish = [&](Options options) {
    return TensorBundleWriter(folder.path("made"), options).finish();
  };
  EXPECT_ERROR(finish({0, 1}), kInvalidArgument,
               "a checkpoint has 1 to 99999 shards, not 0");
  EXPECT_ERROR(finish({100000, 1}), kInvalidArgument, "not 100000");
  EXPECT_ERROR(finish({1, 0}), kInvalidArgument,
               "the alignment must be at least 1, not 0");
  EXPECT_TRUE(leftNothing(folder.path("made")));
}

TEST(TensorBundleWriter, IsWrittenOnce) {
  TempFolder folder;
  TensorBundleWriter writer(folder.path("made"));
  ASSERT_OK(writer.finish());
  EXPECT_ERROR(writer.finish(), kFailedPrecondition,
               folder.path("made") + ": the checkpoint is written already");
  EXPECT_ERROR(writer.addStrings("late", {}, {"x"}), kFailedPrecondition,
               "the checkpoint is written already");
}

TEST(TensorBundleWriter, ReplacesNothing) {
  TempFolder folder;
  folder.write("made.index", "old");
  TensorBundleWriter writer(folder.path("made"));
  EXPECT_OK(writer.addStrings("t", {}, {"x"}));
  EXPECT_ERROR(writer.finish(), kAlreadyExists,
               folder.path("made.index") + ": exists already");
  EXPECT_EQ(readFile(folder.path("made.index")), "old");
  fs::remove(folder.path("made.index"));
  EXPECT_TRUE(leftNothing(folder.path("made")));
  // Not even the checkpoint that is being read.
  BundleWriter made;
  made.add("a", DT_FLOAT, {1}, "aaaa");
  const auto source = stored(folder, made);
  EXPECT_ERROR(copyAll(*source, folder.path("source")), kAlreadyExists,
               folder.path("source") + ".data-00000-of-00001");
  EXPECT_OK(source->verify("a"));
}

TEST(TensorBundleWriter, NeedsAFolder) {
  TempFolder folder;
  TensorBundleWriter writer(folder.path("no/made"));
  EXPECT_ERROR(writer.finish(), kNotFound, folder.path("no/made.data-00000"));
}

/// Lets files grow to this many bytes at most, until destroyed.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit = {bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    handler = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() {
    std::signal(SIGXFSZ, handler);
    setrlimit(RLIMIT_FSIZE, &before);
  }
  FileSizeLimit(const FileSizeLimit &) = delete;
  FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
  rlimit before;
  void (*handler)(int);
};

TEST(TensorBundleWriter, NoRoomLeavesNothing) {
  TempFolder folder;
  const std::string bytes(300000, 'x'); // Written through.
  for (const size_t size : {bytes.size(), size_t(20000)}) {
    TensorBundleWriter writer(folder.path("made"), {2, 1});
    EXPECT_OK(writer.add("small", DType::Int8, {1}, {bytes.data(), 1}));
    EXPECT_OK(writer.add("t", DType::Int8, {static_cast<int64_t>(size)},
                         {bytes.data(), size}));
    const FileSizeLimit limit(10000);
    EXPECT_ERROR(writer.finish(), kResourceExhausted,
                 folder.path("made") +
                     ".data-00001-of-00002: cannot be written: File too large");
    EXPECT_TRUE(leftNothing(folder.path("made")));
  }
}

} // namespace
