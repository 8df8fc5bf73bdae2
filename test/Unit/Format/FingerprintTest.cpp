// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Fingerprints: known hashes, those of real models, and those of models that
/// TensorFlow has just made.

#include "sm/Format/Fingerprint.h"
#include "TestFiles.h"
#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModelWriter.h"

#include <algorithm>
#include <map>
#include <vector>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;
using tensorflow::FingerprintDef;

namespace {

/// The fields of a fingerprint that are hashes, by their names.
std::map<std::string, uint64_t> hashesOf(const FingerprintDef &fingerprint) {
  return {{"saved_model_checksum", fingerprint.saved_model_checksum()},
          {"graph_def_program_hash", fingerprint.graph_def_program_hash()},
          {"signature_def_hash", fingerprint.signature_def_hash()},
          {"saved_object_graph_hash", fingerprint.saved_object_graph_hash()},
          {"checkpoint_hash", fingerprint.checkpoint_hash()}};
}

/// The fingerprint we make of a model folder.
FingerprintDef remade(const fs::path &folder, const std::string &uuid) {
  tensorflow::SavedModel model;
  EXPECT_TRUE(model.ParseFromString(
      test::readFile((folder / "saved_model.pb").string())))
      << folder;
  return makeFingerprint(
      serialize(model), model,
      test::readFile((folder / "variables/variables.index").string()), uuid);
}

FingerprintDef stored(const fs::path &folder) {
  FingerprintDef fingerprint;
  EXPECT_TRUE(fingerprint.ParseFromString(
      test::readFile((folder / "fingerprint.pb").string())));
  return fingerprint;
}

/// The folders below `root` that hold a fingerprint.
std::vector<fs::path> fingerprintedFolders(const std::string &root) {
  std::vector<fs::path> folders;
  for (const auto &file : fs::recursive_directory_iterator(root))
    if (file.path().filename() == "fingerprint.pb")
      folders.push_back(file.path().parent_path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// Names of the hashes in which two fingerprints differ.
std::vector<std::string> differences(const FingerprintDef &a,
                                     const FingerprintDef &b) {
  std::vector<std::string> names;
  const auto others = hashesOf(b);
  for (const auto &[name, hash] : hashesOf(a))
    if (others.at(name) != hash)
      names.push_back(name);
  return names;
}

TEST(Fingerprint, Hashes) {
  // Of FarmHash's public test vectors and TensorFlow's answers.
  EXPECT_EQ(fingerprint64(""), 0x9ae16a3b2f90404fu);
  EXPECT_EQ(fingerprint64("Hello"), 15404698994557526151u);
  EXPECT_EQ(fingerprint64("World"), 18308117990299812472u);
  EXPECT_EQ(fingerprintCat64(fingerprint64("Hello"), fingerprint64("World")),
            16877292868973613377u);
}

/// Hashes that today's TensorFlow, too, finds different: of old definitions, or
/// of a model that was changed behind its fingerprint.
const std::map<std::string, std::vector<std::string>> kOutdated = {
    {"bqml-linear-customop-transform", {"signature_def_hash"}},
    {"bqml-linear-reg/transform", {"signature_def_hash"}},
    {"tf-VarsAndArithmetic",
     {"checkpoint_hash", "graph_def_program_hash", "saved_model_checksum",
      "saved_object_graph_hash", "signature_def_hash"}},
    {"tft-taxi-tf218", {"graph_def_program_hash", "saved_model_checksum"}},
};

TEST(Fingerprint, RealModels) {
  SM_NEED_FOLDER(root, "SM_MODELS", "");
  int agreed = 0;
  for (const fs::path &folder : fingerprintedFolders(root)) {
    const std::string name = folder.lexically_relative(root).string();
    const FingerprintDef theirs = stored(folder);
    const auto names = differences(theirs, remade(folder, theirs.uuid()));
    const auto outdated = kOutdated.find(name);
    EXPECT_EQ(names, outdated == kOutdated.end() ? std::vector<std::string>()
                                                 : outdated->second)
        << name;
    agreed += 5 - static_cast<int>(names.size());
  }
  std::cout << agreed << " hashes agree\n";
  EXPECT_GT(agreed, 10);
}

TEST(Fingerprint, ModelsOfTensorFlow) {
  const std::string made = test::environment("SM_TENSORFLOW_MADE");
  if (made.empty())
    GTEST_SKIP() << "skipped: run by test/Checkpoint/tensorflow_checkpoints.py";
  const std::vector<fs::path> folders = fingerprintedFolders(made + "/models");
  EXPECT_GT(folders.size(), 3u);
  for (const fs::path &folder : folders) {
    const FingerprintDef theirs = stored(folder);
    EXPECT_EQ(theirs.DebugString(), remade(folder, theirs.uuid()).DebugString())
        << folder;
  }
  std::cout << folders.size() << " fingerprints agree with TensorFlow's\n";
}

//===----------------------------------------------------------------------===//
// Models made here
//===----------------------------------------------------------------------===//

/// A model with a call, a string constant, and two functions.
tensorflow::SavedModel model() {
  tensorflow::SavedModel model;
  tensorflow::MetaGraphDef &meta = *model.add_meta_graphs();
  tensorflow::NodeDef &call = *meta.mutable_graph_def()->add_node();
  call.set_op("StatefulPartitionedCall");
  (*call.mutable_attr())["f"].mutable_func()->set_name("__inference_run_12");
  (*call.mutable_attr())["config_proto"].set_s("cpu");
  tensorflow::NodeDef &file = *meta.mutable_graph_def()->add_node();
  file.set_op("Const");
  (*file.mutable_attr())["dtype"].set_type(tensorflow::DT_STRING);
  (*file.mutable_attr())["value"].mutable_tensor()->add_string_val("a.txt");
  meta.mutable_graph_def()->mutable_library()->add_function();
  meta.mutable_graph_def()->mutable_versions()->set_producer(1);
  auto &functions =
      *meta.mutable_object_graph_def()->mutable_concrete_functions();
  functions["run_9"].add_bound_inputs(1);
  functions["run_10"].add_bound_inputs(2);
  (*meta.mutable_signature_def())["serve"].set_method_name("predict");
  return model;
}

FingerprintDef madeOf(const tensorflow::SavedModel &model) {
  return makeFingerprint(serialize(model), model, "index", "id");
}

TEST(Fingerprint, WhatIsNotHashed) {
  const tensorflow::SavedModel before = model();
  tensorflow::SavedModel after = before;
  tensorflow::GraphDef &graph =
      *after.mutable_meta_graphs(0)->mutable_graph_def();
  auto &call = *graph.mutable_node(0)->mutable_attr();
  call["f"].mutable_func()->set_name("__inference_run_7");
  call["config_proto"].set_s("gpu");
  (*graph.mutable_node(1)->mutable_attr())["value"]
      .mutable_tensor()
      ->set_string_val(0, "b.txt");
  graph.mutable_library()->clear_function();
  graph.mutable_versions()->set_producer(2);
  EXPECT_EQ(differences(madeOf(before), madeOf(after)),
            std::vector<std::string>{"saved_model_checksum"});
  // The name itself and numbers in constants count.
  call["f"].mutable_func()->set_name("__inference_walk_7");
  EXPECT_NE(madeOf(before).graph_def_program_hash(),
            madeOf(after).graph_def_program_hash());
  after = before;
  auto &constant =
      *after.mutable_meta_graphs(0)->mutable_graph_def()->mutable_node(1);
  (*constant.mutable_attr())["dtype"].set_type(tensorflow::DT_FLOAT);
  EXPECT_NE(madeOf(before).graph_def_program_hash(),
            madeOf(after).graph_def_program_hash());
}

TEST(Fingerprint, FunctionsAreTakenByTheirNumbers) {
  tensorflow::SavedModel changed = model();
  auto &functions = *changed.mutable_meta_graphs(0)
                         ->mutable_object_graph_def()
                         ->mutable_concrete_functions();
  const uint64_t hash = madeOf(changed).saved_object_graph_hash();
  EXPECT_NE(hash, 0u);
  // Other numbers in the same order are no difference.
  functions["run_100"] = functions["run_10"];
  functions.erase("run_10");
  EXPECT_EQ(madeOf(changed).saved_object_graph_hash(), hash);
  functions["run_5"] = functions["run_100"];
  functions.erase("run_100");
  EXPECT_NE(madeOf(changed).saved_object_graph_hash(), hash);
  functions["walk_5"] = functions["run_5"];
  EXPECT_EQ(madeOf(changed).saved_object_graph_hash(), 0u);
  functions.erase("walk_5");
  functions["walk"].add_bound_inputs(1);
  EXPECT_EQ(madeOf(changed).saved_object_graph_hash(), 0u);
}

TEST(Fingerprint, HostileGraphs) {
  tensorflow::SavedModel changed;
  EXPECT_EQ(madeOf(changed).graph_def_program_hash(), 0u);
  tensorflow::GraphDef &graph = *changed.add_meta_graphs()->mutable_graph_def();
  graph.add_node()->set_op("PartitionedCall"); // Without a function.
  (*graph.mutable_node(0)->mutable_attr())["f"].set_i(1);
  graph.add_node()->set_op("PartitionedCall");
  graph.add_node()->set_op("Const"); // Without a type or value.
  (*graph.mutable_node(2)->mutable_attr())["dtype"].set_type(
      tensorflow::DT_STRING);
  EXPECT_NE(madeOf(changed).graph_def_program_hash(), 0u);
  EXPECT_EQ((*graph.mutable_node(0)->mutable_attr())["f"].i(), 1);
}

TEST(Fingerprint, TakesUuidAndIndexAsGiven) {
  const FingerprintDef with = makeFingerprint("m", model(), "index", "id");
  EXPECT_EQ(with.uuid(), "id");
  EXPECT_EQ(with.checkpoint_hash(), fingerprint64("index"));
  EXPECT_EQ(with.saved_model_checksum(), fingerprint64("m"));
  EXPECT_EQ(with.version().producer(), 4);
  EXPECT_EQ(makeFingerprint("m", model(), "", "").checkpoint_hash(), 0u);
}

} // namespace
