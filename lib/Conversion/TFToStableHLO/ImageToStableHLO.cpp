// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Convolutions and pooling. Paddings become numbers.

#include "OpConversion.h"

#include "dialects/StableHLO/ContractionOps.h"
#include "dialects/StableHLO/ReductionOps.h"
#include "dialects/TF/NNOps.h"
#include "sm/Ops/Padding.h"
#include "sm/Support/StringView.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;

static Dims intsIn(ArrayAttr attr) {
  Dims result;
  for (Attribute element : attr)
    result.push_back(cast<IntegerAttr>(element).getInt());
  return result;
}

namespace {

/// What windows do along one dimension of images.
struct Axis {
  int64_t input, output, size, stride, dilation, padBefore, padAfter;
};

/// The attributes that say how windows lie.
struct WindowAttrs {
  Dims strides, dilations, explicitPaddings;
  std::string padding;
  ops::ImageLayout layout;
};

} // namespace

/// Reads them from an op that has no dilations.
template <typename Op>
static FailureOr<WindowAttrs> readWindows(Op op, OpConversion &c) {
  WindowAttrs attrs;
  attrs.strides = intsIn(op.getStrides());
  attrs.dilations = {1, 1, 1, 1};
  attrs.padding = op.getPadding().str();
  if constexpr (!std::is_same_v<Op, tf::AvgPoolOp>)
    attrs.explicitPaddings = intsIn(op.getExplicitPaddings());
  if constexpr (std::is_same_v<Op, tf::Conv2DOp> ||
                std::is_same_v<Op, tf::DepthwiseConv2dNativeOp>)
    attrs.dilations = intsIn(op.getDilations());
  StatusOr<ops::ImageLayout> layout =
      ops::parseImageLayout(op.getDataFormat().str());
  if (!layout.ok())
    return c.refuse(layout.status());
  attrs.layout = *layout;
  if (attrs.strides.size() != 4 || attrs.dilations.size() != 4 ||
      c.typeOf(c.operand(0)).getRank() != 4)
    return c.refuse("is no window over a batch of images");
  return attrs;
}

/// Windows of `size` elements along dimension `dim` of the images.
static FailureOr<Axis> placeWindows(const WindowAttrs &attrs, int dim,
                                    int64_t size, OpConversion &c) {
  StatusOr<ops::PaddingMode> mode = ops::parsePaddingMode(attrs.padding);
  if (!mode.ok())
    return c.refuse(mode.status());
  absl::Span<const int64_t> paddings(attrs.explicitPaddings.data(),
                                     attrs.explicitPaddings.size());
  if (Status status = ops::checkExplicitPaddings(paddings, *mode, attrs.layout);
      !status.ok())
    return c.refuse(status);
  ops::WindowSpec spec;
  spec.size = size;
  spec.stride = attrs.strides[dim];
  spec.dilation = attrs.dilations[dim];
  spec.mode = *mode;
  ops::setExplicitPadding(spec, paddings, dim);
  int64_t input = c.typeOf(c.operand(0)).getDimSize(dim);
  if (ShapedType::isDynamic(size) || ShapedType::isDynamic(input)) {
    if (ShapedType::isDynamic(size) || *mode == ops::PaddingMode::Same)
      return c.refuse("needs static shapes");
    return Axis{input,         input,          size,         spec.stride,
                spec.dilation, spec.padBefore, spec.padAfter};
  }
  StatusOr<ops::WindowExtent> extent = ops::windowExtent(input, spec);
  if (!extent.ok())
    return c.refuse(extent.status());
  return Axis{input,           extent->output, size,
              spec.stride,     spec.dilation,  extent->padBefore,
              extent->padAfter};
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

static ConvDimensionNumbersAttr dimensionNumbers(MLIRContext *context,
                                                 const ops::ImageLayout &l) {
  Dims spatial = {l.height, l.width};
  return ConvDimensionNumbersAttr::get(context, l.batch, l.channel, spatial,
                                       /*kernelInputFeatureDimension=*/2,
                                       /*kernelOutputFeatureDimension=*/3,
                                       {0, 1}, l.batch, l.channel, spatial);
}

/// The convolution of the op's images with `filter`, whose input features are
/// those of one group.
static LogicalResult convolve(OpConversion &c, const WindowAttrs &attrs,
                              Value filter) {
  Value images = c.operand(0);
  ArrayRef<int64_t> dims = c.typeOf(filter).getShape();
  int64_t channels = c.typeOf(images).getDimSize(attrs.layout.channel);
  if (ShapedType::isDynamic(channels) || ShapedType::isDynamic(dims[2]))
    return c.refuse("needs static shapes");
  if (dims[2] == 0 || channels % dims[2] != 0)
    return c.refuse("has a filter for another number of channels");
  FailureOr<Axis> h = placeWindows(attrs, attrs.layout.height, dims[0], c);
  if (failed(h))
    return failure();
  FailureOr<Axis> w = placeWindows(attrs, attrs.layout.width, dims[1], c);
  if (failed(w))
    return failure();
  auto type = dyn_cast<RankedTensorType>(c.op->getResult(0).getType());
  if (!type)
    return c.refuse("needs static shapes");
  Type element = c.elementOf(images);
  images = c.widened(images);
  auto padding = DenseIntElementsAttr::get(
      RankedTensorType::get({2, 2}, c.b.getI64Type()),
      {h->padBefore, h->padAfter, w->padBefore, w->padAfter});
  bool isDilated = h->dilation != 1 || w->dilation != 1;
  Value result = ConvolutionOp::create(
      c.b, c.location, Type(type.clone(c.elementOf(images))), images,
      c.widened(filter), c.b.getDenseI64ArrayAttr({h->stride, w->stride}),
      padding, DenseI64ArrayAttr(),
      isDilated ? c.b.getDenseI64ArrayAttr({h->dilation, w->dilation})
                : DenseI64ArrayAttr(),
      DenseBoolArrayAttr(), dimensionNumbers(c.b.getContext(), attrs.layout),
      /*feature_group_count=*/channels / dims[2], /*batch_group_count=*/1,
      ArrayAttr());
  return c.replace(c.convert(result, element));
}

static LogicalResult convertConv2D(tf::Conv2DOp op, OpConversion &c) {
  FailureOr<WindowAttrs> attrs = readWindows(op, c);
  if (failed(attrs))
    return failure();
  if (c.typeOf(c.operand(1)).getRank() != 4)
    return c.refuse("is no window over a batch of images");
  return convolve(c, *attrs, c.operand(1));
}

static LogicalResult convertDepthwise(tf::DepthwiseConv2dNativeOp op,
                                      OpConversion &c) {
  FailureOr<WindowAttrs> attrs = readWindows(op, c);
  if (failed(attrs))
    return failure();
  RankedTensorType type = c.typeOf(c.operand(1));
  if (type.getRank() != 4 || !type.hasStaticShape())
    return c.refuse("needs a filter of a static shape");
  // Each channel is a group with `multiplier` outputs.
  ArrayRef<int64_t> dims = type.getShape();
  return convolve(
      c, *attrs,
      c.reshape(c.operand(1), {dims[0], dims[1], 1, dims[2] * dims[3]}));
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

namespace {

/// The windows of a pooling op, and what a reduce_window needs of them.
struct Pool {
  Axis height, width;
  ops::ImageLayout layout;
  Dims sizes, strides, padding;
  RankedTensorType type;
};

} // namespace

template <typename Op>
static FailureOr<Pool> readPool(Op op, OpConversion &c) {
  FailureOr<WindowAttrs> attrs = readWindows(op, c);
  if (failed(attrs))
    return failure();
  Pool pool;
  pool.layout = attrs->layout;
  pool.sizes = intsIn(op.getKsize());
  pool.strides = attrs->strides;
  pool.padding.assign(8, 0);
  if (pool.sizes.size() != 4 || pool.sizes[pool.layout.batch] != 1)
    return c.refuse("is no window over a batch of images");
  pool.type = c.staticResult();
  if (!pool.type || !c.hasStaticOperands())
    return failure();
  for (auto [dim, axis] : {std::pair(pool.layout.height, &pool.height),
                           std::pair(pool.layout.width, &pool.width)}) {
    FailureOr<Axis> placed = placeWindows(*attrs, dim, pool.sizes[dim], c);
    if (failed(placed))
      return failure();
    *axis = *placed;
    pool.padding[2 * dim] = placed->padBefore;
    pool.padding[2 * dim + 1] = placed->padAfter;
  }
  return pool;
}

/// Combines the elements of each window from `init` on.
static Value reduceWindows(OpConversion &c, const Pool &pool, Value x,
                           Value init, HLOBuilder::Combine combine) {
  auto type = RankedTensorType::get(pool.type.getShape(), c.elementOf(x));
  auto padding =
      DenseIntElementsAttr::get(RankedTensorType::get({4, 2}, c.b.getI64Type()),
                                ArrayRef<int64_t>(pool.padding));
  auto op = ReduceWindowOp::create(
      c.b, c.location, TypeRange{type}, ValueRange{x}, ValueRange{init},
      c.b.getDenseI64ArrayAttr(pool.sizes),
      c.b.getDenseI64ArrayAttr(pool.strides), DenseI64ArrayAttr(),
      DenseI64ArrayAttr(), padding);
  c.fillBody(op.getBody(), c.elementOf(x), combine);
  return op->getResult(0);
}

/// The larger of two; a number beside NaN, over which TensorFlow passes.
static Value largerNumber(HLOBuilder &h, Value x, Value y) {
  if (!h.isFloat(x))
    return h.make<MaxOp>(x, y);
  Value isLarger = h.compare(ComparisonDirection::GE, x, y);
  Value isNoNumber = h.compare(ComparisonDirection::NE, y, y);
  return h.select(h.make<OrOp>(isLarger, isNoNumber), x, y);
}

static LogicalResult convertMaxPool(tf::MaxPoolOp op, OpConversion &c) {
  FailureOr<Pool> pool = readPool(op, c);
  if (failed(pool))
    return failure();
  Value x = c.operand(0);
  // Like the kernel, start from the last finite number.
  Value lowest = c.lowest(c.elementOf(x), /*isInfinite=*/false);
  return c.replace(reduceWindows(c, *pool, x, lowest, largerNumber));
}

/// For each window along an axis, how many of its elements are no padding.
static Dims countElements(const Axis &axis) {
  Dims counts;
  for (int64_t i = 0; i < axis.output; ++i) {
    int64_t start = i * axis.stride - axis.padBefore;
    int64_t first = std::max<int64_t>(start, 0);
    int64_t last = std::min(start + axis.size, axis.input);
    counts.push_back(std::max<int64_t>(last - first, 0));
  }
  return counts;
}

/// The divisor of each window, beside the windows.
static Value divisors(OpConversion &c, const Pool &pool, Type element) {
  Dims rows = countElements(pool.height), columns = countElements(pool.width);
  ArrayRef<int64_t> shape = pool.type.getShape();
  if (llvm::all_equal(rows) && llvm::all_equal(columns))
    return c.splat(element,
                   rows.empty() || columns.empty()
                       ? 1
                       : static_cast<double>(rows[0] * columns[0]),
                   shape);
  SmallVector<Attribute> counts;
  for (int64_t row : rows)
    for (int64_t column : columns)
      counts.push_back(
          FloatAttr::get(element, static_cast<double>(row * column)));
  auto type = RankedTensorType::get(
      {static_cast<int64_t>(rows.size()), static_cast<int64_t>(columns.size())},
      element);
  return c.broadcastInDim(c.constant(DenseElementsAttr::get(type, counts)),
                          shape, {pool.layout.height, pool.layout.width});
}

static LogicalResult convertAvgPool(tf::AvgPoolOp op, OpConversion &c) {
  FailureOr<Pool> pool = readPool(op, c);
  if (failed(pool))
    return failure();
  Value x = c.widened(c.operand(0));
  Type element = c.elementOf(x);
  Value sums = reduceWindows(
      c, *pool, x, c.splat(element, 0),
      [](HLOBuilder &h, Value l, Value r) { return h.make<AddOp>(l, r); });
  Value means = c.make<DivOp>(sums, divisors(c, *pool, element));
  return c.replace(c.convert(means, c.elementOf(c.operand(0))));
}

ArrayRef<Conversion> imageConversions() {
  static const Conversion table[] = {
      convertsBy<tf::Conv2DOp, convertConv2D>(),
      convertsBy<tf::DepthwiseConv2dNativeOp, convertDepthwise>(),
      convertsBy<tf::MaxPoolOp, convertMaxPool>(),
      convertsBy<tf::AvgPoolOp, convertAvgPool>(),
  };
  return table;
}

} // namespace sm
