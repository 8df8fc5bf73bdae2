// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// numpy's files: numpy's own (Inputs/make_arrays.py), ours, and damaged ones.

#include "sm/Format/Numpy.h"
#include "TestFiles.h"
#include "sm/Support/Varint.h"

#include <cstring>

using namespace sm;
using namespace sm::format;
using namespace sm::test;
using testing::ElementsAre;

namespace {

template <typename T>
std::vector<T> numbers(const NpyArray &array) {
  std::vector<T> result(array.bytes.size() / sizeof(T));
  if (!result.empty())
    std::memcpy(result.data(), array.bytes.data(), array.bytes.size());
  return result;
}

template <typename T>
std::vector<T> range(int count) {
  std::vector<T> result;
  for (int i = 0; i < count; ++i)
    result.push_back(static_cast<T>(i));
  return result;
}

/// A .npy file of version 1.0.
std::string npyFile(const std::string &header, const std::string &data) {
  std::string file("\x93NUMPY\1\0", 8);
  file.push_back(static_cast<char>(header.size() & 0xff));
  file.push_back(static_cast<char>(header.size() >> 8));
  return file + header + data;
}

/// The header of an array of this type and shape.
std::string header(const std::string &descr, const std::string &shape) {
  return "{'descr': '" + descr +
         "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

NpyArray floats(const std::vector<float> &values) {
  NpyArray array;
  array.dtype = DType::Float;
  array.shape.append(static_cast<int64_t>(values.size()));
  array.bytes.assign(reinterpret_cast<const char *>(values.data()),
                     4 * values.size());
  return array;
}

NpyArray strings(const std::vector<Bytes> &values) {
  NpyArray array;
  array.dtype = DType::String;
  array.shape.append(static_cast<int64_t>(values.size()));
  array.strings = values;
  return array;
}

//===----------------------------------------------------------------------===//
// numpy's files
//===----------------------------------------------------------------------===//

class NumpyFile : public testing::Test {
protected:
  void SetUp() override {
    auto read = readNpz(SM_TEST_INPUTS "/arrays.npz");
    ASSERT_OK(read);
    arrays = *std::move(read);
  }
  /// Both byte orders of a type, and what is in them.
  template <typename T>
  void check(const char *name, DType dtype, const std::vector<T> &values) {
    for (const char *order : {"type/", "big/"}) {
      const NpyArray &array = arrays.at(std::string(order) + name);
      EXPECT_EQ(array.dtype, dtype);
      EXPECT_EQ(array.shape, Shape({2, 3}));
      EXPECT_EQ(numbers<T>(array), values) << order << name;
    }
  }
  std::map<std::string, NpyArray> arrays;
};

TEST_F(NumpyFile, EveryTypeInBothOrders) {
  check<uint8_t>("?", DType::Bool, {0, 1, 1, 1, 1, 1});
  check<int8_t>("i1", DType::Int8, range<int8_t>(6));
  check<int16_t>("i2", DType::Int16, range<int16_t>(6));
  check<int32_t>("i4", DType::Int32, range<int32_t>(6));
  check<int64_t>("i8", DType::Int64, range<int64_t>(6));
  check<uint8_t>("u1", DType::UInt8, range<uint8_t>(6));
  check<uint16_t>("u2", DType::UInt16, range<uint16_t>(6));
  check<uint32_t>("u4", DType::UInt32, range<uint32_t>(6));
  check<uint64_t>("u8", DType::UInt64, range<uint64_t>(6));
  check<uint16_t>("f2", DType::Half,
                  {0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500});
  check<float>("f4", DType::Float, range<float>(6));
  check<double>("f8", DType::Double, range<double>(6));
  check<float>("c8", DType::Complex64, {0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0});
  check<double>("c16", DType::Complex128, {0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0});
}

TEST_F(NumpyFile, ShapesAndOrders) {
  EXPECT_EQ(numbers<int32_t>(arrays.at("fortran")), range<int32_t>(24));
  EXPECT_EQ(arrays.at("scalar").shape, Shape());
  EXPECT_THAT(numbers<float>(arrays.at("scalar")), ElementsAre(1.5f));
  EXPECT_EQ(arrays.at("empty").shape, Shape({0, 4}));
}

TEST_F(NumpyFile, Strings) {
  EXPECT_THAT(arrays.at("bytes").strings,
              ElementsAre("a", "bcd", "", std::string("\xff\0z", 3)));
  const std::string text = "\xc3\xa9\xe4\xb8\x96\xf0\x9f\x98\x80";
  EXPECT_THAT(arrays.at("text").strings, ElementsAre("a", text, ""));
  EXPECT_THAT(arrays.at("text_big").strings, ElementsAre("a", text, ""));
  EXPECT_THAT(arrays.at("text_fortran").strings,
              ElementsAre("a", "b", "c", "d"));
}

TEST_F(NumpyFile, OneArray) {
  auto array = readNpz(SM_TEST_INPUTS "/arrays.npz", "scalar");
  ASSERT_OK(array);
  EXPECT_EQ(array->dtype, DType::Float);
  EXPECT_ERROR(readNpz(SM_TEST_INPUTS "/arrays.npz", "scaler"), kNotFound,
               "has no array 'scaler'; it has: type/?, big/?");
  auto keys = listNpz(SM_TEST_INPUTS "/arrays.npz");
  ASSERT_OK(keys);
  EXPECT_EQ(keys->size(), arrays.size());
}

//===----------------------------------------------------------------------===//
// Our files
//===----------------------------------------------------------------------===//

TEST_F(NumpyFile, RoundTrip) {
  const TempFolder folder;
  std::vector<std::pair<std::string, NpyArray>> list(arrays.begin(),
                                                     arrays.end());
  for (const auto compression :
       {NpzCompression::Stored, NpzCompression::Deflated}) {
    ASSERT_OK(writeNpz(folder.path("a.npz"), list, compression));
    auto read = readNpz(folder.path("a.npz"));
    ASSERT_OK(read);
    ASSERT_EQ(read->size(), arrays.size());
    for (const auto &[key, array] : arrays) {
      EXPECT_EQ(read->at(key).dtype, array.dtype);
      EXPECT_EQ(read->at(key).shape, array.shape);
      EXPECT_EQ(read->at(key).bytes, array.bytes);
      EXPECT_EQ(read->at(key).strings, array.strings);
    }
    ASSERT_OK(writeNpz(folder.path("b.npz"), list, compression));
    EXPECT_EQ(readFile(folder.path("a.npz")), readFile(folder.path("b.npz")));
  }
}

TEST(Npy, IsWhatNumpyWrites) {
  const auto file = formatNpy(floats({1, 2}));
  ASSERT_OK(file);
  std::string expected =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  expected.resize(128 - 10 - 1, ' ');
  EXPECT_EQ(*file,
            npyFile(expected + "\n", std::string("\0\0\x80\x3f\0\0\0\x40", 8)));
  const TempFolder folder;
  ASSERT_OK(writeNpy(folder.path("x.npy"), floats({1, 2})));
  EXPECT_EQ(readFile(folder.path("x.npy")), *file);
  auto read = readNpy(folder.path("x.npy"));
  ASSERT_OK(read);
  EXPECT_THAT(numbers<float>(*read), ElementsAre(1, 2));
}

TEST(Npy, WriteErrors) {
  const TempFolder folder;
  EXPECT_ERROR(writeNpy(folder.path("no/x.npy"), floats({1})), kNotFound,
               "no/x.npy: cannot be written: No such file");
  NpyArray array = floats({1, 2});
  array.bytes.pop_back();
  EXPECT_ERROR(formatNpy(array), kInvalidArgument,
               "shape [2] and type float32 does not have 7 bytes");
  array = strings({"a", "b"});
  array.strings.pop_back();
  EXPECT_ERROR(formatNpy(array), kInvalidArgument,
               "type string does not have 1 elements");
  EXPECT_ERROR(formatNpy(strings({"a", std::string("b\0", 2)})),
               kInvalidArgument, "string 1 ends in a NUL byte");
  array = floats({1});
  array.dtype = DType::Float8E5M2;
  array.shape = Shape({4});
  EXPECT_ERROR(formatNpy(array), kUnimplemented,
               "numpy has no type for elements of type float8_e5m2");
  std::vector<Bytes> uneven(1000);
  uneven[0].assign(1 << 20, 'x');
  EXPECT_ERROR(formatNpy(strings(uneven)), kInvalidArgument,
               "would be nearly all padding");
}

TEST(Npz, BFloat16TravelsAsUInt16) {
  const TempFolder folder;
  NpyArray array;
  array.dtype = DType::BFloat16;
  array.shape = Shape({1});
  array.bytes = std::string("\x80\x3f", 2);
  ASSERT_OK(writeNpz(folder.path("a.npz"), {{"x", array}}));
  EXPECT_THAT(readFile(folder.path("a.npz")),
              testing::HasSubstr("x::bfloat16.npy"));
  auto read = readNpz(folder.path("a.npz"), "x");
  ASSERT_OK(read);
  EXPECT_EQ(read->dtype, DType::BFloat16);
  EXPECT_EQ(read->bytes, array.bytes);
}

TEST(Npz, Empty) {
  const TempFolder folder;
  ASSERT_OK(writeNpz(folder.path("a.npz"), {}));
  auto read = readNpz(folder.path("a.npz"));
  ASSERT_OK(read);
  EXPECT_TRUE(read->empty());
}

TEST(Npz, WriteErrors) {
  const TempFolder folder;
  EXPECT_ERROR(
      writeNpz(folder.path("a.npz"), {{"x", floats({1})}, {"x", floats({2})}}),
      kInvalidArgument, "two arrays are named 'x'");
  EXPECT_ERROR(writeNpz(folder.path("a.npz"), {{"x", NpyArray()}}),
               kUnimplemented, "a.npz[x]: numpy has no type");
  EXPECT_ERROR(writeNpz(folder.path("no/a.npz"), {{"x", floats({1})}}),
               kInternal, "cannot write ");
  EXPECT_FALSE(std::filesystem::exists(folder.path("a.npz")));
}

//===----------------------------------------------------------------------===//
// Damage
//===----------------------------------------------------------------------===//

Status parse(const std::string &file) {
  return parseNpy(file, "f.npy").status();
}

TEST(NpyDamage, Frame) {
  EXPECT_ERROR(parse("\x93NUMP"), kInvalidArgument,
               "f.npy: not a .npy file (wrong magic string)");
  EXPECT_ERROR(parse(std::string("\x93NUMPY\4\0\0\0", 10)), kInvalidArgument,
               "unknown version");
  EXPECT_ERROR(parse(std::string("\x93NUMPY\1\0\x09\0", 10)), kInvalidArgument,
               "header is cut off");
  EXPECT_ERROR(parse(std::string("\x93NUMPY\2\0\0\0", 10)), kInvalidArgument,
               "header is cut off");
  std::string second("\x93NUMPY\2\0", 8);
  const std::string text = header("|u1", "(1,)");
  appendFixed32(second, static_cast<uint32_t>(text.size()));
  EXPECT_OK(parse(second + text + "x"));
}

TEST(NpyDamage, Header) {
  auto check = [](const std::string &text) { return parse(npyFile(text, "")); };
  EXPECT_ERROR(check("[]"), kInvalidArgument, "no dict");
  EXPECT_ERROR(check("{1: 2}"), kInvalidArgument, "no string where one is");
  EXPECT_ERROR(check("{'descr"), kInvalidArgument, "a string does not end");
  EXPECT_ERROR(check("{'descr' '<f4'}"), kInvalidArgument, "no ':' behind");
  EXPECT_ERROR(check("{'descr': '<f4' 'shape': ()}"), kInvalidArgument,
               "no ',' between");
  EXPECT_ERROR(check("{'extra': '<f4'}"), kInvalidArgument, "an unknown key");
  EXPECT_ERROR(check("{'fortran_order': 1}"), kInvalidArgument,
               "neither True nor False");
  EXPECT_ERROR(check("{'shape': 3}"), kInvalidArgument, "'shape' is no tuple");
  EXPECT_ERROR(check("{'shape': (-3,)}"), kInvalidArgument,
               "something else than sizes");
  EXPECT_ERROR(check("{'shape': (3 3)}"), kInvalidArgument,
               "'shape' does not end");
  EXPECT_ERROR(check("{'shape': (3000000000, 4000000000)}"), kInvalidArgument,
               "'shape' has too many elements");
  std::string many = "{'shape': (";
  for (int i = 0; i < 65; ++i)
    many += "1,";
  EXPECT_ERROR(check(many + ")}"), kInvalidArgument, "too many dimensions");
  EXPECT_ERROR(check("{'shape': (), 'shape': ()}"), kInvalidArgument,
               "'shape' comes twice");
  EXPECT_ERROR(check("{'descr': '<f4'}"), kInvalidArgument, "is missing");
  EXPECT_ERROR(check(header("|u1", "(0,)") + "x"), kInvalidArgument,
               "text behind the dict");
  EXPECT_ERROR(check(header("", "()")), kInvalidArgument, "'descr' is empty");
  EXPECT_ERROR(check(header("<fx", "()")), kInvalidArgument,
               "'descr' is no element type");
}

TEST(NpyDamage, Types) {
  auto check = [](const std::string &descr) {
    return parse(npyFile(header(descr, "()"), std::string(64, '\0')));
  };
  EXPECT_OK(check("=f4"));
  EXPECT_OK(check("f4"));
  EXPECT_ERROR(check("|O"), kUnimplemented, "never unpickled");
  for (const char *descr : {"<f16", "<M8", "|V2", "<c32", "<i3"})
    EXPECT_ERROR(check(descr), kUnimplemented, "cannot be read");
  EXPECT_ERROR(parse(npyFile("{'descr': [('a', '<f4')], 'fortran_order': "
                             "False, 'shape': ()}",
                             "1234")),
               kUnimplemented, "arrays of records");
}

TEST(NpyDamage, Data) {
  EXPECT_ERROR(parse(npyFile(header("<f4", "(2,)"), "1234567")),
               kInvalidArgument, "the file is cut off");
  EXPECT_ERROR(parse(npyFile(header("|S0", "(1000000,)"), "")),
               kInvalidArgument, "more strings than bytes");
  EXPECT_ERROR(
      parse(npyFile(header("<U1", "(1,)"), std::string("\0\xd8\0\0", 4))),
      kInvalidArgument, "element 0 is not Unicode text");
  auto flags =
      parseNpy(npyFile(header("|b1", "(2,)"), std::string("\0\7", 2)), "f.npy");
  ASSERT_OK(flags);
  EXPECT_EQ(flags->bytes, std::string("\0\1", 2));
}

class NpzDamage : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_OK(writeNpz(folder.path("a.npz"), {{"x", floats({1, 2})}}));
    file = readFile(folder.path("a.npz"));
    directory = file.find("PK\1\2");
    ASSERT_NE(directory, std::string::npos);
  }
  /// Overwrites 4 bytes of the central directory's entry.
  void set(size_t offset, uint32_t value) {
    std::string bytes;
    appendFixed32(bytes, value);
    file.replace(directory + offset, 4, bytes);
  }
  StatusOr<std::map<std::string, NpyArray>> read() {
    return readNpz(folder.write("a.npz", file));
  }
  TempFolder folder;
  std::string file;
  size_t directory = 0;
};

TEST_F(NpzDamage, NoArchive) {
  EXPECT_ERROR(readNpz(folder.path("none.npz")), kNotFound, "no such file: ");
  EXPECT_ERROR(readNpz(folder.path("")), kFailedPrecondition,
               "is not a regular file");
  file = "no archive";
  EXPECT_ERROR(read(), kInvalidArgument, "a.npz: not a .npz file: ");
}

TEST_F(NpzDamage, Checksum) {
  file[file.find("\x80\x3f")] ^= 1;
  EXPECT_ERROR(read(), kInvalidArgument, "a.npz[x]: cannot be read: CRC error");
}

TEST_F(NpzDamage, ClaimsTooMuch) {
  set(24, 0x7fffffff);
  EXPECT_ERROR(read(), kInvalidArgument,
               "claims 2147483647 bytes from 136, which is impossible");
  set(20, 0x7fffffff);
  EXPECT_ERROR(read(), kInvalidArgument, "claim more bytes than the file has");
}

TEST_F(NpzDamage, EqualNames) {
  ASSERT_OK(
      writeNpz(folder.path("a.npz"), {{"x", floats({1})}, {"y", floats({2})}}));
  file = readFile(folder.path("a.npz"));
  for (size_t at = 0; (at = file.find("y.npy", at)) != std::string::npos;)
    file[at] = 'x';
  EXPECT_ERROR(read(), kInvalidArgument, "two arrays are named 'x'");
}

TEST_F(NpzDamage, MemberIsNoArray) {
  file.replace(file.find("NUMPY"), 5, "RUMPY");
  EXPECT_ERROR(read(), kInvalidArgument, "a.npz[x]: ");
}

} // namespace
