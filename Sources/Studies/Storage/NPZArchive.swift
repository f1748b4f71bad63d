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
    var archive = ZIPWriter()
    for entry in entries { archive.add("\(entry.name).npy", Self.npy(entry)) }
    return archive.finished()
  }

  /// One array in NumPy's NPY format, version 1.0, little-endian.
  private static func npy(_ entry: Entry) -> Data {
    let shape = entry.shape.map(String.init).joined(separator: ", ")
    let tuple = entry.shape.count == 1 ? "(\(shape),)" : "(\(shape))"
    let texts = entry.texts?.map { Array($0.unicodeScalars) }
    // NumPy holds texts of equal length, four bytes a character, filled up with zeros.
    let width = texts.map { max(1, $0.map(\.count).max() ?? 0) } ?? 0
    let type = texts == nil ? "<f8" : "<U\(width)"
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(tuple), }"
    // Magic, version, length and header together fill a multiple of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
    data.appendLittleEndian(UInt16(header.utf8.count))
    data += Data(header.utf8)
    for value in entry.values { data.appendLittleEndian(value.bitPattern) }
    for text in texts ?? [] {
      for scalar in text { data.appendLittleEndian(scalar.value) }
      data.append(Data(count: 4 * (width - text.count)))
    }
    return data
  }
}

/// A ZIP archive of stored files (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
private struct ZIPWriter {
  private var contents = Data()
  private var directory = Data()
  private var count: UInt16 = 0

  /// 1 January 1980: archives of the same arrays are the same bytes.
  private static let date: UInt16 = 0x0021

  mutating func add(_ name: String, _ data: Data) {
    let offset = UInt32(contents.count)
    var common = Data()
    common.appendLittleEndian(UInt16(20))  // version needed
    common.appendLittleEndian(UInt16(0x0800))  // names are UTF-8
    common.appendLittleEndian(UInt16(0))  // stored
    common.appendLittleEndian(UInt16(0))  // time
    common.appendLittleEndian(Self.date)
    common.appendLittleEndian(CRC32.checksum(data))
    common.appendLittleEndian(UInt32(data.count))
    common.appendLittleEndian(UInt32(data.count))
    common.appendLittleEndian(UInt16(name.utf8.count))
    common.appendLittleEndian(UInt16(0))  // no extra field
    contents.appendLittleEndian(UInt32(0x0403_4b50))
    contents += common + Data(name.utf8) + data
    directory.appendLittleEndian(UInt32(0x0201_4b50))
    directory.appendLittleEndian(UInt16(20))  // version made by
    directory += common
    directory.appendLittleEndian(UInt16(0))  // no comment
    directory.appendLittleEndian(UInt16(0))  // first disk
    directory.appendLittleEndian(UInt16(0))  // internal attributes
    directory.appendLittleEndian(UInt32(0))  // external attributes
    directory.appendLittleEndian(offset)
    directory += Data(name.utf8)
    count += 1
  }

  func finished() -> Data {
    var end = Data()
    end.appendLittleEndian(UInt32(0x0605_4b50))
    end.appendLittleEndian(UInt32(0))  // one disk
    end.appendLittleEndian(count)
    end.appendLittleEndian(count)
    end.appendLittleEndian(UInt32(directory.count))
    end.appendLittleEndian(UInt32(contents.count))
    end.appendLittleEndian(UInt16(0))  // no comment
    return contents + directory + end
  }
}
