import Foundation
import Testing

/// Words of a command line that are not UTF-8.
@Suite("Encoding of arguments")
struct ArgumentEncodingTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test("a name that is not UTF-8 is refused, and no other file takes its place")
  func name() throws {
    try workspace.write("problem.yaml", problem())
    // Only a shell can pass such a name: strings of Swift have none.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", #""$0" check problem.yaml --output "$(printf '\200.yaml')""#, Program.executable.path,
    ]
    process.currentDirectoryURL = workspace.program.directory
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 64, "\(message)")
    #expect(message.contains("argument 4") && message.contains("UTF-8"), "\(message)")
    #expect(try workspace.files == ["problem.yaml"])
  }
}
