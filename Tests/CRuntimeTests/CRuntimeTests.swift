// SPDX-License-Identifier: Apache-2.0
//
// Runs the C cases of Tests/CRuntimeTests/C, which reach CRuntime's insides; each is a claim of its own.
import CRuntimeChecks
import Testing

struct CRuntimeCase: CustomTestStringConvertible, Sendable {
  let number: UInt32
  var testDescription: String { String(cString: loam_check_name(number)) }

  static var all: [CRuntimeCase] { (0..<loam_check_count()).map { CRuntimeCase(number: $0) } }
}

struct CRuntimeTests {
  @Test(arguments: CRuntimeCase.all)
  func `inside the runtime`(_ instance: CRuntimeCase) {
    let failure = loam_check_run(instance.number).map { String(cString: $0) }
    #expect(failure == nil)
  }
}
