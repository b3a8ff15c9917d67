// SPDX-License-Identifier: Apache-2.0
//
// LibraryTags.swift — the escape tags of the library's functions.

import Escape

enum LibraryTags {
  /// The tags of receiver and parameters of a library function; nil when the table lacks it.
  static func lookup(_ name: String) -> [Leaks]? { nil }
}
