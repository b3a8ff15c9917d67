// SPDX-License-Identifier: Apache-2.0
//
// itab.c — finds and makes dispatch tables.
//
// How.      Both method lists are sorted alike, so one merge finds every method or the first that is missing.
// Upholds.  type.itab
#include "type/itab.h"

#include "base/limits.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

struct loam_itab_cells {
  uint64_t capacity; ///< Power of two.
  _Atomic(const loam_itab *) itabs[];
};

void loam_itabs_init(loam_itabs *itabs, loam_permanent *permanent, loam_bugs *bugs) {
  memset(itabs, 0, sizeof *itabs);
  itabs->permanent = permanent;
  loam_lock_init(&itabs->lock, LOAM_RANK_ITAB, bugs);
}

static int compare_strings(loam_string a, loam_string b) {
  int64_t n = a.length < b.length ? a.length : b.length;
  int order = n ? memcmp(a.bytes, b.bytes, (size_t)n) : 0;
  return order ? order : (a.length > b.length) - (a.length < b.length);
}

/// The method of `type` that `wanted` asks for, searched from *from on; NULL: none.
static const loam_method *find_method(const loam_type *type, const loam_interface_method *wanted, uint32_t *from) {
  for (; *from < type->method_count; ++*from) {
    const loam_method *method = &type->methods[*from];
    int order = compare_strings(method->name, wanted->name);
    if (order == 0) order = compare_strings(method->package_path, wanted->package_path);
    if (order > 0) return NULL;
    if (order == 0) return method->type == wanted->type ? method : NULL;
  }
  return NULL;
}

static bool fill_methods(const loam_type *interface, const loam_type *type, loam_function **methods,
                         loam_string *out_missing) {
  uint32_t from = 0;
  for (uint32_t i = 0; i < interface->interface_method_count; i++) {
    const loam_method *method = find_method(type, &interface->interface_methods[i], &from);
    if (!method) {
      if (out_missing) *out_missing = interface->interface_methods[i].name;
      return false;
    }
    if (methods) methods[i] = method->function;
  }
  return true;
}

bool loam_type_implements(const loam_type *interface, const loam_type *type, loam_string *out_missing) {
  return fill_methods(interface, type, NULL, out_missing);
}

static uint64_t hash_pair(const loam_type *interface, const loam_type *type) {
  return loam_mix((uintptr_t)interface ^ 0xa0761d6478bd642full, (uintptr_t)type ^ 0xe7037ed1a0b428dbull);
}

static const loam_itab *find(loam_itab_cells *cells, const loam_type *interface, const loam_type *type) {
  if (!cells) return NULL;
  for (uint64_t i = hash_pair(interface, type);; i++) {
    const loam_itab *itab = atomic_load_explicit(&cells->itabs[i & (cells->capacity - 1)], memory_order_acquire);
    if (!itab || (itab->interface == interface && itab->type == type)) return itab;
  }
}

static void place(loam_itab_cells *cells, const loam_itab *itab) {
  uint64_t i = hash_pair(itab->interface, itab->type);
  while (atomic_load_explicit(&cells->itabs[i & (cells->capacity - 1)], memory_order_relaxed)) i++;
  atomic_store_explicit(&cells->itabs[i & (cells->capacity - 1)], itab, memory_order_release);
}

static bool make_room_locked(loam_itabs *itabs) {
  loam_itab_cells *old = atomic_load_explicit(&itabs->cells, memory_order_relaxed);
  if (old && itabs->count * 4 < old->capacity * 3) return true;
  uint64_t capacity = old ? old->capacity * 2 : LOAM_ITABS_FIRST;
  loam_itab_cells *cells = loam_permanent_take(itabs->permanent, sizeof *cells + capacity * sizeof cells->itabs[0], 8);
  if (!cells) return false;
  cells->capacity = capacity;
  for (uint64_t i = 0; old && i < old->capacity; i++) {
    const loam_itab *itab = atomic_load_explicit(&old->itabs[i], memory_order_relaxed);
    if (itab) place(cells, itab);
  }
  atomic_store_explicit(&itabs->cells, cells, memory_order_release);
  return true;
}

static uint64_t size_of(uint32_t methods) { return sizeof(loam_itab) + methods * sizeof(loam_function *); }

static const loam_itab *make_locked(loam_itabs *itabs, const loam_type *interface, const loam_type *type) {
  const loam_itab *made = find(atomic_load_explicit(&itabs->cells, memory_order_relaxed), interface, type);
  if (made) return made;
  if (!make_room_locked(itabs)) return NULL;
  uint32_t count = interface->interface_method_count;
  loam_itab *itab = loam_permanent_take_given(itabs->permanent, size_of(count));
  if (!itab) return NULL;
  itab->interface = interface;
  itab->type = type;
  itab->hash = type->hash;
  itab->method_count = count;
  fill_methods(interface, type, itab->methods, NULL);
  place(atomic_load_explicit(&itabs->cells, memory_order_relaxed), itab);
  itabs->count++;
  return itab;
}

const loam_itab *loam_itabs_get(loam_itabs *itabs, const loam_type *interface, const loam_type *type,
                                loam_string *out_missing, bool *out_no_memory) {
  if (out_no_memory) *out_no_memory = false;
  const loam_itab *itab = find(atomic_load_explicit(&itabs->cells, memory_order_acquire), interface, type);
  if (itab) return itab;
  if (!loam_type_implements(interface, type, out_missing)) return NULL;
  loam_lock_acquire(&itabs->lock);
  itab = make_locked(itabs, interface, type);
  loam_lock_release(&itabs->lock);
  if (!itab && out_no_memory) *out_no_memory = true;
  return itab;
}

// Nothing reads a table meanwhile: the world stands still. A method that a table had stays unless there is a new one.
void loam_itabs_refresh_stopped(loam_itabs *itabs, const loam_type *type) {
  loam_itab_cells *cells = atomic_load_explicit(&itabs->cells, memory_order_relaxed);
  for (uint64_t i = 0; cells && i < cells->capacity; i++) {
    const loam_itab *itab = atomic_load_explicit(&cells->itabs[i], memory_order_relaxed);
    if (itab && itab->type == type) fill_methods(itab->interface, type, ((loam_itab *)(uintptr_t)itab)->methods, NULL);
  }
}

void loam_itabs_each_stopped(loam_itabs *itabs, loam_table_visit visit, void *context) {
  loam_itab_cells *cells = atomic_load_explicit(&itabs->cells, memory_order_relaxed);
  for (uint64_t i = 0; cells && i < cells->capacity; i++) {
    const loam_itab *itab = atomic_load_explicit(&cells->itabs[i], memory_order_relaxed);
    if (itab) visit(context, itab, size_of(itab->method_count), itab->type, itab->interface);
  }
}

// A cell that became free would end the search for others, so the rest is placed anew, in the same cells.
bool loam_itabs_forget_stopped(loam_itabs *itabs, loam_type_test is_gone, const void *context) {
  loam_itab_cells *cells = atomic_load_explicit(&itabs->cells, memory_order_relaxed);
  if (!cells) return true;
  const loam_itab **rest = loam_os_allocate(itabs->permanent->os, cells->capacity * sizeof *rest);
  if (!rest) return false;
  uint64_t count = 0;
  for (uint64_t i = 0; i < cells->capacity; i++) {
    const loam_itab *itab = atomic_load_explicit(&cells->itabs[i], memory_order_relaxed);
    atomic_store_explicit(&cells->itabs[i], NULL, memory_order_relaxed);
    if (!itab) continue;
    if (is_gone(context, itab->type) || is_gone(context, itab->interface))
      loam_permanent_give(itabs->permanent, itab, size_of(itab->method_count));
    else
      rest[count++] = itab;
  }
  for (uint64_t i = 0; i < count; i++) place(cells, rest[i]);
  itabs->count = count;
  free(rest);
  return true;
}
