// SPDX-License-Identifier: Apache-2.0
//
// main.swift — the command `loam`: one call, because code here would belong to the main actor.

LoamCommand.start()
