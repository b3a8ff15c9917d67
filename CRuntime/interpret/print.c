// SPDX-License-Identifier: Apache-2.0
//
// print.c — the print builtin and the text of panic values.
//
// Fails.    Allocates nothing: it also runs when memory is gone.
#include "interpret/print.h"

#include "include/loam_heap.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void loam_print_fresh_line(loam_runtime *runtime) {
  if (runtime->hooks.write_error != NULL) runtime->hooks.write_error(runtime->hooks.context, "", 0);
}

void loam_print_bytes(loam_runtime *runtime, const void *bytes, uint64_t length) {
  if (length == 0) return;
  if (LOAM_UNLIKELY(!loam_where_readable(runtime, bytes, length))) {
    loam_print(runtime, "<bad pointer %p>", bytes);
    return;
  }
  if (runtime->hooks.write_error != NULL) {
    runtime->hooks.write_error(runtime->hooks.context, bytes, length);
    return;
  }
  for (const char *at = bytes; length > 0;) {
    ssize_t written = write(2, at, length);
    if (written <= 0) return;
    at += written;
    length -= (uint64_t)written;
  }
}

void loam_print(loam_runtime *runtime, const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length > 0) loam_print_bytes(runtime, text, (uint64_t)length < sizeof text ? (uint64_t)length : sizeof text - 1);
}

void loam_format_float(double value, bool single, char out[LOAM_FLOAT_TEXT]) {
  if (isnan(value)) {
    strcpy(out, "NaN");
    return;
  }
  if (isinf(value)) {
    strcpy(out, value > 0 ? "+Inf" : "-Inf");
    return;
  }
  char digits[26];
  for (int precision = 0; precision <= 17; precision++) {
    snprintf(digits, sizeof digits, "%.*e", precision, value);
    if (single ? strtof(digits, NULL) == (float)value : strtod(digits, NULL) == value) break;
  }
  char *exponent_text = strchr(digits, 'e');
  int exponent = atoi(exponent_text + 1);
  *exponent_text = 0;
  if (exponent < -4 || exponent >= 6) {
    snprintf(out, LOAM_FLOAT_TEXT, "%.20se%c%02d", digits, exponent < 0 ? '-' : '+', abs(exponent) % 1000);
    return;
  }
  int after = (int)strlen(strchr(digits, '.') == NULL ? "" : strchr(digits, '.') + 1) - exponent;
  snprintf(out, LOAM_FLOAT_TEXT, "%.*f", after < 0 ? 0 : after, value);
}

static void print_complex(loam_runtime *runtime, double real, double imaginary, bool single) {
  char x[LOAM_FLOAT_TEXT], y[LOAM_FLOAT_TEXT];
  loam_format_float(real, single, x);
  loam_format_float(imaginary, single, y);
  loam_print(runtime, "(%s%s%si)", x, y[0] == '-' || y[0] == '+' ? "" : "+", y);
}

loam_next loam_op_PRINT(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  const loam_slot *value = fp + loam_field_a(*pc);
  switch ((loam_print_kind)loam_field_b(*pc)) {
  case LOAM_PRINT_BOOL:
    loam_print(runtime, "%s", value[0] & 0xff ? "true" : "false");
    break;
  case LOAM_PRINT_INT:
    loam_print(runtime, "%lld", (long long)value[0]);
    break;
  case LOAM_PRINT_UINT:
    loam_print(runtime, "%llu", (unsigned long long)value[0]);
    break;
  case LOAM_PRINT_FLOAT: {
    double number;
    char text[LOAM_FLOAT_TEXT];
    memcpy(&number, value, 8);
    loam_format_float(number, false, text);
    loam_print(runtime, "%s", text);
    break;
  }
  case LOAM_PRINT_FLOAT32: {
    float number;
    char text[LOAM_FLOAT_TEXT];
    memcpy(&number, value, 4);
    loam_format_float(number, true, text);
    loam_print(runtime, "%s", text);
    break;
  }
  case LOAM_PRINT_STRING:
    loam_print_bytes(runtime, (const void *)(uintptr_t)value[0], value[1]);
    break;
  case LOAM_PRINT_POINTER:
    loam_print(runtime, "0x%llx", (unsigned long long)value[0]);
    break;
  case LOAM_PRINT_SLICE:
    loam_print(runtime, "[%lld/%lld]0x%llx", (long long)value[1], (long long)value[2], (unsigned long long)value[0]);
    break;
  case LOAM_PRINT_INTERFACE:
    loam_print(runtime, "(0x%llx,0x%llx)", (unsigned long long)value[0], (unsigned long long)value[1]);
    break;
  case LOAM_PRINT_SPACE:
    loam_print(runtime, " ");
    break;
  case LOAM_PRINT_NEWLINE:
    loam_print(runtime, "\n");
    break;
  }
  return loam_continue(pc + 1, fp);
}

void loam_print_indented(loam_runtime *runtime, loam_string text) {
  const uint8_t *end = text.bytes + text.length;
  if (!loam_where_readable(runtime, text.bytes, (uint64_t)text.length)) {
    loam_print_bytes(runtime, text.bytes, (uint64_t)text.length); // which says so
    return;
  }
  while (text.length > 0) {
    const uint8_t *newline = memchr(text.bytes, '\n', (size_t)text.length);
    const uint8_t *stop = newline == NULL ? end : newline + 1;
    loam_print_bytes(runtime, text.bytes, (uint64_t)(stop - text.bytes));
    if (newline != NULL) loam_print(runtime, "\t");
    text = (loam_string){stop, end - stop};
  }
}

static void print_scalar(loam_runtime *runtime, const loam_type *type, const void *data) {
#define SCALAR(KIND, c_type, format, wide)                                                                             \
  case LOAM_KIND_##KIND: {                                                                                             \
    c_type x;                                                                                                          \
    memcpy(&x, data, sizeof x);                                                                                        \
    loam_print(runtime, format, (wide)x);                                                                              \
    break;                                                                                                             \
  }
  switch ((loam_kind)type->kind) {
    SCALAR(INT, int64_t, "%lld", long long)
    SCALAR(INT8, int8_t, "%lld", long long)
    SCALAR(INT16, int16_t, "%lld", long long)
    SCALAR(INT32, int32_t, "%lld", long long)
    SCALAR(INT64, int64_t, "%lld", long long)
    SCALAR(UINT, uint64_t, "%llu", unsigned long long)
    SCALAR(UINT8, uint8_t, "%llu", unsigned long long)
    SCALAR(UINT16, uint16_t, "%llu", unsigned long long)
    SCALAR(UINT32, uint32_t, "%llu", unsigned long long)
    SCALAR(UINT64, uint64_t, "%llu", unsigned long long)
    SCALAR(UINTPTR, uintptr_t, "%llu", unsigned long long)
  case LOAM_KIND_BOOL:
    loam_print(runtime, "%s", *(const uint8_t *)data != 0 ? "true" : "false");
    break;
  case LOAM_KIND_FLOAT32:
  case LOAM_KIND_FLOAT64: {
    bool single = type->kind == LOAM_KIND_FLOAT32;
    double number;
    float narrow;
    char text[LOAM_FLOAT_TEXT];
    if (single)
      memcpy(&narrow, data, 4), number = narrow;
    else
      memcpy(&number, data, 8);
    loam_format_float(number, single, text);
    loam_print(runtime, "%s", text);
    break;
  }
  case LOAM_KIND_COMPLEX64: {
    float parts[2];
    memcpy(parts, data, 8);
    print_complex(runtime, parts[0], parts[1], true);
    break;
  }
  case LOAM_KIND_COMPLEX128: {
    double parts[2];
    memcpy(parts, data, 16);
    print_complex(runtime, parts[0], parts[1], false);
    break;
  }
  case LOAM_KIND_STRING:
    loam_print_indented(runtime, *(const loam_string *)data);
    break;
  default:
    break;
  }
#undef SCALAR
}

// A predeclared type has no package: its value stands alone. A defined one is shown as a conversion.
void loam_print_panic_value(loam_runtime *runtime, loam_eface value) {
  const loam_type *type = value.type;
  if (type == NULL) {
    loam_print(runtime, "nil");
    return;
  }
  bool scalar = (type->kind >= LOAM_KIND_BOOL && type->kind <= LOAM_KIND_COMPLEX128) || type->kind == LOAM_KIND_STRING;
  const void *data = type->flags & LOAM_TYPE_DIRECT ? (const void *)&value.data : value.data;
  if (!scalar) {
    loam_print(runtime, "(%.*s) 0x%llx", (int)type->name.length, (const char *)type->name.bytes,
               (unsigned long long)(uintptr_t)value.data);
    return;
  }
  if (type->package_path.length == 0) {
    print_scalar(runtime, type, data);
    return;
  }
  bool complex_kind = type->kind == LOAM_KIND_COMPLEX64 || type->kind == LOAM_KIND_COMPLEX128;
  const char *quote = type->kind == LOAM_KIND_STRING ? "\"" : "";
  loam_print(runtime, "%.*s%s%s", (int)type->name.length, (const char *)type->name.bytes, complex_kind ? "" : "(",
             quote);
  print_scalar(runtime, type, data);
  loam_print(runtime, "%s%s", quote, complex_kind ? "" : ")");
}
