/// A file of named arrays, as `numpy.savez` and `numpy.savez_compressed` write it.
///
/// ```swift
/// let file = try NPZFile(contentsOf: "latents.npz")
/// print(file.arrays.map(\.name))
/// let table = try file.table("mu")
/// ```
/// Only what is asked for is read.
public final class NPZFile: Sendable {
  /// The file as the caller named it.
  public let path: String
  /// What the file holds, in its order.
  public let arrays: [Description]

  /// An array that is not read yet.
  public struct Description: Sendable, Hashable {
    /// The name under which NumPy finds it.
    public let name: String
    /// The length of each dimension.
    public let shape: [Int]
    /// NumPy's type string, such as `<f4`; of records the list of their fields.
    public let type: String
  }

  private let archive: ZIPFile
  private let members: [String: ZIPFile.Member]
  private let limit: Int?

  /// Opens an archive, or standard input for `-`, and reads the headers of its arrays.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most bytes that an array may have in the file; of what is compressed, what fits
  ///     into half of the memory unless given, and no more than one would believe.
  /// - Throws: ``DataFileError`` for what is no archive, and for a member that is no array.
  public convenience init(
    contentsOf path: String, unpackingAtMost limit: Int? = nil
  ) throws(DataFileError) {
    let archive: ZIPFile
    do throws(DataFileError.Problem) {
      archive = try ZIPFile(FileBytes.contents(of: path))
    } catch { throw DataFileError(path: path, problem: error) }
    try self.init(archive, path: path, unpackingAtMost: limit)
  }

  /// Reads the headers of the arrays in an archive.
  init(_ archive: ZIPFile, path: String, unpackingAtMost limit: Int?) throws(DataFileError) {
    (self.archive, self.path, self.limit) = (archive, path, limit)
    var arrays: [Description] = []
    var members: [String: ZIPFile.Member] = [:]
    for member in archive.members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      do throws(DataFileError.Problem) {
        let start = try archive.contents(of: member, upTo: Self.headerLimit)
        let header = try NPYHeader(start.bytes)
        arrays.append(Description(name: name, shape: header.shape, type: header.type))
        members[name] = member
      } catch { throw DataFileError(path: Self.title(name, in: path), problem: error) }
    }
    (self.arrays, self.members) = (arrays, members)
  }

  /// As long as NumPy lets headers be unless they are trusted, many times over.
  private static let headerLimit = 1 << 17

  /// All of an array of numbers or of texts.
  ///
  /// - Parameter name: One of ``arrays``.
  /// - Returns: Numbers as `Double`s, in row order whatever the order in the file.
  /// - Throws: ``DataFileError`` with the name of the array: for one that is not there, is damaged,
  ///   or holds something else; pickled objects, which can run code, are not read.
  public func array(_ name: String) throws(DataFileError) -> NPZArchive.Entry {
    try withContents(of: name) { file throws(DataFileError.Problem) in
      let header = try NPYHeader(file.bytes)
      if let texts = try NPYTexts.elements(of: file, header) {
        return NPZArchive.Entry(name: name, shape: header.shape, values: [], texts: texts)
      }
      let values = try NumberTable.elements(of: file, header)
      return NPZArchive.Entry(name: name, shape: header.shape, values: values)
    }
  }

  /// An array of two or more dimensions as a table, of which the first one are the rows.
  ///
  /// - Parameter name: One of ``arrays``.
  /// - Returns: Its rows, converted when they are read.
  /// - Throws: As ``array(_:)``, and for an array of another shape.
  public func table(_ name: String) throws(DataFileError) -> DataTable {
    let numbers = try withContents(of: name) { file throws(DataFileError.Problem) in
      let layout = try ArrayLayout(NPYHeader(file.bytes), of: file)
      guard layout.shape.count > 1 else { throw .wrongDimensions(shape: layout.shape) }
      return try layout.table(of: file)
    }
    return DataTable(numbers, path: Self.title(name, in: path))
  }

  /// An array of any shape in the file, unpacked.
  ///
  /// - Parameter name: One of ``arrays``.
  /// - Returns: Its bytes, and how its elements lie in them.
  /// - Throws: As ``array(_:)``.
  func contents(of name: String) throws(DataFileError) -> (FileBytes, ArrayLayout) {
    try withContents(of: name) { file throws(DataFileError.Problem) in
      (file, try ArrayLayout(NPYHeader(file.bytes), of: file))
    }
  }

  private func withContents<Value>(
    of name: String, _ body: (FileBytes) throws(DataFileError.Problem) -> Value
  ) throws(DataFileError) -> Value {
    guard let member = members[name] else {
      throw DataFileError(path: path, problem: .noSuchArray(name, found: arrays.map(\.name)))
    }
    do throws(DataFileError.Problem) {
      return try body(archive.contents(of: member, limit: limit))
    } catch { throw DataFileError(path: Self.title(name, in: path), problem: error) }
  }

  static func title(_ name: String, in path: String) -> String {
    "\(InputFile.name(path)), array \(name)"
  }
}
