// SPDX-License-Identifier: Apache-2.0
//
// main.c — runs the C cases without Swift: all, or those whose names contain one of the arguments. `-l` lists them.
#include "CRuntimeChecks.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool wanted(const char *name, int count, char **parts) {
  for (int i = 1; i < count; i++)
    if (strstr(name, parts[i]) != NULL) return true;
  return count < 2;
}

int main(int count, char **arguments) {
  uint32_t passed = 0, failed = 0;
  bool list = count == 2 && strcmp(arguments[1], "-l") == 0;
  for (uint32_t i = 0; i < loam_check_count(); i++) {
    const char *name = loam_check_name(i);
    if (list) puts(name);
    if (list || !wanted(name, count, arguments)) continue;
    const char *failure = loam_check_run(i);
    if (failure != NULL) printf("FAILED %s\n  %s\n", name, failure);
    fflush(stdout);
    *(failure == NULL ? &passed : &failed) += 1;
  }
  if (!list) printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 && (list || passed > 0) ? 0 : 1;
}
