// SPDX-License-Identifier: Apache-2.0
//
// RefusalTests.swift — a plugin that cannot be used is refused with words that say why, and leaves nothing behind.

import Subprocess
import Support
import Testing

@Suite struct RefusalTests {
  private let directory = TemporaryDirectory()

  /// What is said when the plugin is to be loaded.
  private func refusal(of plugin: PluginSource) throws -> String {
    try directory.compile(plugin)
    return refusal()
  }

  private func refusal() -> String {
    let result = directory.run("func main() { println(1) }\n", imports: "")
    #expect(result.status == 2 && result.output.isEmpty, "\(result.outputText)\(result.errorText)")
    let start = "loam: --plugin \(directory.path)/sample.so: "
    #expect(result.errorText.hasPrefix(start), "\(result.errorText)")
    return String(result.errorText.dropFirst(start.count).dropLast())
  }

  @Test func `a file that is not there, that is no shared object, that is none of Loam`() throws {
    #expect(refusal() == "there is no file \(directory.path)/sample.so")
    directory.write("no ELF", to: "sample.so")
    #expect(refusal() == "it is no shared object")
    directory.write("int x;\n", to: "x.c")
    try directory.compile("x.c", to: "sample.so")
    #expect(refusal() == "it has no symbol `loam_plugin`: it is no plugin of Loam, or hides it")
  }

  @Test func `a file that is cut off, for another machine, or no file`() throws {
    try directory.compile(PluginSource(), as: "whole.so")
    func change(_ command: String) {
      #expect(Subprocess.run(["sh", "-c", "rm -rf sample.so; " + command], directory: directory.path).status == 0)
    }
    for size in [63, 64, 200, 700, 5000] {
      change("head -c \(size) whole.so > sample.so")
      let words = refusal()
      #expect(
        size == 63
          ? words == "it is cut off within its first header"
          : words.hasPrefix("it is cut off: it says ") && words.hasSuffix(" bytes, and has \(size)"), "\(words)")
    }
    change("cp whole.so sample.so; printf '\\177' | dd of=sample.so bs=1 seek=18 conv=notrunc status=none")
    #expect(refusal() == "it is made for another machine")
    change("cp whole.so sample.so; printf '\\001' | dd of=sample.so bs=1 seek=16 conv=notrunc status=none")
    #expect(refusal() == "it is no shared object")
    change("mkdir sample.so")
    #expect(refusal() == "it is no file")
    change("mkfifo sample.so")
    #expect(refusal() == "it is no file")
  }

  @Test func `a symbol that nobody has is named`() throws {
    let words = try refusal(
      of: PluginSource(c: "void nowhere(void); static void use(void) { nowhere(); }", members: ".leave = (void *)use"))
    #expect(words.contains("undefined symbol: nowhere"), "\(words)")
  }

  @Test func `another level and other sizes are told before any code of it runs`() throws {
    let loud = "__attribute__((unused)) static const char *loud(const loam_plugin_host *h) { abort(); }"
    #expect(
      try refusal(of: PluginSource(c: loud, members: ".level = 99, .enter = loud"))
        == "it is made for level 99 of the plugin interface, this loam has level 1: it wants a newer loam")
    #expect(try refusal(of: PluginSource(members: ".level = 0")).hasPrefix("its level is 0"))
    #expect(
      try refusal(of: PluginSource(c: loud, members: ".sizes.native = 40, .enter = loud"))
        == "its loam_plugin_native has 40 bytes, at level 1 it has 24: "
        + "it was not compiled with loam_plugin.h as it is")
  }

  @Test func `names that are none or taken`() throws {
    #expect(try refusal(of: PluginSource(name: "")) == "it has no name")
    #expect(try refusal(of: PluginSource(name: "a b")).hasPrefix("its name has other characters"))
    #expect(
      try refusal(of: PluginSource(go: "package fmt\n\nfunc Add(a, b int) int\n", path: "fmt"))
        == "package fmt exists already: it is one of Loam")
    #expect(try refusal(of: PluginSource(path: "../sample")) == "\"../sample\" is no import path")
    #expect(
      try refusal(of: PluginSource(go: "package other\n\nfunc Add(a, b int) int\n"))
        == "package sample calls itself other; it must be sample, as its path ends")
    try directory.compile(PluginSource())
    #expect(Subprocess.run(["cp", "sample.so", "copy.so"], directory: directory.path).status == 0)
    let twice = Subprocess.run(
      [Repository.loam, "run", "--plugin", "sample.so", "--plugin", "copy.so", "x.go"], directory: directory.path)
    #expect(
      twice.status == 2
        && twice.errorText == "loam: --plugin copy.so: a plugin sample is loaded already, from ./sample.so\n")
  }

  @Test func `its Go is checked as a program's is, with places`() throws {
    #expect(
      try refusal(of: PluginSource(go: "package sample\n\nfunc Add(a, b int) int\n\nvar x int = \"one\"\n"))
        == "its Go source has errors:\n  sample.go:5:13: cannot use \"one\" (untyped string constant) as int value in "
        + "variable declaration")
    #expect(
      try refusal(of: PluginSource(go: "package sample\n\nfunc f() {\n\ty := 1\n}\n")).contains(
        "sample.go:4:2: declared and not used: y"))
    #expect(
      try refusal(of: PluginSource(go: "package sample\n\nfunc (\n")).contains(
        "sample.go:4:1: syntax error: unexpected EOF, expected )"))
    #expect(
      try refusal(
        of: PluginSource(go: "package sample\n\nimport \"nowhere\"\n\nfunc Add(a, b int) int { return nowhere.X }\n")
      )
      .contains("package nowhere is not in std"))
  }

  @Test func `an import that nothing uses must be there, too`() throws {
    #expect(
      try refusal(of: PluginSource(go: "package sample\n\nimport \"nowhere\"\n\nfunc Add(a, b int) int\n"))
        == "its Go source has errors:\n  sample.go:3:8: package nowhere is not in std")
  }

  @Test func `natives and functions without a body belong together`() throws {
    #expect(
      try refusal(of: PluginSource(go: "package sample\n\nfunc Add(a, b int) int\n\ntype T int\n\nfunc (t *T) Sub()\n"))
        == "sample.go:7:13: sample.(*T).Sub has no body, and the plugin no native of that name")
    #expect(
      try refusal(of: PluginSource(natives: "{\"Add\", add, 0}, {\"Sub\", add, 0}"))
        == "native sample.Sub has no declaration without a body in the Go source")
    #expect(
      try refusal(of: PluginSource(natives: "{\"Add\", add, 0}, {\"Add\", add, 0}"))
        == "native sample.Add is there twice")
    #expect(
      try refusal(of: PluginSource(natives: "{\"Add\", 0, 0}"))
        == "a native of its package sample has no name or no function")
  }

  @Test func `structures that C and Go see differently`() throws {
    func types(_ row: String) throws -> String {
      try refusal(
        of: PluginSource(
          go: "package sample\n\nfunc Add(a, b int) int\n\ntype T struct {\n\tn int\n\ts string\n}\n",
          c: "static const loam_plugin_type types[] = {\(row)};", members: ".types = types, .type_count = 1"))
    }
    #expect(try types("{\"sample.T\", 16, 2}") == "type sample.T has 24 bytes in Go, and 16 in C")
    #expect(
      try types("{\"sample.T\", 24, 4}") == "type sample.T has pointers in the words {1} in Go, and {2} in C")
    #expect(try types("{\"sample.U\", 24, 2}") == "there is no type sample.U")
    #expect(try types("{\"other.T\", 24, 2}") == "type other.T is in no package of it")
  }

  @Test func `what is registered without its function`() throws {
    func with(_ c: String, _ members: String) throws -> String { try refusal(of: PluginSource(c: c, members: members)) }
    #expect(
      try with(
        "static const loam_plugin_command list[] = {{\"x\"}};", ".commands = list, .command_count = 1")
        == "its command :x has no function `run`")
    #expect(
      try with(
        "static const loam_plugin_resource list[] = {{\"x\"}};", ".resources = list, .resource_count = 1")
        == "its resource kind x has no function `close`")
    for name in ["\"\"", "NULL"] {
      let shut = "static void shut(void *o) {} static const loam_plugin_resource list[] = {{\(name), shut}};"
      #expect(try with(shut, ".resources = list, .resource_count = 1") == "a resource kind of it has no name")
      let hear =
        "static void hear(const loam_plugin_host *h, loam_plugin_runtime *r, const char *k, "
        + "const loam_plugin_event *e) {} static const loam_plugin_listener list[] = {{\(name), hear}};"
      #expect(try with(hear, ".listeners = list, .listener_count = 1") == "a listener of it names no kind of event")
      let type = "static const loam_plugin_type list[] = {{\(name), 8, 0}};"
      #expect(try with(type, ".types = list, .type_count = 1") == "a type of it has no name")
    }
    #expect(
      try with(
        "static void hear(const loam_plugin_host *h, loam_plugin_runtime *r, const char *k, "
          + "const loam_plugin_event *e) {} static const loam_plugin_listener list[] = {{\"grow,glow\", hear}};",
        ".listeners = list, .listener_count = 1")
        == "a listener wants \"glow\", which is no kind of event")
  }

  @Test func `tables that lead nowhere`() throws {
    #expect(
      try refusal(of: PluginSource(members: ".command_count = 1"))
        == "its commands are counted, and are nowhere: the array is NULL")
    #expect(
      try refusal(of: PluginSource(members: ".summary = (char *)8"))
        == "its texts lead nowhere: reading faulted (signal 11 at address 0x8)")
    #expect(
      try refusal(of: PluginSource(members: ".listeners = (void *)8, .listener_count = 3"))
        == "its listeners lead nowhere: reading faulted (signal 11 at address 0x8)")
    #expect(
      try refusal(of: PluginSource(natives: "{(char *)16, add, 0}"))
        == "its natives lead nowhere: reading faulted (signal 11 at address 0x10)")
    let words = "static const char *words(const loam_plugin_host *h) { return (char *)24; }"
    #expect(
      try refusal(of: PluginSource(c: words, members: ".enter = words"))
        == "its function `enter` faulted (signal 11 at address 0x18)")
  }

  @Test func `one that does not want to begin, or faults there`() throws {
    let no = "static const char *no(const loam_plugin_host *h) { return \"the printer is on fire\"; }"
    #expect(try refusal(of: PluginSource(c: no, members: ".enter = no")) == "the printer is on fire")
    let crash = "static const char *no(const loam_plugin_host *h) { *(volatile int *)16 = 1; return NULL; }"
    #expect(
      try refusal(of: PluginSource(c: crash, members: ".enter = no"))
        == "its function `enter` faulted (signal 11 at address 0x10)")
    func with(_ body: String) throws -> String {
      let c = "#include <pthread.h>\nstatic const char *no(const loam_plugin_host *h) { \(body) }"
      return try refusal(of: PluginSource(c: c, members: ".enter = no"))
    }
    #expect(try with("pthread_exit(NULL);") == "its function `enter` ended its thread (pthread_exit)")
    #expect(try with("return \"\";") == "its function `enter` refuses, and does not say why")
    #expect(try with("return \"a\\x1b[2J\";") == "a\\x1b[2J")
  }

  @Test func `at the prompt the session is as it was, and commands that exist are named`() throws {
    let run = "static int run(const loam_plugin_host *h, const char *a, loam_plugin_reply *r) { return 0; } "
    try directory.compile(
      PluginSource(
        c: run + "static const loam_plugin_command list[] = {{\"heap\", \"\", \"\", \"\", run}};",
        members: ".commands = list, .command_count = 1"))
    let result = directory.prompt([
      "x := 40", ":plugin load sample.so", ":plugin list", "x + 2", "sample.Add(1, 2)", ":plugin load",
      ":plugin lode x",
      ":plugin info sample", ":plugin unload sample",
    ])
    #expect(result.outputText == "no plugin is loaded\n42 : int\n", "\(result.outputText)")
    let words = [
      ":plugin load sample.so: the command :heap exists already: it is one of Loam",
      "stdin[5]:1:1: undefined: sample",
      ":plugin load wants the file or the name of a plugin",
      ":plugin wants load, list, info or unload, not lode",
      "there is no plugin sample; :plugin list shows them",
      "there is no plugin sample; :plugin list shows them",
    ]
    #expect(result.errorText == words.joined(separator: "\n") + "\n", "\(result.errorText)")
  }
}
