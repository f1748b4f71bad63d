import Foundation
import LinearVAE
import ProblemFiles
import Storage

/// Where the problem of a request is.
package enum ProblemSource: Sendable, Hashable {
  /// A problem file, or `-` for standard input.
  case file(String)
  /// The problem itself, in the keys of a problem file.
  case mapping(ValueTree)

  /// What messages call it.
  var name: String {
    switch self {
    case .file(let path): InputFile.name(path)
    case .mapping: "problem"
    }
  }

  /// Names the problem in an error about what it lacks.
  func blamed<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as InvalidProblem {
      throw ProblemFileError(error, file: name)
    }
  }
}

extension ProblemSource: Decodable {
  package init(from decoder: any Decoder) throws {
    self =
      switch try ValueTree(from: decoder) {
      case .text(let path): .file(path)
      case .mapping(let values): .mapping(.mapping(values))
      case let tree: throw InvalidProblem("problem", found: tree.inWords, allowed: Self.allowed)
      }
  }

  static let allowed = "the path of a problem file, or a mapping like one"
}
