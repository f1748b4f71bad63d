import Foundation

/// Named arrays of `Double` or of texts in the form that `numpy.load` reads: a ZIP archive, not
/// compressed, of NPY files. ``NPZFile`` reads them.
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

  /// The bytes of the archive; the same arrays give the same bytes.
  public var data: Data {
    var data = Data()
    ZIPInput.write(files) { data.append(contentsOf: $0) }
    return data
  }

  /// Writes the bytes of ``data`` array by array, without another copy of any.
  ///
  /// - Parameter file: Open for writing.
  /// - Throws: `SystemError`.
  package func write(to file: Descriptor) throws {
    try ZIPInput.write(files) { try file.write($0) }
  }

  private var files: [ZIPInput] {
    entries.map { entry in
      let name = "\(entry.name).npy"
      guard let texts = entry.texts else {
        let header = NPYHeader.encoded(type: "<f8", shape: entry.shape)
        return ZIPInput(name: name, head: header, numbers: entry.values)
      }
      let header = NPYHeader.encoded(type: NPYTexts.type(of: texts), shape: entry.shape)
      return ZIPInput(name: name, head: header + NPYTexts.encoded(texts))
    }
  }
}
