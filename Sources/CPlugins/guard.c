// SPDX-License-Identifier: Apache-2.0
//
// guard.c — faults in plugins: left where the plugin was called by the host, named where it was called by Go.
//
// How.      The host calls a plugin below a record of the thread's, which a fault jumps back to. Natives are called
//           without one, since a call costs a few nanoseconds: there the handler looks for addresses of plugins' code
//           on the stack, beginning with the registers that the system saved there. Code is known by a table of address
//           ranges that is only added to and blanked, so that a handler may read it at any moment.
#include "record.h"

#include <dlfcn.h>
#include <link.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct guard {
  struct guard *outer;
  jmp_buf jump;
  volatile int signal;
  const volatile void *volatile address;
} guard;

static _Thread_local guard *innermost;
static _Thread_local volatile bool scans; ///< A fault meanwhile is one of the scan's: the stack ended.

bool loam_plugin_guard(loam_plugin_record *plugin, const char *what, void (*function)(void *argument), void *argument,
                       char *reason) {
  guard here = {.outer = innermost};
  innermost = &here;
  if (_setjmp(here.jump) != 0) {
    innermost = here.outer;
    plugin->faulted = true;
    snprintf(reason, LOAM_PLUGIN_REASON, "%s faulted (signal %d at address %p)", what, here.signal,
             (void *)here.address);
    return false;
  }
  function(argument);
  innermost = here.outer;
  return true;
}

// ---- names of code ----

enum { RANGES = 64, SCANNED_WORDS = 1536 };

typedef struct range {
  _Atomic(uintptr_t) start, end;
  char name[64];
} range;

static range ranges[RANGES];
static pthread_mutex_t ranges_lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct wanted {
  uintptr_t inside, start, end;
} wanted;

// The executable part of the object that has the address.
static int look(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  wanted *found = context;
  bool has = false;
  uintptr_t start = 0, end = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD) continue;
    uintptr_t low = info->dlpi_addr + part->p_vaddr, high = low + part->p_memsz;
    has |= low <= found->inside && found->inside < high;
    if (part->p_flags & PF_X) start = low, end = high;
  }
  if (has) found->start = start, found->end = end;
  return has;
}

void loam_plugin_map(loam_plugin_record *plugin) {
  wanted found = {.inside = (uintptr_t)dlsym(plugin->object, "loam_plugin")};
  if (!dl_iterate_phdr(look, &found)) return;
  pthread_mutex_lock(&ranges_lock);
  for (int i = 0; i < RANGES; i++) {
    if (atomic_load(&ranges[i].end) != 0) continue;
    snprintf(ranges[i].name, sizeof ranges[i].name, "%s", plugin->name);
    atomic_store(&ranges[i].start, found.start);
    atomic_store(&ranges[i].end, found.end);
    break;
  }
  pthread_mutex_unlock(&ranges_lock);
}

void loam_plugin_unmap(const loam_plugin_record *plugin) {
  pthread_mutex_lock(&ranges_lock);
  for (int i = 0; i < RANGES; i++)
    if (strncmp(ranges[i].name, plugin->name, sizeof ranges[i].name - 1) == 0) atomic_store(&ranges[i].end, 0);
  pthread_mutex_unlock(&ranges_lock);
}

static const range *range_of(uintptr_t address) {
  for (int i = 0; i < RANGES; i++)
    if (atomic_load(&ranges[i].start) <= address && address < atomic_load(&ranges[i].end)) return &ranges[i];
  return NULL;
}

static void say(const char *text) { (void)!write(2, text, strlen(text)); }

bool loam_plugin_fault(int signal, const void *address) {
  guard *here = innermost;
  if (here != NULL && signal != SIGABRT) { // abort holds a lock
    here->signal = signal;
    here->address = address;
    longjmp(here->jump, 1);
  }
  if (scans) return false;
  scans = true;
  // The saved registers and the frames of the code that faulted stand above this one.
  const volatile uintptr_t *words = __builtin_frame_address(0);
  for (int i = 0; i < SCANNED_WORDS; i++) {
    const range *found = range_of(words[i]);
    if (found == NULL) continue;
    say(signal == SIGABRT ? "loam: the process is ended by the plugin "
                          : "loam: the process ends of a fault in the plugin ");
    say(found->name);
    say(signal == SIGABRT ? ", which called abort\n" : ", in a native that Go called\n");
    break;
  }
  scans = false;
  return false;
}
