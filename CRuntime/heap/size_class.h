// SPDX-License-Identifier: Apache-2.0
//
// size_class.h — the sizes that small objects are rounded up to, and how many pages their spans have.
//
// How.      The table is committed; a test recomputes it. Sizes rise in steps of 8, from 32 on of 16, from 128 on of an
//           eighth of the power of two below, but of 256 at most. A span has the least number of pages whose tail
//           wastes at most an eighth. Of neighbours with as many objects in as many pages only the larger stays, and
//           each size is then raised to the largest multiple of 128 that keeps the number of objects. Go's table comes
//           out, as it must: programs see it in the capacity that append gives.
// Upholds.  heap.class
#ifndef LOAM_SIZE_CLASS_H
#define LOAM_SIZE_CLASS_H

#include <stdint.h>

#define LOAM_PAGE_SHIFT 13
#define LOAM_PAGE_SIZE (1ull << LOAM_PAGE_SHIFT)
#define LOAM_CLASS_COUNT 68          ///< Class 0 = a span of its own (large objects).
#define LOAM_SMALL_LIMIT 32768       ///< Largest small object.
#define LOAM_SIZE_CLASS_TABLE8 129   ///< Index (size + 7) / 8 for sizes up to 1024.
#define LOAM_SIZE_CLASS_TABLE128 249 ///< Index (size - 1024 + 127) / 128 above.

#pragma GCC visibility push(hidden)

typedef struct loam_size_class {
  uint32_t size;       ///< Bytes of an object.
  uint32_t pages;      ///< Pages of a span.
  uint32_t objects;    ///< Objects in a span.
  uint32_t reciprocal; ///< offset / size == offset * reciprocal >> 32 for every offset in a span.
} loam_size_class;

extern const loam_size_class loam_size_classes[LOAM_CLASS_COUNT];
extern const uint8_t loam_size_class_of8[LOAM_SIZE_CLASS_TABLE8];
extern const uint8_t loam_size_class_of128[LOAM_SIZE_CLASS_TABLE128];

/// Class of an object of `size` bytes; 0 for large ones.
static inline uint32_t loam_size_class_for(uint64_t size) {
  if (size <= 1024) return loam_size_class_of8[(size + 7) >> 3];
  if (size <= LOAM_SMALL_LIMIT) return loam_size_class_of128[(size - 1024 + 127) >> 7];
  return 0;
}

#pragma GCC visibility pop
#endif
