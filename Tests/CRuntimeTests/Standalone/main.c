// SPDX-License-Identifier: Apache-2.0
//
// main.c — runs the C cases without Swift.
//
//     run-checks                  all cases
//     run-checks stack "map: "    those whose names contain one of the arguments
//     run-checks -l               lists the names
//     run-checks -t [...]         runs them and prints the time of each as it ends, then the slowest once more
#include "CRuntimeChecks.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOWEST = 10 };

typedef struct timing {
  const char *name;
  double seconds;
} timing;

static bool wanted(const char *name, int count, char **parts) {
  for (int i = 0; i < count; i++)
    if (strstr(name, parts[i]) != NULL) return true;
  return count == 0;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int slower(const void *a, const void *b) {
  double x = ((const timing *)a)->seconds, y = ((const timing *)b)->seconds;
  return (x < y) - (x > y);
}

static void print_slowest(timing *timings, uint32_t count) {
  double sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += timings[i].seconds;
  qsort(timings, count, sizeof *timings, slower);
  printf("slowest of %u cases, %.2f s in all:\n", count, sum);
  for (uint32_t i = 0; i < count && i < SLOWEST; i++) printf("%8.3f s  %s\n", timings[i].seconds, timings[i].name);
}

int main(int count, char **arguments) {
  bool list = count > 1 && strcmp(arguments[1], "-l") == 0, times = count > 1 && strcmp(arguments[1], "-t") == 0;
  int skipped = list || times ? 2 : 1;
  uint32_t passed = 0, failed = 0;
  timing *timings = calloc(loam_check_count(), sizeof *timings);
  if (timings == NULL) return 1;
  for (uint32_t i = 0; i < loam_check_count(); i++) {
    const char *name = loam_check_name(i);
    if (!wanted(name, count - skipped, arguments + skipped)) continue;
    if (list) {
      puts(name);
      continue;
    }
    double before = now();
    const char *failure = loam_check_run(i);
    timings[passed + failed] = (timing){name, now() - before};
    if (times) printf("%8.3f s  %s\n", timings[passed + failed].seconds, name);
    if (failure != NULL) printf("FAILED %s\n  %s\n", name, failure);
    fflush(stdout);
    *(failure == NULL ? &passed : &failed) += 1;
  }
  if (times) print_slowest(timings, passed + failed);
  free(timings);
  if (list) return 0;
  printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
