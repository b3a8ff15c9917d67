// SPDX-License-Identifier: Apache-2.0
//
// files.h — every Go source of the library, sorted by import path and name. Written by go/list.sh.
// clang-format off
FILE_BEGIN("errors", "errors.go")
#embed "go/errors/errors.go"
FILE_END
FILE_BEGIN("fmt", "arg.go")
#embed "go/fmt/arg.go"
FILE_END
FILE_BEGIN("fmt", "errors.go")
#embed "go/fmt/errors.go"
FILE_END
FILE_BEGIN("fmt", "pad.go")
#embed "go/fmt/pad.go"
FILE_END
FILE_BEGIN("fmt", "print.go")
#embed "go/fmt/print.go"
FILE_END
FILE_BEGIN("fmt", "printf.go")
#embed "go/fmt/printf.go"
FILE_END
FILE_BEGIN("fmt", "value.go")
#embed "go/fmt/value.go"
FILE_END
FILE_BEGIN("internal/bytealg", "native.go")
#embed "go/internal/bytealg/native.go"
FILE_END
FILE_BEGIN("internal/oserror", "errors.go")
#embed "go/internal/oserror/errors.go"
FILE_END
FILE_BEGIN("internal/value", "descriptor.go")
#embed "go/internal/value/descriptor.go"
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
FILE_BEGIN("io", "io.go")
#embed "go/io/io.go"
FILE_END
FILE_BEGIN("io", "pipe.go")
#embed "go/io/pipe.go"
FILE_END
FILE_BEGIN("io", "wrappers.go")
#embed "go/io/wrappers.go"
FILE_END
FILE_BEGIN("io/fs", "fs.go")
#embed "go/io/fs/fs.go"
FILE_END
FILE_BEGIN("io/fs", "mode.go")
#embed "go/io/fs/mode.go"
FILE_END
FILE_BEGIN("io/fs", "walk.go")
#embed "go/io/fs/walk.go"
FILE_END
FILE_BEGIN("math/bits", "bits.go")
#embed "go/math/bits/bits.go"
FILE_END
FILE_BEGIN("math/bits", "native.go")
#embed "go/math/bits/native.go"
FILE_END
FILE_BEGIN("os", "directory.go")
#embed "go/os/directory.go"
FILE_END
FILE_BEGIN("os", "error.go")
#embed "go/os/error.go"
FILE_END
FILE_BEGIN("os", "file.go")
#embed "go/os/file.go"
FILE_END
FILE_BEGIN("os", "native.go")
#embed "go/os/native.go"
FILE_END
FILE_BEGIN("os", "process.go")
#embed "go/os/process.go"
FILE_END
FILE_BEGIN("os", "stat.go")
#embed "go/os/stat.go"
FILE_END
FILE_BEGIN("os", "temporary.go")
#embed "go/os/temporary.go"
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
FILE_BEGIN("strconv", "quote.go")
#embed "go/strconv/quote.go"
FILE_END
FILE_BEGIN("strconv", "shortest.go")
#embed "go/strconv/shortest.go"
FILE_END
FILE_BEGIN("syscall", "errno.go")
#embed "go/syscall/errno.go"
FILE_END
FILE_BEGIN("unicode/utf16", "utf16.go")
#embed "go/unicode/utf16/utf16.go"
FILE_END
FILE_BEGIN("unicode/utf8", "utf8.go")
#embed "go/unicode/utf8/utf8.go"
FILE_END
