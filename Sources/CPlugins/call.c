// SPDX-License-Identifier: Apache-2.0
//
// call.c — a plugin's enter, leave, commands, and what closes its resources: called on threads of their own, so that
// who waits may give up.
//
// How.      A thread of its own for each call; whoever waits is told on it when the call is over. What goes wrong in
// it,
//           the end of the thread (pthread_exit) included, is left at the guard; the other resources are closed still.
#include "record.h"

#include <stdio.h>

static const char *const parts[] = {[LOAM_PLUGIN_ENTER] = "its function `enter`",
                                    [LOAM_PLUGIN_LEAVE] = "its function `leave`",
                                    [LOAM_PLUGIN_COMMAND] = "the command",
                                    [LOAM_PLUGIN_CLOSE] = "the function that closes a resource"};

// Below a guard: the words are read here.
static void call_hook(loam_plugin_call *call, const char *(*hook)(const loam_plugin_host *host)) {
  const char *words = hook == NULL ? NULL : hook(&call->plugin->host);
  call->answer = words != NULL;
  if (words != NULL && *words != 0)
    snprintf(call->reason, LOAM_PLUGIN_REASON, "%s", words);
  else if (words != NULL)
    snprintf(call->reason, LOAM_PLUGIN_REASON, "%s refuses, and does not say why", parts[call->part]);
}

static void call_part(void *argument) {
  loam_plugin_call *call = argument;
  switch (call->part) {
  case LOAM_PLUGIN_ENTER:
    call_hook(call, call->plugin->registration.enter);
    break;
  case LOAM_PLUGIN_LEAVE:
    call_hook(call, call->plugin->registration.leave);
    break;
  case LOAM_PLUGIN_COMMAND:
    call->answer =
        loam_plugin_command_at(call->plugin, call->command).run(&call->plugin->host, call->argument, &call->reply);
    break;
  case LOAM_PLUGIN_CLOSE:
    loam_resources_end(call->plugin->resources, call->runtime);
    break;
  }
}

// Those that run, for replies: a plugin may write to one on threads of its own.
static pthread_mutex_t calls_lock = PTHREAD_MUTEX_INITIALIZER;
static loam_plugin_call *calls;

static void begin(loam_plugin_call *call) {
  pthread_mutex_lock(&calls_lock);
  call->next = calls;
  calls = call;
  pthread_mutex_unlock(&calls_lock);
}

static void end(loam_plugin_call *call) {
  pthread_mutex_lock(&calls_lock);
  loam_plugin_call **at = &calls;
  while (*at != call) at = &(*at)->next;
  *at = call->next;
  pthread_mutex_unlock(&calls_lock);
}

bool loam_plugin_is_reply(const loam_plugin_reply *reply) {
  pthread_mutex_lock(&calls_lock);
  const loam_plugin_call *call = calls;
  while (call != NULL && &call->reply != reply) call = call->next;
  pthread_mutex_unlock(&calls_lock);
  return call != NULL;
}

static void run(loam_plugin_call *call) {
  begin(call);
  while (!loam_plugin_guard(call->plugin, parts[call->part], call_part, call, call->reason)) {
    call->answer = -1;
    if (call->part != LOAM_PLUGIN_CLOSE) break;
    loam_plugin_say(call->plugin->name, call->reason); // and what it closed is out of the table
  }
  end(call);
  call->over(call->context);
}

static void *start(void *call) { return run(call), NULL; }

void loam_plugin_begin(loam_plugin_call *call) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, start, call) == 0)
    (void)pthread_detach(thread);
  else
    run(call);
}
