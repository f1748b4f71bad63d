import Foundation
import LinearVAE
import MessageText
import Storage
import Yams

extension FileNode {
  /// The most bytes of a problem file. With 4 MB go the states of 200 latents, written out; more would
  /// fill the memory with its tree.
  private static let byteLimit = 4 << 20

  /// Brackets within brackets; a problem needs five.
  private static let depthLimit = 64

  /// The tree of a YAML file of one document: a file, a pipe, or `-` for standard input.
  static func root(ofFile path: String) throws(ProblemFileError) -> FileNode {
    let log = ReadingLog(file: InputFile.name(path))
    func unreadable(_ found: String) -> ProblemFileError {
      log.error(kind: .unreadable, found: found, expected: "a problem file")
    }
    let data: Data
    do {
      data = try InputFile.contents(of: path, limit: byteLimit) { start in
        guard let format = DataFormat(startOfFile: start) else { return }
        throw log.error(
          kind: .data, found: "what looks like a data file (\(format.rawValue))",
          expected: "a problem file in YAML or JSON")
      }
    } catch let fault as InputFile.Fault {
      switch fault {
      case .missing: throw unreadable("no such file")
      case .directory: throw unreadable("a directory")
      case .unreadable(let reason): throw unreadable("something that cannot be opened (\(reason))")
      case .tooLong(let limit):
        throw log.error(
          found: "more than \(limit >> 20) MB",
          expected: "a problem file of at most \(limit >> 20) MB")
      }
    } catch let refusal as ProblemFileError {
      throw refusal
    } catch {
      throw unreadable("\(error)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw log.error(
        line: data.lineOfFirstInvalidByte, found: "bytes that are not UTF-8",
        expected: "YAML or JSON text in UTF-8")
    }
    return try root(ofYAML: text, log: log)
  }

  /// The tree of a YAML text of one document.
  static func root(ofYAML text: String, log: ReadingLog) throws(ProblemFileError) -> FileNode {
    try refuseSlowText(text, log: log)
    let root: Node?
    do { root = try compose(yaml: text) } catch { throw log.error(syntax: error) }
    guard let root else {
      throw log.error(
        found: "an empty file", expected: "a mapping with keys of data, model, training")
    }
    return FileNode(node: root, line: root.mark?.line, log: log)
  }

  private static func refuseSlowText(_ text: String, log: ReadingLog) throws(ProblemFileError) {
    var (depth, line) = (0, 1)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
      case UInt8(ascii: "\n"): line += 1
      default: continue
      }
      guard depth <= depthLimit else {
        throw log.error(
          line: line, found: "brackets \(depth) deep",
          expected: "at most \(depthLimit) within each other")
      }
    }
    guard AliasGrowth(of: text).bytes <= AliasGrowth.limit else {
      throw log.error(
        found: "aliases of lists or mappings that would stand for more than "
          + "\(Int(AliasGrowth.limit) / 1_000_000) MB of text",
        expected: "the values themselves")
    }
  }
}

extension ReadingLog {
  fileprivate func error(syntax error: any Error) -> ProblemFileError {
    func unparsed(_ line: Int?, _ problem: String) -> ProblemFileError {
      self.error(
        line: line, found: "text that cannot be parsed (\(problem))", expected: "YAML or JSON")
    }
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return unparsed(mark.line, problem)
    case .reader(let problem, let offset, _, let yaml):
      return unparsed(offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      return self.error(
        keys.first ?? "", line: context.mark.line, found: "a key given twice",
        expected: "each key once in its section")
    default:
      return self.error(found: "text that cannot be parsed", expected: "YAML or JSON")
    }
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
