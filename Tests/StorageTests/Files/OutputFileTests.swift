import Foundation
import Storage
import Testing

@Suite("Writing files")
struct OutputFileTests {
  private let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-output-\(UUID().uuidString)")

  @Test("replaces what was there and leaves nothing else")
  func replaces() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appendingPathComponent("result.json").path
    try OutputFile.write(Data("old".utf8), to: path)
    try OutputFile.write(Data("new".utf8), to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["result.json"])
  }

  @Test(
    "writes through symbolic links, to where they lead, and keeps them",
    arguments: ["real/old.csv", "real/new.csv"])
  func symbolicLinks(target: String) throws {
    let files = FileManager.default
    let real = directory.appendingPathComponent("real")
    try files.createDirectory(at: real, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: directory) }
    try Data("old".utf8).write(to: real.appendingPathComponent("old.csv"))
    let link = directory.appendingPathComponent("link.csv").path
    let second = directory.appendingPathComponent("second.csv").path
    try files.createSymbolicLink(atPath: link, withDestinationPath: target)
    try files.createSymbolicLink(atPath: second, withDestinationPath: link)
    try OutputFile.write(Data("new".utf8), to: second)
    #expect(try files.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try files.destinationOfSymbolicLink(atPath: second) == link)
    let written = directory.appendingPathComponent(target)
    #expect(try String(contentsOf: written, encoding: .utf8) == "new")
    #expect(try Set(files.contentsOfDirectory(atPath: directory.path)).count == 3)
  }

  @Test("one file has one target, however it is spelled")
  func targets() throws {
    let files = FileManager.default
    let real = directory.appendingPathComponent("real")
    try files.createDirectory(at: real, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: directory) }
    let folder = directory.appendingPathComponent("folder").path
    try files.createSymbolicLink(atPath: folder, withDestinationPath: "real")
    let loop = directory.appendingPathComponent("loop").path
    try files.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
    let target = try OutputFile.target(of: real.path + "/x.csv")
    for spelling in ["/folder/x.csv", "/real/../folder/./x.csv", "//real/x.csv"] {
      #expect(try OutputFile.target(of: directory.path + spelling) == target)
    }
    let error = #expect(throws: OutputError.self) { try OutputFile.target(of: loop) }
    #expect(error?.reason.contains("too many symbolic links") == true)
  }

  @Test("refuses a pipe")
  func pipe() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let pipe = directory.appendingPathComponent("pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: OutputError.self) { try OutputFile.write(Data(), to: pipe) }
    #expect(error?.reason == "it is not a regular file")
  }

  @Test("names the file and the reason when it cannot")
  func failures() {
    let missing = directory.appendingPathComponent("nowhere/x.csv").path
    let error = #expect(throws: OutputError.self) { try OutputFile.write(Data(), to: missing) }
    #expect(error?.description.contains("there is no directory") == true)
    let isDirectory = #expect(throws: OutputError.self) {
      try OutputFile.check(FileManager.default.temporaryDirectory.path)
    }
    #expect(isDirectory?.reason == "it is a directory")
  }
}
