// SPDX-License-Identifier: Apache-2.0
//
// native_handle.c — handles of native goroutines: cells that the collector traces, in blocks, freed by scope.
//
// How.      The first block lies in the activation. A scope is the number of cells that were in use when it was opened.
//           Cells keep their addresses. One block that a scope left is kept for the next.
// Fails.    NULL without memory.
#include "schedule/activation.h"

#include <stdlib.h>

void **loam_native_handle(loam_context *context, void *pointer) {
  if (LOAM_UNLIKELY(loam_activation_usable(context) != LOAM_OK)) return NULL;
  loam_activation *activation = context->activation;
  loam_handle_block *block = activation->handles;
  if (LOAM_UNLIKELY(block->used == LOAM_HANDLE_CELLS)) {
    block = activation->spare;
    activation->spare = NULL;
    if (block == NULL) block = loam_os_allocate(&context->runtime->os, sizeof *block);
    if (block == NULL) return NULL;
    block->used = 0;
    block->older = activation->handles;
    activation->handles = block;
  }
  void **cell = &block->cells[block->used++];
  *cell = pointer;
  return cell;
}

loam_handle_scope loam_handle_scope_open(loam_context *context) {
  if (loam_on_machine_stack(context) != LOAM_OK) return (loam_handle_scope){NULL, 0};
  loam_handle_block *block = context->activation->handles;
  return (loam_handle_scope){block, block->used};
}

void loam_handle_scope_close(loam_context *context, loam_handle_scope scope) {
  if (loam_on_machine_stack(context) != LOAM_OK) return;
  loam_activation *activation = context->activation;
  const loam_handle_block *began = activation->handles;
  while (began != scope.block && began != &activation->first) began = began->older;
  if (began != scope.block || scope.used > began->used) return; // it was closed before, with one around it
  while (activation->handles != scope.block) {
    loam_handle_block *block = activation->handles;
    activation->handles = block->older;
    free(activation->spare);
    activation->spare = block;
  }
  activation->handles->used = scope.used;
}

void loam_handles_free(loam_activation *activation) {
  for (loam_handle_block *block = activation->handles, *older; block != &activation->first; block = older) {
    older = block->older;
    free(block);
  }
  free(activation->spare);
}
