// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Models that no exporter writes, but that the formats allow: import and
/// export change nothing.

#include "RoundTrip.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/variable.pb.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>

#include <fstream>
#include <random>

namespace pb = google::protobuf;
namespace fs = std::filesystem;
using namespace tensorflow;

namespace {

/// Fills messages with values at the limits of their types.
class Filler {
public:
  explicit Filler(unsigned seed) : random(seed) {}

  bool chance(unsigned percent) { return random() % 100 < percent; }
  unsigned below(unsigned count) { return random() % count; }

  std::string text(bool isUTF8) {
    static const std::string texts[] = {"",
                                        "a",
                                        "x/y:0",
                                        "\xC3\xA9\xE2\x82\xAC",
                                        std::string("n\0l", 3),
                                        "\"quoted\" \\ \n\t",
                                        std::string(300, 'q'),
                                        "?",
                                        "value",
                                        "#sm"};
    static const std::string bytes[] = {"\xFF", std::string("\0\x80", 2),
                                        "\xC3("};
    return isUTF8 || chance(60) ? texts[below(10)] : bytes[below(3)];
  }

  void unknown(pb::Message &message) {
    pb::UnknownFieldSet *set =
        message.GetReflection()->MutableUnknownFields(&message);
    set->AddVarint(20001, random());
    set->AddLengthDelimited(20002, text(false));
    set->AddFixed64(20003, ~uint64_t(0));
    set->AddGroup(20004)->AddFixed32(1, random());
  }

  /// Sets some of the fields that `skip` does not name.
  void fill(pb::Message &message, int depth,
            const std::set<std::string> &skip = {}) {
    const pb::Descriptor *type = message.GetDescriptor();
    if (type->full_name() == "google.protobuf.Any")
      return pack(static_cast<pb::Any &>(message), depth);
    for (int i = 0; i < type->field_count(); ++i) {
      const pb::FieldDescriptor *field = type->field(i);
      if (skip.count(field->name()) || chance(40))
        continue;
      if (field->containing_oneof() && chance(60))
        continue;
      bool isMessage =
          field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
      if (isMessage && depth <= 0)
        continue;
      if (field->is_map()) {
        fillMap(message, field, depth);
        continue;
      }
      int count = field->is_repeated() ? 1 + below(3) : 1;
      for (int k = 0; k < count; ++k)
        set(message, field, depth);
    }
    if (chance(15))
      unknown(message);
  }

private:
  void pack(pb::Any &any, int depth) {
    SaverDef saver;
    MetaGraphDef::MetaInfoDef info;
    pb::Any inner;
    any.set_type_url("type.googleapis.com/nobody.Knows");
    any.set_value(text(false));
    switch (below(4)) {
    case 0:
      fill(saver, depth - 1);
      any.PackFrom(saver);
      break;
    case 1:
      // Fields that have their own place elsewhere.
      info.add_tags("inside");
      any.PackFrom(info);
      break;
    case 2:
      if (depth > 0) {
        fill(inner, depth - 1);
        any.PackFrom(inner);
      }
      break;
    default:
      break;
    }
  }

  /// Keys must differ, so the entries are merged by a round trip.
  void fillMap(pb::Message &message, const pb::FieldDescriptor *field,
               int depth) {
    set(message, field, depth);
  }

  void set(pb::Message &m, const pb::FieldDescriptor *f, int depth) {
    const pb::Reflection *r = m.GetReflection();
    static const int64_t numbers[] = {
        0, 1, -1, 7, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    static const double reals[] = {0.0,       -0.0, 1.5, 1e-300,
                                   -INFINITY, NAN,  3e38};
    bool adds = f->is_repeated();
    switch (f->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32: {
      auto v = static_cast<int32_t>(numbers[below(6)]);
      adds ? r->AddInt32(&m, f, v) : r->SetInt32(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_INT64: {
      int64_t v = numbers[below(8)];
      adds ? r->AddInt64(&m, f, v) : r->SetInt64(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_UINT32: {
      auto v = static_cast<uint32_t>(numbers[below(6)]);
      adds ? r->AddUInt32(&m, f, v) : r->SetUInt32(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_UINT64: {
      auto v = static_cast<uint64_t>(numbers[below(8)]);
      adds ? r->AddUInt64(&m, f, v) : r->SetUInt64(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_DOUBLE: {
      double v = reals[below(7)];
      adds ? r->AddDouble(&m, f, v) : r->SetDouble(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_FLOAT: {
      auto v = static_cast<float>(reals[below(7)]);
      adds ? r->AddFloat(&m, f, v) : r->SetFloat(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_BOOL: {
      bool v = chance(50);
      adds ? r->AddBool(&m, f, v) : r->SetBool(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      int v = chance(50) ? static_cast<int>(below(3)) : -5;
      adds ? r->AddEnumValue(&m, f, v) : r->SetEnumValue(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_STRING: {
      std::string v = text(f->type() == pb::FieldDescriptor::TYPE_STRING);
      adds ? r->AddString(&m, f, v) : r->SetString(&m, f, v);
      return;
    }
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      fill(adds ? *r->AddMessage(&m, f) : *r->MutableMessage(&m, f), depth - 1);
      return;
    }
  }

  std::mt19937 random;
};

/// A model in a folder of its own.
class Folder {
public:
  explicit Folder(SavedModel proto) {
    file.dir = scratch.file("m");
    fs::create_directories(file.dir + "/assets");
    // As a reader sees it: map keys once, fields in their places.
    file.proto = std::make_shared<SavedModel>();
    EXPECT_TRUE(file.proto->ParseFromString(sm::format::serialize(proto)));
  }

  sm::test::ScratchFolder scratch;
  sm::format::SavedModelFile file;
};

void addVariableCollections(MetaGraphDef &metaGraph, Filler &filler) {
  VariableDef variable;
  variable.set_variable_name("v:0");
  variable.set_trainable(true);
  auto &opened =
      *(*metaGraph.mutable_collection_def())["variables"].mutable_bytes_list();
  opened.add_value(variable.SerializeAsString());
  filler.unknown(variable);
  opened.add_value(variable.SerializeAsString());
  // Bytes that are no such message, or not the only way to write it.
  auto &others = *(*metaGraph.mutable_collection_def())["trainable_variables"]
                      .mutable_bytes_list();
  others.add_value("\xFF\xFF");
  others.add_value(std::string("\x0A\x81\x00v", 4));
  // Unknown fields beside the list.
  auto &beside = (*metaGraph.mutable_collection_def())["local_variables"];
  beside.mutable_bytes_list()->add_value(variable.SerializeAsString());
  filler.unknown(*beside.mutable_bytes_list());
  (*metaGraph.mutable_collection_def())["savers"].mutable_bytes_list();
  (*metaGraph.mutable_collection_def())["kindless"];
}

/// True if a graph may have this value: tensors must fit their shapes.
bool isAllowed(const AttrValue &value) {
  GraphDef graph;
  NodeDef &node = *graph.add_node();
  node.set_name("n");
  node.set_op("Holder");
  (*node.mutable_attr())["a"] = value;
  return sm::format::validateGraph(graph).ok();
}

void addNodes(pb::RepeatedPtrField<NodeDef> &nodes, bool isFunction,
              Filler &filler) {
  std::string first = isFunction ? "a:out:0" : "a";
  for (const char *name : {"a", "b", "c"}) {
    NodeDef &node = *nodes.Add();
    node.set_name(name);
    node.set_op(filler.chance(50) ? "Some>Op" : "Unknown");
    if (filler.chance(50))
      node.set_device(filler.text(true));
    if (filler.chance(50))
      filler.fill(*node.mutable_experimental_debug_info(), 2);
    if (filler.chance(50))
      filler.fill(*node.mutable_experimental_type(), 3);
    if (filler.chance(30))
      filler.unknown(node);
    for (const char *key : {"k", "T", "odd name/#", "value"}) {
      AttrValue value;
      filler.fill(value, 4);
      if (isAllowed(value))
        (*node.mutable_attr())[key] = value;
    }
  }
  nodes.Mutable(1)->add_input(first);
  nodes.Mutable(1)->add_input(isFunction ? "a:out" : "a:0");
  nodes.Mutable(2)->add_input(isFunction ? "a:more:3" : "a:3");
  nodes.Mutable(2)->add_input("^a");
  nodes.Mutable(2)->add_input("^a");
}

void addFunction(GraphDef &graph, const std::string &name, Filler &filler) {
  FunctionDef &function = *graph.mutable_library()->add_function();
  filler.fill(function, 3, {"signature", "node_def", "ret", "control_ret"});
  OpDef &signature = *function.mutable_signature();
  filler.fill(signature, 2,
              {"name", "input_arg", "output_arg", "control_output"});
  signature.set_name(name);
  OpDef::ArgDef &arg = *signature.add_input_arg();
  filler.fill(arg, 3, {"name"});
  arg.set_name("x");
  signature.add_output_arg()->set_name("y");
  signature.add_output_arg()->set_name("z");
  signature.add_control_output("done");
  addNodes(*function.mutable_node_def(), /*isFunction=*/true, filler);
  function.mutable_node_def(0)->add_input("x");
  function.mutable_node_def(0)->add_input("x:0");
  (*function.mutable_ret())["y"] = "b:out";
  (*function.mutable_ret())["z"] = "x";
  (*function.mutable_control_ret())["done"] = "c";
}

void addSignatures(MetaGraphDef &metaGraph, Filler &filler) {
  for (const char *name : {"s", "t", ""}) {
    SignatureDef &signature = (*metaGraph.mutable_signature_def())[name];
    if (filler.chance(30))
      continue; // Empty, but there.
    if (filler.chance(50))
      signature.set_method_name(filler.text(true));
    for (const char *key : {"k", "other key"}) {
      filler.fill((*signature.mutable_inputs())[key], 3);
      filler.fill((*signature.mutable_outputs())[key], 3);
    }
    if (filler.chance(30))
      filler.unknown(signature);
    TensorProto &value = (*signature.mutable_defaults())["d"];
    value.set_dtype(DT_FLOAT);
    value.add_float_val(-0.0f);
  }
}

void addAssets(MetaGraphDef &metaGraph, Filler &filler) {
  for (const char *name : {"b.txt", "a.txt", "b.txt"}) {
    AssetFileDef &asset = *metaGraph.add_asset_file_def();
    if (filler.chance(70))
      filler.fill(*asset.mutable_tensor_info(), 3);
    asset.set_filename(name);
    if (filler.chance(20))
      filler.unknown(asset);
  }
}

MetaGraphDef makeMetaGraph(Filler &filler) {
  MetaGraphDef metaGraph;
  filler.fill(metaGraph, 4,
              {"graph_def", "signature_def", "asset_file_def",
               "object_graph_def", "collection_def"});
  if (filler.chance(60))
    addSignatures(metaGraph, filler);
  if (filler.chance(60))
    addAssets(metaGraph, filler);
  if (filler.chance(60))
    addVariableCollections(metaGraph, filler);
  if (filler.chance(30))
    metaGraph.mutable_object_graph_def();
  if (filler.chance(20))
    return metaGraph;
  GraphDef &graph = *metaGraph.mutable_graph_def();
  filler.fill(graph, 3, {"node", "library"});
  if (filler.chance(30))
    graph.mutable_library();
  if (filler.chance(60))
    addNodes(*graph.mutable_node(), /*isFunction=*/false, filler);
  if (filler.chance(60)) {
    addFunction(graph, "f", filler);
    addFunction(graph, "__inference_<lambda>_1", filler);
    filler.fill(*graph.mutable_library(), 2, {"function"});
  }
  return metaGraph;
}

TEST(MadeModels, RandomMessages) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    Filler filler(seed);
    SavedModel proto;
    filler.fill(proto, 0, {"meta_graphs"});
    for (unsigned i = filler.below(3); i < 3; ++i)
      *proto.add_meta_graphs() = makeMetaGraph(filler);
    Folder folder(proto);
    sm::test::roundTripModel(folder.file);
    if (HasFailure())
      return;
  }
}

/// Presence of messages without contents.
TEST(MadeModels, EmptyButThere) {
  for (int bits = 0; bits < 1 << 8; ++bits) {
    SCOPED_TRACE(bits);
    SavedModel proto;
    MetaGraphDef &metaGraph = *proto.add_meta_graphs();
    if (bits & 1)
      metaGraph.mutable_meta_info_def();
    if (bits & 2)
      metaGraph.mutable_graph_def();
    if (bits & 4)
      metaGraph.mutable_graph_def()->mutable_library();
    if (bits & 8)
      metaGraph.mutable_graph_def()->mutable_versions();
    if (bits & 16)
      metaGraph.mutable_object_graph_def();
    if (bits & 32)
      metaGraph.mutable_saver_def();
    if (bits & 64)
      (*metaGraph.mutable_signature_def())["empty"];
    if (bits & 128)
      metaGraph.mutable_meta_info_def()->mutable_stripped_op_list();
    Folder folder(proto);
    auto context = sm::test::newContext();
    auto module =
        sm::target::importSavedModel(folder.file, std::nullopt, context.get());
    ASSERT_TRUE(module.ok()) << module.status();
    auto after = sm::target::exportSavedModel(**module);
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(sm::test::difference(*folder.file.proto, *after->proto), "");
  }
}

/// Messages inside the bytes of messages, without end.
TEST(MadeModels, DeepAny) {
  pb::Any any;
  any.set_type_url("type.googleapis.com/tensorflow.SaverDef");
  for (int i = 0; i < 300; ++i) {
    pb::Any outer;
    outer.PackFrom(any);
    any = outer;
  }
  SavedModel proto;
  *proto.add_meta_graphs()->mutable_meta_info_def()->mutable_any_info() = any;
  Folder folder(proto);
  sm::test::roundTripModel(folder.file);
}

/// Assets that only the collection lists, in TensorFlow's old way.
TEST(MadeModels, CollectedAssets) {
  SavedModel proto;
  MetaGraphDef &metaGraph = *proto.add_meta_graphs();
  auto &list = *(*metaGraph.mutable_collection_def())["saved_model_assets"]
                    .mutable_any_list();
  for (const char *name : {"b.txt", "a.txt", "b.txt"}) {
    AssetFileDef asset;
    asset.set_filename(name);
    asset.mutable_tensor_info()->set_name("asset:0");
    asset.mutable_tensor_info()->set_dtype(DT_STRING);
    list.add_value()->PackFrom(asset);
  }
  Folder folder(proto);
  sm::test::roundTripModel(folder.file);
}

} // namespace
