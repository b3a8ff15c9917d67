// SPDX-License-Identifier: Apache-2.0
//
// span.h — a run of pages with one purpose, and the records of all of them.
//
// How.      A span record is never unmapped before the heap goes, so a stale pointer to one may be read. Its bitmaps
//           lie in side tables at a place computed from its first page: LOAM_SIDE_BYTES per page, one bit per object
//           (marked, allocated) or one bit per word (pointers). In spans of objects of LOAM_TYPED_SIZE bytes and more
//           the pointer table holds a loam_typed_cell per object instead; in stack spans an owner word per block
//           (stack/stack.h).
// Upholds.  heap.span.owner, heap.span.count
#ifndef LOAM_SPAN_H
#define LOAM_SPAN_H

#include "heap/size_class.h"
#include "include/loam_base.h"
#include <stdatomic.h>

#define LOAM_SIDE_BYTES 128  ///< Per page and side table: a bit for each of its 1,024 words.
#define LOAM_TYPED_SIZE 1024 ///< Objects from this size on carry type and count instead of a bit per word.

#pragma GCC visibility push(hidden)

typedef enum loam_span_kind {
  LOAM_SPAN_FREE = 0, ///< A run in the page heap.
  LOAM_SPAN_SMALL,    ///< Objects of one size class.
  LOAM_SPAN_LARGE,    ///< One object.
  LOAM_SPAN_STACK,    ///< Stack blocks of one size.
} loam_span_kind;

typedef struct loam_span loam_span;
struct loam_span {
  uintptr_t base;
  uint32_t object_size; ///< SMALL: of its class.
  uint32_t reciprocal;
  uint8_t kind; ///< loam_span_kind; written under the page lock, before the page table shows the span.
  uint8_t class_index;
  bool pointer_free;
  bool needs_zero;  ///< Its free memory may hold old bytes. owner
  uint32_t objects; ///< SMALL: capacity; LARGE: 1; STACK: blocks.
  uint64_t pages;
  _Atomic uint32_t swept;     ///< == heap->sweep_generation: swept; else not yet, or just now.
  uint32_t allocated_count;   ///< Bits set in the allocated table (STACK: blocks handed out). owner or list lock
  uint32_t next_word;         ///< Where the search for a window goes on. owner
  uint32_t block_shift;       ///< STACK: log2 of a block's size.
  const loam_type *type;      ///< LARGE: element type, or NULL when pointer-free.
  uint64_t count;             ///< LARGE: elements; STACK: owner word of a lone block.
  uint64_t bytes;             ///< LARGE: as asked for.
  loam_span *next, *previous; ///< In one list at most. under that list's lock

  _Atomic uint32_t specials;   ///< Of its objects: what hangs on them (collect/special.h).
  uint32_t specials_swept;     ///< The sweep generation in which they were last seen to. under finalizers_lock
  struct loam_sample *samples; ///< Objects that a profile follows (heap/sample.h). owner
};

/// What marking needs to know of a page, in 16 bits: kind in bits 0-1, size class in bits 2-8, and above them the
/// page's number in its span. So following a pointer to a small object reads no span record.
enum { LOAM_PAGE_OTHER = 0, LOAM_PAGE_POINTERS = 1, LOAM_PAGE_PLAIN = 2, LOAM_PAGE_LARGE = 3 };
#define LOAM_PAGE_INFO(kind, class_index, number) ((uint16_t)((kind) | (class_index) << 2 | (number) << 9))
static inline uint32_t loam_page_class(uint32_t info) { return info >> 2 & 127; }
static inline uint32_t loam_page_number(uint32_t info) { return info >> 9; }

/// Type and number of elements of an object of LOAM_TYPED_SIZE bytes or more; type NULL: not in use.
typedef struct loam_typed_cell {
  const loam_type *type;
  uint64_t count;
} loam_typed_cell;

#pragma GCC visibility pop
#endif
