// SPDX-License-Identifier: Apache-2.0
//
// library.c — finds the Go sources that are embedded in the binary.
//
// How.      files.h lists every file once, each with its #embed. Go sources hold no zero byte, so the size of a file is
//           found when asked for, and nothing is computed at start-up: all tables are constants.
// Why not.  SwiftPM's .embedInCode: minutes of build time, and it refuses two files of one name.
// Fails.    A file that is missing in files.h is not found; LibraryTests compares the list with the folder.
#include "loam_library.h"

#include <string.h>

typedef struct entry {
  const char *import_path, *name;
  const unsigned char *bytes;
} entry;

static const entry files[] = {
#define FILE_BEGIN(import_path, name)                                                                                  \
  {                                                                                                                    \
    import_path, name, (const unsigned char[]) {
#define FILE_END                                                                                                       \
  , 0                                                                                                                  \
  }                                                                                                                    \
  }                                                                                                                    \
  ,
#include "files.h"
};

enum { FILE_COUNT = sizeof files / sizeof files[0] };

/// Orders a path that ends after `length` bytes against one that ends with a zero.
static int compare(const char *path, size_t length, const char *other) {
  int order = strncmp(path, other, length);
  return order != 0 ? order : other[length] == 0 ? 0 : -1;
}

size_t loam_library_count(void) { return FILE_COUNT; }

bool loam_library_file(size_t index, loam_library_source *out) {
  if (index >= FILE_COUNT) return false;
  const entry *file = &files[index];
  *out = (loam_library_source){file->import_path, file->name, file->bytes, strlen((const char *)file->bytes)};
  return true;
}

bool loam_library_package(const char *import_path, size_t length, size_t *out_first, size_t *out_count) {
  size_t low = 0, high = FILE_COUNT;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(import_path, length, files[middle].import_path) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  size_t end = low;
  while (end < FILE_COUNT && compare(import_path, length, files[end].import_path) == 0) end++;
  *out_first = low;
  *out_count = end - low;
  return end > low;
}
