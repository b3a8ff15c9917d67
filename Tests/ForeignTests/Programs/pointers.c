// SPDX-License-Identifier: Apache-2.0
//
// pointers.c — the library of pointers.go: pointers to functions, structs, unions, enums, errno.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int (*op)(int, int);
struct ops {
  op add;
  const char *name;
  void *user;
};
struct packet {
  unsigned char kind;
  char name[8];
  uint16_t ports[3];
  union {
    int i;
    float f;
    unsigned char b[8];
  } u;
  enum { RED = 1, BLUE = 5 } c;
};

int apply(op f, int a, int b) { return f(a, b); }
int run(struct ops *o, int a, int b) { return o->add(a, b); }
int c_add(int a, int b) { return a + b; }
void each(int n, void (*visit)(int, void *), void *user) {
  for (int i = 0; i < n; i++) visit(i, user);
}
void each_handle(int n, void (*visit)(int, uintptr_t), uintptr_t handle) {
  for (int i = 0; i < n; i++) visit(i, handle);
}
int fail(int code) {
  errno = code;
  return -1;
}
void fill(struct packet *p) {
  p->kind = 7;
  strcpy(p->name, "hello");
  p->ports[0] = 80, p->ports[1] = 443, p->ports[2] = 8080;
  p->u.f = 1.5f;
  p->c = BLUE;
}
int *numbers(int n) {
  int *p = malloc((size_t)n * sizeof *p);
  for (int i = 0; i < n; i++) p[i] = i * i;
  return p;
}
