import Foundation
import MessageText
import Storage
import Yams

/// The text of a problem file, read with an eye to what else it might be: a file too large, data, bytes.
enum ProblemSource {
  /// The most bytes of a problem file. With 4 MB go the states of 200 latents, written out; more would
  /// fill the memory with its tree.
  static let byteLimit = 4 << 20

  /// Brackets within brackets; a problem needs five.
  private static let depthLimit = 64

  /// The text of a file.
  ///
  /// - Parameter path: The file, a pipe, or `-` for standard input.
  /// - Returns: All of it, read as UTF-8.
  /// - Throws: ``ProblemFileError``, which names standard input as such.
  static func text(ofFile path: String) throws(ProblemFileError) -> String {
    let name = InputFile.name(path)
    func error(
      _ found: String, _ expected: String = "a problem file", advice: String? = nil,
      line: Int? = nil, kind: ProblemFileError.Kind = .invalid
    ) -> ProblemFileError {
      ProblemFileError(
        kind, file: name, line: line, keyPath: "", found: found, expected: expected, advice: advice)
    }
    let data: Data
    do {
      data = try InputFile.contents(of: path, limit: byteLimit) { start in
        guard let format = DataFormat(startOfFile: start) else { return }
        let shell = InputFile.isStandardInput(path) ? "-" : path.shownPath()
        throw error(
          "what looks like a data file (\(format.rawValue))", "a problem file in YAML or JSON",
          advice: "for data, use: betaflow plan \(shell) --latents M")
      }
    } catch let fault as InputFile.Fault {
      switch fault {
      case .missing: throw error("no such file", kind: .unreadable)
      case .directory: throw error("a directory", kind: .unreadable)
      case .unreadable(let reason):
        throw error("something that cannot be opened (\(reason))", kind: .unreadable)
      case .tooLong(let limit):
        throw error("more than \(limit >> 20) MB", "a problem file of at most \(limit >> 20) MB")
      }
    } catch let refusal as ProblemFileError {
      throw refusal
    } catch {
      throw ProblemFileError(
        .unreadable, file: name, line: nil, keyPath: "", found: "\(error)",
        expected: "a problem file")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw error(
        "bytes that are not UTF-8", "YAML or JSON text in UTF-8",
        line: data.lineOfFirstInvalidByte)
    }
    return text
  }

  /// The tree of a YAML text of one document.
  ///
  /// - Returns: `nil` for a text without a document.
  /// - Throws: An error of Yams, or `Refusal`.
  static func tree(ofYAML text: String) throws -> Node? {
    var (depth, line) = (0, 1)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
      case UInt8(ascii: "\n"): line += 1
      default: continue
      }
      guard depth <= depthLimit else {
        throw Refusal(
          line: line, found: "brackets \(depth) deep",
          expected: "at most \(depthLimit) within each other")
      }
    }
    guard AliasGrowth(of: text).bytes <= AliasGrowth.limit else {
      throw Refusal(
        line: nil,
        found: "aliases of lists or mappings that would stand for more than "
          + "\(Int(AliasGrowth.limit) / 1_000_000) MB of text",
        expected: "the values themselves")
    }
    return try compose(yaml: text)
  }

  /// A text that would take too long to be read.
  struct Refusal: Error {
    let line: Int?
    let found: String
    let expected: String
  }
}

extension Data {
  /// The line, counted from 1, of the first byte that is not part of UTF-8 text.
  fileprivate var lineOfFirstInvalidByte: Int {
    var line = 1
    var iterator = makeIterator()
    var decoder = UTF8()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\n" { line += 1 }
    }
    return line
  }
}
