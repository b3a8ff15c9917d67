// SPDX-License-Identifier: Apache-2.0
//
// main.swift — runs the programs of Examples/Benchmarks by Loam and its peers in turn and prints medians and ratios.
//
//     loam-benchmark [-n RUNS] [PROGRAM[:ARGUMENT,...] ...]
//
// `collector` stands for the programs about the collector; `prompt` measures how long a person waits at the prompt,
// `foreign` calls of C. Resident memory is the most that the system counted.

runBenchmarks()
