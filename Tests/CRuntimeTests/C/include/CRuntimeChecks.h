// SPDX-License-Identifier: Apache-2.0
//
// CRuntimeChecks.h — the C tests of CRuntime's insides, one case each, for the Swift test that runs them.
#ifndef CRUNTIME_CHECKS_H
#define CRUNTIME_CHECKS_H

#include <stdint.h>

/// Number of cases.
uint32_t loam_check_count(void);
/// "heap: objects of every size are zeroed and keep their bytes"
const char *loam_check_name(uint32_t number);
/// NULL when the case holds, else a static text "file:line: condition".
const char *loam_check_run(uint32_t number);

#endif
