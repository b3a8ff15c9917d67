// SPDX-License-Identifier: Apache-2.0
//
// files.h — every Go source of the library, sorted by import path and name. Written by go/list.sh.
// clang-format off
FILE_BEGIN("errors", "errors.go")
#embed "go/errors/errors.go"
FILE_END
FILE_BEGIN("internal/bytealg", "native.go")
#embed "go/internal/bytealg/native.go"
FILE_END
FILE_BEGIN("internal/value", "mapsort.go")
#embed "go/internal/value/mapsort.go"
FILE_END
FILE_BEGIN("internal/value", "native.go")
#embed "go/internal/value/native.go"
FILE_END
FILE_BEGIN("internal/value", "type.go")
#embed "go/internal/value/type.go"
FILE_END
FILE_BEGIN("internal/value", "value.go")
#embed "go/internal/value/value.go"
FILE_END
FILE_BEGIN("math/bits", "bits.go")
#embed "go/math/bits/bits.go"
FILE_END
FILE_BEGIN("math/bits", "native.go")
#embed "go/math/bits/native.go"
FILE_END
FILE_BEGIN("strconv", "exact.go")
#embed "go/strconv/exact.go"
FILE_END
FILE_BEGIN("strconv", "floatformat.go")
#embed "go/strconv/floatformat.go"
FILE_END
FILE_BEGIN("strconv", "floatparse.go")
#embed "go/strconv/floatparse.go"
FILE_END
FILE_BEGIN("strconv", "integer.go")
#embed "go/strconv/integer.go"
FILE_END
FILE_BEGIN("strconv", "isprint.go")
#embed "go/strconv/isprint.go"
FILE_END
FILE_BEGIN("strconv", "power.go")
#embed "go/strconv/power.go"
FILE_END
FILE_BEGIN("strconv", "shortest.go")
#embed "go/strconv/shortest.go"
FILE_END
FILE_BEGIN("unicode/utf16", "utf16.go")
#embed "go/unicode/utf16/utf16.go"
FILE_END
FILE_BEGIN("unicode/utf8", "utf8.go")
#embed "go/unicode/utf8/utf8.go"
FILE_END
