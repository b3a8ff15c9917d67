// SPDX-License-Identifier: Apache-2.0
//
// natives.c — finds a native by its full name: first the package's table, then the function in it.
#include "natives.h"

#pragma GCC visibility push(hidden)
// Sorted by import path.
#define PACKAGES(X)                                                                                                    \
  X(bytealg)                                                                                                           \
  X(c)                                                                                                                 \
  X(prompt)                                                                                                            \
  X(value)                                                                                                             \
  X(weak)                                                                                                              \
  X(loam)                                                                                                              \
  X(plugin) X(math) X(bits) X(rand) X(os) X(runtime) X(debug) X(metrics) X(pprof) X(sync) X(atomic) X(syscall) X(time)
#define DECLARE(symbol) extern const loam_native_table loam_natives_##symbol;
PACKAGES(DECLARE)
#pragma GCC visibility pop

#define REFER(symbol) &loam_natives_##symbol,
static const loam_native_table *const tables[] = {PACKAGES(REFER)};

enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

/// Orders a text that ends after `length` bytes against one that ends with a zero.
static int compare(const char *text, size_t length, const char *other) {
  int order = strncmp(text, other, length);
  return order != 0 ? order : other[length] == 0 ? 0 : -1;
}

/// Length of the import path in a full name: up to the first dot behind the last slash.
static size_t path_length(const char *name, size_t length) {
  size_t end = 0;
  for (size_t i = 0; i < length && name[i] != '('; i++)
    if (name[i] == '/') end = i;
  while (end < length && name[end] != '.') end++;
  return end;
}

loam_native loam_natives_lookup(const char *name, size_t length) {
  size_t path = path_length(name, length), low = 0, high = TABLE_COUNT;
  if (path >= length) return NULL;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(name, path, tables[middle]->package) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == TABLE_COUNT || compare(name, path, tables[low]->package) != 0) return NULL;
  const loam_native_table *table = tables[low];
  const char *function = name + path + 1;
  size_t rest = length - path - 1;
  low = 0, high = table->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare(function, rest, table->entries[middle].name) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == table->count || compare(function, rest, table->entries[low].name) != 0) return NULL;
  return table->entries[low].function;
}

bool loam_natives_entry(size_t index, const char **out_package, loam_native_entry *out_entry) {
  for (size_t i = 0; i < TABLE_COUNT; index -= tables[i++]->count) {
    if (index >= tables[i]->count) continue;
    *out_package = tables[i]->package;
    *out_entry = tables[i]->entries[index];
    return true;
  }
  return false;
}
