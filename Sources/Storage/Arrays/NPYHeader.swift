import Foundation

/// The header of an NPY file, versions 1 to 3 of NumPy's format.
package struct NPYHeader: Sendable, Hashable {
  /// The type string, such as `<f8`; of a record the list of its fields.
  let type: String
  /// Whether the first index varies fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements start in the file, in bytes.
  let dataOffset: Int

  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

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
    guard text.contains("{"), text.contains("}") else {
      throw malformed("the header is no dictionary: \(text.prefix(80))")
    }
    let order = Self.value(of: "fortran_order", in: text)
    guard let order, order.hasPrefix("True") || order.hasPrefix("False") else {
      throw malformed("fortran_order is missing or neither True nor False")
    }
    guard let shape = Self.value(of: "shape", in: text).flatMap(Self.shape) else {
      throw malformed("shape is missing or no tuple of lengths")
    }
    guard let type = Self.value(of: "descr", in: text).flatMap(Self.type) else {
      throw malformed("descr is missing")
    }
    self.type = type
    self.isFortranOrder = order.hasPrefix("True")
    self.shape = shape
    self.dataOffset = start + length
  }

  /// How many elements there are.
  ///
  /// - Throws: `.malformedHeader` if no number holds their size in bytes, `.wrongSize` if the file has
  ///   another one.
  func elementCount(ofSize size: Int, in file: FileBytes) throws(DataFileError.Problem) -> Int {
    guard let count = shape.product, let expected = [count, size].product else {
      throw .malformedHeader(reason: "shape \(shape.pythonTuple) overflows")
    }
    let found = file.bytes.count - dataOffset
    guard found == expected else { throw .wrongSize(found: found, expected: expected) }
    return count
  }

  /// Stored elements with the last index varying fastest.
  func inRowOrder<Element>(_ stored: [Element]) -> [Element] {
    isFortranOrder ? shape.rowOrder(ofColumnOrder: stored) : stored
  }

  /// What stands behind a key in a Python dictionary.
  private static func value(of key: String, in text: String) -> Substring? {
    for quote in ["'", "\""] {
      for place in text.ranges(of: quote + key + quote) {
        let rest = text[place.upperBound...].drop { $0 == " " }
        if rest.first == ":" { return rest.dropFirst().drop { $0 == " " } }
      }
    }
    return nil
  }

  /// The content of a text, or a list with its brackets.
  private static func type(_ value: Substring) -> String? {
    if value.first == "[" { return value.lastIndex(of: "]").map { String(value[...$0]) } }
    guard let quote = value.first, quote == "'" || quote == "\"" else { return nil }
    return value.dropFirst().firstIndex(of: quote).map { String(value.dropFirst()[..<$0]) }
  }

  /// The lengths in `(3, 4)`; Python 2 wrote `(3L, 4L)`.
  private static func shape(_ value: Substring) -> [Int]? {
    guard value.first == "(", let end = value.firstIndex(of: ")") else { return nil }
    var lengths: [Int] = []
    for part in value[..<end].dropFirst().split(separator: ",") {
      var digits = part.drop { $0 == " " }
      while digits.last == " " || digits.last == "L" { digits.removeLast() }
      if digits.isEmpty && part.allSatisfy({ $0 == " " }) { continue }
      guard let length = Int(digits), length >= 0 else { return nil }
      lengths.append(length)
    }
    return lengths
  }
}

extension [Int] {
  /// `(3, 4)`, or `(3,)` for one entry: how NumPy prints a shape.
  var pythonTuple: String {
    "(" + map(String.init).joined(separator: ", ") + (count == 1 ? ",)" : ")")
  }

  /// Elements of an array of this shape with the last index varying fastest, given with the first one
  /// doing so, as Fortran has it.
  func rowOrder<Value>(ofColumnOrder stored: [Value]) -> [Value] {
    guard count > 1, !stored.isEmpty else { return stored }
    var strides = [1]
    for length in dropLast() { strides.append(strides[strides.count - 1] * length) }
    var index = [Int](repeating: 0, count: count)
    var place = 0
    return stored.indices.map { _ in
      defer {
        for axis in indices.reversed() {
          index[axis] += 1
          place += strides[axis]
          if index[axis] < self[axis] { break }
          place -= strides[axis] * self[axis]
          index[axis] = 0
        }
      }
      return stored[place]
    }
  }

  /// `nil` if no number holds it.
  var product: Int? {
    contains(0)
      ? 0
      : reduce(Optional(1)) { product, factor in
        let (next, overflow) = (product ?? 0).multipliedReportingOverflow(by: factor)
        return product == nil || overflow ? nil : next
      }
  }
}
