// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The grammar of `sm edit`.

#include "lib/Driver/Edit/Syntax.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sm::driver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string errorOf(std::string_view text) {
  return std::string(parseSignature(text).status().message());
}

TEST(EditSyntaxTest, Signatures) {
  auto parsed =
      parseSignature(" f (x=a/b:1, y = c:int64[?, 3] ,z=d:0:string[]) -> ()");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->first, "f");
  const auto &inputs = parsed->second.inputs;
  EXPECT_EQ(inputs.at("x").tensor, "a/b:1");
  EXPECT_FALSE(inputs.at("x").dtype || inputs.at("x").shape);
  EXPECT_EQ(inputs.at("y").tensor, "c");
  EXPECT_EQ(inputs.at("y").dtype, DType::Int64);
  EXPECT_EQ(inputs.at("y").shape->str(), "[?,3]");
  EXPECT_EQ(inputs.at("z").tensor, "d:0");
  EXPECT_EQ(inputs.at("z").shape->str(), "[]");
  EXPECT_TRUE(parsed->second.outputs.empty());

  parsed = parseSignature("a\\(b()->(k\\=\\,=t:bool[*])");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->first, "a(b");
  EXPECT_FALSE(parsed->second.outputs.at("k=,").shape->hasRank());
}

TEST(EditSyntaxTest, BadSignatures) {
  EXPECT_THAT(errorOf(""),
              HasSubstr("the name is missing; write NAME(x=a:0) ->"));
  EXPECT_THAT(errorOf("f"), HasSubstr("'(' is missing before the inputs"));
  EXPECT_THAT(errorOf("f()"), HasSubstr("'->' is missing"));
  EXPECT_THAT(errorOf("f()->"), HasSubstr("'(' is missing before the outputs"));
  EXPECT_THAT(errorOf("f(x)->()"), HasSubstr("'x' is not of the form"));
  EXPECT_THAT(errorOf("f(x=)->()"), HasSubstr("a tensor's name is missing"));
  EXPECT_THAT(errorOf("f(x=a:flaot)->()"),
              HasSubstr("key 'x': 'flaot' is neither the number"));
  EXPECT_THAT(errorOf("f(x=a:int8[a])->()"),
              HasSubstr("'a' is no dimension; write a number or ?"));
  EXPECT_THAT(errorOf("f(x=a:int8[-1])->()"),
              HasSubstr("'-1' is no dimension"));
  EXPECT_THAT(errorOf("f(x=a:int8[1"), HasSubstr("']' is missing"));
  EXPECT_THAT(errorOf("f(x=a:int8[*"), HasSubstr("']' is missing after '[*'"));
  EXPECT_EQ(errorOf("f(x=a,x=b)->()"),
            "key 'x' is given twice among the inputs");
  EXPECT_EQ(errorOf("f()->(x=a,x=b)"),
            "key 'x' is given twice among the outputs");
  EXPECT_THAT(errorOf("f(x=a:int8[1]q)->()"),
              HasSubstr("',' or ')' is expected before 'q)->()'"));
  EXPECT_THAT(errorOf("f()->() g"), HasSubstr("'g' stands after the outputs"));
}

TEST(EditSyntaxTest, PairsAndKeys) {
  auto pair = parsePair("a\\=b=c=d", "OLD=NEW");
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(pair->first, "a=b");
  EXPECT_EQ(pair->second, "c=d");
  for (const char *text : {"", "a", "=a", "a="})
    EXPECT_FALSE(parsePair(text, "OLD=NEW").ok()) << text;

  auto key = parseKeyChange("s\\:1:k=[\"\\n\"]", "SIGNATURE:KEY=VALUE");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->signature, "s:1");
  EXPECT_EQ(key->key, "k");
  EXPECT_EQ(*key->value, "[\"\\n\"]");
  EXPECT_FALSE(parseKeyChange("s:k", "SIGNATURE:KEY=VALUE").ok());
  EXPECT_FALSE(parseKeyChange("s:k=1", "SIGNATURE:KEY").ok());
  EXPECT_FALSE(parseKeyChange("s=1", "SIGNATURE:KEY=VALUE").ok());
  EXPECT_FALSE(parseKeyChange(":k", "SIGNATURE:KEY").ok());
}

TEST(EditSyntaxTest, TagsAndMetaGraphs) {
  auto tags = parseRetag("''=a, b");
  ASSERT_TRUE(tags.ok()) << tags.status();
  EXPECT_TRUE(tags->first.empty());
  EXPECT_THAT(tags->second, ElementsAre("a", "b"));
  EXPECT_FALSE(parseRetag("a").ok());
  EXPECT_FALSE(parseRetag("a,,b=c").ok());

  auto choice = parseMetaGraph("m\\[1][serve,x]=y");
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->source.path, "m[1]");
  EXPECT_THAT(*choice->source.tags, ElementsAre("serve", "x"));
  EXPECT_THAT(*choice->newTags, ElementsAre("y"));
  choice = parseMetaGraph("g.pb");
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->source.kind, ModelSource::Kind::GraphDef);
  EXPECT_FALSE(choice->source.tags || choice->newTags);
  EXPECT_TRUE(parseMetaGraph("m[]=")->newTags->empty());
  auto error = [](const char *text) {
    return std::string(parseMetaGraph(text).status().message());
  };
  EXPECT_EQ(error(""),
            "'' names no model; write DIR, DIR[TAGS] or DIR[TAGS]=NEWTAGS");
  EXPECT_THAT(error("[a]"), HasSubstr("'[a]' names no model"));
  EXPECT_EQ(error("m[a"), "']' is missing in 'm[a'");
  EXPECT_NE(error("m[a]b"), "");
}

} // namespace
} // namespace sm::driver
