import Foundation
import Storage
import Testing

@Suite("Files that one process replaces")
final class LockedFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString)")
  private var path: String { folder.appendingPathComponent("a").path }
  private let signature = Data("mine:".utf8)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private var names: Set<String> {
    get throws { Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) }
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func write(_ text: String, _ file: LockedFile) throws {
    try file.replace { try $0.append(Data(text.utf8)) }
  }

  @Test func everyVersionHasTheSignature() throws {
    let file = try LockedFile(path, signature: signature)
    #expect(!file.exists)
    for version in ["one", "a longer two", "3"] {
      try write(version, file)
      #expect(try text("a") == "mine:" + version)
      #expect(file.exists)
    }
    try file.replace { draft in
      try draft.append(Data("0123456789".utf8))
      try draft.overwrite(Data("AB".utf8), at: 5)
    }
    #expect(try text("a") == "mine:AB23456789")
    #expect(try names == ["a"])
  }

  @Test func oneOwnerAtATime() throws {
    do {
      let file = try LockedFile(path, signature: signature)
      // The name is free before the first version: who writes first has it.
      let other = try LockedFile(path, signature: signature)
      try write("one", file)
      #expect(throws: LockedFile.Fault.inUse) { try self.write("two", other) }
      #expect(throws: LockedFile.Fault.inUse) {
        _ = try LockedFile(self.path, signature: self.signature)
      }
      // The lock passes on to the new version.
      try write("three", file)
      #expect(throws: LockedFile.Fault.inUse) {
        _ = try LockedFile(self.path, signature: self.signature)
      }
      #expect(try text("a") == "mine:three")
    }
    try write("four", LockedFile(path, signature: signature))
    #expect(try text("a") == "mine:four")
    #expect(try names == ["a"])
  }

  /// Files of others with the name of a draft are neither overwritten nor followed nor waited for.
  @Test func draftsOfOthersAreLeftAlone() throws {
    let files = FileManager.default
    try "my thesis".write(toFile: path + ".part", atomically: true, encoding: .utf8)
    try "target".write(
      to: folder.appendingPathComponent("target"), atomically: true, encoding: .utf8)
    try files.createSymbolicLink(atPath: path + ".part2", withDestinationPath: "target")
    try #require(mkfifo(path + ".part3", 0o600) == 0)
    try write("one", LockedFile(path, signature: signature))
    #expect(try text("a") == "mine:one")
    #expect(try text("a.part") == "my thesis" && text("target") == "target")
    #expect(try names == ["a", "a.part", "a.part2", "a.part3", "target"])
  }

  /// What a killed process left behind is cleared away.
  @Test func orphansAreRemoved() throws {
    try "mine:half a ver".write(toFile: path + ".part", atomically: true, encoding: .utf8)
    try write("one", LockedFile(path, signature: signature))
    #expect(try names == ["a"])
  }

  @Test func aFailedVersionLeavesTheOldOne() throws {
    struct Refusal: Error {}
    let file = try LockedFile(path, signature: signature)
    try write("one", file)
    #expect(throws: Refusal.self) {
      try file.replace { draft in
        try draft.append(Data("half".utf8))
        throw Refusal()
      }
    }
    #expect(try text("a") == "mine:one")
    #expect(try names == ["a"])
  }

  @Test func linksAreFollowed() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent("link").path, withDestinationPath: "a")
    let link = folder.appendingPathComponent("link").path
    try write("one", LockedFile(link, signature: signature))
    #expect(try text("a") == "mine:one")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "a")
  }

  @Test func missingFolderIsAFault() throws {
    let file = try LockedFile(folder.path + "/no/a", signature: signature)
    let fault = #expect(throws: LockedFile.Fault.self) { try self.write("one", file) }
    #expect(fault == .system("No such file or directory"))
  }
}
