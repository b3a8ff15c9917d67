// SPDX-License-Identifier: Apache-2.0
//
// host.cc — a host in C++, built against installed headers and library: a goroutine runs a native and prints its sum.
#include <CRuntime.h>

#include <cstdio>

static loam_native_status sum(loam_context *context) {
  long total = 0;
  for (long i = 1; i <= 100; i++) total += i;
  std::printf("%s: %ld, ", LOAM_VERSION, total);
  return (void)context, LOAM_NATIVE_DONE;
}

static loam_string text(const char *bytes, int64_t length) {
  loam_string string = {reinterpret_cast<const uint8_t *>(bytes), length};
  return string;
}

int main() {
  loam_configuration configuration;
  loam_configuration_init(&configuration);
  loam_status status;
  loam_runtime *runtime = loam_runtime_create(&configuration, &status, nullptr);
  if (runtime == nullptr) return 1;
  loam_function *function = loam_function_create(runtime, text("host.sum", 8), text("host.cc", 7), 9, 0, 0, nullptr, 0);
  if (function == nullptr || loam_function_define_native(runtime, function, sum) != LOAM_OK) return 1;
  status = loam_runtime_run(runtime, function).status;
  std::puts(loam_status_name(status));
  loam_runtime_destroy(runtime);
  return status == LOAM_OK ? 0 : 1;
}
