// SPDX-License-Identifier: Apache-2.0
//
// CallTests.swift — commands, enter and leave of plugins: what they may do wrong, and that nobody waits for ever.

import Subprocess
import Support
import Testing

@Suite struct CallTests {
  private let directory = TemporaryDirectory()

  /// A plugin with the command :do, whose body is `c`; `a` is its argument, `r` where it prints.
  private func command(_ c: String) -> PluginSource {
    PluginSource(
      go: nil,
      c: """
        #include <pthread.h>
        #include <string.h>
        static volatile int64_t sink;
        static int deep(int n) {
          volatile char room[5000];
          memset((void *)room, n, sizeof room);
          return deep(n + 1) + room[3];
        }
        static int run(const loam_plugin_host *h, const char *a, loam_plugin_reply *r) { \(c) }
        static const loam_plugin_command list[] = {{"do", "", "", "", run}};
        """, members: ".commands = list, .command_count = 1")
  }

  /// What is said when :do runs, after which the prompt goes on.
  private func words(of body: String) throws -> (output: String, error: String) {
    try directory.compile(command(body))
    let result = directory.prompt([":plugin load sample.so", ":do", "6 * 7"])
    #expect(result.outputText.hasSuffix("42 : int\n"), "\(result.outputText)\(result.errorText)")
    return (
      String(result.outputText.dropFirst("sample\n  commands :do\n".count).dropLast("42 : int\n".count)),
      result.errorText
    )
  }

  @Test func `a command that prints what is no text`() throws {
    let missing = try words(of: "h->print(r, NULL); return 0;")
    #expect(missing == ("(NULL in the place of a text)", ""))
    let nowhere = try words(of: "h->print_error(r, (char *)8); return 0;")
    #expect(nowhere == ("", "plugin sample: the command faulted (signal 11 at address 0x8)\n"))
  }

  @Test func `a command that ends its thread, overflows its stack, or fails without a word`() throws {
    let ends = "plugin sample: the command ended its thread (pthread_exit)\n"
    #expect(try words(of: "h->print(r, \"bye\\n\"); pthread_exit(NULL);") == ("bye\n", ends))
    #expect(try words(of: "sink = deep(1); return 0;") == ("", "plugin sample: stack overflow in the command\n"))
    #expect(try words(of: "return 1;") == ("", "the command :do failed\n"))
    #expect(try words(of: "h->print_error(r, \"no\\n\"); return 1;") == ("", "no\n"))
  }

  @Test func `what a terminal would obey is written out`() throws {
    let note = try words(of: "h->note(h, \"a\\x1b[2Jb\\tc\\n\\x7f\\303\\244\"); return 0;")
    #expect(note == ("", "plugin sample: a\\x1b[2Jb\tc\n\\x7fä\n"))
    try directory.compile(PluginSource(members: ".version = \"1\\x1b[31m\", .summary = \"r\\303\\266t\\r\""))
    let loaded = directory.prompt([":plugin load sample.so"])
    #expect(loaded.outputText == "sample 1\\x1b[31m: röt\\x0d\n  packages sample (1 native)\n")
  }

  /// `first`, on two lines when it is asked for its last words.
  private let leave = """
    static const char *leave(const loam_plugin_host *h) { h->note(h, "leaves"); return NULL; }
    static void close_one(void *object) { host->note(host, "closed"); }
    static const loam_plugin_resource kinds[] = {{"box", close_one}};
    static int open_one(loam_plugin_context *c) {
      LOAM_PLUGIN_WORD(c, 0) = (uintptr_t)host->resource_create(host, c, 0, NULL);
      return LOAM_PLUGIN_DONE;
    }
    """

  private var leaver: PluginSource {
    PluginSource(
      go: "package sample\n\nimport \"loam/plugin\"\n\nfunc Open() *plugin.Resource\n", c: leave,
      natives: "{\"Open\", open_one, 0}", members: ".leave = leave, .resources = kinds, .resource_count = 1")
  }

  @Test func `a plugin leaves when a program ends in order, however, and after its resources`() throws {
    try directory.compile(leaver)
    let words = "plugin sample: closed\nplugin sample: leaves\n"
    for (end, status) in [("", 0), ("os.Exit(3)", 3), ("go func() { for { } }()", 0)] {
      let result = directory.run("func main() { sample.Open(); \(end); _ = os.Args }\n", imports: "\"sample\"\n\"os\"")
      #expect(Int(result.status) == status && result.errorText == words, "\(end): \(result.errorText)")
    }
    let panicked = directory.run("func main() { sample.Open(); panic(1) }\n")
    #expect(panicked.status == 2 && panicked.errorText.hasSuffix(words), "\(panicked.errorText)")
    let wrong = directory.run("func main() { sample.Shut() }\n")
    #expect(wrong.status == 1 && wrong.errorText.hasSuffix("plugin sample: leaves\n"), "\(wrong.errorText)")
    for command in [
      ["check", "--plugin", "sample.so", "main.go"], ["run", "--plugin", "sample.so", "--plugin", "none", "x.go"],
    ] {
      let result = Subprocess.run([Repository.loam] + command, directory: directory.path)
      #expect(result.errorText.contains("plugin sample: leaves\n"), "\(command): \(result.errorText)")
    }
  }

  @Test func `a plugin leaves at the end of the prompt, the ones that others import last`() throws {
    try directory.compile(leaver)
    var user = PluginSource(
      name: "user", go: "package user\n\nimport \"sample\"\n\nvar Box = sample.Open()\n", path: "user")
    user.c = "static const char *leave(const loam_plugin_host *h) { h->note(h, \"leaves\"); return NULL; }"
    user.natives = ""
    user.members = ".leave = leave"
    try directory.compile(user, as: "user.so")
    let result = directory.prompt([":plugin load sample.so", ":plugin load user.so", "b := user.Box"])
    #expect(
      result.errorText == "plugin sample: closed\nplugin user: leaves\nplugin sample: leaves\n", "\(result.errorText)")
  }

  @Test func `a plugin whose native runs on when the program ends is not asked to leave`() throws {
    var plugin = leaver
    plugin.go! += "func Stay()\n"
    plugin.natives += ", {\"Stay\", stay, 0}"
    plugin.c += """

      #include <unistd.h>
      static int stay(loam_plugin_context *c) {
        if (!host->enter_blocking(c)) return LOAM_PLUGIN_RETRY;
        host->note(host, "stays");
        for (;;) pause();
      }
      """
    try directory.compile(plugin)
    let result = directory.run(
      "func main() { go sample.Stay(); time.Sleep(100 * time.Millisecond) }\n", imports: "\"sample\"\n\"time\"")
    #expect(result.status == 0 && result.errorText == "plugin sample: stays\n", "\(result.errorText)")
    let typed = directory.prompt([
      ":plugin load sample.so", "go sample.Stay(); time.Sleep(100 * time.Millisecond)", ":reset",
      ":plugin unload sample",
    ])
    #expect(
      typed.errorText.contains("  a native of it runs on: it did not end with its program\n"), "\(typed.errorText)")
  }

  @Test func `nobody waits long for one that does not leave`() throws {
    let c = "static const char *leave(const loam_plugin_host *h) { for (volatile int i = 0;; i++) continue; }"
    try directory.compile(PluginSource(c: c, members: ".leave = leave"))
    let result = directory.run("func main() { println(sample.Add(1, 2)) }\n")
    #expect(
      result.status == 0
        && result.errorText == "3\nplugin sample: its function `leave` does not end: it runs on by itself\n",
      "\(result.errorText)")
  }

  // MARK: At a terminal

  /// Types at the prompt: each time a text has come, the next is typed. All that it wrote.
  private func converse(
    _ steps: [(after: String, type: String)], with arguments: [String] = []
  ) throws -> String {
    let terminal = try PseudoTerminal(
      [Repository.loam] + arguments,
      environment: ["TERM": "dumb", "HOME": directory.path, "LOAM_PLUGINS": directory.path, "NO_COLOR": "1"])
    var (all, rest) = ("", "")
    func take(_ bytes: [UInt8]) {
      let text = String(decoding: bytes, as: UTF8.self)
      all += text
      rest += text
    }
    for (wanted, text) in steps {
      for _ in 0..<200 where !rest.contains(wanted) {
        guard let bytes = terminal.read(within: 100) else { break }
        take(bytes)
      }
      let found = try #require(rest.firstRange(of: wanted), "\(wanted) did not appear: \(all)")
      rest = String(rest[found.upperBound...])
      terminal.type(Array(text.utf8), take: take)
    }
    return all
  }

  private let endless = "printf(\"begun\\n\"); fflush(stdout); for (volatile int i = 0;; i++) continue;"

  @Test func `a command, enter and leave that never end are left after an interrupt`() throws {
    try directory.compile(command(endless), as: "runs.so")
    try directory.compile(
      PluginSource(
        name: "enters", c: "static const char *on(const loam_plugin_host *h) { \(endless) }", members: ".enter = on"),
      as: "enters.so")
    try directory.compile(
      PluginSource(
        name: "leaves", c: "static const char *on(const loam_plugin_host *h) { \(endless) }", members: ".leave = on"),
      as: "leaves.so")
    let seen = try converse([
      ("loam> ", ":plugin load runs\n"), ("commands :do", ":do\n"), ("begun", "\u{3}"),
      ("plugin sample: the command runs on by itself, and the plugin stays as long as it does", ""),
      ("loam> ", ":plugin load enters\n"), ("begun", "\u{3}"),
      (":plugin load enters: its function `enter` does not end: it runs on by itself", ""),
      ("loam> ", ":plugin load leaves\n"), ("packages sample", ":plugin unload leaves\n"), ("begun", "\u{3}"),
      ("plugin leaves does not want to be unloaded: its function `leave` does not end: it runs on by itself", ""),
      ("loam> ", ":plugin unload leaves\n"), ("a command of it runs, or a function that was not waited for", ""),
      ("loam> ", "6 * 7\n"), ("42 : int", ""),
    ])
    #expect(!seen.contains("faulted"), "\(seen)")
    _ = try converse(
      [("begun", "\u{3}"), ("--plugin enters: its function `enter` does not end: it runs on by itself", "")],
      with: ["--plugin", "enters"])
  }

  // MARK: Resources

  /// Resources of kinds that close well, fault, end their thread, and never end.
  private var boxes: PluginSource {
    PluginSource(
      go: """
        package sample

        import "loam/plugin"

        func open(kind int) *plugin.Resource
        func Open(kind int) *plugin.Resource { return plugin.Own(open(kind)) }
        """,
      c: """
        #include <pthread.h>
        static void good(void *object) { host->note(host, "closed"); }
        static void faults(void *object) { *(volatile int *)8 = 1; }
        static void exits(void *object) { pthread_exit(NULL); }
        static void stays(void *object) { \(endless) }
        static const loam_plugin_resource kinds[] = {{"box", good}, {"cell", faults}, {"room", exits}, {"cave", stays}};
        static int open_one(loam_plugin_context *c) {
          LOAM_PLUGIN_WORD(c, 1) = (uintptr_t)host->resource_create(host, c, LOAM_PLUGIN_WORD(c, 0), NULL);
          return LOAM_PLUGIN_DONE;
        }
        """,
      natives: "{\"open\", open_one, 0}", members: ".resources = kinds, .resource_count = 4")
  }

  @Test func `what faults when it closes a resource is named, and the others are closed`() throws {
    try directory.compile(boxes)
    let what = "plugin sample: the function that closes a resource "
    let fault = what + "faulted (signal 11 at address 0x8)\n"
    let words = fault + "plugin sample: closed\n" + what + "ended its thread (pthread_exit)\n" + fault
    let opens = "for _, kind := range []int{1, 0, 2, 1} { kept = append(kept, sample.Open(kind)) }"
    let ran = directory.run(
      "var kept []any\n\nfunc main() { \(opens); println(len(kept)) }\n", imports: "\"sample\"")
    #expect(ran.status == 0 && ran.errorText == "4\n" + words, "\(ran.errorText)")
    let closed = directory.run(
      """
      func main() {
      \tr := sample.Open(1)
      \tfunc() { defer func() { println(recover().(error).Error()) }(); r.Close() }()
      \tprintln(r.Close(), r.IsOpen())
      }

      """)
    #expect(
      closed.errorText == """
        runtime error: an invalid memory address or nil pointer in loam/plugin.(*Resource).Close of plugin sample \
        (signal 11 at address 0x8)
        false false

        """, "\(closed.errorText)")
    let typed = directory.prompt([":plugin load sample.so", "var kept []any", opens, ":reset", "1 + 1"])
    #expect(
      typed.errorText == words && typed.outputText.hasSuffix("2 : int\n"), "\(typed.outputText)\(typed.errorText)")
  }

  @Test func `what never ends when it closes a resource is left after an interrupt, and at the end without one`() throws
  {
    try directory.compile(boxes)
    let ran = directory.run("func main() { kept = sample.Open(3) }\n\nvar kept any\n")
    #expect(
      ran.status == 0 && ran.outputText == "begun\n"
        && ran.errorText == "plugin sample: what closes its resources does not end: it runs on by itself\n",
      "\(ran.status) \(ran.errorText)")
    _ = try converse([
      ("loam> ", ":plugin load sample\n"), ("packages sample", "r := sample.Open(3)\n"), ("loam> ", ":reset\n"),
      ("begun", "\u{3}"), ("plugin sample: what closes its resources does not end: it runs on by itself", ""),
      ("loam> ", ":plugin unload sample\n"), ("a command of it runs, or a function that was not waited for", ""),
      ("loam> ", "6 * 7\n"), ("42 : int", ""),
    ])
  }

  @Test func `a program ends though a listener of a plugin does not`() throws {
    try directory.compile(
      PluginSource(
        c: """
          static void hear(const loam_plugin_host *h, loam_plugin_runtime *r, const char *k, const loam_plugin_event *e) {
            for (volatile int i = 0;; i++) continue;
          }
          static const loam_plugin_listener listeners[] = {{"create", hear}};
          """, members: ".listeners = listeners, .listener_count = 1"))
    let ran = directory.run("func main() { go sample.Add(1, 2); time.Sleep(5e7) }\n", imports: "\"sample\"\n\"time\"")
    #expect(
      ran.status == 0 && ran.errorText == "a listener of plugin sample does not end: it runs on by itself\n",
      "\(ran.status) \(ran.errorText)")
  }

  // MARK: Natives

  /// Natives that come back when they are told to, when they like, and never.
  private var waiting: PluginSource {
    var plugin = PluginSource()
    plugin.go = """
      package sample

      func Polite()
      func Slow()
      func Loop()
      func Naps()
      func Prints()
      """
    plugin.c = """
      #include <time.h>
      #include <unistd.h>
      static volatile int64_t sink;
      static int polite(loam_plugin_context *c) {
        if (!host->enter_blocking(c)) return LOAM_PLUGIN_RETRY;
        while (!host->is_to_end(c)) usleep(1000);
        host->leave_blocking(c);
        return LOAM_PLUGIN_DONE;
      }
      static int slow(loam_plugin_context *c) {
        if (!host->enter_blocking(c)) return LOAM_PLUGIN_RETRY;
        for (time_t end = time(NULL) + 3; time(NULL) < end;) usleep(1000);
        host->leave_blocking(c);
        return LOAM_PLUGIN_DONE;
      }
      static int loop(loam_plugin_context *c) { for (;;) sink++; }
      static int naps(loam_plugin_context *c) { for (;;) usleep(100); }
      static int prints(loam_plugin_context *c) {
        FILE *file = fopen("/dev/null", "w");
        for (;;) { fprintf(file, "on and on"); fflush(file); sink++; }
      }
      """
    plugin.natives =
      "{\"Polite\", polite, 0}, {\"Slow\", slow, 0}, {\"Loop\", loop, 0}, {\"Naps\", naps, 0}, {\"Prints\", prints, 0}"
    return plugin
  }

  @Test(arguments: ["Polite", "Slow", "Loop", "Naps", "Prints"])
  func `a program ends though a native of it does not`(native: String) throws {
    try directory.compile(waiting)
    for end in ["", "os.Exit(3)"] {
      let ran = directory.run(
        "var _ = os.Exit\n\nfunc main() { go sample.\(native)(); time.Sleep(50e6); println(\"end\"); \(end) }\n",
        imports: "\"os\"\n\"sample\"\n\"time\"")
      #expect(ran.errorText == "end\n" && ran.status == (end.isEmpty ? 0 : 3), "\(ran.status) \(ran.errorText)")
    }
  }

  @Test(arguments: ["Polite", "Loop", "Naps"])
  func `an interrupted native is left, and after a reset its plugin can go`(native: String) throws {
    try directory.compile(waiting)
    let seen = try converse([
      ("loam> ", ":plugin load sample\n"), ("(5 natives)", "println(\"begun\"); sample.\(native)()\n"),
      ("begun\r\n", "\u{3}"), ("loam> ", "runtime.GC()\n"), ("loam> ", "6 * 7\n"), ("42 : int", ":goroutines\n"),
      ("no goroutines", "go sample.\(native)()\n"), ("loam> ", ":reset\n"), ("loam> ", ":plugin unload sample\n"),
      ("loam> ", ":plugin list\n"), ("no plugin is loaded", "2 * 7\n"), ("14 : int", ""),
    ])
    #expect(!seen.contains("panic"), "\(seen)")
  }

  @Test(arguments: ["Read", "Poll", "Select", "Characters"])
  func `C that reads the terminal again and again is left, and what is typed is the prompt's`(how: String) throws {
    try directory.compile(
      PluginSource(
        go: "package sample\n\nfunc Read()\nfunc Poll()\nfunc Select()\nfunc Characters()\n",
        c: """
          #include <errno.h>
          #include <poll.h>
          #include <sys/select.h>
          #include <unistd.h>
          static volatile char room[100];
          static void reads(void *a) { for (;;) while (read(0, (void *)room, sizeof room) < 0 && errno == EINTR) continue; }
          static void polls(void *a) {
            for (;;) {
              struct pollfd files[] = {{1, 0, 0}, {0, POLLIN, 0}};
              if (poll(files, 2, -1) > 0) read(0, (void *)room, sizeof room);
            }
          }
          static void selects(void *a) {
            for (;;) {
              fd_set set;
              FD_ZERO(&set);
              FD_SET(0, &set);
              if (select(1, &set, NULL, NULL, NULL) > 0) read(0, (void *)room, sizeof room);
            }
          }
          static void gets_all(void *a) { for (;;) if (getchar() == EOF) clearerr(stdin); }
          static int run(loam_plugin_context *c) { return host->call_c(c, (void (*)(void *))host->user(c), NULL); }
          """,
        natives:
          "{\"Read\", run, reads}, {\"Poll\", run, polls}, {\"Select\", run, selects}, {\"Characters\", run, gets_all}"
      ))
    _ = try converse([
      ("loam> ", ":plugin load sample\n"),
      ("(4 natives)", "defer println(\"deferred\"); println(\"begun\"); sample.\(how)()\n"), ("begun\r\n", "\u{3}"),
      ("deferred", ""), ("interrupted", "6 * 7\n"), ("42 : int", "println(\"again\"); sample.\(how)()\n"),
      ("again\r\n", "\u{3}"), ("interrupted", "7 * 7\n"), ("49 : int", ":goroutines\n"), ("no goroutines", ":quit\n"),
    ])
  }

  @Test func `a plugin stays while a native runs on that was left behind`() throws {
    try directory.compile(waiting)
    _ = try converse([
      ("loam> ", ":plugin load sample\n"), ("(5 natives)", "println(\"begun\"); sample.Slow()\n"),
      ("begun\r\n", "\u{3}"), ("interrupted; sample.Slow runs on by itself", ":reset\n"),
      ("loam> ", ":plugin unload sample\n"),
      ("a native of it runs on: it did not end with its program", "time.Sleep(4 * time.Second)\n"),
      ("loam> ", "6 * 7\n"),
      ("42 : int", ":plugin unload sample\n"), ("loam> ", ":plugin list\n"), ("no plugin is loaded", ""),
    ])
  }
}
