// SPDX-License-Identifier: Apache-2.0
//
// loam_library.h — the standard library's Go sources, as they stand in Sources/Library/go, inside the binary.
#ifndef LOAM_LIBRARY_H
#define LOAM_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#define LOAM_LIBRARY_EXPORT __attribute__((visibility("default")))

/// One source file. All memory is constant and lives as long as the process.
typedef struct loam_library_source {
  const char *import_path;    ///< "unicode/utf8".
  const char *name;           ///< "utf8.go".
  const unsigned char *bytes; ///< UTF-8; a zero byte follows that `size` does not count.
  size_t size;
} loam_library_source;

/// Number of files. They are sorted by import path, then name: the files of a package are neighbours.
LOAM_LIBRARY_EXPORT size_t loam_library_count(void);
/// File `index`; false when there is none.
LOAM_LIBRARY_EXPORT bool loam_library_file(size_t index, loam_library_source *out);
/// The files of a package: index of the first and how many; false when the library lacks the package. O(log n).
LOAM_LIBRARY_EXPORT bool loam_library_package(const char *import_path, size_t length, size_t *out_first,
                                              size_t *out_count);

#endif
