// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops on batches of images: convolution, pooling, normalisation. ONNX has the
// channels second, so images whose channels are last are transposed around each
// op; passes on the onnx dialect take away what meets its opposite.

#include "LoweringTable.h"

#include "dialects/TF/NNOps.h"
#include "dialects/TF/TFRewriting.h"
#include "sm/Ops/Padding.h"

#include <cmath>

using namespace mlir;

namespace sm::tf_to_onnx {

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

/// Where batches of images of rank `rank` have their channels.
struct ImageFormat {
  bool channelsLast;
  int64_t rank;
  int64_t channel() const { return channelsLast ? rank - 1 : 1; }
  /// The dimension of the op's attributes that speaks of spatial dimension i.
  int64_t spatial(int64_t i) const { return channelsLast ? i + 1 : i + 2; }
};

/// "NHWC", "NCDHW", ...
static ImageFormat formatOf(StringRef name) {
  return {name.ends_with("C"), static_cast<int64_t>(name.size())};
}

/// The images with their channels second.
static Value channelsFirst(Value value, const ImageFormat &format,
                           Lowering &l) {
  if (!format.channelsLast)
    return value;
  SmallVector<int64_t> permutation = {0, format.rank - 1};
  for (int64_t axis = 1; axis + 1 < format.rank; ++axis)
    permutation.push_back(axis);
  return l.transpose(value, permutation);
}

/// The images of an ONNX op in the format.
static Value channelsBack(Value value, const ImageFormat &format, Lowering &l) {
  if (!format.channelsLast)
    return value;
  SmallVector<int64_t> permutation = {0};
  for (int64_t axis = 2; axis < format.rank; ++axis)
    permutation.push_back(axis);
  permutation.push_back(1);
  return l.transpose(value, permutation);
}

/// A dimension of a tensor; kDynamic if it is not known.
static int64_t dimOf(Value value, int64_t axis) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && axis < type.getRank() ? type.getDimSize(axis)
                                       : ShapedType::kDynamic;
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

namespace {

/// What a windowed op says of its windows, with an entry for each dimension.
struct WindowAttrs {
  StringRef padding;
  SmallVector<int64_t> sizes; ///< of the spatial dimensions only
  SmallVector<int64_t> strides, dilations, explicitPaddings;
  bool isPool = false;
};

} // namespace

static SmallVector<int64_t> intsOf(ArrayAttr list) {
  SmallVector<int64_t> values;
  for (Attribute value : list)
    values.push_back(cast<IntegerAttr>(value).getInt());
  return values;
}

/// True if windows stay within a channel of an image; says so if not.
static bool staysInChannel(ArrayRef<int64_t> entries, const ImageFormat &format,
                           Lowering &l) {
  if (entries[0] == 1 && entries[format.channel()] == 1)
    return true;
  l.fail("windows over batch or channels have no counterpart");
  return false;
}

/// The padding along spatial dimension i; nullopt with nothing said if it
/// depends on a size that is not known.
static std::optional<ops::WindowExtent>
extentOf(const WindowAttrs &window, ops::PaddingMode mode, int64_t i,
         int64_t input, const ImageFormat &format, Lowering &l) {
  ops::WindowSpec spec;
  spec.mode = mode;
  spec.size = window.sizes[i];
  spec.stride = window.strides[format.spatial(i)];
  spec.dilation = window.dilations[format.spatial(i)];
  ops::setExplicitPadding(spec, window.explicitPaddings,
                          static_cast<int>(format.spatial(i)));
  if (mode != ops::PaddingMode::Same)
    return ops::WindowExtent{0, spec.padBefore, spec.padAfter};
  // With stride 1 the padding is the same for all sizes.
  if ((input == ShapedType::kDynamic || input == 0) && spec.stride == 1)
    input = (spec.size - 1) * spec.dilation + 1;
  // ONNX rounds the number of windows towards 0, and adds 1.
  if (input == 0) {
    l.fail("SAME padding of images without elements has no counterpart; give "
           "another size (--shape)");
    return std::nullopt;
  }
  // Windows of one element need no padding, whatever is between them.
  if (spec.size == 1)
    return ops::WindowExtent{0, 0, 0};
  if (input == ShapedType::kDynamic)
    return std::nullopt;
  StatusOr<ops::WindowExtent> extent = ops::windowExtent(input, spec);
  if (!extent.ok()) {
    l.fail(std::string(extent.status().message()));
    return std::nullopt;
  }
  return *extent;
}

/// Fails where `auto_pad` is not TensorFlow's SAME. ONNX Runtime (seen in 1.31)
/// takes what lies between windows for negative padding: pools refuse it, and
/// convolutions begin too late if that is more than one element.
static void checkAutoPad(const WindowAttrs &window, const ImageFormat &format,
                         Lowering &l) {
  if (llvm::any_of(window.dilations, [](int64_t d) { return d != 1; }))
    return l.fail("SAME padding of dilated windows with strides needs a known "
                  "image size; give it (--shape)");
  const int64_t mostBetween = window.isPool ? 0 : 1;
  for (auto [i, size] : llvm::enumerate(window.sizes))
    if (window.strides[format.spatial(static_cast<int64_t>(i))] - size >
        mostBetween)
      return l.fail(
          "SAME padding with strides that are larger than the windows "
          "needs a known image size; give it (--shape)");
}

/// `pads`, or `auto_pad` where sizes are known at run time only.
static void addPadding(const WindowAttrs &window, Value image,
                       const ImageFormat &format,
                       SmallVectorImpl<NamedAttribute> &attributes,
                       Lowering &l) {
  StatusOr<ops::PaddingMode> mode = ops::parsePaddingMode(
      std::string_view(window.padding.data(), window.padding.size()));
  if (!mode.ok())
    return l.fail(std::string(mode.status().message()));
  SmallVector<int64_t> before, after;
  for (size_t i = 0; i < window.sizes.size(); ++i) {
    auto extent = extentOf(
        window, *mode, static_cast<int64_t>(i),
        dimOf(image, format.spatial(static_cast<int64_t>(i))), format, l);
    if (l.hasFailed())
      return;
    if (!extent) {
      checkAutoPad(window, format, l);
      attributes.push_back(l.attr("auto_pad", StringRef("SAME_UPPER")));
      return;
    }
    before.push_back(extent->padBefore);
    after.push_back(extent->padAfter);
  }
  llvm::append_range(before, after);
  if (llvm::any_of(before, [](int64_t pad) { return pad != 0; }))
    attributes.push_back(l.attr("pads", ArrayRef<int64_t>(before)));
}

/// The attributes of ONNX's windows.
static SmallVector<NamedAttribute> windowAttributes(const WindowAttrs &window,
                                                    Value image,
                                                    const ImageFormat &format,
                                                    Lowering &l) {
  SmallVector<NamedAttribute> attributes;
  if (!staysInChannel(window.strides, format, l))
    return attributes;
  SmallVector<int64_t> strides, dilations;
  for (size_t i = 0; i < window.sizes.size(); ++i) {
    strides.push_back(window.strides[format.spatial(static_cast<int64_t>(i))]);
    dilations.push_back(
        window.dilations[format.spatial(static_cast<int64_t>(i))]);
  }
  attributes.push_back(l.attr("kernel_shape", ArrayRef(window.sizes)));
  attributes.push_back(l.attr("strides", ArrayRef<int64_t>(strides)));
  if (llvm::any_of(dilations, [](int64_t d) { return d != 1; }))
    attributes.push_back(l.attr("dilations", ArrayRef<int64_t>(dilations)));
  addPadding(window, image, format, attributes, l);
  return attributes;
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// The sizes of a filter, which ONNX must know; empty after a failure.
static ArrayRef<int64_t> filterShape(Value filter, Lowering &l) {
  auto type = dyn_cast<RankedTensorType>(filter.getType());
  if (type && type.hasStaticShape() && type.getRank() == 4)
    return type.getShape();
  l.fail("the shape of the filter must be known");
  return {};
}

/// What Conv2D and DepthwiseConv2dNative have in common. `weights` are in
/// ONNX's order.
template <typename Op>
static void lowerConvolution(Op op, const ImageFormat &format,
                             ArrayRef<int64_t> filter, Value weights,
                             int64_t groups, Lowering &l) {
  WindowAttrs window{op.getPadding(),
                     {filter[0], filter[1]},
                     intsOf(op.getStrides()),
                     intsOf(op.getDilations()),
                     intsOf(op.getExplicitPaddings())};
  SmallVector<NamedAttribute> attributes =
      windowAttributes(window, op.getInput(), format, l);
  attributes.push_back(l.attr("group", groups));
  Value image = l.of(op.getInput());
  Type type = l.typeFor(image, {"Conv"});
  Value images = channelsFirst(l.cast(image, type), format, l);
  l.set(
      op.getOutput(),
      channelsBack(l.make("Conv", {images, l.cast(weights, type)}, attributes),
                   format, l));
}

static void lowerConv2D(tf::Conv2DOp op, Lowering &l) {
  const ImageFormat format = formatOf(op.getDataFormat());
  ArrayRef<int64_t> filter = filterShape(op.getFilter(), l);
  if (filter.empty())
    return;
  const int64_t channels = dimOf(op.getInput(), format.channel());
  if (channels == ShapedType::kDynamic)
    return l.fail("the number of input channels must be known");
  Value weights = l.transposed(op.getFilter(), {3, 2, 0, 1});
  lowerConvolution(op, format, filter, weights, channels / filter[2], l);
}

static void lowerDepthwise(tf::DepthwiseConv2dNativeOp op, Lowering &l) {
  const ImageFormat format = formatOf(op.getDataFormat());
  ArrayRef<int64_t> filter = filterShape(op.getFilter(), l);
  if (filter.empty())
    return;
  // [height, width, channel, multiplier] to a filter for each output channel.
  Value weights =
      l.transposed(op.getFilter(), {2, 3, 0, 1},
                   {filter[2] * filter[3], 1, filter[0], filter[1]});
  lowerConvolution(op, format, filter, weights, filter[2], l);
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

static void lowerPool(Operation *op, StringRef name, WindowAttrs window,
                      ArrayRef<int64_t> ksize, StringRef dataFormat, Type type,
                      ArrayRef<NamedAttribute> more, Lowering &l) {
  const ImageFormat format = formatOf(dataFormat);
  if (!staysInChannel(ksize, format, l))
    return;
  for (int64_t i = 0; i < format.rank - 2; ++i)
    window.sizes.push_back(ksize[format.spatial(i)]);
  window.dilations.assign(format.rank, 1);
  window.isPool = true;
  SmallVector<NamedAttribute> attributes =
      windowAttributes(window, op->getOperand(0), format, l);
  attributes.append(more.begin(), more.end());
  Value image = l.cast(l.of(op->getOperand(0)), type);
  Value images = channelsFirst(image, format, l);
  l.set(op->getResult(0),
        channelsBack(l.make(name, images, attributes), format, l));
}

static void lowerMaxPool(tf::MaxPoolOp op, Lowering &l) {
  Type element = elementOf(op.getInput());
  // Every integer of up to 32 bits is a double.
  Type type = element.isIntOrFloat() && !isa<FloatType>(element) &&
                      element.getIntOrFloatBitWidth() <= 32 &&
                      !l.runs("MaxPool", op.getInput())
                  ? l.builder().getF64Type()
                  : l.typeFor(op.getInput(), {"MaxPool"});
  lowerPool(op, "MaxPool",
            {op.getPadding(),
             {},
             intsOf(op.getStrides()),
             {},
             intsOf(op.getExplicitPaddings())},
            intsOf(op.getKsize()), op.getDataFormat(), type, {}, l);
}

static void lowerAvgPool(tf::AvgPoolOp op, Lowering &l) {
  lowerPool(op, "AveragePool",
            {op.getPadding(), {}, intsOf(op.getStrides()), {}, {}},
            intsOf(op.getKsize()), op.getDataFormat(),
            l.typeFor(op.getValue(), {"AveragePool"}),
            l.attr("count_include_pad", int64_t(0)), l);
}

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

/// The type in which images are normalised. Up to opset 14 statistics cannot
/// have a wider one than the images.
static Type normalisedType(Value image, Value statistics, Lowering &l) {
  const bool isFree =
      l.opset() >= 15 || elementOf(image) == elementOf(statistics);
  return l.typeFor(isFree ? image : statistics, {"BatchNormalization"});
}

/// The statistics that the op says it used: not numbers if there are no images.
static Value usedStatistics(Value result, Value image, Value statistics,
                            Lowering &l) {
  if (result.use_empty())
    return {};
  Value value = l.of(statistics);
  value = l.cast(value, l.typeFor(value, {"Where"}));
  return l.make("Where", {l.isEmpty(image), l.numberLike(value, NAN), value});
}

template <typename Op>
static void lowerNormalisation(Op op, Lowering &l) {
  const ImageFormat format = formatOf(op.getDataFormat());
  if (op.getIsTraining())
    return l.fail("normalisation by the batch's own statistics (is_training = "
                  "true) has no counterpart");
  for (Value result : op->getResults().drop_front(3))
    if (!result.use_empty())
      return l.fail("what is for gradients only has no counterpart");
  Value image = l.of(op.getX());
  Type type = normalisedType(image, l.of(op.getMean()), l);
  SmallVector<Value> operands = {channelsFirst(l.cast(image, type), format, l)};
  llvm::append_range(operands, l.of(op->getOperands().drop_front()));
  Value y = l.make("BatchNormalization", operands,
                   l.attr("epsilon", op.getEpsilon()));
  l.set(op.getY(), channelsBack(y, format, l));
  l.set(op.getBatchMean(),
        usedStatistics(op.getBatchMean(), op.getX(), op.getMean(), l));
  l.set(op.getBatchVariance(),
        usedStatistics(op.getBatchVariance(), op.getX(), op.getVariance(), l));
}

ArrayRef<LoweringEntry> imageLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<lowerConv2D>(),
      entry<lowerDepthwise>(),
      entry<lowerMaxPool>(),
      entry<lowerAvgPool>(),
      entry<lowerNormalisation<tf::FusedBatchNormOp>>(),
      entry<lowerNormalisation<tf::FusedBatchNormV3Op>>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
