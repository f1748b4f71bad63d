import ArgumentParser
import Foundation
import MessageText
import Storage

/// The files that a command line names: what is read stays as it is, and no two results go to one file.
enum FileClaims {
  /// Before work begins, refuses a result that would take the place of another or of an input, or that
  /// cannot be written. Inputs stand by what people call them; a folder of results is none of their files, nor
  /// lies below one.
  static func check(
    output: String?, others: [(flag: String, path: String)], folder: String? = nil,
    reading inputs: [(key: String, value: String)]
  ) throws {
    let named = (output.map { [("--output", $0)] } ?? []) + others
    if let folder {
      let parts = URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
      for (flag, path) in named
      where parts.starts(with: URL(fileURLWithPath: path).standardizedFileURL.pathComponents) {
        throw ValidationError(
          "--report \(folder.shownPath()): a folder, in place of which \(flag) \(path.shownPath()) would be a "
            + "file.")
      }
    }
    var results = try named.map { flag, path in
      (name: "\(flag) \(path.shownPath())", path: path, destination: try OutputDestination(path))
    }
    if output == nil {
      let path = OutputFile.standardOutput
      results.insert(("standard output", path, try OutputDestination(path)), at: 0)
    }
    for (index, result) in results.enumerated() {
      // Devices swallow anything.
      if case .device = result.destination { continue }
      let identity = result.destination.identity
      let other = results[..<index].first {
        $0.destination == result.destination
          || identity != nil && $0.destination.identity == identity
      }
      if let other { throw ValidationError("\(result.name): the same file as \(other.name).") }
    }
    for (name, path) in inputs {
      guard let identity = InputFile.identity(of: path) else { continue }
      if let result = results.first(where: { $0.destination.identity == identity }) {
        throw ValidationError(
          "\(result.name): the same file as \(name) \(InputFile.name(path).shownPath()), "
            + "which would be lost.")
      }
    }
    for result in results { try OutputFile.check(result.path) }
  }
}
