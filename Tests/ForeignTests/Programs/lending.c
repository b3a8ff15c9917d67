// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <stdlib.h>
typedef int (*fn)(int);
typedef int (*taker)(void *own, int x);
// The function is given itself, twice.
int hand(taker f, int x) {
  int first = f((void *)f, x);
  return first * 100 + f((void *)f, x + 1);
}
int again(taker f, int x) { return f((void *)0, x); }
__attribute__((nonnull)) int both(fn f, const char *text) { return f(text[0]); }
int many(fn f, int n, ...) { return f(n); }
int call(fn f, int x) { return f(x); }
struct wide {
  long words[30];
};
struct huge {
  long words[260];
};
int call_wide(int (*f)(struct wide), int x) {
  struct wide w = {{x, x}};
  return f(w);
}
int call_huge(int (*f)(struct huge), int x) { return x; }
int call_long(long double (*f)(long double), int x) { return (int)f(x); }

struct job {
  fn f;
  int count;
};
static void *run(void *p) {
  struct job *job = p;
  long sum = 0;
  for (int i = 0; i < job->count; i++) sum += job->f(i);
  return (void *)sum;
}
static pthread_t start(struct job *job) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, job);
  return thread;
}
// From threads of C's, at once.
long on_threads(fn f, int threads, int count) {
  pthread_t list[16];
  struct job job = {f, count};
  long sum = 0;
  for (int i = 0; i < threads; i++) list[i] = start(&job);
  for (int i = 0; i < threads; i++) {
    void *part;
    pthread_join(list[i], &part);
    sum += (long)part;
  }
  return sum;
}
