// SPDX-License-Identifier: Apache-2.0
//
// fatal.c — how a program dies: panics nobody recovers, fatal errors, deadlock, overflow.
//
// How.      Before a panic is reported, the Error or String methods of the values in its chain are called, as ordinary
//           Go calls on top of the panicking frame: the printer function calls the method and comes back through
//           PANIC_RETURN (panic.c), which asks here for the next value until all have their text. Everything printed
//           after that allocates nothing.
#include "interpret/call.h"
#include <stdio.h>
#include <string.h>
#include "interpret/print.h"
#include "schedule/schedule.h"
#include "schedule/want.h"

/// Frame of the printer: outgoing words 0 (receiver), 1 and 2 (result); slot 3 holds the method's function value.
enum { PRINTER_RESULT = 1, PRINTER_FUNCTION = 3, PRINTER_SLOTS = 5 };

loam_status loam_make_internal_functions(loam_runtime *runtime) {
  static const uint64_t bottom_words[] = {
      LOAM_WORD(LOAM_OP_CALL_CLOSURE, 0, 0, 0),
      LOAM_SAFEPOINT(1, 1, 1),
      LOAM_WORD(LOAM_OP_GOEXIT, 0, 0, 0),
      LOAM_SAFEPOINT(0, 1, 3),
      LOAM_SAFEPOINT(0, 1, 4),
      LOAM_WORD(LOAM_OP_PANIC_RETURN, 0, 0, 0),
  };
  static const uint64_t bottom_maps[] = {0, 1};
  static const uint64_t printer_words[] = {
      LOAM_WORD(LOAM_OP_CALL_CLOSURE, PRINTER_FUNCTION, 0, 0),
      LOAM_SAFEPOINT(0, PRINTER_SLOTS, 1),
      LOAM_WORD(LOAM_OP_PANIC_RETURN, 0, 0, 0),
  };
  static const uint64_t printer_maps[] = {0};
  loam_string none = {NULL, 0};
  loam_function *bottom = loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0);
  loam_function *printer = loam_function_create(runtime, none, none, 0, 0, 0, NULL, 0);
  if (bottom == NULL || printer == NULL) return LOAM_NO_MEMORY;
  runtime->bottom = bottom;
  runtime->printer = printer;
  loam_code code = {.words = bottom_words,
                    .word_count = 6,
                    .frame_slots = 1,
                    .maps = bottom_maps,
                    .map_words = 1,
                    .map_count = 2,
                    .flags = LOAM_FUNCTION_RUNTIME};
  loam_status status = loam_function_define(runtime, bottom, &code);
  if (status != LOAM_OK) return status;
  code = (loam_code){.words = printer_words,
                     .word_count = 3,
                     .frame_slots = PRINTER_SLOTS,
                     .maps = printer_maps,
                     .map_words = 1,
                     .map_count = 1,
                     .flags = LOAM_FUNCTION_RUNTIME};
  return loam_function_define(runtime, printer, &code);
}

static const loam_method *find_method(const loam_type *type, const char *name) {
  if (type == NULL) return NULL;
  int64_t length = (int64_t)strlen(name);
  for (uint32_t i = 0; i < type->method_count; i++) {
    const loam_method *method = &type->methods[i];
    if (method->name.length != length || memcmp(method->name.bytes, name, (size_t)length) != 0) continue;
    const loam_type *signature = method->type;
    bool fits = signature->parameter_count == 0 && signature->result_count == 1 &&
                signature->parameters[0]->kind == LOAM_KIND_STRING &&
                signature->parameters[0]->package_path.length == 0;
    return fits ? method : NULL;
  }
  return NULL;
}

static const loam_method *text_method(const loam_panic *panic) {
  const loam_method *method = find_method(panic->value.type, "Error");
  return method != NULL ? method : find_method(panic->value.type, "String");
}

static void print_panics(loam_runtime *runtime, const loam_panic *panic) {
  if (panic->link != NULL) {
    print_panics(runtime, panic->link);
    if (panic->link->repanicked) return;
    if (!panic->link->goexit) loam_print(runtime, "\t");
  }
  if (panic->goexit) return;
  loam_print(runtime, "panic: ");
  if (panic->has_text)
    loam_print_indented(runtime, panic->text);
  else
    loam_print_panic_value(runtime, panic->value);
  if (panic->recovered) loam_print(runtime, panic->repanicked ? " [recovered, repanicked]" : " [recovered]");
  loam_print(runtime, "\n");
}

// Traces by GOTRACEBACK, then the end. The current goroutine is saved; the worker may stop the world. Gives ends_lock
// back, with which the report began.
static loam_next die(loam_worker *worker, loam_status status, bool everybody) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  if (runtime->traceback > 0) loam_trace_goroutine(runtime, goroutine, true);
  loam_lock_release(&runtime->ends_lock);
  if (runtime->traceback > 1 || (everybody && runtime->traceback > 0)) {
    loam_worker_leave(worker);
    loam_world_stop(runtime);
    loam_trace_others(runtime, goroutine);
    loam_world_start(runtime);
    loam_worker_return(worker);
  }
  return loam_end_program(worker, (loam_result){status, 2});
}

#define SIGNAL_LINE "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x%llx]"

/// The Error or String method of a panic value has panicked itself: Go names that value's text or type.
static loam_next panicked_while_printing(loam_worker *worker, const uint64_t *pad, loam_slot *fp,
                                         const loam_panic *panic) {
  char text[320];
  const loam_type *type = panic->value.type;
  loam_string what = type == NULL ? (loam_string){(const uint8_t *)"nil", 3} : type->name;
  bool is_text =
      type != NULL && type->kind == LOAM_KIND_STRING && !(type->flags & LOAM_TYPE_NAMED && type->package_path.length);
  if (is_text) what = *(const loam_string *)panic->value.data;
  snprintf(text, sizeof text, "panic while printing panic value: %s%.*s", is_text ? "" : "type ",
           (int)(what.length < 160 ? what.length : 160), (const char *)what.bytes);
  if (panic->nil_dereference) {
    size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, "\n" SIGNAL_LINE, (unsigned long long)(uintptr_t)panic->pc);
  }
  return loam_fatal(worker, pad, fp, text);
}

loam_next loam_panic_unrecovered(loam_worker *worker, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  loam_goroutine *goroutine = worker->goroutine;
  loam_panic *newest = goroutine->panics;
  const uint64_t *pad = loam_function_pad(newest->function);
  loam_goroutine_save(goroutine, pad, pad - 1, fp);
  for (loam_panic *panic = newest; panic != NULL; panic = panic->link) {
    if (panic->printing) return panicked_while_printing(worker, pad, fp, newest);
    if (panic->goexit || panic->has_text) continue;
    const loam_method *method = text_method(panic);
    if (method == NULL) continue;
    panic->printing = true;
    loam_next next = loam_enter(worker, runtime->printer, NULL, fp, pad);
    if (next.pc != runtime->printer->code) return next;
    next.fp[0] = (uint64_t)(uintptr_t)panic->value.data;
    next.fp[PRINTER_FUNCTION] = (uint64_t)(uintptr_t)method->function;
    return next;
  }
  loam_lock_acquire(&runtime->ends_lock);
  loam_print_fresh_line(runtime);
  print_panics(runtime, newest);
  const loam_panic *nil = newest;
  while (nil != NULL && !nil->nil_dereference) nil = nil->link;
  if (nil != NULL) loam_print(runtime, SIGNAL_LINE "\n", (unsigned long long)(uintptr_t)nil->pc);
  return die(worker, LOAM_PANICKED, false);
}

loam_next loam_panic_text_ready(loam_worker *worker, loam_slot *fp) {
  loam_panic *panic = worker->goroutine->panics;
  while (panic != NULL && !panic->printing) panic = panic->link;
  if (panic == NULL) return loam_op_broken(worker, worker->runtime->printer->code, fp);
  panic->text = *(const loam_string *)(fp + PRINTER_RESULT);
  panic->has_text = true;
  panic->printing = false;
  return loam_panic_unrecovered(worker, fp + PRINTER_SLOTS + 1);
}

static void note_text(loam_runtime *runtime, const char *text) {
  loam_lock_acquire(&runtime->reports_lock);
  if (runtime->last_error[0] == 0) snprintf(runtime->last_error, sizeof runtime->last_error, "%s", text);
  loam_lock_release(&runtime->reports_lock);
}

// Where goroutines end alone, that of another one is not the run's.
static void note_error(loam_worker *worker, const char *text) {
  if (!worker->runtime->runs_on || worker->goroutine->main) note_text(worker->runtime, text);
}

const char *loam_runtime_last_error(const loam_runtime *runtime) { return runtime == NULL ? "" : runtime->last_error; }

loam_next loam_fatal(loam_worker *worker, const uint64_t *pc, loam_slot *fp, const char *text) {
  const loam_function *function = loam_runtime_function_at(worker->runtime, pc);
  if (function != NULL && worker->goroutine->fp != fp)
    loam_goroutine_save(worker->goroutine, pc, loam_function_pad(function) - 1, fp);
  note_error(worker, text);
  loam_lock_acquire(&worker->runtime->ends_lock);
  loam_print_fresh_line(worker->runtime);
  loam_print(worker->runtime, "fatal error: %s\n", text);
  return die(worker, LOAM_FATAL, false);
}

loam_next loam_stack_overflow(loam_worker *worker, const uint64_t *pc, loam_slot *fp) {
  loam_runtime *runtime = worker->runtime;
  const loam_stack *stack = &worker->goroutine->stack;
  loam_lock_acquire(&runtime->ends_lock);
  loam_print_fresh_line(runtime);
  loam_print(runtime, "runtime: goroutine stack exceeds %llu-byte limit\n",
             (unsigned long long)atomic_load(&runtime->maximum_stack));
  loam_print(runtime, "runtime: sp=%#llx stack=[%#llx, %#llx]\n", (unsigned long long)(uintptr_t)fp,
             (unsigned long long)stack->lo, (unsigned long long)stack->hi);
  loam_goroutine_save(worker->goroutine, pc, pc - 1, fp);
  note_error(worker, "stack overflow");
  loam_print(runtime, "fatal error: stack overflow\n");
  return die(worker, LOAM_FATAL, false);
}

// The text goes to the host's record too; the trace is that of a running goroutine.
void loam_report_overflow(loam_worker *worker, loam_status status) {
  loam_runtime *runtime = worker->runtime;
  loam_outcome *outcome = loam_goroutine_outcome(worker->goroutine);
  char text[sizeof outcome->text];
  if (status == LOAM_LIMIT)
    snprintf(text, sizeof text, "stack overflow: goroutine stack exceeds %llu-byte limit",
             (unsigned long long)atomic_load(&runtime->maximum_stack));
  else
    snprintf(text, sizeof text, "out of memory: cannot grow a stack");
  if (outcome != NULL) memcpy(outcome->text, text, sizeof text);
  loam_print_fresh_line(runtime);
  loam_print(runtime, "goroutine %llu ends: %s\n", (unsigned long long)worker->goroutine->stack.owner, text);
  if (runtime->traceback > 0) loam_trace_goroutine(runtime, worker->goroutine, true);
}

void loam_report_unmet(loam_worker *worker, uint64_t bytes, bool stack) {
  loam_runtime *runtime = worker->runtime;
  loam_outcome *outcome = loam_goroutine_outcome(worker->goroutine);
  char text[LOAM_REFUSED_TEXT];
  loam_heap_tell_refused(&runtime->heap, bytes, stack, text, sizeof text);
  if (outcome != NULL) snprintf(outcome->text, sizeof outcome->text, "%.*s", (int)sizeof outcome->text - 1, text);
  if (worker->goroutine->main) note_text(runtime, text);
  loam_lock_acquire(&runtime->ends_lock);
  loam_print_fresh_line(runtime);
  loam_print(runtime, "fatal error: %s\n", text);
  if (runtime->traceback > 0) loam_trace_goroutine(runtime, worker->goroutine, true);
  loam_lock_release(&runtime->ends_lock);
}

void loam_report_deadlock(loam_runtime *runtime) {
  if (loam_breaks_lends_main(runtime)) { // it is one of many, and may wait
    loam_session_notice(runtime, LOAM_RUN_DEADLOCKED);
    return;
  }
  bool none = runtime->main == NULL && loam_goroutine_count(runtime) == 0;
  const char *text =
      none ? "no goroutines (main called runtime.Goexit) - deadlock!" : "all goroutines are asleep - deadlock!";
  note_text(runtime, text);
  loam_print_fresh_line(runtime);
  loam_print(runtime, "fatal error: %s\n", text);
  if (runtime->runs_on) { // it waits, and nobody wakes it: it stays what it is
    if (runtime->traceback > 0 && runtime->main != NULL) loam_trace_goroutine(runtime, runtime->main, false);
    if (runtime->traceback > 0 && loam_goroutine_count(runtime) <= LOAM_TRACE_OTHERS)
      loam_trace_others(runtime, runtime->main);
    loam_session_notice(runtime, LOAM_RUN_DEADLOCKED);
    return;
  }
  if (runtime->traceback > 0) loam_trace_others(runtime, NULL);
  loam_end_program_stopped(runtime, (loam_result){LOAM_FATAL, 2});
}
