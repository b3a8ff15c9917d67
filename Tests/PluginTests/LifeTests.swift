// SPDX-License-Identifier: Apache-2.0
//
// LifeTests.swift — plugins at the prompt: where they are found, what holds them, how they go and come again.

import Subprocess
import Support
import Testing

@Suite struct LifeTests {
  private let directory = TemporaryDirectory()

  private func adder(_ more: Int, members: String = "", c: String = "") -> PluginSource {
    PluginSource(
      c: """
        static int add_more(loam_plugin_context *c) {
          LOAM_PLUGIN_WORD(c, 2) = LOAM_PLUGIN_WORD(c, 0) + LOAM_PLUGIN_WORD(c, 1) + \(more);
          return LOAM_PLUGIN_DONE;
        }
        \(c)
        """, members: members
    ).with { $0.natives = "{\"Add\", add_more, 0}" }
  }

  @Test func `a plugin that the program uses cannot be unloaded; after a reset it can, and another one comes`() throws {
    try directory.compile(adder(1000), as: "second.so")
    try directory.compile(adder(0))
    let result = directory.prompt([
      ":plugin load sample.so", "sample.Add(1, 2)", ":plugin unload sample", "sample.Add(3, 4)", ":reset",
      ":plugin unload sample", "sample.Add(5, 6)", "os.Rename(\"second.so\", \"sample.so\")", ":plugin load sample.so",
      "sample.Add(7, 8)",
    ])
    #expect(
      result.outputText == "sample\n  packages sample (1 native)\n3 : int\n7 : int\n"
        + "nil : error\nsample\n  packages sample (1 native)\n1015 : int\n", "\(result.outputText)")
    let words = [
      "plugin sample cannot be unloaded, something holds it:",
      "  the program has imported sample; :reset begins one without it", "stdin[7]:1:1: undefined: sample",
    ]
    #expect(result.errorText == words.joined(separator: "\n") + "\n", "\(result.errorText)")
  }

  @Test func `a plugin whose package another plugin imports stays as long as that one`() throws {
    try directory.compile(adder(0))
    try directory.compile(
      PluginSource(
        name: "user", go: "package user\n\nimport \"sample\"\n\nfunc Twice(a int) int { return sample.Add(a, a) }\n",
        path: "user", natives: ""), as: "user.so")
    let result = directory.prompt([
      ":plugin load sample.so", ":plugin load user.so", ":plugin unload sample", "user.Twice(4)", ":reset",
      ":plugin unload   user ", ":plugin unload \t sample", ":plugin list", ":plugin load sample.so",
      "sample.Add(1, 1)",
    ])
    #expect(
      result.errorText
        == "plugin sample cannot be unloaded, something holds it:\n  plugin user imports its package sample\n",
      "\(result.errorText)")
    #expect(result.outputText.contains("8 : int\nno plugin is loaded\n"), "\(result.outputText)")
    #expect(result.outputText.hasSuffix("2 : int\n"), "\(result.outputText)")
  }

  @Test func `a session that is saved after a reset has its plugins, too`() throws {
    try directory.compile(adder(0))
    let saved = directory.prompt([
      ":plugin load sample.so", ":reset", "x := sample.Add(1, 2)", ":save session.loam",
    ])
    #expect(saved.status == 0, "\(saved.errorText)")
    let again = directory.prompt([":load session.loam", "x"])
    #expect(again.outputText.hasSuffix("3 : int\n"), "\(again.outputText)\(again.errorText)")
    let named = Subprocess.run(
      [Repository.loam, "repl", "--plugin", "sample.so"], input: Array(":save named.loam\n".utf8),
      directory: directory.path)
    #expect(named.errorText.hasPrefix("// 1 entry in named.loam"), "\(named.errorText)")
    #expect(directory.prompt([":load named.loam", "sample.Add(2, 2)"]).outputText.hasSuffix("4 : int\n"))
  }

  @Test func `handles of a program that has ended may be released by who still runs`() throws {
    var plugin = PluginSource()
    plugin.go = "package sample\n\nfunc Call(f func())\n"
    plugin.natives = "{\"Call\", call_one, 0}"
    plugin.c = """
      typedef struct one { loam_plugin_runtime *runtime; loam_plugin_handle function; } one;
      static void call(void *argument) {
        one *of = argument;
        (void)host->call_back(host, of->runtime, of->function, NULL, NULL);
      }
      static int call_one(loam_plugin_context *c) {
        one of = {c->runtime};
        if (host->handle_create(host, c->runtime, LOAM_PLUGIN_POINTER(c, 0), &of.function) != LOAM_PLUGIN_OK) abort();
        int answer = host->call_c(c, call, &of);
        host->note(host, "over");
        (void)host->handle_release(host, of.runtime, of.function);
        return answer;
      }
      """
    try directory.compile(plugin)
    let result = directory.prompt([
      ":plugin load sample.so", "func f() { println(7) }", ":break f", "sample.Call(f)", ":reset",
      ":plugin info sample",
      "sample.Call(func() { println(8) })", ":reset", ":plugin unload sample",
    ])
    #expect(result.errorText == "plugin sample: over\n8\nplugin sample: over\n", "\(result.errorText)")
    #expect(!result.outputText.contains("broke"), "\(result.outputText)")
  }

  @Test func `a session that is saved has its plugins when it runs again`() throws {
    try directory.compile(adder(0))
    let saved = directory.prompt([":plugin load sample.so", "x := sample.Add(1, 2)", ":save session.loam"])
    #expect(saved.status == 0, "\(saved.errorText)")
    let again = directory.prompt([":load session.loam", "x", ":load session.loam", "x"])
    #expect(again.outputText.hasSuffix("3 : int\n3 : int\n"), "\(again.outputText)")
    #expect(again.errorText.hasPrefix("// plugin sample is loaded already\n"), "\(again.errorText)")
  }

  @Test func `threads of a plugin call Go functions`() throws {
    var plugin = PluginSource()
    plugin.go = "package sample\n\nfunc Threads(n int, f func(int) int) int\n"
    plugin.natives = "{\"Threads\", threads, 0}"
    plugin.c = """
      #include <pthread.h>
      typedef struct one {
        loam_plugin_runtime *runtime;
        loam_plugin_handle function;
        uint64_t argument, result;
        loam_plugin_status status;
        pthread_t thread;
      } one;
      static void *call(void *argument) {
        one *of = argument;
        of->status = host->call_back(host, of->runtime, of->function, &of->argument, &of->result);
        return NULL;
      }
      typedef struct many { int64_t count; one all[64]; } many;
      static void run(void *argument) {
        many *of = argument;
        for (int64_t i = 0; i < of->count; i++) pthread_create(&of->all[i].thread, NULL, call, &of->all[i]);
        for (int64_t i = 0; i < of->count; i++) pthread_join(of->all[i].thread, NULL);
      }
      static int threads(loam_plugin_context *c) {
        many of = {LOAM_PLUGIN_INT(c, 0)};
        loam_plugin_handle function;
        if (host->handle_create(host, c->runtime, LOAM_PLUGIN_POINTER(c, 1), &function) != LOAM_PLUGIN_OK) abort();
        for (int64_t i = 0; i < of.count; i++) of.all[i] = (one){c->runtime, function, i};
        int answer = host->call_c(c, run, &of);
        (void)host->handle_release(host, c->runtime, function);
        if (answer != LOAM_PLUGIN_DONE) return answer;
        uint64_t sum = 0;
        for (int64_t i = 0; i < of.count; i++) sum += of.all[i].status == LOAM_PLUGIN_OK ? of.all[i].result : 1000000;
        LOAM_PLUGIN_WORD(c, 2) = sum;
        return LOAM_PLUGIN_DONE;
      }
      """
    try directory.compile(plugin)
    for switches in ["", "movestack=1", "gcstress=1"] {
      let result = directory.run(
        "func main() {\n\tfor i := 0; i < 20; i++ {\n\t\tprintln(sample.Threads(64, func(n int) int {\n"
          + "\t\t\ts := make([]int, n+1)\n\t\t\ts[n] = n\n\t\t\treturn s[n] * 2\n\t\t}))\n\t}\n}\n", switches: switches)
      #expect(
        result.errorText == String(repeating: "4032\n", count: 20), "\(switches): \(result.errorText.suffix(500))")
    }
  }

  @Test func `the hook before unloading may refuse, and is called once when it does not`() throws {
    let c = """
      static const char *leave(const loam_plugin_host *h) {
        static int asked;
        if (asked++ == 0) return "the door is shut";
        h->note(h, "bye");
        return NULL;
      }
      """
    try directory.compile(adder(0, members: ".leave = leave", c: c))
    let result = directory.prompt([
      ":plugin load sample.so", ":plugin unload sample", "sample.Add(1, 2)", ":reset", ":plugin unload sample",
      ":plugin list",
    ])
    #expect(result.outputText.hasSuffix("3 : int\nno plugin is loaded\n"), "\(result.outputText)")
    #expect(
      result.errorText == "plugin sample does not want to be unloaded: the door is shut\nplugin sample: bye\n",
      "\(result.errorText)")
  }

  @Test func `what is open holds a plugin and is listed; it ends with the session`() throws {
    var plugin = PluginSource()
    plugin.go = "package sample\n\nimport \"loam/plugin\"\n\nfunc Open() *plugin.Resource\n\nfunc Keep(f func())\n"
    plugin.natives = "{\"Open\", open_one, 0}, {\"Keep\", keep_one, 0}"
    plugin.members = ".resources = kinds, .resource_count = 1"
    plugin.c = """
      static void close_one(void *object) { host->note(host, "closed"); }
      static const loam_plugin_resource kinds[] = {{"box", close_one}};
      static int open_one(loam_plugin_context *c) {
        LOAM_PLUGIN_WORD(c, 0) = (uintptr_t)host->resource_create(host, c, 0, NULL);
        return LOAM_PLUGIN_DONE;
      }
      static int keep_one(loam_plugin_context *c) {
        loam_plugin_handle made;
        (void)host->handle_create(host, c->runtime, LOAM_PLUGIN_POINTER(c, 0), &made);
        return LOAM_PLUGIN_DONE;
      }
      """
    try directory.compile(plugin)
    let result = directory.prompt([
      ":plugin load sample.so", "a, b := sample.Open(), sample.Open()", "sample.Keep(func() {})",
      ":plugin unload sample",
      ":reset", ":plugin unload sample", ":plugin list", "1",
    ])
    let words = [
      "plugin sample cannot be unloaded, something holds it:",
      "  the program has imported sample; :reset begins one without it", "  resources are open: box 2",
      "  it holds 1 Go object by handles", "plugin sample: closed", "plugin sample: closed",
    ]
    #expect(result.errorText == words.joined(separator: "\n") + "\n", "\(result.errorText)")
    #expect(result.outputText.hasSuffix("no plugin is loaded\n1 : int\n"))
  }

  @Test func `a command is one of the prompt's: help, table, success and failure, a fault`() throws {
    let c = """
      static int run(const loam_plugin_host *h, const char *argument, loam_plugin_reply *reply) {
        if (*argument == '!') *(volatile int *)24 = 1;
        h->print(reply, "[");
        h->print(reply, argument);
        h->print(reply, "]\\n");
        if (*argument == 0) h->print_error(reply, ":say wants something\\n");
        return *argument == 0;
      }
      static const loam_plugin_command list[] = {{"say", "TEXT", "say it", "Says it.\\n\\n    loam> :say hello", run}};
      """
    try directory.compile(PluginSource(go: nil, c: c, members: ".commands = list, .command_count = 1"))
    let result = directory.prompt([
      ":say x", ":plugin load sample.so", ":say hello  world ", ":say", ":help say", ":help plugins", ":sya", ":say !",
      ":say still", ":plugin unload sample", ":say x",
    ])
    let shown = [
      "sample", "  commands :say", "[hello  world]", "[]", ":say TEXT", "    say it", "", "Says it.", "",
      "    loam> :say hello",
    ]
    #expect(result.outputText.hasPrefix(shown.joined(separator: "\n") + "\n"), "\(result.outputText)")
    #expect(result.outputText.contains("  :say TEXT                 say it\n"), "\(result.outputText)")
    #expect(result.outputText.hasSuffix("[still]\n"), "\(result.outputText)")
    let words = [
      ":say is no command; did you mean :why?", ":say wants something", ":sya is no command; did you mean :say?",
      "plugin sample: the command faulted (signal 11 at address 0x18)",
      "// the system keeps its code in memory: loaded again, it is as it was", ":say is no command; did you mean :why?",
    ]
    #expect(result.errorText == words.joined(separator: "\n") + "\n", "\(result.errorText)")
  }

  @Test func `plugins are found by name in LOAM_PLUGINS, then in the person's own directory`() throws {
    try directory.compile(adder(0))
    for folder in ["first", "home/.loam/plugins"] {
      #expect(Subprocess.run(["mkdir", "-p", directory.path + "/" + folder]).status == 0)
    }
    #expect(Subprocess.run(["cp", "sample.so", "home/.loam/plugins/mine.so"], directory: directory.path).status == 0)
    #expect(Subprocess.run(["cp", "sample.so", "here.so"], directory: directory.path).status == 0)
    #expect(Subprocess.run(["mv", "sample.so", "first/sample.so"], directory: directory.path).status == 0)
    let environment = ["LOAM_PLUGINS": "nowhere:\(directory.path)/first", "HOME": directory.path + "/home"]
    let result = directory.prompt(
      [":plugin list", ":plugin load sample", "sample.Add(1, 2)", ":plugin load other", ":plugin load here"],
      environment: environment)
    #expect(
      result.outputText
        == "no plugin is loaded\nto be had: mine, sample\nsample\n  packages sample (1 native)\n3 : int\n")
    #expect(
      result.errorText.hasPrefix(
        ":plugin load other: there is no other.so in nowhere, \(directory.path)/first, \(directory.path)/home/.loam/plugins"
      ),
      "\(result.errorText)")
    #expect(result.errorText.hasSuffix("; here is ./here.so\n"), "\(result.errorText)")
    let byOption = Subprocess.run(
      [Repository.loam, "repl", "--plugin", "mine"], input: Array("sample.Add(2, 2)\n".utf8), environment: environment)
    #expect(byOption.outputText == "4 : int\n", "\(byOption.errorText)")
    directory.write("package main\n\nimport \"sample\"\n\nfunc main() { println(sample.Add(1, 2)) }\n", to: "p.go")
    let without = Subprocess.run([Repository.loam, "run", directory.path + "/p.go"], environment: environment)
    let hint = "package sample is not in std; there is a plugin sample (--plugin, :plugin load)\n"
    #expect(without.errorText.hasSuffix(hint), "\(without.errorText)")
  }

  @Test func `listeners are told what happens, and one that faults is told no more`() throws {
    var plugin = PluginSource()
    plugin.go = "package sample\n\nfunc Heard() int\n"
    plugin.natives = "{\"Heard\", heard, 0}"
    plugin.members = ".listeners = list, .listener_count = 2"
    plugin.c = """
      #include <stdatomic.h>
      #include <string.h>
      static _Atomic(int64_t) created;
      static void hear(const loam_plugin_host *h, loam_plugin_runtime *r, const char *kind, const loam_plugin_event *e) {
        char text[200];
        if (strcmp(kind, "create") != 0 || h->describe(r, e, text, sizeof text) == 0 || !strstr(text, "create")) abort();
        atomic_fetch_add(&created, 1);
      }
      static void fall(const loam_plugin_host *h, loam_plugin_runtime *r, const char *kind, const loam_plugin_event *e) {
        *(volatile int *)32 = 1;
      }
      static const loam_plugin_listener list[] = {{"create", hear}, {"end, park", fall}};
      static int heard(loam_plugin_context *c) {
        LOAM_PLUGIN_WORD(c, 0) = atomic_load(&created);
        return LOAM_PLUGIN_DONE;
      }
      """
    try directory.compile(plugin)
    let go = """
      func main() {
      \tvar all sync.WaitGroup
      \tfor i := 0; i < 500; i++ {
      \t\tall.Add(1)
      \t\tgo all.Done()
      \t}
      \tall.Wait()
      \tfor i := 0; i < 2000 && sample.Heard() < 500; i++ { time.Sleep(time.Millisecond) }
      \tprintln(sample.Heard() >= 500)
      }

      """
    let result = directory.run(go, imports: "\"sample\"\n\"sync\"\n\"time\"")
    let faulted = "plugin sample: a listener faulted (signal 11 at address 0x20); it is told no more"
    #expect(result.errorText.split(separator: "\n").sorted() == [faulted[...], "true"], "\(result.errorText)")
    directory.write(plugin.text.replacing("*(volatile int *)32 = 1;", with: "pthread_exit(NULL);"), to: "ends.c")
    try directory.compile(
      "ends.c", to: "sample.so", flags: ["-include", "pthread.h", "-I" + Repository.root + "/Sources/CPlugins/include"])
    let ended = directory.run(go, imports: "\"sample\"\n\"sync\"\n\"time\"")
    let told = "plugin sample: a listener ended its thread (pthread_exit); it is told no more"
    #expect(ended.errorText.split(separator: "\n").sorted() == [told[...], "true"], "\(ended.errorText)")
    let traced = Subprocess.run(
      [
        Repository.loam, "run", "--plugin", "sample.so", "--trace", "trace", "main.go",
      ], directory: directory.path)
    #expect(traced.status == 0 && traced.errorText.hasSuffix("true\n"), "\(traced.errorText)")
  }
}

extension PluginSource {
  func with(_ change: (inout PluginSource) -> Void) -> PluginSource {
    var copy = self
    change(&copy)
    return copy
  }
}
