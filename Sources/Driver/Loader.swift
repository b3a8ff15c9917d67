// SPDX-License-Identifier: Apache-2.0
//
// Loader.swift — finds the text of the main package and of what it imports.
//
// How.      A run is given files of one package or a directory. Packages below that directory are imported by their path
//           behind the module's name (go.mod) or, without a module, by their path alone. The library and plugins come first.

import CLibrary
import Glibc
import Plugins
import Types

/// The main package as given on a command line.
public struct Input: Sendable {
  public var files: [(name: String, contents: [UInt8])]
  /// The directory that the imported packages of the program are looked for in.
  public var directory: String
  /// The name that go.mod gives the module in that directory; nil without one.
  public var module: String?

  public init(files: [(name: String, contents: [UInt8])], directory: String = ".", module: String? = nil) {
    self.files = files
    self.directory = directory
    self.module = module
  }
}

/// Why an input could not be read; the text names the file.
public struct LoadError: Error, CustomStringConvertible {
  public let description: String
}

public enum Loader {
  /// Reads the files named on a command line, or all files of a directory.
  public static func load(_ paths: [String]) throws(LoadError) -> Input {
    do {
      if paths.count == 1, Files.isDirectory(paths[0]) {
        let files = try files(in: paths[0])
        guard !files.isEmpty else { throw LoadError(description: "no Go files in \(paths[0])") }
        return Input(files: files, directory: paths[0], module: try module(in: paths[0]))
      }
      var files: [(name: String, contents: [UInt8])] = []
      for path in paths { files.append((path, try Files.read(path))) }
      let directory = Files.parent(paths[0])
      return Input(files: files, directory: directory, module: try module(in: directory))
    } catch let error as FileError {
      throw LoadError(description: "\(error)")
    } catch let error as LoadError {
      throw error
    } catch {
      throw LoadError(description: "\(error)")
    }
  }

  /// Parts of Go's standard library, by the first names of their paths.
  private static let standard: Set<Substring> = [
    "archive", "bufio", "bytes", "cmp", "compress", "container", "context", "crypto", "database", "debug", "embed",
    "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image", "index", "io", "iter", "log", "maps",
    "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime", "slices", "sort", "strconv",
    "strings", "structs", "sync", "syscall", "testing", "text", "time", "unicode", "unique", "weak",
  ]

  /// What is said of a package that is nowhere: as Go does, unless Go itself would have it.
  static func missing(_ path: String) -> String {
    guard let first = path.split(separator: "/").first, standard.contains(first) else {
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      let hint = PluginPath.names.contains(name) ? "; there is a plugin \(name) (--plugin, :plugin load)" : ""
      return "package \(path) is not in std\(hint)"
    }
    return "package \(path) is not in Loam's library, which is part of loam: a GOROOT is not looked at"
  }

  /// Finds imported packages: of the library and of plugins, then of the program.
  static func importer(for input: Input, _ packages: PackageRegistry) -> Program.Importer {
    { path in
      if let source = packages.source(path) { return .found(source) }
      guard let directory = directory(of: path, in: input) else {
        return .failed(missing(path))
      }
      do {
        let files = try files(in: directory)
        guard !files.isEmpty else { return .failed("no Go files in \(directory)") }
        return .found(PackageSource(files: files, isLibrary: false))
      } catch {
        return .failed("\(error)")
      }
    }
  }

  private static func directory(of path: String, in input: Input) -> String? {
    var relative = path
    if let module = input.module {
      guard path.hasPrefix(module + "/") else { return nil }
      relative = String(path.dropFirst(module.utf8.count + 1))
    }
    if relative.split(separator: "/").contains("..") || relative.hasPrefix("/") { return nil }
    let directory = Files.join(input.directory, relative)
    return Files.isDirectory(directory) ? directory : nil
  }

  private static func files(in directory: String) throws(FileError) -> [(name: String, contents: [UInt8])] {
    var files: [(name: String, contents: [UInt8])] = []
    for name in try Files.list(directory) where name.hasSuffix(".go") {
      let path = Files.join(directory, name)
      let contents = try Files.read(path)
      if BuildConstraint.includes(name: name, contents: contents) { files.append((path, contents)) }
    }
    return files
  }

  static func module(in directory: String) throws(FileError) -> String? {
    let path = Files.join(directory, "go.mod")
    guard Files.exists(path) else { return nil }
    for line in try Files.read(path).split(separator: 0x0A) {
      let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" }
      if words.count >= 2, words[0] == "module" { return String(words[1].drop { $0 == "\"" }.prefix { $0 != "\"" }) }
    }
    return nil
  }

  /// The import paths of the library, each once, in order.
  static var libraryPaths: [String] {
    var paths: [String] = []
    for index in 0..<loam_library_count() {
      var source = loam_library_source()
      _ = loam_library_file(index, &source)
      let path = String(cString: source.import_path)
      if paths.last != path { paths.append(path) }
    }
    return paths
  }

  /// The embedded files of a library package; nil when the library lacks it.
  static func libraryFiles(_ path: String) -> [(name: String, contents: [UInt8])]? {
    var first = 0
    var count = 0
    guard loam_library_package(path, path.utf8.count, &first, &count) else { return nil }
    return (first..<first + count).map { index in
      var source = loam_library_source()
      _ = loam_library_file(index, &source)
      let name = String(cString: source.import_path) + "/" + String(cString: source.name)
      return (name, Array(UnsafeBufferPointer(start: source.bytes, count: source.size)))
    }
  }
}
