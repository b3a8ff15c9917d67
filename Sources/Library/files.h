// SPDX-License-Identifier: Apache-2.0
//
// files.h — every Go source of the library, sorted by import path and name. Written by go/list.sh.
// clang-format off
FILE_BEGIN("bufio", "reader.go")
#embed "go/bufio/reader.go"
FILE_END
FILE_BEGIN("bufio", "scanner.go")
#embed "go/bufio/scanner.go"
FILE_END
FILE_BEGIN("bufio", "writer.go")
#embed "go/bufio/writer.go"
FILE_END
FILE_BEGIN("bytes", "buffer.go")
#embed "go/bytes/buffer.go"
FILE_END
FILE_BEGIN("bytes", "change.go")
#embed "go/bytes/change.go"
FILE_END
FILE_BEGIN("bytes", "reader.go")
#embed "go/bytes/reader.go"
FILE_END
FILE_BEGIN("bytes", "search.go")
#embed "go/bytes/search.go"
FILE_END
FILE_BEGIN("bytes", "trim.go")
#embed "go/bytes/trim.go"
FILE_END
FILE_BEGIN("container/heap", "heap.go")
#embed "go/container/heap/heap.go"
FILE_END
FILE_BEGIN("container/list", "list.go")
#embed "go/container/list/list.go"
FILE_END
FILE_BEGIN("container/ring", "ring.go")
#embed "go/container/ring/ring.go"
FILE_END
FILE_BEGIN("context", "context.go")
#embed "go/context/context.go"
FILE_END
FILE_BEGIN("errors", "errors.go")
#embed "go/errors/errors.go"
FILE_END
FILE_BEGIN("flag", "flag.go")
#embed "go/flag/flag.go"
FILE_END
FILE_BEGIN("flag", "value.go")
#embed "go/flag/value.go"
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
FILE_BEGIN("fmt", "scan.go")
#embed "go/fmt/scan.go"
FILE_END
FILE_BEGIN("fmt", "scanf.go")
#embed "go/fmt/scanf.go"
FILE_END
FILE_BEGIN("fmt", "scanvalue.go")
#embed "go/fmt/scanvalue.go"
FILE_END
FILE_BEGIN("fmt", "value.go")
#embed "go/fmt/value.go"
FILE_END
FILE_BEGIN("internal/bytealg", "native.go")
#embed "go/internal/bytealg/native.go"
FILE_END
FILE_BEGIN("internal/c", "c.go")
#embed "go/internal/c/c.go"
FILE_END
FILE_BEGIN("internal/oserror", "errors.go")
#embed "go/internal/oserror/errors.go"
FILE_END
FILE_BEGIN("internal/prompt", "look.go")
#embed "go/internal/prompt/look.go"
FILE_END
FILE_BEGIN("internal/prompt", "prompt.go")
#embed "go/internal/prompt/prompt.go"
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
FILE_BEGIN("internal/weak", "weak.go")
#embed "go/internal/weak/weak.go"
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
FILE_BEGIN("loam", "loam.go")
#embed "go/loam/loam.go"
FILE_END
FILE_BEGIN("loam/plugin", "plugin.go")
#embed "go/loam/plugin/plugin.go"
FILE_END
FILE_BEGIN("log", "log.go")
#embed "go/log/log.go"
FILE_END
FILE_BEGIN("log", "standard.go")
#embed "go/log/standard.go"
FILE_END
FILE_BEGIN("math", "exponential.go")
#embed "go/math/exponential.go"
FILE_END
FILE_BEGIN("math", "gamma.go")
#embed "go/math/gamma.go"
FILE_END
FILE_BEGIN("math", "math.go")
#embed "go/math/math.go"
FILE_END
FILE_BEGIN("math", "native.go")
#embed "go/math/native.go"
FILE_END
FILE_BEGIN("math", "trig.go")
#embed "go/math/trig.go"
FILE_END
FILE_BEGIN("math/bits", "bits.go")
#embed "go/math/bits/bits.go"
FILE_END
FILE_BEGIN("math/bits", "native.go")
#embed "go/math/bits/native.go"
FILE_END
FILE_BEGIN("math/rand", "distribution.go")
#embed "go/math/rand/distribution.go"
FILE_END
FILE_BEGIN("math/rand", "native.go")
#embed "go/math/rand/native.go"
FILE_END
FILE_BEGIN("math/rand", "rand.go")
#embed "go/math/rand/rand.go"
FILE_END
FILE_BEGIN("math/rand", "source.go")
#embed "go/math/rand/source.go"
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
FILE_BEGIN("path", "path.go")
#embed "go/path/path.go"
FILE_END
FILE_BEGIN("path/filepath", "filepath.go")
#embed "go/path/filepath/filepath.go"
FILE_END
FILE_BEGIN("runtime", "checks.go")
#embed "go/runtime/checks.go"
FILE_END
FILE_BEGIN("runtime", "complex.go")
#embed "go/runtime/complex.go"
FILE_END
FILE_BEGIN("runtime", "error.go")
#embed "go/runtime/error.go"
FILE_END
FILE_BEGIN("runtime", "frames.go")
#embed "go/runtime/frames.go"
FILE_END
FILE_BEGIN("runtime", "initialize.go")
#embed "go/runtime/initialize.go"
FILE_END
FILE_BEGIN("runtime", "memory.go")
#embed "go/runtime/memory.go"
FILE_END
FILE_BEGIN("runtime", "pinner.go")
#embed "go/runtime/pinner.go"
FILE_END
FILE_BEGIN("runtime", "profile.go")
#embed "go/runtime/profile.go"
FILE_END
FILE_BEGIN("runtime", "runtime.go")
#embed "go/runtime/runtime.go"
FILE_END
FILE_BEGIN("runtime/cgo", "handle.go")
#embed "go/runtime/cgo/handle.go"
FILE_END
FILE_BEGIN("runtime/debug", "debug.go")
#embed "go/runtime/debug/debug.go"
FILE_END
FILE_BEGIN("runtime/metrics", "descriptions.go")
#embed "go/runtime/metrics/descriptions.go"
FILE_END
FILE_BEGIN("runtime/metrics", "metrics.go")
#embed "go/runtime/metrics/metrics.go"
FILE_END
FILE_BEGIN("runtime/metrics", "value.go")
#embed "go/runtime/metrics/value.go"
FILE_END
FILE_BEGIN("runtime/pprof", "label.go")
#embed "go/runtime/pprof/label.go"
FILE_END
FILE_BEGIN("runtime/pprof", "pprof.go")
#embed "go/runtime/pprof/pprof.go"
FILE_END
FILE_BEGIN("runtime/pprof", "text.go")
#embed "go/runtime/pprof/text.go"
FILE_END
FILE_BEGIN("sort", "basic.go")
#embed "go/sort/basic.go"
FILE_END
FILE_BEGIN("sort", "search.go")
#embed "go/sort/search.go"
FILE_END
FILE_BEGIN("sort", "sort.go")
#embed "go/sort/sort.go"
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
FILE_BEGIN("strings", "builder.go")
#embed "go/strings/builder.go"
FILE_END
FILE_BEGIN("strings", "change.go")
#embed "go/strings/change.go"
FILE_END
FILE_BEGIN("strings", "reader.go")
#embed "go/strings/reader.go"
FILE_END
FILE_BEGIN("strings", "replace.go")
#embed "go/strings/replace.go"
FILE_END
FILE_BEGIN("strings", "search.go")
#embed "go/strings/search.go"
FILE_END
FILE_BEGIN("strings", "split.go")
#embed "go/strings/split.go"
FILE_END
FILE_BEGIN("sync", "lock.go")
#embed "go/sync/lock.go"
FILE_END
FILE_BEGIN("sync", "map.go")
#embed "go/sync/map.go"
FILE_END
FILE_BEGIN("sync", "once.go")
#embed "go/sync/once.go"
FILE_END
FILE_BEGIN("sync", "pool.go")
#embed "go/sync/pool.go"
FILE_END
FILE_BEGIN("sync/atomic", "functions.go")
#embed "go/sync/atomic/functions.go"
FILE_END
FILE_BEGIN("sync/atomic", "types.go")
#embed "go/sync/atomic/types.go"
FILE_END
FILE_BEGIN("sync/atomic", "value.go")
#embed "go/sync/atomic/value.go"
FILE_END
FILE_BEGIN("syscall", "errno.go")
#embed "go/syscall/errno.go"
FILE_END
FILE_BEGIN("text/tabwriter", "tabwriter.go")
#embed "go/text/tabwriter/tabwriter.go"
FILE_END
FILE_BEGIN("time", "calendar.go")
#embed "go/time/calendar.go"
FILE_END
FILE_BEGIN("time", "duration.go")
#embed "go/time/duration.go"
FILE_END
FILE_BEGIN("time", "format.go")
#embed "go/time/format.go"
FILE_END
FILE_BEGIN("time", "layout.go")
#embed "go/time/layout.go"
FILE_END
FILE_BEGIN("time", "parse.go")
#embed "go/time/parse.go"
FILE_END
FILE_BEGIN("time", "time.go")
#embed "go/time/time.go"
FILE_END
FILE_BEGIN("time", "timer.go")
#embed "go/time/timer.go"
FILE_END
FILE_BEGIN("time", "zone.go")
#embed "go/time/zone.go"
FILE_END
FILE_BEGIN("time", "zonefile.go")
#embed "go/time/zonefile.go"
FILE_END
FILE_BEGIN("unicode", "case.go")
#embed "go/unicode/case.go"
FILE_END
FILE_BEGIN("unicode", "classes.go")
#embed "go/unicode/classes.go"
FILE_END
FILE_BEGIN("unicode", "tables.go")
#embed "go/unicode/tables.go"
FILE_END
FILE_BEGIN("unicode", "unicode.go")
#embed "go/unicode/unicode.go"
FILE_END
FILE_BEGIN("unicode/utf16", "utf16.go")
#embed "go/unicode/utf16/utf16.go"
FILE_END
FILE_BEGIN("unicode/utf8", "utf8.go")
#embed "go/unicode/utf8/utf8.go"
FILE_END
