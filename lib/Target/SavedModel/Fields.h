// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Fields that have a place of their own in the IR, message by message. Import
// leaves them out of #sm.proto, export does not accept them there.

#ifndef SM_LIB_TARGET_SAVEDMODEL_FIELDS_H
#define SM_LIB_TARGET_SAVEDMODEL_FIELDS_H

#include "ImportProto.h"

namespace sm::target {

inline const FieldNames kSavedModelFields = {
    "tensorflow.SavedModel.meta_graphs"};
inline const FieldNames kMetaGraphFields = {
    "tensorflow.MetaGraphDef.graph_def",
    "tensorflow.MetaGraphDef.signature_def",
    "tensorflow.MetaGraphDef.asset_file_def",
    "tensorflow.MetaGraphDef.MetaInfoDef.tags"};
inline const FieldNames kSignatureFields = {
    "tensorflow.SignatureDef.inputs", "tensorflow.SignatureDef.outputs",
    "tensorflow.SignatureDef.method_name", "tensorflow.SignatureDef.defaults"};
inline const FieldNames kAssetFields = {"tensorflow.AssetFileDef.filename"};
inline const FieldNames kGraphFields = {
    "tensorflow.GraphDef.node", "tensorflow.FunctionDefLibrary.function"};
inline const FieldNames kNodeFields = {
    "tensorflow.NodeDef.name", "tensorflow.NodeDef.op",
    "tensorflow.NodeDef.input", "tensorflow.NodeDef.device",
    "tensorflow.NodeDef.attr"};
inline const FieldNames kFunctionFields = {
    "tensorflow.FunctionDef.signature", "tensorflow.FunctionDef.node_def",
    "tensorflow.FunctionDef.ret", "tensorflow.FunctionDef.control_ret"};

/// The collection that older models list their assets in.
inline constexpr const char *kAssetCollection = "saved_model_assets";

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_FIELDS_H
