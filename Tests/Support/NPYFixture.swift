/// An NPY file written by hand, correct unless a field says otherwise.
public struct NPYFixture {
  let type: String
  let fortranOrder: String
  let shape: String
  let version: UInt8
  let header: String?
  let elements: [UInt8]

  /// A file in which only what is given differs from a table of two rows and three columns.
  public init(
    type: String = "<f8", fortranOrder: String = "False", shape: String = "(2, 3)",
    version: UInt8 = 1, header: String? = nil, elements: [UInt8] = []
  ) {
    (self.type, self.fortranOrder, self.shape) = (type, fortranOrder, shape)
    (self.version, self.header, self.elements) = (version, header, elements)
  }

  /// All of the file.
  public var bytes: [UInt8] {
    let dictionary =
      header ?? "{'descr': '\(type)', 'fortran_order': \(fortranOrder), 'shape': \(shape), }"
    let preamble = version == 1 ? 10 : 12
    let padding = (64 - (preamble + dictionary.utf8.count + 1) % 64) % 64
    let text = Array(dictionary.utf8) + Array(repeating: 0x20, count: padding) + [0x0A]
    let length = (0..<(preamble - 8)).map { UInt8(text.count >> (8 * $0) & 0xFF) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + elements
  }

  /// The bytes of integers, lowest first or highest first.
  public static func bytes<T: FixedWidthInteger>(_ values: [T], bigEndian: Bool = false) -> [UInt8]
  {
    values.flatMap { value in
      withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }
  }

  /// The bytes of `Double`s, lowest first or highest first.
  public static func bytes(_ values: [Double], bigEndian: Bool = false) -> [UInt8] {
    bytes(values.map(\.bitPattern), bigEndian: bigEndian)
  }

  /// The bytes of `Float`s, lowest first or highest first.
  public static func bytes(_ values: [Float], bigEndian: Bool = false) -> [UInt8] {
    bytes(values.map(\.bitPattern), bigEndian: bigEndian)
  }
}
