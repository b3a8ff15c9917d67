// SPDX-License-Identifier: Apache-2.0
//
// Everything that texts declared, by index and by name.

struct Tables: Sendable {
  var types = TypeTable()
  var functions: [CFunction] = []
  var variables: [CVariable] = []
  var typedefs: [CTypedef] = []
  var records: [CRecord] = []
  var enumerations: [CEnumeration] = []
  var enumerators: [CConstant] = []
  /// What a name means, and what a tag means: two name spaces.
  var symbols: [NameID: Entity] = [:]
  var tags: [NameID: Tag] = [:]

  enum Entity: Sendable, Hashable {
    case function(Int), variable(Int), typedef(CTypedefID), enumerator(Int)
  }

  enum Tag: Sendable, Hashable {
    case record(CRecordID), enumeration(CEnumerationID)
  }

  func layout(_ target: CTarget) -> Layout {
    Layout(types: types, records: records, enumerations: enumerations, typedefs: typedefs, target: target)
  }
}
