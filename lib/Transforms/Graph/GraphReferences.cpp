// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReferences.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace sm {

StringRef nodeOfTensor(StringRef text) {
  text.consume_front("^");
  return text.split(':').first;
}

//===----------------------------------------------------------------------===//
// Fields of messages
//===----------------------------------------------------------------------===//

Attribute fieldOf(Attribute message, StringRef field) {
  auto fields = dyn_cast_or_null<DictionaryAttr>(message);
  return fields ? fields.get(field) : Attribute();
}

StringRef textField(Attribute message, StringRef field) {
  auto text = dyn_cast_or_null<StringAttr>(fieldOf(message, field));
  return text ? text.getValue() : StringRef();
}

ArrayRef<Attribute> listField(Attribute message, StringRef field) {
  auto list = dyn_cast_or_null<ArrayAttr>(fieldOf(message, field));
  return list ? list.getValue() : ArrayRef<Attribute>();
}

int64_t numberField(Attribute message, StringRef field) {
  auto number = dyn_cast_or_null<IntegerAttr>(fieldOf(message, field));
  return number && number.getValue().getSignificantBits() <= 64
             ? number.getValue().getSExtValue()
             : 0;
}

DictionaryAttr withField(DictionaryAttr message, StringRef field,
                         Attribute value) {
  NamedAttrList fields(message);
  if (value)
    fields.set(field, value);
  else
    fields.erase(field);
  return fields.getDictionary(message.getContext());
}

saved_model::ProtoAttr
editFields(saved_model::ProtoAttr proto,
           llvm::function_ref<Attribute(DictionaryAttr)> edit) {
  Attribute fields = edit(proto.getFields());
  if (fields == proto.getFields())
    return proto;
  return saved_model::ProtoAttr::get(proto.getContext(), proto.getMessage(),
                                     cast<DictionaryAttr>(fields));
}

/// Replaces the elements of a list.
static Attribute editList(ArrayAttr list,
                          llvm::function_ref<Attribute(Attribute)> edit) {
  SmallVector<Attribute> items = llvm::map_to_vector(list, edit);
  return ArrayRef<Attribute>(items) == list.getValue()
             ? list
             : ArrayAttr::get(list.getContext(), items);
}

Attribute editAt(Attribute attr, ArrayRef<StringRef> path,
                 llvm::function_ref<Attribute(Attribute)> edit) {
  if (path.empty())
    return edit(attr);
  if (auto list = dyn_cast<ArrayAttr>(attr))
    return editList(list,
                    [&](Attribute item) { return editAt(item, path, edit); });
  Attribute old = fieldOf(attr, path.front());
  if (!old)
    return attr;
  Attribute changed = editAt(old, path.drop_front(), edit);
  return changed == old
             ? attr
             : withField(cast<DictionaryAttr>(attr), path.front(), changed);
}

/// Replaces every string inside, but for fields of such a name that is none of
/// a node's.
static Attribute editTexts(Attribute attr, const ReferenceVisitor::Edit &edit) {
  if (auto text = dyn_cast<StringAttr>(attr))
    return edit(text);
  if (auto list = dyn_cast<ArrayAttr>(attr))
    return editList(list,
                    [&](Attribute item) { return editTexts(item, edit); });
  auto fields = dyn_cast<DictionaryAttr>(attr);
  if (!fields)
    return attr;
  static constexpr StringRef kOther[] = {"context_name", "full_name",
                                         "synchronization", "aggregation"};
  NamedAttrList changed;
  for (NamedAttribute field : fields)
    changed.append(field.getName(),
                   llvm::is_contained(kOther, field.getName().getValue())
                       ? field.getValue()
                       : editTexts(field.getValue(), edit));
  return changed.getDictionary(attr.getContext());
}

//===----------------------------------------------------------------------===//
// References
//===----------------------------------------------------------------------===//

static Attribute visitTensorInfoFields(Attribute info,
                                       const ReferenceVisitor::Edit &tensor) {
  for (StringRef field : {"name", "coo_sparse"})
    info = editAt(info, field,
                  [&](Attribute part) { return editTexts(part, tensor); });
  return editAt(info, {"composite_tensor", "components"}, [&](Attribute list) {
    auto components = dyn_cast<ArrayAttr>(list);
    return components
               ? editList(components,
                          [&](Attribute component) {
                            return visitTensorInfoFields(component, tensor);
                          })
               : list;
  });
}

Attribute visitTensorInfo(Attribute info, const ReferenceVisitor &visitor) {
  if (auto plain = dyn_cast<saved_model::TensorInfoAttr>(info)) {
    auto old = StringAttr::get(info.getContext(), plain.getTensor());
    StringAttr tensor = visitor.tensor(old);
    return tensor == old ? info
                         : saved_model::TensorInfoAttr::get(info.getContext(),
                                                            tensor.getValue(),
                                                            plain.getType());
  }
  auto proto = dyn_cast<saved_model::ProtoAttr>(info);
  return proto ? editFields(proto,
                            [&](DictionaryAttr fields) {
                              return visitTensorInfoFields(fields,
                                                           visitor.tensor);
                            })
               : info;
}

/// Names of nodes in `saver_def`, collections and the object graph.
static constexpr StringRef kSaverNames[] = {
    "filename_tensor_name", "save_tensor_name", "restore_op_name"};
static const SmallVector<StringRef> kNodePaths[] = {
    {"collection_def", "value", "node_list", "value"},
    {"collection_def", "value", "bytes_list", "messages"},
    {"object_graph_def", "nodes", "constant", "operation"},
};
static const SmallVector<StringRef> kFunctionPaths[] = {
    {"meta_info_def", "function_aliases", "key"},
    {"object_graph_def", "concrete_functions", "key"},
    {"object_graph_def", "nodes", "function", "concrete_functions"},
    {"object_graph_def", "nodes", "bare_concrete_function",
     "concrete_function_name"},
    {"object_graph_def", "nodes", "captured_tensor", "concrete_function"},
};

/// Bytes that import could not open: plain text, or a message that would not
/// be written the same way again.
static void visitOpaque(Attribute messages, const ReferenceVisitor &visitor) {
  for (Attribute entry : listField(messages, "collection_def")) {
    StringRef key = textField(entry, "key");
    Attribute value = fieldOf(entry, "value");
    for (Attribute item : listField(fieldOf(value, "bytes_list"), "value"))
      if (auto bytes = dyn_cast<StringAttr>(item))
        visitor.opaque(bytes.getValue(), key);
    for (Attribute any : listField(fieldOf(value, "any_list"), "value"))
      visitor.opaque(textField(any, "value"), key);
  }
}

saved_model::ProtoAttr visitMessages(saved_model::ProtoAttr messages,
                                     const ReferenceVisitor &visitor) {
  return editFields(messages, [&](DictionaryAttr fields) {
    visitOpaque(fields, visitor);
    Attribute result = fields;
    for (StringRef name : kSaverNames)
      result = editAt(result, {"saver_def", name}, [&](Attribute text) {
        return editTexts(text, visitor.tensor);
      });
    for (ArrayRef<StringRef> path : kNodePaths)
      result = editAt(result, path, [&](Attribute part) {
        return editTexts(part, visitor.tensor);
      });
    result = editAt(
        result, {"collection_def", "value", "any_list", "value", "message"},
        [&](Attribute message) {
          return editAt(message, {"tensor_info"}, [&](Attribute info) {
            return visitTensorInfoFields(info, visitor.tensor);
          });
        });
    for (ArrayRef<StringRef> path : kFunctionPaths)
      result = editAt(result, path, [&](Attribute part) {
        return editTexts(part, visitor.function);
      });
    return result;
  });
}

static void visitSignature(saved_model::SignatureOp signature,
                           const ReferenceVisitor &visitor) {
  auto visit = [&](DictionaryAttr infos) {
    NamedAttrList changed;
    for (NamedAttribute info : infos)
      changed.append(info.getName(), visitTensorInfo(info.getValue(), visitor));
    return changed.getDictionary(infos.getContext());
  };
  signature.setInputsAttr(visit(signature.getInputs()));
  signature.setOutputsAttr(visit(signature.getOutputs()));
}

static void visitConcreteFunction(saved_model::ConcreteFunctionOp entry,
                                  const ReferenceVisitor &visitor) {
  StringAttr trace = entry.getTraceAttr().getAttr();
  if (StringAttr name = visitor.function(trace); name != trace)
    entry.setTraceAttr(FlatSymbolRefAttr::get(name));
  entry.setCapturesAttr(cast<ArrayAttr>(
      editList(entry.getCaptures(), [&](Attribute capture) -> Attribute {
        auto node = dyn_cast<StringAttr>(capture);
        return node ? Attribute(visitor.tensor(node)) : capture;
      })));
}

void visitReferences(saved_model::MetaGraphOp metaGraph,
                     const ReferenceVisitor &visitor) {
  if (StringAttr node = metaGraph.getInitNodeAttr())
    metaGraph.setInitNodeAttr(visitor.tensor(node));
  for (Operation &op : metaGraph.getBody().front()) {
    if (auto asset = dyn_cast<saved_model::AssetOp>(op))
      asset.setTensorAttr(visitor.tensor(asset.getTensorAttr()));
    else if (auto signature = dyn_cast<saved_model::SignatureOp>(op))
      visitSignature(signature, visitor);
    else if (auto entry = dyn_cast<saved_model::ConcreteFunctionOp>(op))
      visitConcreteFunction(entry, visitor);
    else if (auto messages = dyn_cast<saved_model::MessagesOp>(op))
      messages.setProtoAttr(visitMessages(messages.getProto(), visitor));
  }
}

void forEachTextIn(StringRef bytes, llvm::function_ref<void(StringRef)> visit) {
  auto isNameByte = [](char c) {
    return llvm::isAlnum(c) || StringRef("_.-/\\>^:").contains(c);
  };
  // How many bytes from here on could belong to one name: where lengths are
  // tried at each place, this keeps long bytes from costing their square.
  SmallVector<size_t> runs(bytes.size() + 1, 0);
  for (size_t i = bytes.size(); i-- > 0;)
    runs[i] = isNameByte(bytes[i]) ? runs[i + 1] + 1 : 0;
  for (size_t i = 0; i + 1 < bytes.size(); ++i) {
    auto low = static_cast<unsigned char>(bytes[i]);
    auto high = static_cast<unsigned char>(bytes[i + 1]);
    bool isLong = low >= 0x80;
    if (isLong && high >= 0x80)
      continue;
    size_t length = isLong ? (low & 0x7F) | size_t(high) << 7 : low;
    size_t start = i + (isLong ? 2 : 1);
    if (length != 0 && start < bytes.size() && length <= runs[start])
      visit(bytes.substr(start, length));
  }
}

} // namespace sm
