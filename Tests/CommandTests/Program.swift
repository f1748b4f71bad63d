import Foundation

/// The program under test, run as a user would.
struct Program {
  /// What a run printed and how it ended.
  struct Outcome {
    let code: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output as a JSON object.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: output)) as? [String: Any] ?? [:]
    }
  }

  /// A folder of its own for each test; removed by ``Workspace``.
  let directory: URL

  /// The executable beside the test bundle.
  static let executable: URL = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [bundle, Bundle.main.bundleURL]
    let folders = candidates.flatMap { [$0, $0.deletingLastPathComponent()] }
    return folders.map { $0.appendingPathComponent("betaflow") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? bundle.appendingPathComponent("betaflow")
  }()

  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs the program; its standard output goes to `output`, or to a file that is read back.
  func run(_ arguments: [String], writingTo device: String? = nil) throws -> Outcome {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    return try outcome(of: process, writingTo: device)
  }

  private func outcome(of process: Process, writingTo device: String? = nil) throws -> Outcome {
    process.currentDirectoryURL = directory
    let output = directory.appendingPathComponent(".stdout-\(UUID().uuidString)")
    let errors = directory.appendingPathComponent(".stderr-\(UUID().uuidString)")
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    // Files, not pipes: a pipe that fills up would block the program.
    try Data().write(to: output)
    try Data().write(to: errors)
    let destinations = [device.map { URL(fileURLWithPath: $0) } ?? output, errors]
    let handles = try destinations.map { try FileHandle(forWritingTo: $0) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    for handle in handles { try handle.close() }
    return Outcome(
      code: process.terminationStatus, output: try Data(contentsOf: output),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// Runs a script of bash, in which `betaflow` is the program.
  ///
  /// - Parameters:
  ///   - script: Its standard input is empty unless it says otherwise.
  ///   - environment: Variables beside those of this process.
  /// - Returns: How bash ended, with the code of the last program of a pipe that failed.
  /// - Throws: An error of starting bash.
  func runScript(_ script: String, environment: [String: String] = [:]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let function = "betaflow() { '\(Self.executable.path)' \"$@\"; }"
    process.arguments = ["-c", "set -o pipefail\n\(function)\n\(script)"]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    return try outcome(of: process)
  }

  /// Starts the program and sends it a signal once it is ready.
  ///
  /// - Parameters:
  ///   - signal: SIGINT, SIGTERM or SIGKILL.
  ///   - arguments: Of the program, whose standard output is dropped.
  ///   - environment: What is different from that of the tests.
  ///   - isReady: Asked many times a second; by default whether the program has a handler for the
  ///     signal.
  /// - Returns: How the program ended, and its standard error.
  /// - Throws: What `isReady` throws, or an error of starting the program.
  func stopped(
    by signal: Int32, _ arguments: [String], environment: [String: String] = [:],
    when isReady: ((Process) throws -> Bool)? = nil
  ) throws -> (code: Int32, errors: String) {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let errors = directory.appendingPathComponent(".errors")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    /// Waits for a minute at most.
    func wait(until isDone: () throws -> Bool) rethrows {
      for _ in 0..<3000 {
        guard process.isRunning, try !isDone() else { return }
        usleep(20_000)
      }
    }
    try wait { try isReady?(process) ?? process.handles(signal) }
    kill(process.processIdentifier, signal)
    // Should the signal be lost, the test fails instead of waiting for days.
    wait { false }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    )
  }
}

extension Process {
  /// Whether the process has a handler of its own for a signal, as `/proc` tells.
  func handles(_ signal: Int32) throws -> Bool {
    let status = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") } ?? ""
    let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) ?? 0
    return mask >> UInt64(signal - 1) & 1 == 1
  }
}

/// A temporary folder with files to work on.
final class Workspace {
  let program: Program

  init() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("betaflow-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    program = Program(directory: directory)
  }

  deinit { try? FileManager.default.removeItem(at: program.directory) }

  func write(_ name: String, _ contents: String) throws {
    try write(name, Data(contents.utf8))
  }

  func write(_ name: String, _ contents: Data) throws {
    try contents.write(to: program.directory.appendingPathComponent(name))
  }

  /// The files there, hidden ones included.
  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: program.directory.path) }
  }
}

/// A small problem file; `changes` replaces text in it.
func problem(_ changes: (String, String)...) -> String {
  let text = """
    data: {signals: [1.0], noise: 1.0}
    model: {latents: 1}
    training: {rates: 0.01, beta: 1.0}
    initial: {m: [[0.01]], d: [[0.01]], Q: [[1]], E: [[1]], R: [[0.0001]], D: [1]}
    time: {end: 100, samples: 3}

    """
  return changes.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
}
