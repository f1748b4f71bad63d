import Foundation

/// The file that a path leads to.
package enum LinkedFile {
  private static let linkLimit = 40

  /// Follows symbolic links, one that leads nowhere yet included: its target would be created.
  ///
  /// - Parameter path: Absolute or relative to the working directory.
  /// - Returns: An absolute path without symbolic links; `nil` for links that lead to each other.
  package static func target(of path: String) -> URL? { follow(path) { _ in false } }

  /// Follows symbolic links up to the first name on the way, absolute, that a condition holds for.
  ///
  /// - Returns: That name, or the end of the way; `nil` for links that lead to each other.
  package static func follow(_ path: String, until condition: (String) -> Bool) -> URL? {
    var url = URL(fileURLWithPath: path)
    for _ in 0..<linkLimit {
      if condition(url.path) { return url }
      let directory = url.deletingLastPathComponent().resolvingSymlinksInPath()
      url = directory.appendingPathComponent(url.lastPathComponent).standardizedFileURL
      guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: url.path),
        !condition(url.path)
      else { return url }
      url = URL(fileURLWithPath: link, relativeTo: directory).absoluteURL
    }
    return nil
  }
}
