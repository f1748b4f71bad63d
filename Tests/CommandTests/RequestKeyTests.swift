import Foundation
import Requests
import Testing

/// Flags of the command and keys of requests are the same, so that whoever knows one knows the other.
@Suite("Flags and keys")
struct RequestKeyTests {
  /// What concerns the command alone: where results and pictures go, and how it works.
  private static let ofCommand: Set<String> = [
    "help", "version", "format", "output", "quiet", "threads", "plot",
  ]

  /// Files that a command writes beside its result, and what is asked in another way there.
  private static let ofOne: [String: Set<String>] = [
    "loss": ["seed"], "plan": ["problem", "report"], "train": ["save"], "diagnose": ["report"],
    "schedule": ["seed"],
  ]

  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The commands as ArgumentParser describes them: the long name of each flag, of an argument its key.
  private func flags() throws -> [String: Set<String>] {
    let outcome = try workspace.program.run("--experimental-dump-help")
    let tree = try #require(outcome.json["command"] as? [String: Any])
    let commands = try #require(tree["subcommands"] as? [[String: Any]])
    var flags: [String: Set<String>] = [:]
    for command in commands {
      let name = try #require(command["commandName"] as? String)
      let arguments = command["arguments"] as? [[String: Any]] ?? []
      flags[name] = Set(
        arguments.compactMap { argument in
          let names = argument["names"] as? [[String: Any]] ?? []
          let long = names.first { $0["kind"] as? String == "long" }?["name"] as? String
          return long ?? argument["valueName"] as? String
        })
    }
    return flags
  }

  @Test("every flag is a key, and every key a flag")
  func keys() throws {
    let flags = try flags()
    #expect(RequestCatalog.all.count == 15)
    for type in RequestCatalog.all {
      let of = try #require(flags[type.command], "no command \(type.command)")
      let flags = of.subtracting(Self.ofCommand).subtracting(Self.ofOne[type.command] ?? [])
      let keys = Set(type.keys.map { $0.replacing("_", with: "-") })
      #expect(flags.subtracting(keys) == [], "flags of \(type.command) without a key")
      #expect(keys.subtracting(flags) == [], "keys of \(type.command) without a flag")
      #expect(keys.count == type.keys.count, "a key of \(type.command) twice")
    }
  }
}
