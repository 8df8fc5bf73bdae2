// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Model folders: what is found, what is chosen, what is refused.

#include "sm/Format/SavedModel.h"
#include "TestFiles.h"
#include "sm/Format/Proto/debug_info.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;
using namespace sm::test;
using tensorflow::MetaGraphDef;
using tensorflow::SavedModel;

namespace {

SavedModel modelWith(const std::vector<TagSet> &sets) {
  SavedModel model;
  for (const TagSet &tags : sets) {
    MetaGraphDef *metaGraph = model.add_meta_graphs();
    for (const std::string &tag : tags)
      metaGraph->mutable_meta_info_def()->add_tags(tag);
  }
  return model;
}

//===----------------------------------------------------------------------===//
// Folders
//===----------------------------------------------------------------------===//

TEST(ModelFolder, ReadsBinaryBeforeText) {
  const TempFolder folder;
  const SavedModel model = modelWith({{"serve"}});
  folder.write("saved_model.pbtxt", model.DebugString());
  auto read = readSavedModel(folder.path(""));
  ASSERT_OK(read);
  EXPECT_TRUE(read->isText);
  EXPECT_EQ(read->proto->meta_graphs_size(), 1);
  EXPECT_THAT(read->path(), testing::EndsWith("saved_model.pbtxt"));
  folder.write("saved_model.pb", modelWith({{"a"}, {"b"}}).SerializeAsString());
  read = readSavedModel(folder.path(""));
  ASSERT_OK(read);
  EXPECT_FALSE(read->isText);
  EXPECT_EQ(read->proto->meta_graphs_size(), 2);
}

TEST(ModelFolder, KnowsItsVariables) {
  const TempFolder folder;
  folder.write("saved_model.pb", "");
  auto read = readSavedModel(folder.path(""));
  ASSERT_OK(read);
  EXPECT_FALSE(read->hasVariables());
  folder.write("variables/variables.index", "");
  EXPECT_TRUE(read->hasVariables());
  EXPECT_EQ(read->variablesPrefix(), folder.path("variables/variables"));
}

TEST(ModelFolder, SaysWhatIsThereInstead) {
  const TempFolder folder;
  EXPECT_ERROR(readSavedModel(folder.path("none")), kNotFound,
               "no such folder: ");
  EXPECT_ERROR(readSavedModel(folder.path("")), kNotFound,
               "no saved_model.pb yet; the folder is empty");
  const std::string file = folder.write("readme.txt", "");
  EXPECT_ERROR(readSavedModel(folder.path("")), kNotFound,
               "no saved_model.pb yet; the folder holds: readme.txt");
  EXPECT_ERROR(readSavedModel(file), kInvalidArgument,
               "is a file; a SavedModel "
               "is a folder");
  for (char c = 'a'; c < 'l'; ++c)
    folder.write(std::string(1, c), "");
  EXPECT_ERROR(readSavedModel(folder.path("")), kNotFound,
               "a, b, c, d, e, f, g, h, ...");
  folder.write("saved_model.cpb", "");
  EXPECT_ERROR(readSavedModel(folder.path("")), kUnimplemented,
               "saved_model.cpb: models split into chunks are not supported");
}

TEST(ModelFolder, DamagedFilesAreNamed) {
  const TempFolder folder;
  folder.write("saved_model.pb", "\xff");
  EXPECT_ERROR(readSavedModel(folder.path("")), kInvalidArgument,
               "saved_model.pb: not a valid tensorflow.SavedModel");
  fs::remove(folder.path("saved_model.pb"));
  folder.write("saved_model.pbtxt", "meta_graphs { unheard_of: 1 }");
  EXPECT_ERROR(readSavedModel(folder.path("")), kInvalidArgument,
               "saved_model.pbtxt: not the text form of tensorflow.SavedModel");
}

TEST(ModelFolder, DebugInfo) {
  const TempFolder folder;
  auto info = readDebugInfo(folder.path(""));
  ASSERT_OK(info);
  EXPECT_EQ(*info, nullptr);
  tensorflow::GraphDebugInfo written;
  written.add_files("model.py");
  folder.write("debug/saved_model_debug_info.pb", written.SerializeAsString());
  info = readDebugInfo(folder.path(""));
  ASSERT_OK(info);
  EXPECT_EQ((*info)->files(0), "model.py");
  folder.write("debug/saved_model_debug_info.pb", "\xff");
  EXPECT_ERROR(readDebugInfo(folder.path("")), kInvalidArgument,
               "saved_model_debug_info.pb: not a valid");
}

//===----------------------------------------------------------------------===//
// Versions
//===----------------------------------------------------------------------===//

TEST(Versions, NewestByNumber) {
  const TempFolder folder;
  folder.write("9/saved_model.pb", "");
  folder.write("10/saved_model.pb", "");
  folder.write("00000123/saved_model.pbtxt", "");
  folder.write("500/not-yet", "");
  folder.write("v7/saved_model.pb", "");
  const std::string dir = folder.path("");
  EXPECT_EQ(*resolveVersion(dir), folder.path("00000123"));
  EXPECT_EQ(*resolveVersion(dir, "latest"), folder.path("00000123"));
  EXPECT_EQ(*resolveVersion(dir, "123"), folder.path("00000123"));
  EXPECT_EQ(*resolveVersion(dir, "9"), folder.path("9"));
  EXPECT_ERROR(resolveVersion(dir, "11"), kNotFound,
               "has no version 11; there is: 9, 10, 123");
  EXPECT_ERROR(resolveVersion(dir, "newest"), kInvalidArgument,
               "version 'newest' is neither a number nor 'latest'");
}

TEST(Versions, TheModelItself) {
  const TempFolder folder;
  folder.write("saved_model.pb", "");
  EXPECT_EQ(*resolveVersion(folder.path("")), folder.path(""));
  EXPECT_EQ(*resolveVersion(folder.path(""), "latest"), folder.path(""));
  EXPECT_ERROR(resolveVersion(folder.path(""), "1"), kInvalidArgument,
               "is a model itself");
}

TEST(Versions, None) {
  const TempFolder folder;
  EXPECT_ERROR(resolveVersion(folder.path("none")), kNotFound,
               "no such folder");
  EXPECT_ERROR(resolveVersion(folder.path("")), kNotFound,
               "no saved_model.pb yet");
}

//===----------------------------------------------------------------------===//
// MetaGraphs
//===----------------------------------------------------------------------===//

TEST(TagSets, AreParsed) {
  EXPECT_EQ(*parseTagSet("serve"), TagSet{"serve"});
  EXPECT_EQ(*parseTagSet(" b , a,b"), (TagSet{"a", "b"}));
  EXPECT_EQ(*parseTagSet(""), TagSet());
  EXPECT_ERROR(parseTagSet("a,,b"), kInvalidArgument, "has an empty tag");
  EXPECT_EQ(tagSetName({"train", "serve"}), "serve,train");
  EXPECT_EQ(tagSetName({}), "''");
}

TEST(MetaGraphs, AreChosenByEqualSets) {
  const SavedModel model =
      modelWith({{"train"}, {"serve", "gpu"}, {"serve"}, {"serve"}, {}});
  EXPECT_EQ(*selectMetaGraph(model, TagSet{"gpu", "serve"}), 1);
  EXPECT_EQ(*selectMetaGraph(model, TagSet{"serve"}), 2);
  EXPECT_EQ(*selectMetaGraph(model, TagSet{}), 4);
  EXPECT_EQ(*selectMetaGraph(model, std::nullopt), 2);
  EXPECT_EQ(*selectMetaGraph(modelWith({{"odd"}}), std::nullopt), 0);
  EXPECT_ERROR(selectMetaGraph(model, TagSet{"gpu"}), kNotFound,
               "no MetaGraph with tag set gpu; the model has: train; "
               "gpu,serve; serve; serve; ''");
  EXPECT_ERROR(selectMetaGraph(modelWith({{"a"}, {"b"}}), std::nullopt),
               kInvalidArgument, "which MetaGraph?");
  EXPECT_ERROR(selectMetaGraph(SavedModel(), std::nullopt), kInvalidArgument,
               "the model has no MetaGraph at all");
}

TEST(InitOp, FirstOfThreePlaces) {
  MetaGraphDef metaGraph;
  EXPECT_EQ(*initOpNode(metaGraph), std::nullopt);
  auto &collections = *metaGraph.mutable_collection_def();
  collections["legacy_init_op"].mutable_node_list()->add_value("legacy");
  EXPECT_EQ(*initOpNode(metaGraph), "legacy");
  collections["saved_model_main_op"].mutable_node_list()->add_value("main:0");
  EXPECT_EQ(*initOpNode(metaGraph), "main");
  auto &signature =
      (*metaGraph.mutable_signature_def())["__saved_model_init_op"];
  EXPECT_ERROR(initOpNode(metaGraph), kInvalidArgument,
               "has no output of the same name");
  auto &output = (*signature.mutable_outputs())["__saved_model_init_op"];
  EXPECT_ERROR(initOpNode(metaGraph), kInvalidArgument, "has an empty name");
  output.set_name("NoOp");
  EXPECT_EQ(*initOpNode(metaGraph), "NoOp");
}

TEST(InitOp, CollectionsHoldOneNode) {
  MetaGraphDef metaGraph;
  auto &collection =
      (*metaGraph.mutable_collection_def())["saved_model_main_op"];
  EXPECT_ERROR(initOpNode(metaGraph), kInvalidArgument,
               "must hold exactly one node name; it holds 0");
  collection.mutable_node_list()->add_value("a");
  collection.mutable_node_list()->add_value("b");
  EXPECT_ERROR(initOpNode(metaGraph), kInvalidArgument, "it holds 2");
}

//===----------------------------------------------------------------------===//
// Assets
//===----------------------------------------------------------------------===//

class Assets : public testing::Test {
protected:
  StatusOr<std::vector<Asset>> list() {
    SavedModelFile model;
    model.dir = folder.path("m");
    return listAssets(model, metaGraph);
  }
  /// The path of an asset of the model.
  StatusOr<std::string> pathOf(const std::string &name) {
    return confinedAssetPath(folder.path("m"), name);
  }
  void SetUp() override { folder.write("m/assets/words.txt", "one"); }

  TempFolder folder;
  MetaGraphDef metaGraph;
};

TEST_F(Assets, FromTheirOwnField) {
  auto *def = metaGraph.add_asset_file_def();
  def->set_filename("words.txt");
  def->mutable_tensor_info()->set_name("Const:0");
  metaGraph.add_asset_file_def()->set_filename("sub/missing.txt");
  const auto assets = list();
  ASSERT_OK(assets);
  ASSERT_EQ(assets->size(), 2u);
  EXPECT_EQ((*assets)[0].tensorName, "Const:0");
  EXPECT_EQ((*assets)[0].fileName, "words.txt");
  EXPECT_EQ((*assets)[0].path,
            fs::canonical(folder.path("m/assets/words.txt")).string());
  EXPECT_TRUE((*assets)[0].exists);
  EXPECT_FALSE((*assets)[1].exists);
}

TEST_F(Assets, FromTheCollection) {
  tensorflow::AssetFileDef def;
  def.set_filename("words.txt");
  auto &list = *(*metaGraph.mutable_collection_def())["saved_model_assets"]
                    .mutable_any_list();
  list.add_value()->PackFrom(def);
  const auto assets = Assets::list();
  ASSERT_OK(assets);
  ASSERT_EQ(assets->size(), 1u);
  EXPECT_TRUE((*assets)[0].exists);
  list.mutable_value(0)->set_value("\xff");
  EXPECT_ERROR(Assets::list(), kInvalidArgument,
               "collection 'saved_model_assets': not a valid");
  list.mutable_value(0)->set_type_url("elsewhere/Thing");
  EXPECT_ERROR(Assets::list(), kInvalidArgument,
               "holds a message of type 'elsewhere/Thing'");
}

TEST_F(Assets, StayInTheModel) {
  EXPECT_OK(pathOf("./words.txt"));
  EXPECT_OK(pathOf("..words"));
  EXPECT_ERROR(pathOf(""), kInvalidArgument, "has no name");
  EXPECT_ERROR(pathOf("."), kInvalidArgument, "leaves the model's assets");
  EXPECT_ERROR(pathOf("/etc/passwd"), kInvalidArgument, "absolute path");
  EXPECT_ERROR(pathOf("../saved_model.pb"), kInvalidArgument, "has '..'");
  EXPECT_ERROR(pathOf("a/../../b"), kInvalidArgument, "has '..'");
  EXPECT_ERROR(pathOf(std::string("a\0b", 3)), kInvalidArgument, "has a NUL");
  metaGraph.add_asset_file_def()->set_filename("../x");
  EXPECT_ERROR(list(), kInvalidArgument, "asset '../x' has '..'");
}

TEST_F(Assets, LinksMayNotLeave) {
  folder.write("secret", "x");
  fs::create_symlink("words.txt", folder.path("m/assets/inside"));
  fs::create_symlink("../../secret", folder.path("m/assets/outside"));
  fs::create_symlink("../..", folder.path("m/assets/up"));
  fs::create_symlink("loop", folder.path("m/assets/loop"));
  EXPECT_OK(pathOf("inside"));
  EXPECT_ERROR(pathOf("outside"), kInvalidArgument,
               "leaves the model's assets");
  EXPECT_ERROR(pathOf("up/secret"), kInvalidArgument,
               "leaves the model's assets");
  EXPECT_ERROR(pathOf("loop"), kInvalidArgument, "cannot resolve");
  fs::remove_all(folder.path("m/assets"));
  fs::create_symlink("..", folder.path("m/assets"));
  EXPECT_ERROR(pathOf("secret"), kInvalidArgument, "leaves the model's assets");
}

//===----------------------------------------------------------------------===//
// Real models
//===----------------------------------------------------------------------===//

TEST(RealModels, TwoMetaGraphs) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "multi-taxi-tf21");
  auto model = readSavedModel(dir);
  ASSERT_OK(model);
  ASSERT_EQ(model->proto->meta_graphs_size(), 2);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(
        *selectMetaGraph(*model->proto, tagsOf(model->proto->meta_graphs(i))),
        i);
}

TEST(RealModels, TagSetOfTwo) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "rust-regression-tf12");
  auto model = readSavedModel(dir);
  ASSERT_OK(model);
  EXPECT_EQ(*selectMetaGraph(*model->proto, *parseTagSet("serve,train")), 0);
  EXPECT_ERROR(selectMetaGraph(*model->proto, *parseTagSet("serve")), kNotFound,
               "serve,train");
}

TEST(RealModels, EmptyTagSet) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "tf-half-plus-two-empty-tags");
  auto model = readSavedModel(dir);
  ASSERT_OK(model);
  EXPECT_EQ(*selectMetaGraph(*model->proto, TagSet()), 0);
}

} // namespace
