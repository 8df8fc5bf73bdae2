// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Models, IR and single files that are written.

#include "Scenarios.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Target/IR.h"
#include "sm/Target/SavedModel.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/MLIRContext.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace fs = std::filesystem;
using namespace sm::format;

namespace sm::test {

namespace {

std::string bytesOf(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void put(const fs::path &path, const std::string &bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

/// What a scenario starts from must work.
void require(const Status &status) {
  if (status.ok())
    return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

/// Names in `dir` that do not begin as `names` do.
std::vector<std::string> othersIn(const fs::path &dir,
                                  const std::vector<std::string> &names) {
  std::vector<std::string> others;
  for (const auto &entry : fs::directory_iterator(dir)) {
    const std::string name = entry.path().filename().string();
    if (std::find(names.begin(), names.end(), name) == names.end())
      others.push_back(name);
  }
  return others;
}

std::shared_ptr<tensorflow::SavedModel> modelOf(const std::string &version) {
  auto model = std::make_shared<tensorflow::SavedModel>();
  model->set_saved_model_schema_version(1);
  auto *metaGraph = model->add_meta_graphs();
  metaGraph->mutable_meta_info_def()->add_tags("serve");
  metaGraph->mutable_meta_info_def()->set_tensorflow_version(version);
  return model;
}

/// Three tensors in memory, of which one is large.
std::map<std::string, StoredTensor> variablesOf(char fill) {
  std::map<std::string, StoredTensor> variables;
  for (const auto &[name, count] :
       {std::pair<const char *, int64_t>{"a", 3}, {"b", 100000}}) {
    auto data = std::make_shared<std::string>(count * 4, fill);
    StoredTensor tensor;
    tensor.dtype = DType::Float;
    tensor.shape = Shape({count});
    tensor.bytes = {data->data(), data->size()};
    tensor.owner = data;
    variables[name] = tensor;
  }
  StoredTensor strings;
  strings.dtype = DType::String;
  strings.shape = Shape({2});
  strings.strings = {std::string(3, fill), ""};
  variables["s"] = strings;
  return variables;
}

/// Reads a model and every byte of its checkpoint.
Status readWhole(const std::string &dir) {
  SM_ASSIGN_OR_RETURN(const SavedModelFile model, readSavedModel(dir));
  if (!model.hasVariables())
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(const auto bundle,
                      TensorBundle::open(model.variablesPrefix()));
  for (const auto &[name, entry] : bundle->tensors())
    SM_RETURN_IF_ERROR(bundle->verify(name));
  return absl::OkStatus();
}

/// What the place holds before a model is written.
enum class Before { Nothing, EmptyFolder, Model };

/// A SavedModel with assets, written to a place with this and that in it.
class ModelScenario : public Scenario {
public:
  ModelScenario(const fs::path &root, const std::string &what, Before before,
                bool makesCheckpoint)
      : work(root / "work"), place(work / "model"), source(root / "source"),
        before(before) {
    name = what;
    fs::create_directories(root);
    makeSource();
    SavedModelContents old;
    old.proto = modelOf("old");
    old.variables = variablesOf('o');
    if (before == Before::Model) {
      require(writeSavedModel(old, oldOne(), true));
      put(root / "old/assets/old.txt", "old");
    }
    contents.proto = modelOf("new");
    contents.filesFrom = source.string();
    if (makesCheckpoint)
      contents.variables = variablesOf('n');
    reset();
    oldTree = fs::exists(place) ? treeOf(place.string()) : oldTree;
    require(write());
    newTree = treeOf(place.string());
    sourceTree = treeOf(source.string());
  }

  void reset() override {
    fs::remove_all(work);
    fs::create_directories(work);
    if (before == Before::EmptyFolder)
      fs::create_directory(place);
    if (before == Before::Model)
      fs::copy(oldOne(), place, fs::copy_options::recursive);
  }

  Status write() const override {
    return writeSavedModel(contents, place.string(), before == Before::Model);
  }

  Found examine(std::string &why) const override {
    if (!fs::exists(place)) {
      why = "nothing is there";
      return before == Before::Nothing ? Found::Old : Found::Broken;
    }
    const auto tree = treeOf(place.string());
    if (before == Before::EmptyFolder && tree.empty())
      return Found::Old;
    if (const Status status = readWhole(place.string()); !status.ok()) {
      why = status.ToString();
      return Found::Broken;
    }
    if (before == Before::Model && tree == oldTree)
      return Found::Old;
    why = "neither the old nor the new one";
    return tree == newTree ? Found::New : Found::Broken;
  }

  std::vector<std::string> leftovers() const override {
    return othersIn(work, {"model"});
  }

  std::string sourceDamage() const override {
    return treeOf(source.string()) == sourceTree ? "" : "the source changed";
  }

private:
  std::string oldOne() const { return (work.parent_path() / "old").string(); }

  void makeSource() const {
    SavedModelContents made;
    made.proto = modelOf("source");
    made.variables = variablesOf('s');
    require(writeSavedModel(made, source.string(), true));
    tensorflow::FingerprintDef fingerprint;
    fingerprint.set_uuid("a uuid");
    put(source / "fingerprint.pb", serialize(fingerprint));
    put(source / "assets/words.txt", "a\nb\n");
    put(source / "assets.extra/more/deep", "d");
    put(source / "keras_metadata.pb", std::string(200000, 'k'));
    fs::create_symlink("words.txt", source / "assets/link");
  }

  fs::path work, place, source;
  Before before;
  SavedModelContents contents;
  std::map<std::string, std::string> oldTree, newTree, sourceTree;
};

/// A text with a file of weights beside it.
class IRScenario : public Scenario {
public:
  IRScenario(const fs::path &root, const std::string &what, bool overwrite)
      : work(root / "work"), text(work / "m.mlir"),
        weights(work / "m.mlir.weights"), overwrite(overwrite) {
    name = what;
    registerAllDialects(registry);
    fs::create_directories(work);
    // The two have weights of one size, so that only checksums tell.
    writeModule(2.0F);
    oldText = bytesOf(text), oldWeights = bytesOf(weights);
    writeModule(3.0F);
    newText = bytesOf(text), newWeights = bytesOf(weights);
    makeModule(3.0F);
  }

  void reset() override {
    fs::remove_all(work);
    fs::create_directories(work);
    if (overwrite) {
      put(text, oldText);
      put(weights, oldWeights);
    }
  }

  // A module can be written once, so only by a child.
  Status write() const override {
    return target::writeIR(*module, text.string(), /*bytecode=*/false,
                           overwrite);
  }

  Found examine(std::string &why) const override {
    const std::string foundText = bytesOf(text),
                      foundWeights = bytesOf(weights);
    const bool weightsAreNew = foundWeights == newWeights;
    why = "the files are not whole";
    if (!weightsAreNew &&
        (overwrite ? foundWeights != oldWeights : fs::exists(weights)))
      return Found::Broken;
    if (!overwrite && !fs::exists(text))
      return Found::Old;
    const bool textIsNew = foundText == newText;
    if (!textIsNew && foundText != oldText)
      return Found::Broken;
    const Status status = readWholeIR();
    why = status.ToString();
    if (textIsNew == weightsAreNew)
      return !status.ok() ? Found::Broken : textIsNew ? Found::New : Found::Old;
    return status.ok() ? Found::Broken : Found::Refused;
  }

  std::vector<std::string> leftovers() const override {
    return othersIn(work, {"m.mlir", "m.mlir.weights"});
  }
  bool mayBeRefused() const override { return overwrite; }

private:
  void makeModule(float fill) {
    auto graph = std::make_shared<tensorflow::GraphDef>();
    for (const char *node : {"x", "y"}) {
      auto *def = graph->add_node();
      def->set_name(node);
      def->set_op("Const");
      (*def->mutable_attr())["dtype"].set_type(tensorflow::DT_FLOAT);
      auto *tensor = (*def->mutable_attr())["value"].mutable_tensor();
      tensor->set_dtype(tensorflow::DT_FLOAT);
      tensor->mutable_tensor_shape()->add_dim()->set_size(30000);
      const std::vector<float> values(30000, fill);
      tensor->set_tensor_content(values.data(), values.size() * sizeof(float));
    }
    module = {};
    context = std::make_unique<mlir::MLIRContext>(
        registry, mlir::MLIRContext::Threading::DISABLED);
    auto imported = target::importGraphDef(graph, "m.pb", context.get());
    require(imported.status());
    module = std::move(*imported);
  }

  void writeModule(float fill) {
    makeModule(fill);
    require(target::writeIR(*module, text.string(), /*bytecode=*/false,
                            /*overwrite=*/true));
  }

  /// Reads the text and every byte that it refers to.
  Status readWholeIR() const {
    mlir::MLIRContext reading(registry, mlir::MLIRContext::Threading::DISABLED);
    SM_ASSIGN_OR_RETURN(const auto read,
                        target::readIR(text.string(), "", &reading));
    Status status;
    mlir::AttrTypeWalker walker;
    walker.addWalk([&](saved_model::DataAttr attr) {
      status.Update(saved_model::elementBytes(attr).status());
    });
    read.get()->walk([&](mlir::Operation *op) {
      walker.walk(op->getAttrDictionary());
      if (mlir::Attribute properties = op->getPropertiesAsAttribute())
        walker.walk(properties);
    });
    return status;
  }

  fs::path work, text, weights;
  bool overwrite;
  mlir::DialectRegistry registry;
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::string oldText, oldWeights, newText, newWeights;
};

/// One message in a file.
class MessageScenario : public Scenario {
public:
  MessageScenario(const fs::path &root, const std::string &what, bool overwrite)
      : work(root / "work"), place(work / "g.pb"), overwrite(overwrite) {
    name = what;
    for (int i = 0; i < 3000; ++i) {
      auto *node = graph.add_node();
      node->set_name("a node with a rather long name, number " +
                     std::to_string(i));
      node->set_op("NoOp");
    }
  }

  void reset() override {
    fs::remove_all(work);
    fs::create_directories(work);
    if (overwrite)
      put(place, old());
  }
  Status write() const override {
    return writeMessage(graph, place.string(), overwrite);
  }
  Found examine(std::string &why) const override {
    if (!fs::exists(place)) {
      why = "nothing is there";
      return overwrite ? Found::Broken : Found::Old;
    }
    const std::string found = bytesOf(place);
    if (const auto read = readGraphDef(place.string()); !read.ok()) {
      why = read.status().ToString();
      return Found::Broken;
    }
    why = "neither the old nor the new one";
    return found == serialize(graph)     ? Found::New
           : overwrite && found == old() ? Found::Old
                                         : Found::Broken;
  }
  std::vector<std::string> leftovers() const override {
    return othersIn(work, {"g.pb"});
  }

private:
  static std::string old() {
    tensorflow::GraphDef graph;
    graph.add_node()->set_name("old");
    return serialize(graph);
  }

  fs::path work, place;
  bool overwrite;
  tensorflow::GraphDef graph;
};

} // namespace

std::map<std::string, std::string> treeOf(const std::string &dir) {
  std::map<std::string, std::string> tree;
  for (const auto &entry : fs::recursive_directory_iterator(dir)) {
    const std::string name = fs::relative(entry.path(), dir).string();
    if (entry.is_directory())
      tree[name + "/"] = "";
    else
      tree[name] = bytesOf(entry.path());
  }
  return tree;
}

std::vector<std::unique_ptr<Scenario>> makeScenarios(const std::string &root) {
  std::vector<std::unique_ptr<Scenario>> all;
  int number = 0;
  auto next = [&] { return fs::path(root) / std::to_string(number++); };
  all.push_back(std::make_unique<ModelScenario>(
      next(), "a new model", Before::Nothing, /*makesCheckpoint=*/false));
  all.push_back(std::make_unique<ModelScenario>(
      next(), "a new model with a new checkpoint", Before::Nothing,
      /*makesCheckpoint=*/true));
  all.push_back(std::make_unique<ModelScenario>(
      next(), "a model in an empty folder", Before::EmptyFolder,
      /*makesCheckpoint=*/true));
  all.push_back(std::make_unique<ModelScenario>(next(), "a model over another",
                                                Before::Model,
                                                /*makesCheckpoint=*/false));
  all.push_back(std::make_unique<ModelScenario>(
      next(), "a model with a new checkpoint over another", Before::Model,
      /*makesCheckpoint=*/true));
  all.push_back(std::make_unique<IRScenario>(next(), "a new text with weights",
                                             /*overwrite=*/false));
  all.push_back(std::make_unique<IRScenario>(
      next(), "a text with weights over another", /*overwrite=*/true));
  all.push_back(std::make_unique<MessageScenario>(next(), "a new file",
                                                  /*overwrite=*/false));
  all.push_back(std::make_unique<MessageScenario>(next(), "a file over another",
                                                  /*overwrite=*/true));
  return all;
}

} // namespace sm::test
