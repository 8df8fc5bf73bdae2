// RUN: sm-opt %s -split-input-file -verify-diagnostics

// expected-error @below {{field 'a' stands twice}}
#twice = #sm.proto<"m", {a = 1, b = 2, a = 3}>

// -----

// expected-error @below {{field 'a' stands twice}}
#innerTwice = #sm.proto<"m", {l = [{a = 1, a = 3}]}>

// -----

// expected-error @below {{a field needs a name}}
#noName = #sm.proto<"m", {"" = 1}>

// -----

// expected-error @below {{expected '='}}
#noValue = #sm.proto<"m", {a}>

// -----

// expected-error @below {{expected '{'}}
#word = #sm.proto<"m", {a = word}>

// -----

// A float says of which width it is.
// expected-error @below {{expected '{'}}
#noFloat = #sm.proto<"m", {a = 1.5}>

// -----

// expected-error @below {{invalid kind of attribute specified}}
#floatText = #sm.proto<"m", {a = float "1.5"}>

// -----

// expected-error @below {{invalid kind of attribute specified}}
#floatInteger = #sm.proto<"m", {a = float 1}>

// -----

// expected-error @below {{the number does not fit in 64 bits}}
#tooLarge = #sm.proto<"m", {a = 18446744073709551616}>

// -----

// expected-error @below {{the number does not fit in 64 bits}}
#tooSmall = #sm.proto<"m", {a = -9223372036854775809}>

// -----

// expected-error @below {{expected attribute value}}
#noAttr = #sm.proto<"m", {a = attr}>

// -----

// expected-error @below {{unbalanced '[' character in pretty dialect name}}
#openList = #sm.proto<"m", {a = [1, 2}>

// -----

// expected-error @below {{expected string}}
#noMessage = #sm.proto<m, {}>

// -----

// expected-error @below {{expected ','}}
#noFields = #sm.proto<"m">

// -----

// expected-error @below {{unknown attribute `message` in dialect `sm`}}
#unknown = #sm.message<"m", {}>

// -----

// 202 lists in one another.
// expected-error @below {{messages are nested too deeply}}
#deep = #sm.proto<"m", {a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}>
