// SPDX-License-Identifier: Apache-2.0
//
// foreign.h — what the benchmark calls in C, and what C calls back.
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stddef.h>

typedef struct quad {
  long a, b, c, d;
} quad;
typedef void (*plain)(void);
typedef int (*word)(int);

void nothing(void);
int next_number(int x);
double mean(double x, double y);
quad turned(quad q);
size_t length(const char *text);

void repeat(plain f, long count);
long repeat_word(word f, long count);

#endif
