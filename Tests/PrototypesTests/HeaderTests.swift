// SPDX-License-Identifier: Apache-2.0
//
// The machine's headers are read without an error, and our own say the same.
import Prototypes
import Source
import Testing

struct HeaderTests {
  /// Headers that we have too.
  static let own = [
    "stddef.h", "stdint.h", "stdbool.h", "limits.h", "float.h", "stdarg.h", "stdlib.h", "string.h", "strings.h",
    "stdio.h",
    "math.h", "errno.h", "ctype.h", "time.h", "unistd.h", "fcntl.h", "sys/types.h", "sys/stat.h", "signal.h", "dlfcn.h",
    "assert.h", "inttypes.h", "locale.h", "termios.h", "sys/ioctl.h", "pthread.h", "sys/time.h", "stdalign.h",
    "stdnoreturn.h",
  ]

  /// Others that people use.
  static let others = [
    "sqlite3.h", "zlib.h", "ffi.h", "curl/curl.h", "setjmp.h", "wchar.h", "wctype.h", "complex.h", "fenv.h",
    "sys/socket.h",
    "netinet/in.h", "arpa/inet.h", "netdb.h", "poll.h", "sys/epoll.h", "sys/mman.h", "sys/wait.h", "sys/resource.h",
    "sys/uio.h", "sys/un.h", "dirent.h", "pwd.h", "grp.h", "semaphore.h", "sched.h", "syslog.h", "ucontext.h",
    "sys/statvfs.h", "glob.h", "regex.h", "search.h", "spawn.h", "uchar.h", "stdatomic.h", "threads.h", "ftw.h",
    "iconv.h",
    "langinfo.h", "nl_types.h", "mqueue.h", "aio.h", "utime.h", "link.h", "elf.h", "linux/input.h", "linux/fs.h",
    "sys/inotify.h", "sys/eventfd.h", "sys/ptrace.h", "sys/sysinfo.h", "sys/utsname.h", "histedit.h", "ncurses.h",
    "tgmath.h",
  ]

  @Test(arguments: own + others) func `a header of the machine is read`(header: String) {
    guard SystemHeaders.has(header) else { return }
    let prefix = HeaderTests.own.contains(header) ? "" : "#define _GNU_SOURCE\n"
    let reading = Reading(prefix + "#include <\(header)>\n", system: true)
    #expect(reading.errors == [])
  }

  @Test func `all headers of the machine are read together`() {
    let text = (HeaderTests.own + HeaderTests.others).filter { SystemHeaders.has($0) }.map { "#include <\($0)>\n" }
      .joined()
    let reading = Reading("#define _GNU_SOURCE\n" + text, system: true)
    #expect(reading.errors == [])
    #expect(reading.environment.functions.count > 1000)
  }

  @Test(arguments: CTarget.allCases) func `our own headers are read, each alone and all together`(target: CTarget) {
    for header in HeaderTests.own {
      let reading = Reading("#include <\(header)>\n#include <\(header)>\n", target: target)
      #expect(reading.errors == [], "\(header)")
      #expect(reading.warnings == [], "\(header)")
    }
    let reading = Reading(HeaderTests.own.map { "#include <\($0)>\n" }.joined(), target: target)
    #expect(reading.errors == [])
    #expect(reading.warnings == [])
    #expect(reading.environment.functions.count > 450)
  }

  @Test(arguments: own) func `our own headers agree with the machine's`(header: String) {
    guard SystemHeaders.has(header), SystemHeaders.has("stdio.h") else { return }
    let machine = Reading(
      "#define _GNU_SOURCE\n#include <\(header)>\n#include <stdio.h>\n", target: .current, system: true)
    let ours = Reading("#include <\(header)>\n", target: .current)
    var wrong: [String] = []
    for function in ours.environment.functions {
      guard let theirs = machine.environment.function(named: function.name) else { continue }
      let (one, two) = (plain(function.type, ours.environment), plain(theirs.type, machine.environment))
      if one != two && !HeaderTests.differing.contains(function.name) {
        wrong.append("\(function.name): \(one), machine: \(two)")
      }
      if function.symbol != theirs.symbol && !HeaderTests.differing.contains(function.name) {
        wrong.append("\(function.name): \(function.symbol), machine: \(theirs.symbol)")
      }
    }
    for constant in ours.environment.macroConstants {
      guard let theirs = machine.environment.constant(named: constant.name) else { continue }
      if constant.value != theirs.value, !HeaderTests.isNaN(constant.value) {
        wrong.append("\(constant.name): \(constant.value), machine: \(theirs.value)")
      }
    }
    for typedef in ours.environment.typedefs {
      guard let theirs = machine.environment.typedef(named: typedef.name),
        let mine = ours.environment.typedef(named: typedef.name)
      else { continue }
      let (one, two) = (
        sizes(ours.environment, ours.environment[mine].type),
        sizes(machine.environment, machine.environment[theirs].type)
      )
      if one != two && typedef.name != "FILE" { wrong.append("typedef \(typedef.name): \(one), machine: \(two)") }
    }
    for record in ours.environment.records where record.isComplete {
      guard let tag = record.tag, let id = machine.environment.record(tagged: tag) else { continue }
      let theirs = machine.environment[id]
      if record.size != theirs.size || record.alignment != theirs.alignment {
        wrong.append("\(tag): \(record.size) bytes, machine: \(theirs.size)")
      }
      for field in record.fields ?? [] {
        guard let name = field.name, let other = theirs.fields?.first(where: { $0.name == name }) else { continue }
        if field.bitOffset != other.bitOffset {
          wrong.append("\(tag).\(name): \(field.offset), machine: \(other.offset)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  /// Functions that _GNU_SOURCE makes others.
  private static let differing: Set<String> = [
    "strerror_r", "fscanf", "scanf", "sscanf", "vfscanf", "vscanf", "vsscanf", "getopt",
  ]

  private static func isNaN(_ value: CValue) -> Bool {
    if case .floating(let number) = value { number.isNaN } else { false }
  }

  private func sizes(_ environment: CEnvironment, _ type: CTypeID) -> String {
    guard let size = environment.size(of: type), let alignment = environment.alignment(of: type) else { return "-" }
    var kind = ""
    if case .scalar(let scalar) = environment.resolved(type) {
      kind = scalar.isFloating ? "float" : scalar.isUnsigned ? "unsigned" : "signed"
    }
    return "\(kind) \(size) \(alignment)"
  }

  /// A function's type without what two headers may write differently: qualifiers of pointers, names of types.
  private func plain(_ type: CTypeID, _ environment: CEnvironment) -> String {
    var text = environment.description(of: environment.canonical(type))
    for word in ["restrict ", "const ", " restrict", " const", "restrict", "const"] {
      text = text.replacing(word, with: "")
    }
    for (old, new) in [("long long", "long"), ("__sigset_t", "sigset_t")] { text = text.replacing(old, with: new) }
    return text
  }

  @Test func `a header is named for what it declares, and never for a word of C`() {
    #expect(CEnvironment.header(declaring: "strlen") == "string.h")
    #expect(CEnvironment.header(declaring: "struct_tm") == "time.h")
    #expect(CEnvironment.header(declaring: "struct_sigaction") == "signal.h")
    #expect(CEnvironment.header(declaring: "sigaction") == "signal.h")
    for name in ["void", "unsigned", "const", "struct", "tm", "union_tm", "struct_nothing"] {
      #expect(CEnvironment.header(declaring: name) == nil, "\(name)")
    }
  }
}
