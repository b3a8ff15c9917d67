// SPDX-License-Identifier: Apache-2.0
//
// NativeTests.swift — natives, resources and handles of plugins, and what becomes of those that break a rule.

import Subprocess
import Support
import Testing

@Suite struct NativeTests {
  private let directory = TemporaryDirectory()

  @Test(arguments: ["gcc", "clang", "g++", "clang++"])
  func `a plugin is called, whichever compiler made it`(compiler: String) throws {
    var plugin = PluginSource()
    plugin.c = compiler.hasSuffix("++") ? "static_assert(sizeof(loam_plugin_native) == 24, \"\");" : ""
    directory.write(plugin.text, to: "plugin.cc")
    let made = Subprocess.run(
      [compiler]
        + (compiler.hasSuffix("++")
          ? ["-x", "c++", "-std=c++20", "-Wno-missing-designated-field-initializers"]
          : ["-x", "c", "-std=c11", "-pedantic"])
        + [
          "-Wall", "-Wextra", "-Werror", "-Wno-unused", "-Wno-missing-field-initializers", "-fPIC", "-shared",
          "-fvisibility=hidden",
        ]
        + ["-I" + Repository.root + "/Sources/CPlugins/include", "-o", directory.path + "/sample.so"]
        + [directory.path + "/plugin.cc"])
    try #require(made.status == 0, "\(made.errorText)")
    for switches in ["", "movestack=1", "gcstress=1"] {
      let result = directory.run("func main() { println(sample.Add(40, 2)) }\n", switches: switches)
      #expect(result.status == 0 && result.errorText == "42\n", "\(switches): \(result.errorText)")
    }
  }

  @Test func `the Go of a plugin is initialised as Go's packages are, and may import C`() throws {
    var plugin = PluginSource()
    plugin.go = """
      package sample

      // #include <stdlib.h>
      import "C"

      func Add(a, b int) int

      var Log []string

      func say(what string) int { Log = append(Log, what); return Add(len(Log), 0) }

      var Total = First + Second
      var _ = say("blank")
      var Second = say("second") + int(C.abs(-10))
      var First = say("first")

      func init() { say("init") }
      func init() { say("init again") }
      """
    try directory.compile(plugin)
    let ran = directory.run("func main() { println(len(sample.Log)); for _, s := range sample.Log { println(s) } }\n")
    #expect(ran.errorText == "5\nblank\nsecond\nfirst\ninit\ninit again\n", "\(ran.errorText)")
    let asked = directory.prompt([":plugin load sample.so", "sample.Total", "sample.Log"])
    #expect(
      asked.outputText.hasSuffix(
        "15 : int\n[]string{\"blank\", \"second\", \"first\", \"init\", \"init again\"} : []string\n"),
      "\(asked.outputText) \(asked.errorText)")
  }

  /// 1 and 3 are answers of who was parked, 4 to 7 of who panicked, exited or was left: of those there was none.
  @Test(arguments: [-1, 1, 3, 4, 5, 6, 7, 77]) func `an answer that is none is a fatal error that names the native`(
    answer: Int
  ) throws {
    try directory.compile(
      PluginSource(c: "static int odd(loam_plugin_context *c) { return \(answer); }", natives: "{\"Add\", odd, 0}"))
    let result = directory.run("func main() { println(sample.Add(40, 2)) }\n")
    let reason = (1...7).contains(answer) ? "nothing that it called has answered" : "is no status"
    #expect(
      result.status == 2
        && result.errorText.hasPrefix("fatal error: native sample.Add returned \(answer), which \(reason)\n"),
      "\(result.errorText)")
  }

  @Test(arguments: ["host->leave_blocking(c);", "if (host->enter_blocking(c)) host->enter_blocking(c);"])
  func `blocking calls out of turn are a fatal error that names the native, and the session goes on`(
    body: String
  ) throws {
    let rest = body.contains("enter") ? " host->leave_blocking(c);" : ""
    try directory.compile(
      PluginSource(
        c: "static int odd(loam_plugin_context *c) { \(body)\(rest) return 0; }", natives: "{\"Add\", odd, 0}"))
    let result = directory.prompt([":plugin load sample.so", "sample.Add(1, 2)", "6 * 7"])
    let words = "fatal error: native sample.Add entered a blocking call twice, or left one that it was not in\n"
    #expect(result.errorText.hasPrefix(words), "\(result.errorText)")
    #expect(result.outputText.hasSuffix("42 : int\n"), "\(result.outputText)")
  }

  @Test func `a native that ends its thread is named, and the session goes on`() throws {
    try directory.compile(
      PluginSource(
        c: "#include <pthread.h>\nstatic int odd(loam_plugin_context *c) { pthread_exit(NULL); }",
        natives: "{\"Add\", odd, 0}"))
    let result = directory.prompt([":plugin load sample.so", "sample.Add(1, 2)", "6 * 7"])
    let words = "fatal error: C ended a thread of Go's (pthread_exit) in sample.Add\n"
    #expect(result.errorText.hasPrefix(words), "\(result.errorText)")
    #expect(result.outputText.hasSuffix("42 : int\n"), "\(result.outputText)")
  }

  @Test func `a native that does not leave its blocking call is a fatal error that names it`() throws {
    try directory.compile(
      PluginSource(
        c: "static int odd(loam_plugin_context *c) { return host->enter_blocking(c) ? 0 : LOAM_PLUGIN_RETRY; }",
        natives: "{\"Add\", odd, 0}"))
    for switches in ["", "seed=1", "handoff=1"] {
      let result = directory.run("func main() { println(sample.Add(40, 2)) }\n", switches: switches)
      #expect(
        result.status == 2
          && result.errorText.hasPrefix(
            "fatal error: native sample.Add returned in a blocking call that it did not leave\n"),
        "\(result.errorText)")
    }
  }

  @Test func `a long jump out of call_c is the native's fault, and other entries of a session go on`() throws {
    try directory.compile(
      PluginSource(
        c: """
          #include <setjmp.h>
          static jmp_buf jump;
          static void out(void *argument) { longjmp(jump, 1); }
          static int odd(loam_plugin_context *c) {
            return setjmp(jump) == 0 ? host->call_c(c, out, NULL) : LOAM_PLUGIN_DONE;
          }
          static void fine(void *argument) {}
          static int even(loam_plugin_context *c) { return host->call_c(c, fine, NULL); }
          """, natives: "{\"Add\", odd, 0}, {\"Call\", even, 0}"
      ).with { $0.go! += "func Call()\n" })
    let words = "fatal error: native sample.Add returned in a blocking call that it did not leave\n"
    let ran = directory.run("func main() { println(sample.Add(40, 2)) }\n")
    #expect(ran.status == 2 && ran.errorText.hasPrefix(words), "\(ran.errorText)")
    #expect(!ran.errorText.contains("deadlock"), "\(ran.errorText)")
    let typed = directory.prompt([
      ":plugin load sample.so", "sample.Add(1, 2)", "sample.Call()", "done := make(chan int)",
      "go func() { sample.Call(); done <- 7 }()", "<-done", "sample.Add(1, 2)", "1 + 1",
    ])
    #expect(typed.outputText.hasSuffix("7 : int\n2 : int\n"), "\(typed.outputText)\(typed.errorText)")
    #expect(typed.errorText.ranges(of: words).count == 2 && !typed.errorText.contains("deadlock"), "\(typed.errorText)")
  }

  @Test func `a fault, an overflow or abort in a native is a run-time error that names it`() throws {
    try directory.compile(
      PluginSource(
        c: """
          #include <string.h>
          static volatile int depth;
          __attribute__((noinline)) static int recurse(int n) {
            volatile char room[4000];
            room[n % 4000] = (char)n;
            return n < 0 ? 0 : recurse(n + 1) + room[n % 4000] + depth;
          }
          static void fault(void *a) { *(volatile int *)8 = 1; }
          static int wrong(loam_plugin_context *c) {
            switch (LOAM_PLUGIN_WORD(c, 0)) {
            case 0: fault(0); break;
            case 1: abort(); break;
            case 2: __builtin_trap(); break;
            case 3: memset((void *)16, 1, (size_t)LOAM_PLUGIN_WORD(c, 1)); break;
            case 4: recurse(1); break;
            case 5: return host->call_c(c, fault, 0);
            }
            LOAM_PLUGIN_WORD(c, 2) = 7;
            return 0;
          }
          """, natives: "{\"Add\", wrong, 0}"))
    let program = """
      func try(n int) {
      \tdefer func() { println(recover().(error).Error()) }()
      \tsample.Add(n, 20)
      }
      func main() {
      \tfor n := 0; n < 6; n++ { try(n) }
      \tfor n := 0; n < 3000; n++ { func() { defer func() { recover() }(); sample.Add(n % 4, n) }() }
      \tprintln(sample.Add(6, 0))
      }

      """
    let address = "an invalid memory address or nil pointer in sample.Add"
    let expected = [
      "\(address) of plugin sample (signal 11 at address 0x8)", "abort was called in sample.Add of plugin sample",
      "an illegal instruction in sample.Add of plugin sample (signal 4 at address",
      "\(address) of plugin sample (signal 11 at address 0x10)", "stack overflow in sample.Add of plugin sample",
      "\(address) of plugin sample (signal 11 at address 0x8)",
    ]
    let ran = directory.run(program)
    let lines = ran.errorText.split(separator: "\n").map(String.init)
    #expect(ran.status == 0 && lines.count == expected.count + 1 && lines.last == "7", "\(ran.errorText)")
    for (line, expected) in zip(lines, expected) {
      #expect(line.hasPrefix("runtime error: " + expected), "\(ran.errorText)")
    }
  }

  @Test(arguments: ["", "movestack=1", "gcstress=1", "handoff=1"])
  func `wild pointers that a native hands to the host are its own fault, in blocking calls, too`(switches: String)
    throws
  {
    let wrong = [
      "host->store(c, (void **)8, 0)", "host->string(c, (char *)16, 3, &ok)",
      "host->string(c, \"abc\", INT64_MAX, &ok)", "host->string(c, \"abc\", 3, (bool *)1)",
      "host->panic_error(c, (char *)32)", "host->panic_string(c, (char *)-64)", "host->fatal(c, (char *)1)",
      "host->write(c, 1, (void *)24, 5)", "host->note(host, (char *)1)", "host->note((void *)40, \"a\")",
      "host->handle_create(host, c->runtime, 0, (void *)48)", "host->handle_get(host, c->runtime, 1, (void *)48)",
      "host->handle_create(host, 0, 0, &handle)", "host->resource_acquire(host, (void *)56, 0)",
      "host->resource_release(host, (void *)56)", "host->resource_wrong(host, c, (void *)56, 0)",
      "host->allocate((void *)64, c, 0, 1)", "host->user((void *)1)",
      "host->monotonic((void *)1)", "host->patience((void *)1)", "return host->call_c(c, 0, 0)",
      "host->describe(c->runtime, (void *)72, text, 8)", "host->describe(c->runtime, &event, (char *)80, 8)",
      "host->enter_blocking(c); *(volatile int *)8 = 1", "host->enter_blocking(c); abort()",
      "host->enter_blocking(c); recurse(1)", "host->enter_blocking(c); host->write(c, 1, (void *)24, 5)",
      "host->enter_blocking(c); usleep(30000); __builtin_trap()", "((void (*)(void))0x1234)()",
      "host->enter_blocking(c); ((void (*)(void))0x1234)()", "printf(\"%s\\n\", (char *)5)",
      "host->enter_blocking(c); printf(\"%s\\n\", (char *)5)", "return host->call_c(c, print, 0)",
      "return host->call_c(c, (void (*)(void *))0x1234, 0)",
    ]
    let cases = wrong.enumerated().map { "case \($0): \($1); break;" }.joined(separator: "\n")
    try directory.compile(
      PluginSource(
        c: """
          #include <unistd.h>
          __attribute__((noinline)) static int recurse(int n) {
            volatile char room[4000];
            room[n % 4000] = (char)n;
            return n < 0 ? 0 : recurse(n + 1) + room[n % 4000];
          }
          static void print(void *argument) { printf("%s\\n", (char *)6); }
          static int wrong(loam_plugin_context *c) {
            bool ok;
            char text[8];
            loam_plugin_handle handle;
            loam_plugin_event event = {0};
            switch (LOAM_PLUGIN_WORD(c, 0)) {
            \(cases)
            }
            LOAM_PLUGIN_WORD(c, 2) = 7;
            return 0;
          }
          """, natives: "{\"Add\", wrong, 0}"))
    let ran = directory.run(
      """
      func try(n int) {
      \tvar near [100]int
      \tat := &near[n]
      \t*at = n
      \tdefer func() {
      \t\tprintln(n, *at == near[n], recover().(error).Error())
      \t\tnear[n] = 0
      \t}()
      \tsample.Add(n, 20)
      }
      func main() {
      \tgo func() { for { time.Sleep(time.Millisecond); _ = make([]byte, 100) } }()
      \tfor n := 0; n < \(wrong.count); n++ { try(n) }
      \tfor n := 0; n < 300; n++ { func() { defer func() { recover() }(); sample.Add(n % \(wrong.count), n) }() }
      \tprintln(sample.Add(99, 0))
      }

      """, imports: "\"sample\"\n\"time\"", switches: switches)
    let lines = ran.errorText.split(separator: "\n").map(String.init)
    // The prompt's own output and the end of the process need the streams that printf had locked.
    #expect(ran.status == 0 && lines.count == wrong.count + 1 && lines.last == "7", "\(ran.status) \(ran.errorText)")
    for (number, (line, call)) in zip(lines, wrong).enumerated() {
      // The host calls what is given to call_c, and it is nobody's code.
      let isNobodys = call.contains("call_c(c, 0") || call.contains("call_c(c, (void")
      let isNamed = line.contains(" in sample.Add of plugin sample") || isNobodys && line.contains(" in sample.Add (")
      #expect(line.hasPrefix("\(number) true runtime error: ") && isNamed, "\(call): \(line)")
    }
  }

  @Test(arguments: ["", "movestack=1", "gcstress=1"])
  func `a context elsewhere or in a blocking call is told under the plugin's name, and nothing is done`(
    switches: String
  )
    throws
  {
    let uses = [
      "host->allocate_bytes(old, 8) == 0", "(host->string(old, \"a\", 1, &ok), !ok)",
      "(host->store(old, &cell, &ok), !cell)",
      "host->panic_error(old, \"a\") > 0", "host->panic_string(old, \"a\") > 0", "host->out_of_memory(old) > 0",
      "host->fatal(old, \"a\") > 0", "host->sleep(old, 1) > 0",
      "host->call_c(old, call, 0) > 0", "host->resource_create(host, old, 0, 0) == 0",
      "host->resource_wrong(host, old, 0, 0) > 0",
    ]
    try directory.compile(
      PluginSource(
        go: "package sample\n\nfunc Keep() int\n\nfunc Use() int\n",
        c: """
          #include <pthread.h>
          static loam_plugin_context *old;
          static void call(void *argument) { old = NULL; }
          static void end(void *object) {}
          static const loam_plugin_resource kinds[] = {{"box", end}};
          static uint64_t refused(void) {
            bool ok = true;
            void *cell = NULL;
            return \(uses.map { "(\($0))" }.joined(separator: " + "));
          }
          static void *elsewhere(void *result) {
            host->leave_blocking(old);
            *(uint64_t *)result = refused() + !host->enter_blocking(old);
            return NULL;
          }
          static int keep_it(loam_plugin_context *c) {
            pthread_t thread;
            uint64_t result = 0;
            old = c;
            if (!host->enter_blocking(c)) return LOAM_PLUGIN_RETRY;
            if (pthread_create(&thread, NULL, elsewhere, &result) == 0) pthread_join(thread, NULL);
            host->leave_blocking(c);
            LOAM_PLUGIN_WORD(c, 0) = result;
            return 0;
          }
          static void nested(void *result) { *(uint64_t *)result = refused(); }
          static int use(loam_plugin_context *c) {
            uint64_t result = 0;
            old = c;
            int answer = host->call_c(c, nested, &result);
            LOAM_PLUGIN_WORD(c, 0) = result;
            return answer;
          }
          """, natives: "{\"Keep\", keep_it, 0}, {\"Use\", use, 0}", members: ".resources = kinds, .resource_count = 1")
    )
    let ran = directory.run(
      "func main() { println(sample.Keep()); println(sample.Use()) }\n",
      switches: switches)
    let said = "plugin sample: used "
    let elsewhere = Array(
      repeating: said + "the context of a native that its thread does not run", count: uses.count + 2)
    let blocking = Array(repeating: said + "a context in a blocking call", count: uses.count)
    #expect(ran.status == 0, "\(ran.errorText)")
    #expect(
      ran.errorText.split(separator: "\n").map(String.init)
        == elsewhere + ["\(uses.count + 1)"] + blocking + ["\(uses.count)"], "\(ran.errorText)")
  }

  /// Two kinds of resources, and a native for each thing that is done with one.
  private static let resources = PluginSource(
    go: """
      package sample

      import "loam/plugin"

      func Open(kind int) *plugin.Resource

      //go:noescape
      func Use(r *plugin.Resource) int

      //go:noescape
      func Twice(r *plugin.Resource)

      func Closed() int

      """,
    c: """
      #include <stdatomic.h>
      static _Atomic(int64_t) count;
      static void close_one(void *object) { atomic_fetch_add(&count, 1); free(object); }
      static const loam_plugin_resource kinds[] = {{"box", close_one}, {"bag", close_one}};
      static int open_one(loam_plugin_context *c) {
        int64_t *made = malloc(8);
        *made = 7;
        void *resource = host->resource_create(host, c, LOAM_PLUGIN_WORD(c, 0), made);
        if (resource == NULL) return free(made), host->panic_string(c, "no resource");
        LOAM_PLUGIN_WORD(c, 1) = (uintptr_t)resource;
        return LOAM_PLUGIN_DONE;
      }
      static int use(loam_plugin_context *c) {
        const void *resource = LOAM_PLUGIN_POINTER(c, 0);
        int64_t *object = host->resource_acquire(host, resource, 0);
        if (object == NULL) return host->resource_wrong(host, c, resource, 0);
        LOAM_PLUGIN_WORD(c, 1) = *object;
        host->resource_release(host, resource);
        return LOAM_PLUGIN_DONE;
      }
      static int twice(loam_plugin_context *c) {
        host->resource_release(host, LOAM_PLUGIN_POINTER(c, 0));
        return LOAM_PLUGIN_DONE;
      }
      static int closed(loam_plugin_context *c) {
        LOAM_PLUGIN_WORD(c, 0) = atomic_load(&count);
        return LOAM_PLUGIN_DONE;
      }
      """,
    natives: "{\"Open\", open_one, 0}, {\"Use\", use, 0}, {\"Twice\", twice, 0}, {\"Closed\", closed, 0}",
    members: ".resources = kinds, .resource_count = 2")

  @Test func `resources are told apart by kind, closed once, and wrong ones are run-time errors`() throws {
    try directory.compile(Self.resources)
    let result = directory.run(
      """
      func try(r *plugin.Resource) {
      \tdefer func() {
      \t\tif e := recover(); e != nil { fmt.Println(e) }
      \t}()
      \tfmt.Println(sample.Use(r))
      }

      func main() {
      \tbox, bag := sample.Open(0), sample.Open(1)
      \tvar none plugin.Resource
      \tcopy := *box
      \tfmt.Println(box, bag, &none)
      \ttry(box)
      \ttry(bag)
      \ttry(nil)
      \ttry(&none)
      \ttry(&copy)
      \tfmt.Println(copy.Close(), box.Close(), box, box.IsOpen(), sample.Closed())
      \ttry(box)
      \tagain := sample.Open(0) // takes the place of the first one, under another number
      \ttry(box)
      \ttry(again)
      }

      """, imports: "\"fmt\"\n\"loam/plugin\"\n\"sample\"")
    let words = [
      "box bag closed resource", "7", "runtime error: a bag in the place of a box of plugin sample",
      "runtime error: nil in the place of a box", "runtime error: use of a closed box", "7",
      "true false closed box false 1", "runtime error: use of a closed box", "runtime error: use of a closed box", "7",
    ]
    #expect(result.outputText == words.joined(separator: "\n") + "\n", "\(result.outputText)\(result.errorText)")
  }

  @Test(arguments: ["", "movestack=1", "gcstress=1", "gcalways=1,checkmark=1"])
  func `what nothing refers to is closed by the collector, and the rest at the end`(switches: String) throws {
    try directory.compile(Self.resources)
    let result = directory.run(
      """
      func main() {
      \tkept := plugin.Own(sample.Open(1))
      \tfor i := 0; i < 300; i++ { plugin.Own(sample.Open(0)) }
      \tfor i := 0; i < 1000 && sample.Closed() < 290; i++ {
      \t\truntime.GC()
      \t\ttime.Sleep(time.Millisecond)
      \t}
      \tprintln(sample.Closed() >= 290, kept.IsOpen())
      }

      """, imports: "\"loam/plugin\"\n\"runtime\"\n\"sample\"\n\"time\"", switches: switches)
    #expect(result.errorText == "true true\n", "\(result.errorText)")
  }

  @Test func `one that is closed while a native works with it ends when that is done, and once`() throws {
    var plugin = Self.resources
    plugin.go! += "func Hold(r *plugin.Resource)\n\nfunc Held() int\n\nfunc LetGo()\n"
    plugin.natives += ", {\"Hold\", hold, 0}, {\"Held\", held, 0}, {\"LetGo\", let_go, 0}"
    plugin.c += """

      #include <unistd.h>
      static _Atomic(int64_t) holders, free_to_go;
      static void stay(void *argument) {
        atomic_fetch_add(&holders, 1);
        while (!atomic_load(&free_to_go)) usleep(100);
      }
      static int hold(loam_plugin_context *c) {
        const void *resource = LOAM_PLUGIN_POINTER(c, 0);
        if (host->resource_acquire(host, resource, 0) == NULL) return host->resource_wrong(host, c, resource, 0);
        int answer = host->call_c(c, stay, NULL);
        host->resource_release(host, resource);
        return answer;
      }
      static int held(loam_plugin_context *c) { return LOAM_PLUGIN_WORD(c, 0) = atomic_load(&holders), 0; }
      static int let_go(loam_plugin_context *c) { return atomic_store(&free_to_go, 1), 0; }
      """
    try directory.compile(plugin)
    let result = directory.run(
      """
      func main() {
      \tr := sample.Open(0)
      \tvar all sync.WaitGroup
      \tfor i := 0; i < 4; i++ {
      \t\tall.Add(1)
      \t\tgo func() {
      \t\t\tsample.Hold(r)
      \t\t\tall.Done()
      \t\t}()
      \t}
      \tfor sample.Held() < 4 { time.Sleep(time.Millisecond) }
      \tprintln(r.Close(), r.Close(), r.IsOpen(), sample.Closed())
      \tsample.LetGo()
      \tall.Wait()
      \tprintln(r.Close(), sample.Closed())
      }

      """, imports: "\"sample\"\n\"sync\"\n\"time\"")
    #expect(result.errorText == "true false false 0\nfalse 1\n", "\(result.errorText)")
  }

  @Test func `breaking a rule of handles and resources is said under the plugin's name, and nothing else happens`()
    throws
  {
    var plugin = Self.resources
    plugin.go! += "func Handle(p *int) int\n"
    plugin.natives += ", {\"Handle\", handle, 0}"
    plugin.c += """
      static int handle(loam_plugin_context *c) {
        loam_plugin_handle made;
        void *object = NULL;
        int seen = host->handle_create(host, c->runtime, LOAM_PLUGIN_POINTER(c, 0), &made) == LOAM_PLUGIN_OK;
        seen += host->handle_get(host, c->runtime, made, &object) == LOAM_PLUGIN_OK && object == LOAM_PLUGIN_POINTER(c, 0);
        seen += host->handle_release(host, c->runtime, made) == LOAM_PLUGIN_OK;
        seen += host->handle_release(host, c->runtime, made) == LOAM_PLUGIN_INVALID;
        seen += host->handle_get(host, c->runtime, made, &object) == LOAM_PLUGIN_INVALID;
        seen += host->handle_create(host, c->runtime, c->frame, &made) == LOAM_PLUGIN_INVALID;
        seen += host->handle_create(host, c->runtime, &object, &made) == LOAM_PLUGIN_INVALID;
        seen += host->handle_create(host, c->runtime, NULL, &made) == LOAM_PLUGIN_OK;
        seen += host->handle_release(host, c->runtime, made) == LOAM_PLUGIN_OK;
        LOAM_PLUGIN_WORD(c, 1) = seen;
        return LOAM_PLUGIN_DONE;
      }
      """
    try directory.compile(plugin)
    let result = directory.run(
      "func main() {\n\tr := sample.Open(0)\n\tsample.Twice(r)\n\tprintln(sample.Use(r), sample.Handle(new(int)))\n}\n")
    let words = [
      "plugin sample: released a resource that it did not acquire",
      "plugin sample: released a handle that it does not hold", "plugin sample: used a handle that was released",
      "plugin sample: wanted a handle for what is no Go object", "7 9",
    ]
    #expect(result.errorText == words.joined(separator: "\n") + "\n", "\(result.errorText)")
  }

  @Test func `a hundred thousand handles are released in any order, and what is left ends with the program`() throws {
    var plugin = PluginSource()
    plugin.go = "package sample\n\nfunc Handles(p *int) (wrong, left int)\n"
    plugin.natives = "{\"Handles\", handles, 0}"
    plugin.c = """
      enum { COUNT = 100000, STEP = 39119, LEFT = 1000 }; // the step has no divisor in common with the count
      static loam_plugin_handle made[COUNT];
      static int handles(loam_plugin_context *c) {
        int wrong = 0;
        for (int order = 0; order < 4; order++) {
          for (int i = 0; i < COUNT; i++)
            wrong += host->handle_create(host, c->runtime, LOAM_PLUGIN_POINTER(c, 0), &made[i]) != LOAM_PLUGIN_OK;
          for (int i = 0; i < COUNT - (order == 3 ? LEFT : 0); i++) {
            int at = order == 0 ? i : order == 1 ? COUNT - 1 - i : (int)((long)i * STEP % COUNT);
            void *object = NULL;
            wrong += host->handle_get(host, c->runtime, made[at], &object) != LOAM_PLUGIN_OK;
            wrong += host->handle_release(host, c->runtime, made[at]) != LOAM_PLUGIN_OK;
          }
        }
        LOAM_PLUGIN_WORD(c, 1) = wrong;
        LOAM_PLUGIN_WORD(c, 2) = LEFT;
        return LOAM_PLUGIN_DONE;
      }
      """
    try directory.compile(plugin)
    let result = directory.prompt([
      ":plugin load sample.so", "wrong, left := sample.Handles(new(int))", "wrong", "left", ":plugin unload sample",
      ":reset", ":plugin unload sample",
    ])
    let words = [
      "plugin sample cannot be unloaded, something holds it:",
      "  the program has imported sample; :reset begins one without it", "  it holds 1000 Go objects by handles",
    ]
    #expect(result.errorText == words.joined(separator: "\n") + "\n", "\(result.errorText)")
    #expect(result.outputText.contains("0 : int\n1000 : int\n"), "\(result.outputText)")
  }
}
