// SPDX-License-Identifier: Apache-2.0
//
// odd.c — structs and unions that compilers pass by rules of their own: long doubles that share their place, what is
// aligned to more than it holds, 128 bits. The sums are of those bytes that have a meaning.
#include <string.h>

typedef union {
  long double x;
  int i;
} mixed;
typedef union {
  long double x;
  double d;
} floats;
typedef union {
  long double x;
  char bytes[16];
} bytes;
typedef union {
  long double x;
} one;
typedef struct {
  __int128 a;
} wide;
typedef struct {
  int x __attribute__((aligned(16)));
  int y;
} aligned;
typedef struct {
  double d __attribute__((aligned(16)));
} single;
typedef struct {
  float d __attribute__((aligned(16)));
} small;

static long sum(const void *from, int count) {
  const unsigned char *at = from;
  long result = 0;
  for (int i = 0; i < count; i++) result += (i + 1) * at[i];
  return result;
}

#define FUNCTIONS(T, N)                                                                                                \
  T give_##T(int seed) {                                                                                               \
    T made;                                                                                                            \
    memset(&made, 0, sizeof made);                                                                                     \
    for (int i = 0; i < N; i++) ((unsigned char *)&made)[i] = (unsigned char)(seed + 7 * i);                           \
    return made;                                                                                                       \
  }                                                                                                                    \
  long take_##T(int a, T v, double d, T w, int b) { return a + (long)d + b + sum(&v, N) + 3 * sum(&w, N); }            \
  long late_##T(int a, int b, int c, int d, int e, T v, int f, T w, double g) {                                        \
    return a + b + c + d + e + f + (long)g + sum(&v, N) + 3 * sum(&w, N);                                              \
  }                                                                                                                    \
  long back_##T(long (*f)(int, T, int, double), int seed) {                                                            \
    return 1 + f(seed, give_##T(seed), seed + 1, seed + 0.5);                                                          \
  }                                                                                                                    \
  long full_##T(long (*f)(T, T, T, T, T, T, T, T, T, int, double), int seed) {                                         \
    T v = give_##T(seed), w = give_##T(seed + 1);                                                                      \
    return f(v, w, v, w, v, w, v, w, v, seed, seed + 0.5);                                                             \
  }                                                                                                                    \
  long made_##T(T (*f)(int, T), int seed) {                                                                            \
    T back = f(seed, give_##T(seed));                                                                                  \
    return sum(&back, N);                                                                                              \
  }

FUNCTIONS(mixed, 10)
FUNCTIONS(floats, 10)
FUNCTIONS(bytes, 16)
FUNCTIONS(one, 10)
FUNCTIONS(wide, 16)
FUNCTIONS(aligned, 8)
FUNCTIONS(single, 8)
FUNCTIONS(small, 4)
