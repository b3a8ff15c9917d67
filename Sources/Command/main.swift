// SPDX-License-Identifier: Apache-2.0
//
// main.swift — the command `loam`.

print("loam")
