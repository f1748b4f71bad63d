import Foundation

/// The header of an NPY file, versions 1 to 3 of NumPy's format.
package struct NPYHeader: Sendable, Hashable {
  /// The type string, such as `<f8`; of a record the list of its fields.
  let type: String
  /// Whether the first index varies fastest.
  let isFortranOrder: Bool
  /// The length of each dimension.
  let shape: [Int]
  /// Where the elements start in the file, in bytes.
  let dataOffset: Int

  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Whether a file starts like an NPY file.
  static func isPresent(in bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: magic) }

  /// What stands before elements that are written: version 1.0, in C order.
  ///
  /// - Parameters:
  ///   - type: The type string.
  ///   - shape: The length of each dimension.
  /// - Returns: A multiple of 64 bytes, so that elements behind it are aligned.
  static func encoded(type: String, shape: [Int]) -> Data {
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape.pythonTuple), }"
    let padded = text + String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    var data = Data(magic + [1, 0])
    data.appendLittleEndian(UInt16(padded.utf8.count))
    return data + Data(padded.utf8)
  }

  /// Reads the header.
  ///
  /// - Throws: `.malformedHeader` with the reason.
  init(_ bytes: UnsafeRawBufferPointer) throws(DataFileError.Problem) {
    func malformed(_ reason: String) -> DataFileError.Problem { .malformedHeader(reason: reason) }
    guard bytes.count >= 10 else { throw malformed("\(bytes.count) bytes are no header") }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw malformed("version \(version).\(bytes[7]) of the format, expected 1, 2 or 3")
    }
    let lengthBytes = version == 1 ? 2 : 4
    let start = 8 + lengthBytes
    guard bytes.count >= start else { throw malformed("\(bytes.count) bytes are no header") }
    let length =
      version == 1
      ? Int(bytes.littleEndian(UInt16.self, at: 8)) : Int(bytes.littleEndian(UInt32.self, at: 8))
    guard bytes.count - start >= length else {
      throw malformed("the header ends after \(bytes.count - start) of \(length) bytes")
    }
    let text = String(decoding: bytes[start..<(start + length)], as: UTF8.self)
    guard let entries = PythonDictionary(text)?.entries else {
      throw malformed("the header is no dictionary: \(text.prefix(80))")
    }
    guard let order = entries["fortran_order"], order == "True" || order == "False" else {
      throw malformed("fortran_order is missing or neither True nor False")
    }
    guard let shape = entries["shape"].flatMap(Self.shape(from:)) else {
      throw malformed("shape is missing or no tuple of lengths")
    }
    guard let type = entries["descr"] else { throw malformed("descr is missing") }
    self.type = PythonDictionary.unquoted(type) ?? type
    self.isFortranOrder = order == "True"
    self.shape = shape
    self.dataOffset = start + length
  }

  /// The size of the elements.
  ///
  /// - Parameter size: That of each of them, in bytes.
  /// - Returns: Bytes.
  /// - Throws: `.malformedHeader` if no number holds it.
  func byteCount(ofElements size: Int) throws(DataFileError.Problem) -> Int {
    if shape.contains(0) { return 0 }
    var product = size
    for length in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw .malformedHeader(reason: "shape \(shape.pythonTuple) overflows")
      }
      product = next
    }
    return product
  }

  /// Stored elements with the last index varying fastest.
  func inRowOrder<Element>(_ stored: [Element]) -> [Element] {
    guard isFortranOrder, shape.count > 1, !stored.isEmpty else { return stored }
    var strides = [1]
    for length in shape.dropLast() { strides.append(strides[strides.count - 1] * length) }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return stored.indices.map { _ in
      defer {
        for axis in shape.indices.reversed() {
          index[axis] += 1
          place += strides[axis]
          if index[axis] < shape[axis] { break }
          place -= strides[axis] * shape[axis]
          index[axis] = 0
        }
      }
      return stored[place]
    }
  }

  /// The lengths in `(3, 4)`; Python 2 wrote `(3L, 4L)`.
  private static func shape(from tuple: String) -> [Int]? {
    guard tuple.hasPrefix("("), tuple.hasSuffix(")") else { return nil }
    var lengths: [Int] = []
    for part in tuple.dropFirst().dropLast().split(separator: ",") {
      var digits = part.drop { $0 == " " }
      while digits.last == " " || digits.last == "L" { digits.removeLast() }
      if digits.isEmpty && part.allSatisfy({ $0 == " " }) { continue }
      guard let length = Int(digits), length >= 0 else { return nil }
      lengths.append(length)
    }
    return lengths
  }
}

/// A Python dictionary literal with string keys; values are kept as their source text.
private struct PythonDictionary {
  var entries: [String: String] = [:]

  init?(_ text: String) {
    guard let open = text.firstIndex(of: "{"), let close = text.lastIndex(of: "}"), open < close
    else { return nil }
    for entry in Self.split(text[text.index(after: open)..<close], at: ",") {
      let parts = Self.split(entry[...], at: ":")
      if parts.count == 1 && parts[0].isEmpty { continue }
      guard parts.count == 2, let key = Self.unquoted(parts[0]) else { return nil }
      entries[key] = parts[1]
    }
  }

  /// The content of a string literal, or `nil` when the text is something else.
  static func unquoted(_ text: String) -> String? {
    guard text.count >= 2, let quote = text.first, quote == "'" || quote == "\"",
      text.last == quote
    else { return nil }
    return String(text.dropFirst().dropLast())
  }

  /// Splits at separators outside quotes, parentheses and brackets, and trims spaces.
  private static func split(_ text: Substring, at separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else {
        switch character {
        case "'", "\"": quote = character
        case "(", "[", "{": depth += 1
        case ")", "]", "}": depth -= 1
        default: break
        }
      }
      if character == separator && depth == 0 && quote == nil {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { part in
      let start = part.drop { $0.isWhitespace }
      return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
  }
}
