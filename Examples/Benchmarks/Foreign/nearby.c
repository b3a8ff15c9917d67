// SPDX-License-Identifier: Apache-2.0
//
// nearby.c — a plugin with one function, registered for Go.
#include <loam_plugin.h>

// func Next(x int) int
static int next_number(loam_plugin_context *context) {
  LOAM_PLUGIN_WORD(context, 1) = LOAM_PLUGIN_WORD(context, 0) + 1;
  return LOAM_PLUGIN_DONE;
}

static const loam_plugin_native natives[] = {{"Next", next_number, NULL}};
static const loam_plugin_file files[] = {
    {"nearby.go", "package nearby\n\n// Next adds one, in C.\nfunc Next(x int) int\n"}};
static const loam_plugin_package packages[] = {
    {"nearby", files, LOAM_PLUGIN_COUNT(files), LOAM_PLUGIN_COUNT(natives), natives}};

LOAM_PLUGIN(.name = "nearby", .version = "1.0", .summary = "a registered function to time", .packages = packages,
            .package_count = LOAM_PLUGIN_COUNT(packages));
