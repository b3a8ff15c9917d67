// SPDX-License-Identifier: Apache-2.0
//
// LibraryTests.swift — the embedded sources are those in the folder, and natives and Go agree on each other.

import CLibrary
import CNatives
import Support
import Testing

private let folder = Repository.root + "/Sources/Library/go"

/// All Go files below the library's folder as "import/path/name.go".
private func files(below directory: String = "") -> [String] {
  Repository.list(folder + "/" + directory).flatMap { name -> [String] in
    let path = directory.isEmpty ? name : directory + "/" + name
    if name.hasSuffix(".go") { return [path] }
    return name.contains(".") ? [] : files(below: path)
  }
}

/// Full names of the functions that are declared without a body: "time.Sleep", "sync.(*Mutex).Lock".
private func bodylessFunctions() -> Set<String> {
  var names: Set<String> = []
  for file in files() {
    let package = file[..<file.lastIndex(of: "/")!]
    for line in (Repository.text(folder + "/" + file) ?? "").split(separator: "\n") where line.hasPrefix("func ") {
      let code = line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
      if code.contains("{") || code.filter({ $0 == "(" }).count != code.filter({ $0 == ")" }).count { continue }
      var rest = code.dropFirst("func ".count)
      var receiver = ""
      if rest.first == "(" {
        let end = rest.firstIndex(of: ")")!
        let type = rest[..<end].dropFirst().split(separator: " ").last!
        receiver = type.hasPrefix("*") ? "(\(type))." : "\(type)."
        rest = rest[end...].dropFirst(2)
      }
      names.insert("\(package).\(receiver)\(rest[..<rest.firstIndex(of: "(")!])")
    }
  }
  return names
}

struct LibraryTests {
  @Test func `the list of embedded files is that of the folder`() {
    var listed: [String] = []
    var source = loam_library_source()
    for index in 0..<loam_library_count() {
      #expect(loam_library_file(index, &source))
      let path = String(cString: source.import_path) + "/" + String(cString: source.name)
      listed.append(path)
      let bytes = Array(UnsafeBufferPointer(start: source.bytes, count: source.size))
      #expect(bytes == Repository.read(folder + "/" + path), "\(path): build again")
    }
    #expect(listed.sorted() == files().sorted(), "run Sources/Library/go/list.sh")
    #expect(!loam_library_file(loam_library_count(), &source))
  }

  @Test func `every package is found with all its files`() {
    for package in Set(files().map { String($0[..<$0.lastIndex(of: "/")!]) }) {
      var first = 0
      var count = 0
      #expect(loam_library_package(package, package.utf8.count, &first, &count), "\(package)")
      #expect(count == files().count { $0[..<$0.lastIndex(of: "/")!] == package }, "\(package)")
    }
    var first = 0
    var count = 0
    for absent in ["", "f", "fm", "fmtx", "zzz", "unicode/utf"] {
      #expect(!loam_library_package(absent, absent.utf8.count, &first, &count), "\(absent)")
    }
  }

  @Test func `natives are the functions without a body`() {
    var bodies: Set<String> = []
    var package: UnsafePointer<CChar>?
    var entry = loam_native_entry()
    var index = 0
    while loam_natives_entry(index, &package, &entry) {
      let name = String(cString: package!) + "." + String(cString: entry.name)
      #expect(bodies.insert(name).inserted, "\(name) twice")
      #expect(loam_natives_lookup(name, name.utf8.count) != nil, "\(name): tables must be sorted")
      index += 1
    }
    let declared = bodylessFunctions()
    #expect(bodies.subtracting(declared).sorted() == [])
    #expect(declared.subtracting(bodies).sorted() == [])
    for absent in ["", "time", "time.", "time.Slee", "time.Sleepy", "sync.(*Mutex)", "x/y.z"] {
      #expect(loam_natives_lookup(absent, absent.utf8.count) == nil, "\(absent)")
    }
  }
}
