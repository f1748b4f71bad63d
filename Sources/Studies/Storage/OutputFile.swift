import Foundation

/// Writing results so that a file is complete under its final name or not there at all.
public enum OutputFile {
  /// Replaces the file at `path`.
  ///
  /// - Parameters:
  ///   - contents: All of the new contents.
  ///   - path: Absolute or relative to the working directory; its directory must exist.
  /// - Throws: ``OutputError``.
  public static func write(_ contents: Data, to path: String) throws(OutputError) {
    try check(path)
    do {
      try contents.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw OutputError(path: path, reason: error.localizedDescription)
    }
  }

  /// Makes sure, before work begins, that a file could be written.
  ///
  /// - Parameter path: The file that is to be written.
  /// - Throws: ``OutputError``.
  public static func check(_ path: String) throws(OutputError) {
    let url = URL(fileURLWithPath: path)
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory),
      isDirectory.boolValue
    {
      throw OutputError(path: path, reason: "it is a directory")
    }
    // Replacing a device or a pipe by a file would take it away from everybody else.
    let target = url.resolvingSymlinksInPath().path
    let type = (try? FileManager.default.attributesOfItem(atPath: target))?[.type]
    if let type = type as? FileAttributeType, type != .typeRegular {
      throw OutputError(path: path, reason: "it is not a regular file")
    }
    let directory = url.deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw OutputError(path: path, reason: "there is no directory '\(directory)'") }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw OutputError(path: path, reason: "no permission to write in '\(directory)'")
    }
  }
}

/// A result that could not be written.
public struct OutputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file as the caller named it.
  public let path: String
  /// Why it could not be written.
  public let reason: String

  /// The failure to write one file.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One sentence with the file.
  public var description: String { "cannot write '\(path)': \(reason)" }
}
