// SPDX-License-Identifier: Apache-2.0
//
// snapshot_format.h — the numbers of the snapshot format (SNAPSHOT.md), for its writer and its reader.
#ifndef LOAM_SNAPSHOT_FORMAT_H
#define LOAM_SNAPSHOT_FORMAT_H

#include <stdint.h>

#define LOAM_SNAPSHOT_MAGIC "LOAMSNAP"
enum { LOAM_SNAPSHOT_VERSION = 1, LOAM_SNAPSHOT_HEADER = 12, LOAM_SNAPSHOT_CHECKSUM = 8 };

/// Records: a tag, the payload's length, the payload.
typedef enum loam_snapshot_tag {
  LOAM_TAG_TYPE = 1,
  LOAM_TAG_OBJECT,
  LOAM_TAG_EDGES,
  LOAM_TAG_VARIABLE,
  LOAM_TAG_GOROUTINE,
  LOAM_TAG_FRAME,
  LOAM_TAG_OTHER,
  LOAM_TAG_ROOT,
  LOAM_TAG_END,
  LOAM_TAG_INFO,
} loam_snapshot_tag;

/// How a pointer leads to its object.
enum { LOAM_EDGE_EXACT = 0, LOAM_EDGE_INTERIOR = 1, LOAM_EDGE_TYPED = 2 };

/// FNV-1a.
#define LOAM_SNAPSHOT_SEED 0xcbf29ce484222325ull
static inline uint64_t loam_snapshot_sum(uint64_t sum, const uint8_t *bytes, uint64_t length) {
  for (uint64_t i = 0; i < length; i++) sum = (sum ^ bytes[i]) * 0x100000001b3ull;
  return sum;
}

#endif
