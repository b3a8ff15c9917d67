// SPDX-License-Identifier: Apache-2.0
//
// PackageRegistry.swift — the packages that are no program's own: the library's, and those of plugins. All of them are
// registered here, and found here by those who compile a program.

import CLibrary
import CNatives
import CRuntime
import Codegen
import Types

/// Whoever brings packages: their sources, and bodies of functions that these declare without one.
protocol PackageProvider: AnyObject {
  /// For people: "Loam", "plugin counter".
  var providerName: String { get }
  /// The import paths, in order.
  var packagePaths: [String] { get }
  func files(of path: String) -> [(name: String, contents: [UInt8])]?
  /// By the whole name: "time.Sleep", "counter.(*Counter).next".
  func native(_ name: String) -> NativeBody?
}

/// The packages that programs find without having them. One thread at a time.
final class PackageRegistry {
  private(set) var providers: [any PackageProvider] = []

  /// With the library.
  init() { register(BuiltinPackages()) }

  /// A registry with one provider more.
  init(_ other: PackageRegistry, and provider: any PackageProvider) { providers = other.providers + [provider] }

  func register(_ provider: any PackageProvider) { providers.append(provider) }

  func withdraw(_ provider: any PackageProvider) { providers.removeAll { $0 === provider } }

  /// Who brings a package.
  func provider(of path: String) -> (any PackageProvider)? { providers.first { $0.packagePaths.contains(path) } }

  var paths: [String] { providers.flatMap(\.packagePaths) }

  func source(_ path: String) -> PackageSource? {
    for provider in providers {
      guard let files = provider.files(of: path) else { continue }
      return PackageSource(files: files, isLibrary: provider is BuiltinPackages, hasNatives: true)
    }
    return nil
  }

  func native(_ name: String) -> NativeBody? {
    for provider in providers { if let native = provider.native(name) { return native } }
    return nil
  }
}

/// Loam's library, embedded into the binary.
private final class BuiltinPackages: PackageProvider {
  let providerName = "Loam"
  var packagePaths: [String] { Loader.libraryPaths }

  func files(of path: String) -> [(name: String, contents: [UInt8])]? { Loader.libraryFiles(path) }

  func native(_ name: String) -> NativeBody? {
    var name = name
    let native = name.withUTF8 {
      loam_natives_lookup(UnsafeRawPointer($0.baseAddress!).assumingMemoryBound(to: CChar.self), $0.count)
    }
    return native.map { NativeBody($0) }
  }
}
