// SPDX-License-Identifier: Apache-2.0
//
// PluginSource.swift — plugins of tests: a small one that works, with parts of it replaced.

import Subprocess
import Support
import Testing

/// The text of a plugin in C.
struct PluginSource {
  var name = "sample"
  /// The Go side; nil: no package.
  var go: String? = "package sample\n\nfunc Add(a, b int) int\n"
  /// The import path.
  var path = "sample"
  /// C before the registration.
  var c = ""
  /// Rows of the table of natives.
  var natives = "{\"Add\", add, 0}"
  /// Further members of the registration.
  var members = ""
  /// C behind the registration.
  var after = ""

  var text: String {
    let go = go.map { "\"" + $0.flatMap { $0 == "\n" ? "\\n" : $0 == "\"" ? "\\\"" : String($0) } + "\"" }
    return """
      #include <loam_plugin.h>
      #include <stdio.h>
      #include <stdlib.h>
      static const loam_plugin_host *host;
      static const char *keep(const loam_plugin_host *given) { host = given; return NULL; }
      static int add(loam_plugin_context *context) {
        LOAM_PLUGIN_WORD(context, 2) = LOAM_PLUGIN_WORD(context, 0) + LOAM_PLUGIN_WORD(context, 1);
        return LOAM_PLUGIN_DONE;
      }
      \(c)
      static const loam_plugin_native natives[] = {\(natives)};
      \(go.map { "static const loam_plugin_file files[] = {{\"\(name).go\", \($0)}};" } ?? "")
      \(go == nil ? "" : """
        static const loam_plugin_package packages[] = {
          {"\(path)", files, 1, LOAM_PLUGIN_COUNT(natives), natives}};
        """)
      LOAM_PLUGIN(.name = "\(name)", .enter = keep\(go == nil ? "" : ", .packages = packages, .package_count = 1")
        \(members.isEmpty ? "" : ", \(members)"));
      \(after)

      """
  }
}

extension TemporaryDirectory {
  /// Compiles a plugin; its path.
  @discardableResult
  func compile(_ plugin: PluginSource, as library: String = "sample.so", by compiler: String = "gcc") throws -> String {
    write(plugin.text, to: "plugin.c")
    try compile("plugin.c", to: library, by: compiler, flags: ["-I" + Repository.root + "/Sources/CPlugins/include"])
    return path + "/" + library
  }

  /// Runs a Go program with the plugin.
  func run(_ body: String, imports: String = "\"sample\"", switches: String = "") -> Finished {
    write("package main\n\nimport (\n\(imports)\n)\n\n" + body, to: "main.go")
    return Subprocess.run(
      [Repository.loam, "run", "--plugin", path + "/sample.so", path + "/main.go"], environment: ["LOAMDEBUG": switches]
    )
  }

  /// Runs lines at the prompt, from a pipe, and goes on after errors.
  func prompt(_ lines: [String], environment: [String: String] = [:]) -> Finished {
    Subprocess.run(
      [Repository.loam, "repl", "-k"], input: Array((lines.joined(separator: "\n") + "\n").utf8),
      environment: environment,
      directory: path)
  }
}
