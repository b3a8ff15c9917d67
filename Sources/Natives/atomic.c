// SPDX-License-Identifier: Apache-2.0
//
// atomic.c — atomic operations on words (package sync/atomic).
//
// A method of atomic.Int32 and its like takes a pointer to the value as the function does, so both share one body.
#include "natives.h"

#include <sched.h>
#include <stdatomic.h>

#define CHECK_ADDRESS                                                                                                  \
  if (POINTER(0) == NULL)                                                                                              \
  return loam_context_panic_error(context, "invalid memory address or nil pointer "                                    \
                                           "dereference")

/// All operations on one integer type; results are extended to a word by that type.
#define OPERATIONS(suffix, type)                                                                                       \
  TOUCHING_NATIVE(load_##suffix) {                                                                                     \
    CHECK_ADDRESS;                                                                                                     \
    RESULT(1, (int64_t)atomic_load((_Atomic type *)POINTER(0)));                                                       \
    return LOAM_NATIVE_DONE;                                                                                           \
  }                                                                                                                    \
  TOUCHING_NATIVE(store_##suffix) {                                                                                    \
    CHECK_ADDRESS;                                                                                                     \
    atomic_store((_Atomic type *)POINTER(0), (type)loam_argument(context, 1));                                         \
    return LOAM_NATIVE_DONE;                                                                                           \
  }                                                                                                                    \
  TOUCHING_NATIVE(swap_##suffix) {                                                                                     \
    CHECK_ADDRESS;                                                                                                     \
    RESULT(2, (int64_t)atomic_exchange((_Atomic type *)POINTER(0), (type)loam_argument(context, 1)));                  \
    return LOAM_NATIVE_DONE;                                                                                           \
  }                                                                                                                    \
  TOUCHING_NATIVE(compare_swap_##suffix) {                                                                             \
    CHECK_ADDRESS;                                                                                                     \
    type old = (type)loam_argument(context, 1);                                                                        \
    RESULT(3, atomic_compare_exchange_strong((_Atomic type *)POINTER(0), &old, (type)loam_argument(context, 2)));      \
    return LOAM_NATIVE_DONE;                                                                                           \
  }
#define ARITHMETIC(suffix, type)                                                                                       \
  OPERATIONS(suffix, type)                                                                                             \
  TOUCHING_NATIVE(add_##suffix) {                                                                                      \
    CHECK_ADDRESS;                                                                                                     \
    type delta = (type)loam_argument(context, 1);                                                                      \
    type old = atomic_fetch_add((_Atomic type *)POINTER(0), delta);                                                    \
    RESULT(2, (int64_t)(type)((uint64_t)old + (uint64_t)delta));                                                       \
    return LOAM_NATIVE_DONE;                                                                                           \
  }                                                                                                                    \
  TOUCHING_NATIVE(and_##suffix) {                                                                                      \
    CHECK_ADDRESS;                                                                                                     \
    RESULT(2, (int64_t)atomic_fetch_and((_Atomic type *)POINTER(0), (type)loam_argument(context, 1)));                 \
    return LOAM_NATIVE_DONE;                                                                                           \
  }                                                                                                                    \
  TOUCHING_NATIVE(or_##suffix) {                                                                                       \
    CHECK_ADDRESS;                                                                                                     \
    RESULT(2, (int64_t)atomic_fetch_or((_Atomic type *)POINTER(0), (type)loam_argument(context, 1)));                  \
    return LOAM_NATIVE_DONE;                                                                                           \
  }

ARITHMETIC(i32, int32_t)
ARITHMETIC(u32, uint32_t)
ARITHMETIC(i64, int64_t)

// Pointers. What is overwritten and what is stored is shaded; an exchange tells what it has overwritten.

// func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer)
NATIVE(store_pointer) {
  CHECK_ADDRESS;
  loam_context_shade(context, POINTER(1));
  loam_context_shade(context, atomic_exchange((void *_Atomic *)POINTER(0), POINTER(1)));
  return LOAM_NATIVE_DONE;
}

// func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) (old unsafe.Pointer)
NATIVE(swap_pointer) {
  CHECK_ADDRESS;
  void *old = atomic_exchange((void *_Atomic *)POINTER(0), POINTER(1));
  loam_context_shade(context, POINTER(1));
  loam_context_shade(context, old);
  RESULT(2, old);
  return LOAM_NATIVE_DONE;
}

// func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) (swapped bool)
NATIVE(compare_swap_pointer) {
  CHECK_ADDRESS;
  void *old = POINTER(1);
  bool swapped = atomic_compare_exchange_strong((void *_Atomic *)POINTER(0), &old, POINTER(2));
  if (swapped) {
    loam_context_shade(context, old);
    loam_context_shade(context, POINTER(2));
  }
  RESULT(3, swapped);
  return LOAM_NATIVE_DONE;
}

// atomic.Value. Its type word is written once: empty, then BUSY while the first store is under way, then the type. No
// safepoint lies between, so the collector never sees BUSY. Later stores change the data word only.
static const char busy_mark;
#define BUSY ((const loam_type *)&busy_mark)

typedef struct value {
  _Atomic(const loam_type *) type;
  _Atomic(void *) data;
} value;

/// The type once it is decided, NULL when nothing was stored.
static const loam_type *settled(value *v) {
  const loam_type *type;
  while ((type = atomic_load(&v->type)) == BUSY) sched_yield();
  return type;
}

// func (v *Value) Load() (val any)
NATIVE(value_load) {
  CHECK_ADDRESS;
  value *v = POINTER(0);
  const loam_type *type = settled(v);
  loam_argument_eface(context, 1) = (loam_eface){type, type ? atomic_load(&v->data) : NULL};
  return LOAM_NATIVE_DONE;
}

/// Makes the first store; false when another was first.
static bool store_first(loam_context *context, value *v, loam_eface new) {
  const loam_type *none = NULL;
  if (!atomic_compare_exchange_strong(&v->type, &none, BUSY)) return false;
  atomic_store(&v->data, new.data);
  loam_context_shade(context, new.data);
  atomic_store(&v->type, new.type);
  return true;
}

// func (v *Value) store(val any) (old any, state int)
NATIVE(value_store) {
  CHECK_ADDRESS;
  value *v = POINTER(0);
  loam_eface new = loam_argument_eface(context, 1), old = {NULL, NULL};
  int64_t state = 0;
  for (;;) {
    const loam_type *type = settled(v);
    if (type == NULL) {
      if (store_first(context, v, new)) break;
      continue;
    }
    if (type == new.type) {
      old = (loam_eface){type, atomic_exchange(&v->data, new.data)};
      loam_context_shade(context, old.data);
      loam_context_shade(context, new.data);
    } else {
      state = 1;
    }
    break;
  }
  loam_argument_eface(context, 3) = old;
  RESULT(5, state);
  return LOAM_NATIVE_DONE;
}

// func (v *Value) compareAndSwap(seen, val any) (swapped bool)
NATIVE(value_compare_swap) {
  CHECK_ADDRESS;
  value *v = POINTER(0);
  loam_eface seen = loam_argument_eface(context, 1), new = loam_argument_eface(context, 3);
  bool first = seen.type == NULL;
  bool swapped = first ? store_first(context, v, new) : atomic_compare_exchange_strong(&v->data, &seen.data, new.data);
  if (swapped && !first) {
    loam_context_shade(context, seen.data);
    loam_context_shade(context, new.data);
  }
  RESULT(5, swapped);
  return LOAM_NATIVE_DONE;
}

NATIVE_TABLE(
    atomic, "sync/atomic", {"(*Bool).CompareAndSwap", compare_swap_u32}, {"(*Bool).Load", load_u32},
    {"(*Bool).Store", store_u32}, {"(*Bool).Swap", swap_u32}, {"(*Int32).Add", add_i32}, {"(*Int32).And", and_i32},
    {"(*Int32).CompareAndSwap", compare_swap_i32}, {"(*Int32).Load", load_i32}, {"(*Int32).Or", or_i32},
    {"(*Int32).Store", store_i32}, {"(*Int32).Swap", swap_i32}, {"(*Int64).Add", add_i64}, {"(*Int64).And", and_i64},
    {"(*Int64).CompareAndSwap", compare_swap_i64}, {"(*Int64).Load", load_i64}, {"(*Int64).Or", or_i64},
    {"(*Int64).Store", store_i64}, {"(*Int64).Swap", swap_i64}, {"(*Uint32).Add", add_u32}, {"(*Uint32).And", and_u32},
    {"(*Uint32).CompareAndSwap", compare_swap_u32}, {"(*Uint32).Load", load_u32}, {"(*Uint32).Or", or_u32},
    {"(*Uint32).Store", store_u32}, {"(*Uint32).Swap", swap_u32}, {"(*Uint64).Add", add_i64},
    {"(*Uint64).And", and_i64}, {"(*Uint64).CompareAndSwap", compare_swap_i64}, {"(*Uint64).Load", load_i64},
    {"(*Uint64).Or", or_i64}, {"(*Uint64).Store", store_i64}, {"(*Uint64).Swap", swap_i64}, {"(*Uintptr).Add", add_i64},
    {"(*Uintptr).And", and_i64}, {"(*Uintptr).CompareAndSwap", compare_swap_i64}, {"(*Uintptr).Load", load_i64},
    {"(*Uintptr).Or", or_i64}, {"(*Uintptr).Store", store_i64}, {"(*Uintptr).Swap", swap_i64},
    {"(*Value).Load", value_load}, {"(*Value).compareAndSwap", value_compare_swap}, {"(*Value).store", value_store},
    {"AddInt32", add_i32}, {"AddInt64", add_i64}, {"AddUint32", add_u32}, {"AddUint64", add_i64},
    {"AddUintptr", add_i64}, {"AndInt32", and_i32}, {"AndInt64", and_i64}, {"AndUint32", and_u32},
    {"AndUint64", and_i64}, {"AndUintptr", and_i64}, {"CompareAndSwapInt32", compare_swap_i32},
    {"CompareAndSwapInt64", compare_swap_i64}, {"CompareAndSwapPointer", compare_swap_pointer},
    {"CompareAndSwapUint32", compare_swap_u32}, {"CompareAndSwapUint64", compare_swap_i64},
    {"CompareAndSwapUintptr", compare_swap_i64}, {"LoadInt32", load_i32}, {"LoadInt64", load_i64},
    {"LoadPointer", load_i64}, {"LoadUint32", load_u32}, {"LoadUint64", load_i64}, {"LoadUintptr", load_i64},
    {"OrInt32", or_i32}, {"OrInt64", or_i64}, {"OrUint32", or_u32}, {"OrUint64", or_i64}, {"OrUintptr", or_i64},
    {"StoreInt32", store_i32}, {"StoreInt64", store_i64}, {"StorePointer", store_pointer}, {"StoreUint32", store_u32},
    {"StoreUint64", store_i64}, {"StoreUintptr", store_i64}, {"SwapInt32", swap_i32}, {"SwapInt64", swap_i64},
    {"SwapPointer", swap_pointer}, {"SwapUint32", swap_u32}, {"SwapUint64", swap_i64}, {"SwapUintptr", swap_i64})
