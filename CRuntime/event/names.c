// SPDX-License-Identifier: Apache-2.0
//
// names.c — the table of a trace's goroutines. Removing moves back what stood behind, so that no cell is ever a trace
// of a removed one.
#include "event/names.h"

#include <stdlib.h>

enum { FIRST = 256 };

static uint64_t home(const loam_trace_goroutines *table, uint64_t number) {
  return (number * 0x9e3779b97f4a7c15ull >> 20) & (table->capacity - 1);
}

static uint64_t find(const loam_trace_goroutines *table, uint64_t number) {
  uint64_t at = home(table, number);
  while (table->cells[at].number != 0 && table->cells[at].number != number) at = (at + 1) & (table->capacity - 1);
  return at;
}

static bool grow(loam_trace_goroutines *table) {
  loam_trace_goroutines larger = {.os = table->os, .capacity = table->capacity == 0 ? FIRST : 2 * table->capacity};
  larger.cells = loam_os_allocate(table->os, larger.capacity * sizeof *larger.cells);
  if (larger.cells == NULL) return false;
  for (uint64_t i = 0; i < table->capacity; i++)
    if (table->cells[i].number != 0) larger.cells[find(&larger, table->cells[i].number)] = table->cells[i];
  larger.count = table->count;
  free(table->cells);
  *table = larger;
  return true;
}

loam_trace_goroutine *loam_trace_goroutines_at(loam_trace_goroutines *table, uint64_t number) {
  if (3 * (table->count + 1) > 2 * table->capacity && !grow(table)) return NULL;
  loam_trace_goroutine *cell = &table->cells[find(table, number)];
  if (cell->number == 0) {
    *cell = (loam_trace_goroutine){.number = number};
    table->count++;
  }
  return cell;
}

void loam_trace_goroutines_remove(loam_trace_goroutines *table, uint64_t number) {
  if (table->capacity == 0) return;
  uint64_t mask = table->capacity - 1, hole = find(table, number);
  if (table->cells[hole].number == 0) return;
  table->count--;
  for (uint64_t at = hole;;) {
    at = (at + 1) & mask;
    if (table->cells[at].number == 0) break;
    // One whose home lies behind the hole, going round, would not be found across it.
    if (((at - home(table, table->cells[at].number)) & mask) < ((at - hole) & mask)) continue;
    table->cells[hole] = table->cells[at];
    hole = at;
  }
  table->cells[hole] = (loam_trace_goroutine){0};
}

void loam_trace_goroutines_free(loam_trace_goroutines *table) {
  free(table->cells);
  table->cells = NULL;
  table->capacity = table->count = 0;
}
