import ArgumentParser
import Foundation
import MessageText
import Storage
import Studies

/// The files that a command line names: what is read stays as it is, and no two results go to one file.
struct FileClaims {
  /// What is written, as messages call it.
  private let results: [(name: String, path: String, destination: OutputDestination)]

  /// - Parameters:
  ///   - output: What `--output` says; standard output unless given.
  ///   - others: More flags with their paths.
  /// - Throws: `OutputError` for links that lead to each other.
  init(output: String?, others: [(flag: String, path: String)]) throws {
    let standard = (name: "standard output", path: OutputFile.standardOutput)
    let result = output.map { (name: "--output \($0.shownPath())", path: $0) } ?? standard
    let more = others.map { flag, path in (name: "\(flag) \(path.shownPath())", path: path) }
    results = try ([result] + more).map { ($0.name, $0.path, try OutputDestination($0.path)) }
  }

  /// Checks all that can be checked before work begins.
  ///
  /// - Parameter inputs: What is read, by what people call it.
  /// - Throws: `ValidationError` for a result that would take the place of another or of an input,
  ///   `OutputError` for one that cannot be written.
  func check(reading inputs: KeyValuePairs<String, String>) throws {
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
