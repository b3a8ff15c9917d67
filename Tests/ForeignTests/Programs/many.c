// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

struct pair {
  int a;
  double b;
};
long add(int a, long b, double c) { return a + b + (long)c; }
struct pair swap(struct pair p) {
  return (struct pair){(int)p.b, p.a};
}
int first(const char *text) { return text[0]; }
long repeat(long (*f)(long), long n) {
  long sum = 0;
  for (long i = 0; i < n; i++) sum += f(i);
  return sum;
}
