// SPDX-License-Identifier: Apache-2.0

/// The version of this Loam.
public enum Version {
  public static let text = "0.1.0"
}
