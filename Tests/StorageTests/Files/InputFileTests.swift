import Foundation
import Storage
import Testing

@Suite("Files that are read")
final class InputFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func write(_ name: String, _ bytes: Int) throws -> String {
    try Data(repeating: 7, count: bytes).write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  @Test func aFileAtTheLimitIsReadWhole() throws {
    let data = try InputFile.contents(of: write("a", 200_000), limit: 200_000)
    #expect(data == Data(repeating: 7, count: 200_000))
    #expect(throws: InputFile.Fault.tooLong(limit: 200_000)) {
      try InputFile.contents(of: self.write("b", 200_001), limit: 200_000)
    }
  }

  /// A file of a terabyte without contents, a pipe and a device without end.
  @Test func whatIsTooLongIsNotRead() throws {
    let sparse = try write("sparse", 0)
    try #require(truncate(sparse, 1 << 40) == 0)
    let pipe = path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "yes >'\(pipe)'"]
    try writer.run()
    for path in [sparse, pipe] {
      #expect(throws: InputFile.Fault.tooLong(limit: 100)) {
        try InputFile.contents(of: path, limit: 100)
      }
    }
    writer.waitUntilExit()
    #expect(throws: InputFile.Fault.unreadable("it is a device")) {
      try InputFile.contents(of: "/dev/zero", limit: 100)
    }
    #expect(try InputFile.contents(of: "/dev/null", limit: 100).isEmpty)
  }

  @Test func theStartIsSeenBeforeTheLengthCounts() throws {
    struct Seen: Error { let count: Int }
    let error = #expect(throws: Seen.self) {
      try InputFile.contents(of: self.write("a", 10_000), limit: 9_999) {
        throw Seen(count: $0.count)
      }
    }
    #expect(error?.count == 4096)
  }

  @Test func aPipeIsReadToItsEnd() throws {
    let pipe = path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "(echo one; sleep 0.1; head -c 100000 /dev/zero) >'\(pipe)'"]
    try writer.run()
    let data = try InputFile.contents(of: pipe, limit: 200_000)
    writer.waitUntilExit()
    #expect(data == Data("one\n".utf8) + Data(count: 100_000))
  }

  @Test func faultsAreTold() throws {
    #expect(throws: InputFile.Fault.missing) {
      try InputFile.contents(of: self.path("no"), limit: 9)
    }
    #expect(throws: InputFile.Fault.missing) {
      try InputFile.contents(of: String(repeating: "x", count: 9999), limit: 9)
    }
    #expect(throws: InputFile.Fault.directory) {
      try InputFile.contents(of: self.folder.path, limit: 9)
    }
  }

  @Test func oneFileHasOneIdentity() throws {
    let file = try write("a", 1)
    let other = try write("b", 1)
    try FileManager.default.createSymbolicLink(atPath: path("symbolic"), withDestinationPath: "a")
    try FileManager.default.linkItem(atPath: file, toPath: path("hard"))
    let identity = try #require(InputFile.identity(of: file))
    for name in ["symbolic", "hard", "./a", "../\(folder.lastPathComponent)/a"] {
      #expect(InputFile.identity(of: path(name)) == identity)
    }
    #expect(InputFile.identity(of: other) != identity)
    #expect(InputFile.identity(of: "/dev/null") == nil)
    #expect(InputFile.identity(of: path("no")) == nil)
  }

  @Test func namesOfOpenFilesAreKnown() throws {
    let link = path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/stdout")
    let numbers: [(String, Int32?)] = [
      ("/dev/stdin", 0), ("/dev/stdout", 1), ("/dev/stderr", 2), ("/dev/fd/37", 37),
      ("/proc/self/fd/4", 4), (link, 1), ("/dev/null", nil), ("/dev/fd/x", nil), ("stdout", nil),
      (folder.path, nil),
    ]
    for (path, number) in numbers { #expect(Descriptor(path: path)?.number == number, "\(path)") }
    #expect(InputFile.isStandardInput("-"))
    #expect(InputFile.isStandardInput("/dev/stdin"))
    #expect(!InputFile.isStandardInput("./-"))
  }
}
