import Foundation
import LinearVAE
import Storage

/// Where numbers of a request are.
package enum DataSource: Sendable, Hashable {
  /// In files, below each other.
  case files([String])
  /// In memory, in the array that is called like the key.
  case memory

  /// The files.
  package var paths: [String] { if case .files(let paths) = self { paths } else { [] } }

  /// The numbers of a key as one table.
  ///
  /// - Throws: `DataFileError`, and `InvalidProblem` for an array that is not there.
  func table(
    _ key: String, _ inputs: RequestInputs, reading options: ReadingOptions = ReadingOptions()
  ) throws -> DataTable {
    switch self {
    case .files(let paths): return try DataTable(contentsOf: paths, reading: options)
    case .memory:
      guard let array = inputs.arrays[key] else {
        throw InvalidProblem(key, found: "no array of this name", allowed: "one in memory")
      }
      return try DataTable(array, reading: options)
    }
  }
}

extension CodingUserInfoKey {
  /// The names of the arrays in memory, where a request is decoded: a set of texts.
  static let arrays = CodingUserInfoKey(rawValue: "arrays")
}

extension StrictContainer {
  /// Files, or the array in memory that is called like the key; `nil` where there is neither.
  func source(
    _ key: Key, in decoder: any Decoder, severalFiles: Bool = false
  ) throws -> DataSource? {
    let allowed = severalFiles ? "a path, or a list of paths" : "a path"
    let paths =
      severalFiles ? try texts(key, allowed) : try optional(key, allowed).map { [$0] } ?? []
    let arrays = CodingUserInfoKey.arrays.flatMap { decoder.userInfo[$0] as? Set<String> } ?? []
    guard arrays.contains(key.stringValue) else { return paths.isEmpty ? nil : .files(paths) }
    guard paths.isEmpty else {
      throw InvalidProblem.unsuited(
        key.stringValue, found: "a file", "an array of this name is in memory")
    }
    return .memory
  }
}
