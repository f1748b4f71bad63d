import Foundation
import NumericKit

/// Writing results so that a file is complete under its final name or not there at all.
public enum OutputFile {
  /// Replaces the file at `path`, or the one that a symbolic link there leads to.
  ///
  /// - Parameters:
  ///   - contents: All of the new contents.
  ///   - path: Absolute or relative to the working directory; its directory must exist.
  /// - Throws: ``OutputError``.
  public static func write(_ contents: Data, to path: String) throws(OutputError) {
    let target = try checkedTarget(of: path)
    do {
      try contents.write(to: target, options: .atomic)
    } catch {
      throw OutputError(path: path, reason: error.localizedDescription)
    }
  }

  /// Makes sure, before work begins, that a file could be written.
  ///
  /// - Parameter path: The file that is to be written.
  /// - Throws: ``OutputError``.
  public static func check(_ path: String) throws(OutputError) { _ = try checkedTarget(of: path) }

  /// The file that writing to `path` replaces: however it is spelled, one file has one target.
  ///
  /// Follows symbolic links, one that leads nowhere yet included: its target would be created.
  ///
  /// - Parameter path: Absolute or relative to the working directory.
  /// - Returns: An absolute path without symbolic links.
  /// - Throws: ``OutputError`` for links that lead to each other.
  public static func target(of path: String) throws(OutputError) -> URL {
    if let target = LinkedFile.target(of: path) { return target }
    throw OutputError(path: path, reason: "too many symbolic links, each leading to the next")
  }

  private static func checkedTarget(of path: String) throws(OutputError) -> URL {
    let target = try target(of: path)
    // Replacing a device or a pipe by a file would take it away from everybody else.
    let type = (try? FileManager.default.attributesOfItem(atPath: target.path))?[.type]
    switch type as? FileAttributeType {
    case nil, .typeRegular: break
    case .typeDirectory: throw OutputError(path: path, reason: "it is a directory")
    default: throw OutputError(path: path, reason: "it is not a regular file")
    }
    let directory = target.deletingLastPathComponent().path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw OutputError(path: path, reason: "there is no directory '\(directory)'") }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw OutputError(path: path, reason: "no permission to write in '\(directory)'")
    }
    return target
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
