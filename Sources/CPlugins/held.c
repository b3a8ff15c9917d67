// SPDX-License-Identifier: Apache-2.0
//
// held.c — the handles that a plugin holds: a set with linear probing, at most half full.
//
// How.      A plugin may hold one for each of its many requests and release them in any order. A place that becomes
// free
//           is filled with the next entry that may lie there, so that there are no marks of what was removed (Knuth,
//           The Art of Computer Programming 3, 6.4, algorithm R).
#include "record.h"

#include <stdlib.h>

// The runtime's address counts little: most plugins see one.
static uint64_t home(const loam_plugin_held_set *set, const loam_plugin_held *held) {
  uint64_t mixed = ((uint64_t)held->handle ^ (uint64_t)(uintptr_t)held->runtime >> 6) * 0x9e3779b97f4a7c15ull;
  return mixed >> 32 & (set->capacity - 1);
}

// Where it is, or where it would go.
static uint64_t place(const loam_plugin_held_set *set, const loam_plugin_held *held) {
  uint64_t at = home(set, held);
  while (set->places[at].runtime != NULL &&
         (set->places[at].handle != held->handle || set->places[at].runtime != held->runtime))
    at = (at + 1) & (set->capacity - 1);
  return at;
}

static bool make_room(loam_plugin_held_set *set) {
  if (2 * (set->count + 1) <= set->capacity) return true;
  loam_plugin_held_set larger = {.capacity = set->capacity == 0 ? 16 : 2 * set->capacity, .count = set->count};
  larger.places = calloc(larger.capacity, sizeof *larger.places);
  if (larger.places == NULL) return false;
  for (uint64_t i = 0; i < set->capacity; i++)
    if (set->places[i].runtime != NULL) larger.places[place(&larger, &set->places[i])] = set->places[i];
  free(set->places);
  *set = larger;
  return true;
}

bool loam_plugin_held_add(loam_plugin_held_set *set, loam_plugin_held held) {
  if (!make_room(set)) return false;
  set->places[place(set, &held)] = held;
  set->count++;
  return true;
}

bool loam_plugin_held_has(const loam_plugin_held_set *set, loam_plugin_held held) {
  return set->count != 0 && set->places[place(set, &held)].runtime != NULL;
}

static void remove_at(loam_plugin_held_set *set, uint64_t hole) {
  uint64_t mask = set->capacity - 1;
  for (uint64_t at = (hole + 1) & mask; set->places[at].runtime != NULL; at = (at + 1) & mask) {
    // Its way from home leads over the hole, or it stays.
    if (((at - home(set, &set->places[at])) & mask) < ((at - hole) & mask)) continue;
    set->places[hole] = set->places[at];
    hole = at;
  }
  set->places[hole] = (loam_plugin_held){0};
  set->count--;
}

bool loam_plugin_held_remove(loam_plugin_held_set *set, loam_plugin_held held) {
  if (set->count == 0) return false;
  uint64_t at = place(set, &held);
  if (set->places[at].runtime == NULL) return false;
  remove_at(set, at);
  return true;
}

bool loam_plugin_held_take(loam_plugin_held_set *set, const loam_runtime *runtime, uint64_t *cursor,
                           loam_plugin_held *out) {
  for (; *cursor < set->capacity; (*cursor)++) {
    if (set->places[*cursor].runtime != runtime) continue;
    *out = set->places[*cursor];
    remove_at(set, *cursor); // another may lie there now
    return true;
  }
  return false;
}
