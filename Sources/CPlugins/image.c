// SPDX-License-Identifier: Apache-2.0
//
// image.c — a file's headers, read before the system's loader maps it.
//
// The loader believes them: of a file that was cut off it maps what is not there, and dies of a signal. And what it
// says of a file for another machine is that there is none.
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#endif

static bool is_other_machine(const ElfW(Ehdr) * header) {
  bool other = header->e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) ||
               header->e_ident[EI_DATA] != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB);
#ifdef MACHINE
  other |= header->e_machine != MACHINE;
#endif
  return other;
}

static uint64_t end_of(uint64_t offset, uint64_t size) { return offset + size < offset ? UINT64_MAX : offset + size; }

// How far the headers say that the file goes, as far as it has them.
static uint64_t extent(int file, const ElfW(Ehdr) * header) {
  uint64_t end = end_of(header->e_phoff, (uint64_t)header->e_phnum * sizeof(ElfW(Phdr)));
  for (uint64_t i = 0; i < header->e_phnum; i++) {
    ElfW(Phdr) part;
    if (pread(file, &part, sizeof part, (off_t)(header->e_phoff + i * sizeof part)) != sizeof part) break;
    uint64_t part_end = end_of(part.p_offset, part.p_filesz);
    if (part_end > end) end = part_end;
  }
  return end;
}

static const char *check(int file, char *reason) {
  struct stat status;
  if (fstat(file, &status) != 0) return strerror(errno);
  if (!S_ISREG(status.st_mode)) return "it is no file";
  ElfW(Ehdr) header = {0};
  ssize_t length = pread(file, &header, sizeof header, 0);
  if (length < EI_NIDENT || memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return "it is no shared object";
  if (length < (ssize_t)sizeof header) return "it is cut off within its first header";
  if (is_other_machine(&header)) return "it is made for another machine";
  if (header.e_type != ET_DYN || header.e_phentsize != sizeof(ElfW(Phdr))) return "it is no shared object";
  uint64_t size = (uint64_t)status.st_size, wanted = extent(file, &header);
  if (wanted <= size) return NULL;
  snprintf(reason, LOAM_PLUGIN_REASON, "it is cut off: it says %" PRIu64 " bytes, and has %" PRIu64, wanted, size);
  return reason;
}

bool loam_plugin_image_check(const char *path, char *reason) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // of a pipe nobody may write to the other end
  const char *problem = file < 0 ? strerror(errno) : check(file, reason);
  if (file >= 0) close(file);
  if (problem != NULL && problem != reason) snprintf(reason, LOAM_PLUGIN_REASON, "%s", problem);
  return problem == NULL;
}
