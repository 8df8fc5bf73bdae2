// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Written models: what is copied, what is made anew, what is refused.

#include "sm/Format/SavedModelWriter.h"
#include "TestFiles.h"
#include "sm/Format/Fingerprint.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/StagedOutput.h"

#include <cstring>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;
using namespace sm::test;
using tensorflow::SavedModel;
using testing::ElementsAre;

namespace {

/// A model with maps, so that the order of serialising shows.
std::shared_ptr<SavedModel> smallModel(const std::string &version = "2.21") {
  auto model = std::make_shared<SavedModel>();
  model->set_saved_model_schema_version(1);
  auto *metaGraph = model->add_meta_graphs();
  metaGraph->mutable_meta_info_def()->add_tags("serve");
  metaGraph->mutable_meta_info_def()->set_tensorflow_version(version);
  for (const char *name : {"b", "a", "c"}) {
    auto *node = metaGraph->mutable_graph_def()->add_node();
    node->set_name(name);
    node->set_op("Placeholder");
    (*node->mutable_attr())["dtype"].set_type(tensorflow::DT_FLOAT);
    (*node->mutable_attr())["shape"].mutable_shape()->set_unknown_rank(true);
  }
  return model;
}

/// The files below `dir` by relative path, with what they hold; folders have a
/// slash at the end.
std::map<std::string, std::string> treeOf(const std::string &dir) {
  std::map<std::string, std::string> tree;
  for (const auto &entry : fs::recursive_directory_iterator(dir)) {
    const std::string name = fs::relative(entry.path(), dir).string();
    if (entry.is_directory())
      tree[name + "/"] = "";
    else
      tree[name] = readFile(entry.path().string());
  }
  return tree;
}

std::vector<std::string> namesOf(const std::string &dir) {
  std::vector<std::string> names;
  for (const auto &[name, bytes] : treeOf(dir))
    names.push_back(name);
  return names;
}

/// What two trees do not have in common, by name; "" if nothing.
std::string difference(const std::map<std::string, std::string> &a,
                       const std::map<std::string, std::string> &b) {
  std::string names;
  for (const auto &[name, bytes] : a)
    if (b.count(name) == 0 || b.at(name) != bytes)
      names += name + (b.count(name) == 0 ? " is missing\n" : " differs\n");
  for (const auto &[name, bytes] : b)
    if (a.count(name) == 0)
      names += name + " is new\n";
  return names;
}

/// A folder with every kind of file that comes with models.
SavedModelContents fullSource(const TempFolder &folder) {
  SavedModelContents contents;
  contents.proto = smallModel();
  contents.filesFrom = folder.path("source");
  folder.write("source/saved_model.pb", contents.proto->SerializeAsString());
  tensorflow::FingerprintDef fingerprint;
  fingerprint.set_saved_model_checksum(1);
  fingerprint.mutable_version()->set_producer(5);
  folder.write("source/fingerprint.pb", fingerprint.SerializeAsString());
  folder.write("source/keras_metadata.pb", "keras");
  folder.write("source/assets/words.txt", "a\nb\n");
  folder.write("source/assets/deep/er.txt", "c\n");
  folder.write("source/assets.extra/warmup", std::string("\0\1", 2));
  folder.write("source/nobody knows", "");
  fs::create_directory(folder.path("source/empty"));
  return contents;
}

/// Variables made by the writer itself.
std::map<std::string, StoredTensor> someVariables() {
  std::map<std::string, StoredTensor> variables;
  StoredTensor tensor;
  auto data = std::make_shared<std::string>(12, 'x');
  tensor.dtype = DType::Float;
  tensor.shape = Shape({3});
  tensor.bytes = {data->data(), data->size()};
  tensor.owner = data;
  variables["w"] = tensor;
  StoredTensor strings;
  strings.dtype = DType::String;
  strings.shape = Shape({2});
  strings.strings = {"one", "two"};
  variables["s"] = strings;
  return variables;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, UntouchedModelIsCopiedByteForByte) {
  const TempFolder folder;
  SavedModelContents contents = fullSource(folder);
  // Not the bytes that serialize() gives, and yet the same model.
  std::string bytes = serialize(*contents.proto);
  SavedModel reordered;
  reordered.add_meta_graphs()->CopyFrom(contents.proto->meta_graphs(0));
  bytes = reordered.SerializeAsString() + std::string("\x08\x01", 2);
  ASSERT_NE(bytes, serialize(*contents.proto));
  folder.write("source/saved_model.pb", bytes);
  folder.write("source/saved_model.pbtxt", "not read by anybody");
  ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
  EXPECT_EQ(
      difference(treeOf(folder.path("source")), treeOf(folder.path("out"))),
      "");
  EXPECT_THAT(namesOf(folder.path("")),
              testing::Not(testing::Contains(testing::HasSubstr(".sm-tmp-"))));
}

TEST(SavedModelWriter, ChangedModel) {
  const TempFolder folder;
  SavedModelContents contents = fullSource(folder);
  folder.write("source/saved_model.pbtxt", "would be read if .pb were gone");
  auto changed = smallModel("changed");
  contents.proto = changed;
  ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
  auto expected = treeOf(folder.path("source"));
  expected.erase("saved_model.pbtxt");
  expected["saved_model.pb"] = serialize(*changed);
  tensorflow::FingerprintDef made = makeFingerprint(
      expected["saved_model.pb"], *changed, /*indexBytes=*/"", /*uuid=*/"");
  made.mutable_version()->set_producer(5);
  expected["fingerprint.pb"] = serialize(made);
  EXPECT_EQ(difference(expected, treeOf(folder.path("out"))), "");
  EXPECT_EQ(made.saved_model_checksum(),
            fingerprint64(expected["saved_model.pb"]));
  EXPECT_EQ(made.checkpoint_hash(), 0u);
}

TEST(SavedModelWriter, ModelWithoutFingerprintGetsNone) {
  const TempFolder folder;
  SavedModelContents contents = fullSource(folder);
  fs::remove(folder.path("source/fingerprint.pb"));
  contents.proto = smallModel("changed");
  ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
  EXPECT_FALSE(fs::exists(folder.path("out/fingerprint.pb")));
}

TEST(SavedModelWriter, UuidNamesOneWriting) {
  const TempFolder folder;
  SavedModelContents contents = fullSource(folder);
  tensorflow::FingerprintDef old;
  old.set_uuid("17-old");
  folder.write("source/fingerprint.pb", old.SerializeAsString());
  auto uuidOf = [&](const char *version, const char *out) {
    contents.proto = smallModel(version);
    EXPECT_OK(writeSavedModel(contents, folder.path(out), false));
    tensorflow::FingerprintDef made;
    EXPECT_TRUE(made.ParseFromString(
        readFile(folder.path(std::string(out) + "/fingerprint.pb"))));
    return made.uuid();
  };
  const std::string first = uuidOf("x", "first");
  EXPECT_THAT(first, testing::MatchesRegex(
                         "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]"
                         "{3}-[0-9a-f]{12}"));
  EXPECT_EQ(uuidOf("x", "again"), first);
  EXPECT_NE(uuidOf("y", "other"), first);
  // Nothing changed: the old writing is still the one.
  EXPECT_EQ(uuidOf("2.21", "same"), "17-old");
  // A damaged fingerprint is no reason to fail, and names nothing.
  folder.write("source/fingerprint.pb", "\xff");
  EXPECT_EQ(uuidOf("z", "damaged"), "");
}

TEST(SavedModelWriter, FilesThatDiffer) {
  const TempFolder folder;
  SavedModelContents contents = fullSource(folder);
  const std::string other = folder.write("other.txt", "other");
  contents.files["assets/words.txt"] = other;
  contents.files["assets/new/file.txt"] = other;
  contents.files["keras_metadata.pb"] = "";
  contents.files["assets.extra"] = "";
  contents.files["not there anyway"] = "";
  ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
  auto expected = treeOf(folder.path("source"));
  expected["assets/words.txt"] = expected["assets/new/file.txt"] = "other";
  expected["assets/new/"] = "";
  for (const char *gone :
       {"keras_metadata.pb", "assets.extra/", "assets.extra/warmup"})
    expected.erase(gone);
  EXPECT_EQ(difference(expected, treeOf(folder.path("out"))), "");
  contents.files = {{"saved_model.pb", other}};
  EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false),
               kInvalidArgument,
               "no/saved_model.pb: is written from the model");
  contents.files = {{"variables/variables.index", ""}};
  EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false),
               kInvalidArgument, "cannot be exchanged for a file");
  contents.files = {{"../escaped", other}};
  EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false),
               kInvalidArgument, "'../escaped' is no name below the folder");
  contents.files = {{"gone", folder.path("missing")}};
  EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false), kNotFound,
               "missing: cannot be read: No such file");
  contents.files = {{"fifo", folder.path("source")}};
  EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false),
               kFailedPrecondition, "source: is not a regular file");
  EXPECT_THAT(namesOf(folder.path("")),
              testing::Each(testing::Not(testing::StartsWith("no"))));
}

TEST(SavedModelWriter, NoModel) {
  const TempFolder folder;
  EXPECT_ERROR(writeSavedModel({}, folder.path("out"), false), kInvalidArgument,
               "out: there is no model to be written");
}

//===----------------------------------------------------------------------===//
// Checkpoints
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, CheckpointOfTheSource) {
  const TempFolder folder;
  SavedModelContents contents = fullSource(folder);
  contents.variables = someVariables();
  ASSERT_OK(writeSavedModel(contents, folder.path("with"), false));
  auto bundle = TensorBundle::open(folder.path("with/variables/variables"));
  ASSERT_OK(bundle);
  ASSERT_EQ((*bundle)->tensors().size(), 2u);
  EXPECT_EQ(*(*bundle)->readBytes("w"), std::string(12, 'x'));
  EXPECT_THAT(*(*bundle)->readStrings("s"), ElementsAre("one", "two"));
  // The next one takes it along as it is, and knows its hash.
  folder.write("with/variables/note.txt", "kept");
  SavedModelContents next;
  next.filesFrom = folder.path("with");
  next.proto = smallModel("changed");
  ASSERT_OK(writeSavedModel(next, folder.path("copy"), false));
  auto expected = treeOf(folder.path("with"));
  const auto copied = treeOf(folder.path("copy"));
  tensorflow::FingerprintDef made;
  ASSERT_TRUE(made.ParseFromString(copied.at("fingerprint.pb")));
  EXPECT_EQ(made.checkpoint_hash(),
            fingerprint64(expected["variables/variables.index"]));
  expected["fingerprint.pb"] = copied.at("fingerprint.pb");
  expected["saved_model.pb"] = serialize(*next.proto);
  EXPECT_EQ(difference(expected, copied), "");
  // None at all: the other files of the folder stay.
  next.variables.emplace();
  ASSERT_OK(writeSavedModel(next, folder.path("without"), false));
  EXPECT_TRUE(fs::exists(folder.path("without/variables/note.txt")));
  EXPECT_FALSE(fs::exists(folder.path("without/variables/variables.index")));
  EXPECT_FALSE(fs::exists(
      folder.path("without/variables/variables.data-00000-of-00001")));
}

TEST(SavedModelWriter, TensorsOfAnotherCheckpoint) {
  const TempFolder folder;
  SavedModelContents contents;
  contents.proto = smallModel();
  contents.variables = someVariables();
  ASSERT_OK(writeSavedModel(contents, folder.path("first"), false));
  auto opened = TensorBundle::open(folder.path("first/variables/variables"));
  ASSERT_OK(opened);
  const std::shared_ptr<const TensorBundle> bundle = std::move(*opened);
  StoredTensor tensor;
  tensor.source = bundle;
  tensor.sourceKey = "w";
  contents.variables = {{"renamed", tensor}};
  ASSERT_OK(writeSavedModel(contents, folder.path("second"), false));
  auto second = TensorBundle::open(folder.path("second/variables/variables"));
  ASSERT_OK(second);
  EXPECT_EQ(*(*second)->readBytes("renamed"), std::string(12, 'x'));
  EXPECT_EQ((*second)->tensors().size(), 1u);
  tensor.sourceKey = "unheard of";
  contents.variables = {{"renamed", tensor}};
  EXPECT_ERROR(writeSavedModel(contents, folder.path("third"), false),
               kNotFound, "unheard of");
  EXPECT_FALSE(fs::exists(folder.path("third")));
}

//===----------------------------------------------------------------------===//
// The destination
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, Overwriting) {
  const TempFolder folder;
  const SavedModelContents contents = fullSource(folder);
  folder.write("out/saved_model.pb", "old");
  folder.write("out/old.txt", "old");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kAlreadyExists, "out: exists already; --overwrite replaces it");
  EXPECT_EQ(readFile(folder.path("out/saved_model.pb")), "old");
  ASSERT_OK(writeSavedModel(contents, folder.path("out/"), true));
  EXPECT_EQ(
      difference(treeOf(folder.path("source")), treeOf(folder.path("out"))),
      "");
  fs::create_directory(folder.path("empty"));
  ASSERT_OK(writeSavedModel(contents, folder.path("empty"), false));
  const std::string file = folder.write("file", "");
  EXPECT_ERROR(writeSavedModel(contents, file, true), kAlreadyExists,
               "file: is a file; name a folder");
  folder.write("photos/1.jpg", "");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("photos"), true),
               kFailedPrecondition,
               "photos: holds other files, but no model to be replaced");
  EXPECT_EQ(namesOf(folder.path("photos")), std::vector<std::string>{"1.jpg"});
}

TEST(SavedModelWriter, SourceAndOutputAreApart) {
  const TempFolder folder;
  const SavedModelContents contents = fullSource(folder);
  const auto before = treeOf(folder.path("source"));
  const std::string source = folder.path("source");
  for (const std::string &dir :
       {source, source + "/", source + "/.", source + "/assets/../"})
    EXPECT_ERROR(writeSavedModel(contents, dir, true), kInvalidArgument,
                 "is the source");
  for (const std::string &dir :
       {source + "/new", source + "/assets", source + "/assets/deep/new"})
    EXPECT_ERROR(writeSavedModel(contents, dir, true), kInvalidArgument,
                 "lies in the source");
  EXPECT_ERROR(writeSavedModel(contents, folder.path(""), true),
               kInvalidArgument, "holds the source");
  // By another name.
  fs::create_directory_symlink(source, folder.path("link"));
  EXPECT_ERROR(writeSavedModel(contents, folder.path("link"), true),
               kInvalidArgument, "is the source");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("link/new"), true),
               kInvalidArgument, "lies in the source");
  EXPECT_EQ(difference(before, treeOf(source)), "");
  // Neighbours with a common beginning of their names are fine.
  ASSERT_OK(writeSavedModel(contents, folder.path("source2"), false));
}

//===----------------------------------------------------------------------===//
// Hostile sources
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, Links) {
  const TempFolder folder;
  const SavedModelContents contents = fullSource(folder);
  const std::string source = contents.filesFrom;
  fs::create_symlink("words.txt", source + "/assets/link.txt");
  fs::create_directory_symlink("../assets", source + "/empty/assets");
  ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
  EXPECT_EQ(readFile(folder.path("out/assets/link.txt")), "a\nb\n");
  EXPECT_EQ(readFile(folder.path("out/empty/assets/link.txt")), "a\nb\n");
  EXPECT_FALSE(fs::is_symlink(folder.path("out/empty/assets")));

  auto refuses = [&](const std::string &target, const char *message) {
    fs::create_symlink(target, source + "/assets/bad");
    EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false),
                 kInvalidArgument, message);
    fs::remove(source + "/assets/bad");
    EXPECT_FALSE(fs::exists(folder.path("no")));
  };
  folder.write("outside.txt", "secret");
  refuses("../../outside.txt", "assets/bad: is a symbolic link to ");
  refuses("../../outside.txt", "outside the model");
  refuses(folder.path("outside.txt"), "outside the model");
  refuses("nothing", "assets/bad: is a symbolic link that leads nowhere");
  refuses("bad", "assets/bad: is a symbolic link that leads nowhere");
  refuses("..", "in which it lies itself");
  refuses(".", "in which it lies itself");
  // The model file is no exception.
  fs::rename(source + "/saved_model.pb", folder.path("model.pb"));
  fs::create_symlink("../model.pb", source + "/saved_model.pb");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("no"), false),
               kInvalidArgument, "saved_model.pb: is a symbolic link to ");
}

TEST(SavedModelWriter, LinksThatMultiply) {
  const TempFolder folder;
  SavedModelContents contents;
  contents.proto = smallModel();
  contents.filesFrom = folder.path("source");
  // Followed blindly, these are 4^20 files.
  for (int i = 0; i < 20; ++i) {
    const std::string level = "source/d" + std::to_string(i) + "/";
    folder.write(level + "file", "x");
    for (const char *name : {"a", "b", "c", "d"})
      fs::create_directory_symlink("../d" + std::to_string(i + 1),
                                   folder.path(level + name));
  }
  folder.write("source/d20/file", "x");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kInvalidArgument, "symbolic links lead to the same place");
  EXPECT_FALSE(fs::exists(folder.path("out")));
}

TEST(SavedModelWriter, NeitherFilesNorFolders) {
  const TempFolder folder;
  const SavedModelContents contents = fullSource(folder);
  const std::string pipe = contents.filesFrom + "/assets/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kInvalidArgument, "assets/pipe: is a pipe, which is no part");
  fs::remove(pipe);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  // A socket's path is short, so it is made by a short way.
  const fs::path here = fs::current_path();
  fs::current_path(contents.filesFrom);
  std::strcpy(address.sun_path, "socket");
  const int bound =
      ::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address);
  fs::current_path(here);
  ::close(fd);
  ASSERT_EQ(bound, 0);
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kInvalidArgument, "socket: is a socket, which is no part");
  EXPECT_FALSE(fs::exists(folder.path("out")));
}

TEST(SavedModelWriter, Depth) {
  const TempFolder folder;
  SavedModelContents contents;
  contents.proto = smallModel();
  contents.filesFrom = folder.path("source");
  std::string deep = "source";
  for (int i = 0; i < 64; ++i)
    deep += "/d";
  folder.write(deep + "/file", "x");
  EXPECT_OK(writeSavedModel(contents, folder.path("fine"), false));
  folder.write(deep + "/d/file", "x");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kInvalidArgument, "has more than 64 folders above it");
}

TEST(SavedModelWriter, SourceThatIsNoFolder) {
  const TempFolder folder;
  SavedModelContents contents;
  contents.proto = smallModel();
  contents.filesFrom = folder.path("missing");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false), kNotFound,
               "missing: cannot be read");
  contents.filesFrom = folder.write("file", "");
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kInvalidArgument, "file: is no folder");
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, TextStaysText) {
  const TempFolder folder;
  SavedModelContents contents;
  contents.proto = smallModel();
  contents.isText = true;
  contents.filesFrom = folder.path("source");
  // Written by hand, with a remark.
  folder.write("source/saved_model.pbtxt",
               "# A remark\n" + printText(*contents.proto));
  ASSERT_OK(writeSavedModel(contents, folder.path("same"), false));
  EXPECT_EQ(
      difference(treeOf(folder.path("source")), treeOf(folder.path("same"))),
      "");
  contents.proto = smallModel("changed");
  ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
  EXPECT_THAT(namesOf(folder.path("out")), ElementsAre("saved_model.pbtxt"));
  auto read = readSavedModel(folder.path("out"));
  ASSERT_OK(read);
  EXPECT_TRUE(read->isText);
  EXPECT_EQ(serialize(*read->proto), serialize(*contents.proto));
  // From one form to the other.
  contents.filesFrom = folder.path("out");
  contents.isText = false;
  ASSERT_OK(writeSavedModel(contents, folder.path("binary"), false));
  EXPECT_THAT(namesOf(folder.path("binary")), ElementsAre("saved_model.pb"));
  // A text that nobody reads, as there is a binary file, is not the model.
  contents.isText = true;
  folder.write("out/saved_model.pb", "\xff");
  ASSERT_OK(writeSavedModel(contents, folder.path("text"), false));
  EXPECT_THAT(namesOf(folder.path("text")), ElementsAre("saved_model.pbtxt"));
}

TEST(SavedModelWriter, WhatTextCannotHold) {
  const TempFolder folder;
  SavedModelContents contents;
  auto model = smallModel();
  contents.proto = model;
  contents.isText = true;
  auto &attr = *model->mutable_meta_graphs(0)
                    ->mutable_graph_def()
                    ->mutable_node(1)
                    ->mutable_attr();
  attr["dtype"]
      .GetReflection()
      ->MutableUnknownFields(&attr["dtype"])
      ->AddVarint(77, 1);
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kUnimplemented,
               "out/saved_model.pbtxt: the text form cannot hold "
               "meta_graphs[0].graph_def.node[1].attr['dtype'].value.field 77");
  attr["dtype"].GetReflection()->MutableUnknownFields(&attr["dtype"])->Clear();
  const uint32_t bits = 0x7fc00123;
  float payload;
  std::memcpy(&payload, &bits, sizeof payload);
  attr["value"].set_f(payload);
  EXPECT_ERROR(writeSavedModel(contents, folder.path("out"), false),
               kUnimplemented, "exactly (a NaN with a payload)");
  EXPECT_FALSE(fs::exists(folder.path("out")));
  // The binary form holds both.
  contents.isText = false;
  EXPECT_OK(writeSavedModel(contents, folder.path("out"), false));
}

//===----------------------------------------------------------------------===//
// Single messages
//===----------------------------------------------------------------------===//

TEST(WriteMessage, FormByEnding) {
  const TempFolder folder;
  const tensorflow::GraphDef graph = smallModel()->meta_graphs(0).graph_def();
  for (const char *name : {"g.pb", "g.pbtxt", "g.txt"}) {
    ASSERT_OK(writeMessage(graph, folder.path(name), false));
    auto read = readGraphDef(folder.path(name));
    ASSERT_OK(read);
    EXPECT_EQ(serialize(**read), serialize(graph));
  }
  EXPECT_EQ(readFile(folder.path("g.pb")), serialize(graph));
  EXPECT_EQ(readFile(folder.path("g.pbtxt")), printText(graph));
  EXPECT_ERROR(writeMessage(graph, folder.path("g.pb"), false), kAlreadyExists,
               "g.pb: exists already");
  EXPECT_OK(writeMessage(graph, folder.path("g.pb"), true));
  EXPECT_ERROR(writeMessage(graph, folder.path("no/g.pb"), false), kNotFound,
               "no/g.pb: cannot be written: No such file");
}

TEST(WriteMessage, MapsAreSorted) {
  tensorflow::NodeDef forwards, backwards;
  for (int i = 0; i < 50; ++i)
    (*forwards.mutable_attr())[std::to_string(i)].set_i(i);
  for (int i = 50; i-- > 0;)
    (*backwards.mutable_attr())[std::to_string(i)].set_i(i);
  EXPECT_EQ(serialize(forwards), serialize(backwards));
  EXPECT_EQ(printText(forwards), printText(backwards));
}

TEST(WriteMessage, WhatNoReaderTakes) {
  const TempFolder folder;
  tensorflow::NodeDef node;
  node.set_name("\xff");
  EXPECT_ERROR(writeMessage(node, folder.path("n.pb"), false), kInvalidArgument,
               "n.pb: cannot be written as a "
               "tensorflow.NodeDef: ");
  node.set_name("n");
  tensorflow::AttrValue *attr = &(*node.mutable_attr())["f"];
  for (int i = 0; i < 60; ++i)
    attr = &(*attr->mutable_func()->mutable_attr())["f"];
  attr->set_i(1);
  EXPECT_ERROR(writeMessage(node, folder.path("n.pb"), false), kInvalidArgument,
               "n.pb: cannot be written");
  EXPECT_FALSE(fs::exists(folder.path("n.pb")));
}

TEST(WriteMessage, AboveTwoGigabytes) {
  if (environment("SM_TEST_FULL") != "1")
    GTEST_SKIP() << "skipped: takes 3 GB of memory (SM_TEST_FULL=1 runs it)";
  const TempFolder folder;
  tensorflow::GraphDef graph;
  auto &attr = *graph.add_node()->mutable_attr();
  for (const char *name : {"a", "b", "c"})
    attr[name].mutable_tensor()->mutable_tensor_content()->resize(750000000);
  EXPECT_EQ(serialize(graph), "");
  EXPECT_ERROR(writeMessage(graph, folder.path("g.pb"), false), kUnimplemented,
               "no file of a message can be larger than 2 GiB");
  EXPECT_FALSE(fs::exists(folder.path("g.pb")));
}

//===----------------------------------------------------------------------===//
// Readers that come early
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, FolderUnderConstructionIsNoVersion) {
  const TempFolder folder;
  fs::create_directory(folder.path("models"));
  auto staged = StagedFolder::create(folder.path("models/7"));
  ASSERT_OK(staged);
  ASSERT_OK((*staged)->write("saved_model.pb", ""));
  EXPECT_TRUE(isStagedName(fs::path((*staged)->path()).filename().string()));
  EXPECT_ERROR(resolveVersion(folder.path("models")), kNotFound,
               "no saved_model.pb yet; the folder holds: 7.sm-tmp-");
  folder.write("models/3/saved_model.pb", "");
  EXPECT_EQ(*resolveVersion(folder.path("models")), folder.path("models/3"));
  EXPECT_ERROR(resolveVersion(folder.path("models"), "7"), kNotFound,
               "has no version 7; there is: 3");
  ASSERT_OK((*staged)->install());
  EXPECT_EQ(*resolveVersion(folder.path("models")), folder.path("models/7"));
}

//===----------------------------------------------------------------------===//
// Real models
//===----------------------------------------------------------------------===//

TEST(SavedModelWriter, RealModels) {
  SM_NEED_FOLDER(models, "SM_MODELS", ".");
  int written = 0;
  for (const auto &entry : fs::directory_iterator(models)) {
    const std::string dir = entry.path().string();
    if (!fs::exists(dir + "/saved_model.pb") &&
        !fs::exists(dir + "/saved_model.pbtxt"))
      continue;
    const auto read = readSavedModel(dir);
    if (!read.ok())
      continue; // Some are damaged on purpose.
    SCOPED_TRACE(dir);
    const TempFolder folder;
    SavedModelContents contents;
    contents.proto = read->proto;
    contents.isText = read->isText;
    contents.filesFrom = dir;
    ASSERT_OK(writeSavedModel(contents, folder.path("out"), false));
    EXPECT_EQ(difference(treeOf(dir), treeOf(folder.path("out"))), "");
    // Changed: everything but the model file and the fingerprint stays.
    read->proto->mutable_meta_graphs(0)
        ->mutable_meta_info_def()
        ->set_tensorflow_git_version("changed");
    const Status status =
        writeSavedModel(contents, folder.path("changed"), false);
    ASSERT_OK(status);
    auto expected = treeOf(dir), found = treeOf(folder.path("changed"));
    const std::string model = fs::path(read->path()).filename().string();
    expected.erase("saved_model.cpb"); // Another form, which is not read.
    for (const std::string &name : {model, std::string("fingerprint.pb")}) {
      EXPECT_EQ(expected.count(name), found.count(name));
      EXPECT_TRUE(expected.count(name) == 0 || expected[name] != found[name])
          << name;
      expected.erase(name);
      found.erase(name);
    }
    EXPECT_EQ(difference(expected, found), "");
    ++written;
  }
  std::printf("%d models written twice\n", written);
  EXPECT_GT(written, 0);
}

} // namespace
