// SPDX-License-Identifier: Apache-2.0
//
// foreign.c — functions that do next to nothing, so that what is timed is the way to them and back.
#include "foreign.h"

#include <string.h>

void nothing(void) {}
int next_number(int x) { return x + 1; }
double mean(double x, double y) { return (x + y) / 2; }
quad turned(quad q) { return (quad){q.d, q.a, q.b, q.c}; }
size_t length(const char *text) { return strlen(text); }

void repeat(plain f, long count) {
  for (long i = 0; i < count; i++) f();
}
long repeat_word(word f, long count) {
  int x = 0;
  for (long i = 0; i < count; i++) x = f(x);
  return x;
}
