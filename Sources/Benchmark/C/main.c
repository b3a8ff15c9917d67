// SPDX-License-Identifier: Apache-2.0
//
// main.c — `cruntime-benchmark [-n RUNS] [PART ...]`: the figures whose names have one of the parts in them, or all.
#include "bench.h"

#include <string.h>

enum { RUNS_MOST = 99 };

static int by_value(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

static void show(const figure *figure, int runs) {
  double values[1 + BENCH_PEERS][RUNS_MOST], medians[1 + BENCH_PEERS];
  int count = 0;
  while (count < 1 + BENCH_PEERS && figure->measures[count].name != NULL) count++;
  for (int run = 0; run < runs; run++)
    for (int i = 0; i < count; i++) values[i][run] = figure->measures[i].run();
  printf("%-34s", figure->name);
  for (int i = 0; i < count; i++) {
    qsort(values[i], (size_t)runs, sizeof values[i][0], by_value);
    medians[i] = values[i][runs / 2];
    if (medians[i] < 0) continue;
    printf("  %s %.4g", figure->measures[i].name, medians[i]);
    if (i > 0 && medians[i] > 0) printf(" (%.2fx)", medians[0] / medians[i]);
  }
  printf("\n");
  fflush(stdout);
}

static int wanted(const char *name, int count, char **parts) {
  for (int i = 0; i < count; i++)
    if (strstr(name, parts[i]) != NULL) return 1;
  return count == 0;
}

int main(int count, char **arguments) {
  int runs = 5;
  arguments++, count--;
  if (count >= 2 && strcmp(arguments[0], "-n") == 0) {
    runs = atoi(arguments[1]);
    if (runs < 1 || runs > RUNS_MOST) runs = 5;
    arguments += 2, count -= 2;
  }
  printf("medians of %d runs, ns of processor time for one; (loam's multiple of the peer's)\n", runs);
  const figure *const groups[] = {allocate_figures, switch_figures, life_figures};
  for (int g = 0; g < 3; g++)
    for (const figure *figure = groups[g]; figure->name != NULL; figure++)
      if (wanted(figure->name, count, arguments)) show(figure, runs);
  return 0;
}
