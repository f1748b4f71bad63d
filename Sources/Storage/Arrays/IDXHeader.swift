/// The header of an IDX file, in which MNIST and its like are kept: two zeros, the type of the elements,
/// the number of dimensions, and the length of each in four bytes; all numbers highest byte first.
enum IDXHeader {
  private static let types: [UInt8: ElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  /// Whether a file begins like one. No text and no other format that is read does.
  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 8 && bytes[0] == 0 && bytes[1] == 0 && types[bytes[2]] != nil
      && (1...8).contains(bytes[3])
  }

  /// Reads the header of a file that begins like one.
  ///
  /// - Throws: `.malformedArchive` if the file is too short, `.wrongSize` if its size is not that of
  ///   the elements.
  static func layout(of file: FileBytes) throws(DataFileError.Problem) -> ArrayLayout {
    let bytes = file.bytes
    let offset = 4 + 4 * Int(bytes[3])
    guard let element = types[bytes[2]], bytes.count >= offset else {
      throw .malformedArchive(kind: "IDX file", reason: "it ends in its header")
    }
    let shape = (0..<Int(bytes[3])).map { dimension in
      Int(bytes.littleEndian(UInt32.self, at: 4 + 4 * dimension).byteSwapped)
    }
    guard let expected = (shape + [element.size]).product else {
      throw .malformedArchive(kind: "IDX file", reason: "shape \(shape.pythonTuple) overflows")
    }
    guard bytes.count - offset == expected else {
      throw .wrongSize(found: bytes.count - offset, expected: expected)
    }
    return ArrayLayout(
      element: element, isByteSwapped: isLittleEndian, shape: shape, offset: offset)
  }
}
