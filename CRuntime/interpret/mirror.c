// SPDX-License-Identifier: Apache-2.0
//
// mirror.c — values of a stopped frame that lead into its stack: copied with what they lead to, and written back.
//
// How.      A *piece* is a place and the host's copy of it: of a variable its package variable, of what a pointer into
//           the stack leads to a *mirror*, an object of the heap. Variables are pieces first; then each piece's
//           pointers into the stack are led to the piece that covers what they lead to, or to a new one, until none is
//           left. So cycles end, and two that point to the same thing share its piece. Each piece is put together in
//           memory of ours, where no marker sees it, and leaves for the program's when nothing was refused. What was
//           put there is kept: only what differs from it is written back, so a piece that nobody changed undoes nothing
//           of another that overlaps it. Where both changed the same bytes the later one, which is the mirror, counts.
//           Places in the stack are known by their distance from its high end, which moves do not change.
// Why not.  A copy of the frames: what is in older ones may be large, and few of them are ever looked at.
// Upholds.  break.value, break.mirror, stack.interior
#include "heap/allocate.h"
#include "interpret/break.h"

#include <stdlib.h>

typedef struct piece {
  uint64_t distance;     ///< Of its place from the stack's high end; 0: it is not in the stack, ...
  char *place;           ///< ... but here.
  char *memory;          ///< The host's copy.
  char *before;          ///< What was put there; ours.
  const loam_type *type; ///< Of its elements; NULL: bytes.
  uint64_t count, size;
  const loam_variable *variable; ///< It is its place; NULL: it is a mirror.
  loam_handle handle;            ///< Of a mirror.
  uint32_t origin;               ///< Number of the variable that led here.
  bool pointed; ///< The stack has a pointer to it: its slots are not used for anything else before it ends.
} piece;

struct loam_mirrors {
  loam_runtime *runtime;
  uint64_t stop; ///< Number of the stop at which it was read.
  loam_goroutine *goroutine;
  loam_worker *host; ///< Only for its cache, to allocate from.
  piece *pieces;
  uint32_t count, capacity;
  uint64_t mirrored; ///< Bytes in mirrors.
  uint32_t reading;  ///< The piece whose pointers are being led.
  uint32_t left;     ///< Changed pointers that lead to copies for good.
  loam_mirror_refusal refusal;
  loam_status status;
};

static char *place_of(const loam_mirrors *m, const piece *of) {
  return of->distance == 0 ? of->place : (char *)(m->goroutine->stack.hi - of->distance);
}

static bool fail(loam_mirrors *m, loam_status status) {
  m->status = status;
  return false;
}

static bool refuse(loam_mirrors *m, loam_mirror_obstacle obstacle) {
  m->refusal = (loam_mirror_refusal){obstacle, m->pieces[m->reading].origin};
  return fail(m, LOAM_LIMIT);
}

/// Makes room for another piece and copies its place. Without memory: false, and there is none.
static piece *add(loam_mirrors *m, const piece *values) {
  if (m->count == m->capacity) {
    uint32_t capacity = m->capacity == 0 ? 16 : 2 * m->capacity;
    piece *pieces = loam_os_resize(&m->runtime->os, m->pieces, capacity * sizeof *pieces);
    if (pieces == NULL) return NULL;
    m->pieces = pieces;
    m->capacity = capacity;
  }
  char *before = loam_os_allocate(&m->runtime->os, values->size == 0 ? 1 : values->size);
  if (before == NULL) return NULL;
  piece *added = &m->pieces[m->count++];
  *added = *values;
  added->before = before;
  if (values->size != 0) memcpy(before, place_of(m, added), values->size);
  return added;
}

// ---- reading ----

/// The piece in whose place `size` bytes of `type` at a distance lie, or NULL.
static piece *covering(loam_mirrors *m, uint64_t distance, uint64_t size, const loam_type *type) {
  bool pointers = type != NULL && type->pointer_bytes != 0;
  for (uint32_t i = 0; i < m->count; i++) {
    piece *at = &m->pieces[i];
    if (at->distance < distance || at->distance - distance + size > at->size) continue;
    if (size == 0 && at->distance - distance == at->size && at->size != 0) continue; // another's beginning
    if (!pointers || (at->type != NULL && at->type->pointer_bytes != 0)) return at;
  }
  return NULL;
}

static piece *add_mirror(loam_mirrors *m, uint64_t distance, const loam_type *type, uint64_t count, uint64_t size) {
  if (m->mirrored + size > LOAM_MIRROR_BYTES || m->count >= LOAM_MIRROR_PIECES) {
    refuse(m, LOAM_MIRROR_TOO_LARGE);
    return NULL;
  }
  uint64_t room = size == 0 ? 1 : size;
  piece values = {.distance = distance, .type = type, .count = count, .size = size};
  values.origin = m->pieces[m->reading].origin;
  bool pointers = type != NULL && type->pointer_bytes != 0;
  values.memory = loam_heap_allocate(&m->runtime->heap, &m->host->cache, room, pointers ? type : NULL, count);
  if (values.memory == NULL || loam_handle_create(m->runtime, values.memory, &values.handle) != LOAM_OK) {
    fail(m, LOAM_NO_MEMORY);
    return NULL;
  }
  piece *added = add(m, &values);
  if (added == NULL) {
    loam_handle_release(m->runtime, values.handle);
    fail(m, LOAM_NO_MEMORY);
    return NULL;
  }
  m->mirrored += size;
  return added;
}

/// Has a word that leads to `count` values of `type` lead to their mirror, if they are in the stack. `obstacle`: what
/// is there has none.
static bool lead(loam_mirrors *m, char *at, const loam_type *type, uint64_t count, uint64_t element_size,
                 loam_mirror_obstacle obstacle) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  const loam_span *span = loam_heap_span(&m->runtime->heap, word);
  if (span == NULL || span->kind != LOAM_SPAN_STACK) return true;
  const loam_stack *stack = &m->goroutine->stack;
  if (word < stack->lo || word >= stack->hi) return refuse(m, LOAM_MIRROR_FOREIGN);
  if (obstacle != LOAM_MIRROR_NO_OBSTACLE) return refuse(m, obstacle);
  uint64_t distance = stack->hi - word;
  if (element_size != 0 && count > distance / element_size) return refuse(m, LOAM_MIRROR_UNTYPED);
  uint64_t size = count * element_size;
  piece *found = covering(m, distance, size, type);
  if (found == NULL) found = add_mirror(m, distance, type, count, size);
  if (found == NULL) return false;
  found->pointed = true;
  char *to = found->memory + (found->distance - distance);
  memcpy(at, &to, sizeof to);
  return true;
}

static bool lead_untyped(void *context, uint64_t *word) {
  return lead(context, (char *)word, NULL, 0, 0, LOAM_MIRROR_UNTYPED);
}

static bool lead_to(loam_mirrors *m, char *at, const loam_type *type, uint64_t count) {
  return lead(m, at, type, count, type == NULL ? 0 : type->size,
              type == NULL ? LOAM_MIRROR_UNTYPED : LOAM_MIRROR_NO_OBSTACLE);
}

static bool lead_value(loam_mirrors *m, const loam_type *type, char *at);

static bool lead_interface(loam_mirrors *m, const loam_type *type, char *at) {
  const void *first;
  memcpy(&first, at, sizeof first);
  if (first == NULL) return true;
  const loam_type *held = type->interface_method_count == 0 ? first : ((const loam_itab *)first)->type;
  return held->flags & LOAM_TYPE_DIRECT ? lead_value(m, held, at + 8) : lead_to(m, at + 8, held, 1);
}

/// Leads all pointers of a value.
static bool lead_value(loam_mirrors *m, const loam_type *type, char *at) {
  if (type->pointer_bytes == 0) return true;
  uint64_t count;
  switch ((loam_kind)type->kind) {
  case LOAM_KIND_POINTER:
    return lead_to(m, at, type->element, 1);
  case LOAM_KIND_SLICE:
    memcpy(&count, at + 16, sizeof count);
    return lead_to(m, at, type->element, count);
  case LOAM_KIND_STRING:
    memcpy(&count, at + 8, sizeof count);
    return lead(m, at, NULL, count, 1, LOAM_MIRROR_NO_OBSTACLE);
  case LOAM_KIND_INTERFACE:
    return lead_interface(m, type, at);
  case LOAM_KIND_FUNCTION:
    return lead(m, at, NULL, 0, 0, LOAM_MIRROR_CLOSURE);
  case LOAM_KIND_ARRAY:
    for (uint64_t i = 0; i < type->length; i++)
      if (!lead_value(m, type->element, at + i * type->element->size)) return false;
    return true;
  case LOAM_KIND_STRUCT:
    if (type->field_count == 0) break; // a host's, which says no more than where the pointers are
    for (uint32_t i = 0; i < type->field_count; i++)
      if (!lead_value(m, type->fields[i].type, at + type->fields[i].offset)) return false;
    return true;
  default:
    break;
  }
  return loam_value_pointers(type, at, lead_untyped, m);
}

static bool lead_piece(loam_mirrors *m, uint32_t number) {
  m->reading = number;
  const loam_type *type = m->pieces[number].type;
  char *before = m->pieces[number].before; // stays where it is when there are more pieces
  if (type == NULL || type->pointer_bytes == 0) return true;
  for (uint64_t i = 0, count = m->pieces[number].count; i < count; i++)
    if (!lead_value(m, type, before + i * type->size)) return false;
  return true;
}

static bool add_variable(loam_mirrors *m, const loam_variable *variable, void *to, uint32_t number) {
  if (!loam_variable_is_there(&m->runtime->breaks, variable) || !loam_is_variable(m->runtime, to, variable->type))
    return fail(m, LOAM_INVALID_ARGUMENT);
  char *place = loam_variable_address(m->runtime->breaks.stop.function, m->goroutine->fp, variable);
  if (place == NULL) return fail(m, LOAM_INVALID_ARGUMENT);
  if (variable->type->size == 0) return true; // nothing to copy
  const loam_stack *stack = &m->goroutine->stack;
  bool inside = (uintptr_t)place >= stack->lo && (uintptr_t)place < stack->hi;
  piece values = {.distance = inside ? stack->hi - (uintptr_t)place : 0,
                  .place = place,
                  .memory = to,
                  .type = variable->type,
                  .count = 1,
                  .size = variable->type->size,
                  .variable = variable,
                  .origin = number};
  return add(m, &values) != NULL || fail(m, LOAM_NO_MEMORY);
}

/// Gives the program what was put together.
static void hand_out(loam_mirrors *m) {
  for (uint32_t i = 0; i < m->count; i++) {
    piece *of = &m->pieces[i];
    for (uint64_t k = 0; k < of->count && of->type != NULL; k++) {
      loam_value_pointers(of->type, of->memory + k * of->type->size, loam_shade_word, m->runtime);
      loam_value_pointers(of->type, of->before + k * of->type->size, loam_shade_word, m->runtime);
    }
    if (of->size != 0) memcpy(of->memory, of->before, of->size);
  }
}

static bool read_all(loam_mirrors *m, const loam_variable *const *variables, void *const *to, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (!add_variable(m, variables[i], to[i], i)) return false;
  for (uint32_t i = 0; i < m->count; i++)
    if (!lead_piece(m, i)) return false;
  hand_out(m);
  return true;
}

loam_status loam_mirrors_read(loam_runtime *runtime, const loam_variable *const *variables, void *const *to,
                              uint32_t count, loam_mirrors **out_mirrors, loam_mirror_refusal *out_refusal) {
  loam_goroutine *goroutine;
  loam_status status = loam_break_usable(runtime, &goroutine);
  if (status != LOAM_OK) return status;
  if (out_mirrors == NULL || (count != 0 && (variables == NULL || to == NULL))) return LOAM_INVALID_ARGUMENT;
  loam_mirrors *m = loam_os_allocate(&runtime->os, sizeof *m);
  // A heap profile asks a cache's worker for its goroutine, so the cache has one that never has any.
  loam_worker *host = loam_os_allocate(&runtime->os, sizeof *host);
  if (m == NULL || host == NULL) {
    free(m);
    free(host);
    return LOAM_NO_MEMORY;
  }
  loam_world_stop(runtime);
  *m = (loam_mirrors){.runtime = runtime, .stop = runtime->breaks.stops, .goroutine = goroutine, .host = host};
  loam_heap_cache_attach(&runtime->heap, &host->cache);
  read_all(m, variables, to, count);
  loam_heap_cache_detach(&runtime->heap, &host->cache);
  loam_world_start(runtime);
  free(host);
  m->host = NULL;
  status = m->status;
  if (out_refusal != NULL) *out_refusal = m->refusal;
  if (status == LOAM_OK)
    *out_mirrors = m;
  else
    loam_mirrors_destroy(m);
  return status;
}

// ---- writing ----

typedef struct writing {
  loam_mirrors *m;
  const piece *of;
} writing;

/// The frame pointer of the frame that an address of the stack lies in; at the bottom the high end.
static uintptr_t frame_of(const loam_mirrors *m, uintptr_t address) {
  loam_stack_position position = loam_goroutine_position(m->goroutine);
  loam_frame frame;
  if (!loam_stack_frame_at(&m->goroutine->stack, &position, address, &frame)) return m->goroutine->stack.hi;
  return frame.fp;
}

/// The piece in whose copy a word leads, or NULL.
static const piece *copied_from(const loam_mirrors *m, uint64_t word) {
  for (uint32_t i = 0; i < m->count; i++) {
    const piece *at = &m->pieces[i];
    uint64_t base = (uintptr_t)at->memory;
    if (word >= base && word - base < (at->size == 0 ? 1 : at->size)) return at;
  }
  return NULL;
}

/// The piece of the stack in whose copy a word leads, or NULL.
static const piece *piece_of(const loam_mirrors *m, uint64_t word) {
  const piece *found = copied_from(m, word);
  return found != NULL && found->distance != 0 ? found : NULL;
}

/// Where the scope of the stopped frame's variable ends that a place belongs to; 0: to none.
static uint32_t scope_of(const loam_mirrors *m, uintptr_t place) {
  const loam_breaks *breaks = &m->runtime->breaks;
  const loam_function *function = breaks->stop.function;
  for (uint32_t i = 0; i < function->variable_count; i++) {
    const loam_variable *variable = &function->variables[i];
    if (variable->captured || !loam_variable_is_there(breaks, variable)) continue;
    uintptr_t base = (uintptr_t)loam_variable_address(function, m->goroutine->fp, variable);
    if (place >= base && place - base < variable->type->size) return variable->end;
  }
  return 0;
}

/// Whether a place of the stack lasts as long as another: it is that of an older frame, or both are of variables of the
/// stopped frame, and its scope is around the other's.
static bool lasts(const loam_mirrors *m, uintptr_t place, uintptr_t other) {
  uint32_t end = scope_of(m, place), other_end = scope_of(m, other);
  if (end != 0 && other_end != 0) return end >= other_end;
  return frame_of(m, place) > frame_of(m, other);
}

/// What is written for a changed pointer. What led into the stack may lead there again, to the same piece or one that
/// lasts as long: the compiler has seen to it that whatever comes by such a pointer is gone before the piece is. Of
/// other pointers it knows nothing of the kind.
static uint64_t led_back(loam_mirrors *m, uint64_t before, uint64_t word) {
  const piece *from = piece_of(m, before), *to = piece_of(m, word);
  if (to == NULL) return word;
  uintptr_t place = (uintptr_t)place_of(m, to);
  if (from == to || (from != NULL && to->pointed && lasts(m, place, (uintptr_t)place_of(m, from))))
    return place + (word - (uintptr_t)to->memory);
  m->left++;
  return word;
}

/// Writes a pointer that was changed. After it both copies are the same, so that write_bytes passes it over.
static bool write_pointer(void *context, uint64_t *word) {
  const writing *w = context;
  uint64_t offset = (uintptr_t)word - (uintptr_t)w->of->memory, before;
  memcpy(&before, w->of->before + offset, sizeof before);
  if (before == *word) return true;
  uint64_t *to = (uint64_t *)(void *)(place_of(w->m, w->of) + offset);
  uint64_t value = led_back(w->m, before, *word);
  loam_shade_word(w->m->runtime, to);
  loam_shade_word(w->m->runtime, &value);
  *to = value;
  memcpy(w->of->before + offset, word, sizeof *word);
  return true;
}

static void write_bytes(const loam_mirrors *m, const piece *of) {
  char *to = place_of(m, of);
  for (uint64_t i = 0; i < of->size; i++)
    if (of->memory[i] != of->before[i]) to[i] = of->memory[i];
}

static void write_piece(loam_mirrors *m, const piece *of) {
  if (of->size == 0 || memcmp(of->memory, of->before, of->size) == 0) return;
  writing w = {m, of};
  for (uint64_t k = 0; k < of->count && of->type != NULL; k++)
    loam_value_pointers(of->type, of->memory + k * of->type->size, write_pointer, &w);
  write_bytes(m, of);
  memcpy(of->before, of->memory, of->size);
  const loam_variable *variable = of->variable;
  if (variable != NULL && !variable->boxed && !variable->captured)
    loam_slot_widen((loam_slot *)(void *)place_of(m, of), variable->type);
}

loam_status loam_mirrors_write(loam_mirrors *m, uint32_t *out_left) {
  if (m == NULL) return LOAM_INVALID_ARGUMENT;
  loam_goroutine *goroutine;
  loam_status status = loam_break_usable(m->runtime, &goroutine);
  if (status != LOAM_OK) return status;
  loam_world_stop(m->runtime);
  if (m->runtime->breaks.stops != m->stop) status = LOAM_WRONG_STATE;
  m->left = 0;
  for (uint32_t i = 0; i < m->count && status == LOAM_OK; i++) write_piece(m, &m->pieces[i]);
  loam_world_start(m->runtime);
  if (out_left != NULL) *out_left = m->left;
  return status;
}

uint32_t loam_mirrors_count(const loam_mirrors *m) {
  uint32_t mirrors = 0;
  for (uint32_t i = 0; m != NULL && i < m->count; i++) mirrors += m->pieces[i].variable == NULL;
  return mirrors;
}

const void *loam_mirrors_origin(const loam_mirrors *m, const void *copy) {
  const piece *found = m == NULL ? NULL : copied_from(m, (uintptr_t)copy);
  return found == NULL ? NULL : place_of(m, found) + ((const char *)copy - found->memory);
}

void loam_mirrors_destroy(loam_mirrors *m) {
  if (m == NULL) return;
  for (uint32_t i = 0; i < m->count; i++) {
    if (m->pieces[i].handle != 0) loam_handle_release(m->runtime, m->pieces[i].handle);
    free(m->pieces[i].before);
  }
  free(m->pieces);
  free(m);
}
