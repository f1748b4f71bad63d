import Foundation
import Storage

/// The program gnuplot.
public struct Gnuplot: Sendable, Hashable {
  /// The path of the program.
  public let executable: String

  /// Finds the program on a search path.
  ///
  /// - Parameter searchPath: Directories separated by colons; by default the variable `PATH`.
  /// - Throws: `FigureError.gnuplotMissing`.
  public init(searchPath: String? = nil) throws(FigureError) {
    let path = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = path.split(separator: ":").map { "\($0)/gnuplot" }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw .gnuplotMissing
    }
    executable = found
  }

  /// Runs a script in a directory, which also receives the script and gnuplot's messages.
  ///
  /// The messages go to a file: a pipe that nobody empties would block a talkative child.
  ///
  /// - Throws: `FigureError.gnuplotFailed`, `.notWritable`.
  func run(_ script: String, in directory: URL) throws(FigureError) {
    let scriptFile = directory.appendingPathComponent("script.gp")
    let messageFile = directory.appendingPathComponent("messages")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    // -d: without the user's own start-up file, so that every user gets the same picture.
    process.arguments = ["-d", scriptFile.lastPathComponent]
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) {
      $1
    }
    do {
      try Data(script.utf8).write(to: scriptFile)
      try Data().write(to: messageFile)
      let messages = try FileHandle(forWritingTo: messageFile)
      defer { try? messages.close() }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = messages
      process.standardError = messages
      try process.run()
      Drawings.setProcess(process.processIdentifier, in: directory)
    } catch {
      throw .notWritable(OutputError(path: directory.path, reason: Self.reason(of: error)))
    }
    process.waitUntilExit()
    Drawings.setProcess(nil, in: directory)
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let message = (try? String(contentsOf: messageFile, encoding: .utf8)) ?? ""
      throw .gnuplotFailed(
        status: process.terminationStatus,
        message: message.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }
  /// Why something failed, in the system's words where it has some.
  private static func reason(of error: any Error) -> String {
    let error = error as NSError
    guard let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError,
      cause.domain == NSPOSIXErrorDomain
    else {
      let preamble = "The operation could not be completed. "
      return error.localizedDescription.replacing(preamble, with: "")
    }
    return "\(SystemError(Int32(cause.code)))"
  }
}
