// SPDX-License-Identifier: Apache-2.0
//
// ranges.c — address ranges by the pieces of address space that they touch.
#include "base/ranges.h"

#include "base/bits.h"
#include "base/limits.h"
#include <stdlib.h>

enum { LINE_SHIFT = 6, PAGE_SHIFT = 12 };

void loam_ranges_init(loam_ranges *ranges, loam_os *os, loam_bugs *bugs) {
  *ranges = (loam_ranges){.os = os};
  loam_lock_init(&ranges->lock, LOAM_RANK_RANGES, bugs);
}

void loam_ranges_deinit(loam_ranges *ranges) {
  free(ranges->entries);
  free(ranges->slots);
  ranges->entries = NULL;
  ranges->slots = NULL;
}

static uint32_t shift_of(uint64_t size) { return size < 1ull << PAGE_SHIFT ? LINE_SHIFT : PAGE_SHIFT; }
static uint64_t key_of(uintptr_t address, uint32_t shift) {
  return (uint64_t)(address >> shift) << 1 | (shift == PAGE_SHIFT);
}
/// Where probing for a key begins: the high bits of a product by 2^64 over the golden ratio (Knuth, vol. 3, 6.4).
static uint64_t home(const loam_ranges *ranges, uint64_t key) {
  return key * 0x9e3779b97f4a7c15ull >> (64 - loam_bits_highest(ranges->slot_count));
}

static void put(loam_ranges *ranges, loam_range_slot slot) {
  uint64_t at = home(ranges, slot.key);
  while (ranges->slots[at].entry != 0) at = (at + 1) & (ranges->slot_count - 1);
  ranges->slots[at] = slot;
  ranges->slots_used++;
}

static bool room_for_entry(loam_ranges *ranges) {
  if (ranges->count < ranges->capacity) return true;
  uint64_t capacity = ranges->capacity != 0 ? 2 * ranges->capacity : LOAM_RANGES_FIRST;
  loam_range *entries = loam_os_resize(ranges->os, ranges->entries, capacity * sizeof *entries);
  if (entries == NULL) return false;
  ranges->entries = entries;
  ranges->capacity = capacity;
  return true;
}

static bool room_for_slots(loam_ranges *ranges, uint64_t more) {
  uint64_t needed = 2 * (ranges->slots_used + more);
  if (needed <= ranges->slot_count) return true;
  loam_ranges larger = *ranges;
  larger.slot_count = loam_next_power_of_two(needed < 2 * LOAM_RANGES_FIRST ? 2 * LOAM_RANGES_FIRST : needed);
  larger.slots_used = 0;
  larger.slots = loam_os_allocate(ranges->os, larger.slot_count * sizeof *larger.slots);
  if (larger.slots == NULL) return false;
  for (uint64_t i = 0; i < ranges->slot_count; i++)
    if (ranges->slots[i].entry != 0) put(&larger, ranges->slots[i]);
  free(ranges->slots);
  ranges->slots = larger.slots;
  ranges->slot_count = larger.slot_count;
  return true;
}

bool loam_ranges_add(loam_ranges *ranges, const void *base, uint64_t size, const void *what) {
  if (size == 0) return true; // holds no address
  uintptr_t first = (uintptr_t)base;
  uint32_t shift = shift_of(size);
  uint64_t key = key_of(first, shift), last = key_of(first + size - 1, shift);
  loam_lock_acquire(&ranges->lock);
  bool room = room_for_entry(ranges) && room_for_slots(ranges, (last - key) / 2 + 1);
  if (room) {
    ranges->entries[ranges->count++] = (loam_range){first, size, what};
    for (; key <= last; key += 2) put(ranges, (loam_range_slot){key, ranges->count});
  }
  loam_lock_release(&ranges->lock);
  return room;
}

static const loam_range *look(const loam_ranges *ranges, uintptr_t address, uint32_t shift) {
  uint64_t key = key_of(address, shift);
  for (uint64_t at = home(ranges, key); ranges->slots[at].entry != 0; at = (at + 1) & (ranges->slot_count - 1)) {
    if (ranges->slots[at].key != key) continue;
    const loam_range *range = &ranges->entries[ranges->slots[at].entry - 1];
    if (address - range->base < range->size) return range;
  }
  return NULL;
}

static const loam_range *find_locked(const loam_ranges *ranges, const void *address) {
  if (ranges->slot_count == 0) return NULL;
  const loam_range *found = look(ranges, (uintptr_t)address, LINE_SHIFT);
  return found != NULL ? found : look(ranges, (uintptr_t)address, PAGE_SHIFT);
}

bool loam_ranges_find(loam_ranges *ranges, const void *address, loam_range *out) {
  loam_lock_acquire(&ranges->lock);
  const loam_range *found = find_locked(ranges, address);
  if (found != NULL) *out = *found;
  loam_lock_release(&ranges->lock);
  return found != NULL;
}

void loam_ranges_set(loam_ranges *ranges, const void *address, const void *what) {
  loam_lock_acquire(&ranges->lock);
  const loam_range *found = find_locked(ranges, address);
  if (found != NULL) ranges->entries[found - ranges->entries].what = what;
  loam_lock_release(&ranges->lock);
}

void loam_ranges_pass_on(loam_ranges *ranges, const void *(*to)(const void *context, const void *what),
                         const void *context) {
  loam_lock_acquire(&ranges->lock);
  for (uint64_t i = 0; i < ranges->count; i++) ranges->entries[i].what = to(context, ranges->entries[i].what);
  loam_lock_release(&ranges->lock);
}
