import Foundation
import NumericKit

/// Named arrays of `Double` in the form that `numpy.load` reads: a ZIP archive, not compressed, of
/// NPY files.
public struct NPZArchive: Sendable {
  /// An array with its shape, last index varying fastest.
  public struct Entry: Sendable, Hashable {
    /// The name under which NumPy finds it.
    public let name: String
    /// The length of each dimension.
    public let shape: [Int]
    /// The elements, as many as the product of the shape.
    public let values: [Double]
  }

  /// The arrays in the order they were added.
  public private(set) var entries: [Entry] = []

  /// An archive without arrays.
  public init() {}

  /// Adds an array.
  ///
  /// - Parameters:
  ///   - name: Unique in the archive.
  ///   - shape: The length of each dimension.
  ///   - values: As many as the product of the shape.
  public mutating func add(_ name: String, shape: [Int], _ values: [Double]) {
    precondition(
      shape.reduce(1, *) == values.count, "\(values.count) values do not fill \(shape)")
    entries.append(Entry(name: name, shape: shape, values: values))
  }

  /// The bytes of the archive; the same arrays give the same bytes.
  public var data: Data {
    var data = Data()
    // Appending does not fail.
    try? write { data.append(contentsOf: $0) }
    return data
  }

  /// Writes the bytes of ``data`` one after the other, none of which needs to be kept.
  ///
  /// - Parameters:
  ///   - limits: From which sizes and counts on the fields of ZIP64 are used; as the format has it
  ///     unless a test says otherwise.
  ///   - sink: Takes the bytes in order.
  /// - Throws: What `sink` throws.
  package func write(
    limits: ZIPLimits = ZIPLimits(), to sink: @escaping ZIPWriter.Sink
  ) throws {
    var archive = ZIPWriter(limits: limits, sink)
    for entry in entries {
      let header = Self.header(of: entry)
      try archive.add("\(entry.name).npy") { sink in
        try header.withUnsafeBytes(sink)
        try Self.withBytes(of: entry.values, sink)
      }
    }
    try archive.finish()
  }

  /// What precedes the elements in NumPy's NPY format, version 1.0, little-endian.
  private static func header(of entry: Entry) -> Data {
    let shape = entry.shape.map(String.init).joined(separator: ", ")
    let tuple = entry.shape.count == 1 ? "(\(shape),)" : "(\(shape))"
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(tuple), }"
    // Magic, version, length and header together fill a multiple of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    data.appendLittleEndian(UInt16(header.utf8.count))
    return data + Data(header.utf8)
  }

  /// Visits the elements as bytes, lowest first.
  private static func withBytes(
    of values: [Double], _ sink: ZIPWriter.Sink
  ) throws {
    #if _endian(little)
      try values.withUnsafeBytes(sink)
    #else
      for value in values {
        try Swift.withUnsafeBytes(of: value.bitPattern.littleEndian, sink)
      }
    #endif
  }
}
