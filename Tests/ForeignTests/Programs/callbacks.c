// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
int counter = 7;
const char *name = "libt";
typedef int (*fn)(int);
int call(fn f, int x) { return f(x); }
static fn kept;
void keep(fn f) { kept = f; }
int again(int x) { return kept ? kept(x) : -1; }
struct job {
  fn f;
  int x, r;
};
static void *run(void *p) {
  struct job *j = p;
  j->r = j->f(j->x);
  return 0;
}
int on_thread(fn f, int x) {
  pthread_t t;
  struct job j = {f, x, 0};
  pthread_create(&t, 0, run, &j);
  pthread_join(t, 0);
  return j.r;
}
int fails(void) {
  errno = ENOENT;
  return -1;
}
__attribute__((nonnull)) size_t len(const char *s) { return strlen(s); }
int deref(int *p) { return *p; }
