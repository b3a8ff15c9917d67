// SPDX-License-Identifier: Apache-2.0
#include "check.h"
const check_case stack_cases[] = {{NULL, NULL}};
