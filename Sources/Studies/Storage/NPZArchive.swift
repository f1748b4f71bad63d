import Foundation
import NumericKit

/// Named arrays of `Double` or of texts in the form that `numpy.load` reads: a ZIP archive, not
/// compressed, of NPY files.
public struct NPZArchive: Sendable {
  /// An array with its shape, last index varying fastest.
  public struct Entry: Sendable, Hashable {
    /// The name under which NumPy finds it.
    public let name: String
    /// The length of each dimension.
    public let shape: [Int]
    /// The elements, as many as the product of the shape; none in an array of texts.
    public let values: [Double]
    /// The elements of an array of texts, as many as the product of the shape.
    public var texts: [String]?
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

  /// Adds an array of texts, which NumPy reads without pickling.
  ///
  /// - Parameters:
  ///   - name: Unique in the archive.
  ///   - shape: The length of each dimension.
  ///   - texts: As many as the product of the shape; NumPy takes zeros off their ends.
  public mutating func add(_ name: String, shape: [Int], texts: [String]) {
    precondition(shape.reduce(1, *) == texts.count, "\(texts.count) texts do not fill \(shape)")
    entries.append(Entry(name: name, shape: shape, values: [], texts: texts))
  }

  /// Adds an array of another archive under a new name.
  ///
  /// - Parameters:
  ///   - entry: The array.
  ///   - name: Unique in the archive.
  public mutating func add(_ entry: Entry, named name: String) {
    entries.append(Entry(name: name, shape: entry.shape, values: entry.values, texts: entry.texts))
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
        try Self.withBytes(of: entry, sink)
      }
    }
    try archive.finish()
  }

  /// What precedes the elements in NumPy's NPY format, version 1.0, little-endian.
  private static func header(of entry: Entry) -> Data {
    let shape = entry.shape.map(String.init).joined(separator: ", ")
    let tuple = entry.shape.count == 1 ? "(\(shape),)" : "(\(shape))"
    let type = entry.texts.map { "<U\(width(of: $0))" } ?? "<f8"
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(tuple), }"
    // Magic, version, length and header together fill a multiple of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    data.appendLittleEndian(UInt16(header.utf8.count))
    return data + Data(header.utf8)
  }

  /// Visits the elements as bytes, lowest first.
  private static func withBytes(of entry: Entry, _ sink: ZIPWriter.Sink) throws {
    if let texts = entry.texts {
      var data = Data()
      for text in texts {
        for scalar in text.unicodeScalars { data.appendLittleEndian(scalar.value) }
        data.append(Data(count: 4 * (width(of: texts) - text.unicodeScalars.count)))
      }
      return try data.withUnsafeBytes(sink)
    }
    #if _endian(little)
      try entry.values.withUnsafeBytes(sink)
    #else
      for value in entry.values {
        try Swift.withUnsafeBytes(of: value.bitPattern.littleEndian, sink)
      }
    #endif
  }

  /// NumPy holds texts of equal length, four bytes a character, filled up with zeros.
  private static func width(of texts: [String]) -> Int {
    max(1, texts.map(\.unicodeScalars.count).max() ?? 0)
  }
}
