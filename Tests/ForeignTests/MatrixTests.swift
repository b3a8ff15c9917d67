// SPDX-License-Identifier: Apache-2.0
//
// MatrixTests.swift — calls and callbacks of hundreds of signatures agree with what gcc and clang compile.

import Subprocess
import Support
import Testing

@Suite struct MatrixTests {
  @Test(arguments: ["gcc", "clang"])
  func `hundreds of signatures are called, and call back, as compiled C has it`(compiler: String) throws {
    let matrix = SignatureMatrix(seed: 6)
    let calls = matrix.signatures.count + matrix.variadic.count
    #expect(calls >= 300)
    let directory = TemporaryDirectory()
    directory.write(matrix.c, to: "matrix.c")
    directory.write(matrix.go(flags: "-L\(directory.path) -lmatrix"), to: "matrix.go")
    try directory.compile("matrix.c", to: "libmatrix.so", by: compiler)
    let expected = "calls \(calls) callbacks \(matrix.signatures.count) wrong 0\n"
    for switches in ["", "ffislow=1", "movestack=1", "gcstress=5", "ffislow=1,movestack=1"] {
      let ran = Subprocess.run(
        [Repository.loam, "run", directory.path + "/matrix.go"], environment: ["LOAMDEBUG": switches])
      #expect(ran.outputText == expected, "\(switches): \(ran.errorText.suffix(2000))")
    }
  }
}
