// SPDX-License-Identifier: Apache-2.0
//
// pprof_reader.h — reads profile.proto for the cases, strictly: what is out of order is an error.
#ifndef LOAM_PPROF_READER_H
#define LOAM_PPROF_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PPROF_MOST = 4096, PPROF_FRAMES = 130 };

typedef struct pprof_sample {
  int64_t values[4];
  uint64_t locations[PPROF_FRAMES];
  uint32_t count, value_count;
  int64_t label; ///< Number of the label "bytes".
} pprof_sample;

typedef struct pprof_file {
  char *bytes; ///< What was written; the cases' own write function fills it.
  size_t used, room;
  const char *strings[PPROF_MOST];
  uint64_t lengths[PPROF_MOST];
  struct {
    uint64_t function, line, address;
  } locations[PPROF_MOST]; ///< By number.
  struct {
    uint64_t name, file, start;
  } functions[PPROF_MOST]; ///< By number.
  pprof_sample samples[PPROF_MOST];
  uint32_t string_count, sample_count, kind_count, location_count, function_count;
  uint64_t kinds[4][2];
  uint64_t period, time, first;
} pprof_file;

/// A loam_profile_write.
bool pprof_take(void *file, const char *bytes, size_t length);
/// NULL, or what is wrong.
const char *pprof_read(pprof_file *file);
void pprof_free(pprof_file *file);
/// Whether string `number` is `text`.
bool pprof_is(const pprof_file *file, uint64_t number, const char *text);
/// The sum of value `kind` over the samples whose frame `depth` (0: innermost) is in the function.
int64_t pprof_sum(const pprof_file *file, uint32_t kind, uint32_t depth, const char *function);
/// Over all samples.
int64_t pprof_total(const pprof_file *file, uint32_t kind);

#endif
