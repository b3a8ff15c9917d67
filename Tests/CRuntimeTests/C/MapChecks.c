// SPDX-License-Identifier: Apache-2.0
#include "check.h"
const check_case map_cases[] = {{NULL, NULL}};
