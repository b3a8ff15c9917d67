// SPDX-License-Identifier: Apache-2.0
typedef int (*fn)(int);
int deref(int *p) { return *p; }
int call(fn f, int x) { return f(x); }
