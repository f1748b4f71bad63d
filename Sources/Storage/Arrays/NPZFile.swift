import CZip
import Foundation
import Synchronization

/// A file of named arrays, as `numpy.savez` and `numpy.savez_compressed` write it.
///
/// ```swift
/// let file = try NPZFile(contentsOf: "latents.npz")
/// print(file.arrays.map(\.name))
/// let table = try file.table("mu")
/// ```
/// Only what is asked for is unpacked.
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

  private let archive: Mutex<Handle>
  /// Where in the archive each array is.
  private let places: [String: UInt64]
  private let limit: Int?

  /// Opens an archive, or standard input for `-`, and reads the headers of its arrays.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most bytes that an array may have in the file; what fits into half of the memory
  ///     unless given, and no more than one would believe of what is compressed.
  /// - Throws: ``DataFileError`` for what is no archive, and for a member that is no array.
  public init(
    contentsOf path: String, unpackingAtMost limit: Int? = nil
  ) throws(DataFileError) {
    (self.path, self.limit) = (path, limit)
    let handle: Handle
    do throws(DataFileError.Problem) {
      handle = try Handle(FileBytes.contents(of: path))
    } catch { throw DataFileError(path: path, problem: error) }
    var arrays: [Description] = []
    var places: [String: UInt64] = [:]
    for index in 0..<handle.count {
      guard let name = handle.name(index) else { continue }
      do throws(DataFileError.Problem) {
        let start = try handle.contents(of: index, upTo: Self.headerLimit)
        let header = try NPYHeader(start.bytes)
        arrays.append(Description(name: name, shape: header.shape, type: header.type))
        places[name] = index
      } catch { throw DataFileError(path: Self.title(name, in: path), problem: error) }
    }
    (self.arrays, self.places) = (arrays, places)
    archive = Mutex(handle)
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
      let values = try NPYArray.elements(of: file, header)
      return NPZArchive.Entry(name: name, shape: header.shape, values: values)
    }
  }

  /// An array of rows × columns as a table.
  ///
  /// - Parameter name: One of ``arrays``.
  /// - Returns: Its rows, converted when they are read.
  /// - Throws: As ``array(_:)``, and for an array of another shape.
  public func table(_ name: String) throws(DataFileError) -> DataTable {
    let array = try withContents(of: name) { file throws(DataFileError.Problem) in
      try NPYArray(file)
    }
    return DataTable(array, path: Self.title(name, in: path))
  }

  private func withContents<Value>(
    of name: String, _ body: (FileBytes) throws(DataFileError.Problem) -> Value
  ) throws(DataFileError) -> Value {
    guard let index = places[name] else {
      throw DataFileError(path: path, problem: .noSuchArray(name, found: arrays.map(\.name)))
    }
    do throws(DataFileError.Problem) {
      return try body(
        try archive.withLock { handle throws(DataFileError.Problem) in
          try handle.contents(of: index, limit: limit)
        })
    } catch { throw DataFileError(path: Self.title(name, in: path), problem: error) }
  }

  private static func title(_ name: String, in path: String) -> String {
    "\(InputFile.name(path)), array \(name)"
  }
}

/// An archive that is open for reading.
private final class Handle: @unchecked Sendable {
  // Unchecked because of the pointer; whoever shares it takes turns.
  private let archive: OpaquePointer
  /// What libzip reads from.
  private let file: FileBytes

  init(_ file: FileBytes) throws(DataFileError.Problem) {
    var fault = zip_error_t()
    let bytes = file.bytes
    // To libzip it is an archive of nothing.
    guard !bytes.isEmpty else { throw .empty }
    guard let source = zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, &fault)
    else { throw Self.malformed(&fault) }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY, &fault) else {
      zip_source_free(source)
      throw Self.malformed(&fault)
    }
    (self.archive, self.file) = (archive, file)
  }

  deinit { zip_discard(archive) }

  var count: UInt64 { UInt64(max(0, zip_get_num_entries(archive, 0))) }

  /// The name of an array; `nil` for a member of the archive that is none.
  func name(_ index: UInt64) -> String? {
    guard let name = zip_get_name(archive, index, 0).map({ String(cString: $0) }),
      name.hasSuffix(".npy")
    else { return nil }
    return String(name.dropLast(4))
  }

  /// What a member holds, its checksum being right, or the beginning of it.
  ///
  /// - Parameters:
  ///   - index: The place of the member.
  ///   - length: How many of its bytes are wanted.
  ///   - limit: The most that they may be; what `FileBytes.memoryLimit(packed:)` says unless given.
  /// - Returns: The bytes, in memory.
  /// - Throws: `.unpacksTooLarge`, or `.malformedArchive` with the words of libzip.
  func contents(
    of index: UInt64, upTo length: Int = .max, limit: Int? = nil
  ) throws(DataFileError.Problem) -> FileBytes {
    var status = zip_stat_t()
    guard zip_stat_index(archive, index, 0, &status) == 0,
      let member = zip_fopen_index(archive, index, 0)
    else { throw Self.malformed(zip_get_error(archive)) }
    defer { zip_fclose(member) }
    let size = min(length, Int(clamping: status.size))
    let limit = limit ?? FileBytes.memoryLimit(packed: Int(clamping: status.comp_size))
    guard size <= limit else { throw .unpacksTooLarge(limit: limit) }
    // The checksum counts once the end is read.
    var rest = length == .max ? .max : size
    return try FileBytes(
      expecting: size, limit: size,
      else: { .malformedArchive(kind: "NPZ archive", reason: "a member exceeds its \($0) bytes") },
      from: { room throws(DataFileError.Problem) in
        let count = zip_fread(member, room.baseAddress, UInt64(min(rest, room.count)))
        guard count >= 0 else { throw Self.malformed(zip_file_get_error(member)) }
        rest -= Int(count)
        return Int(count)
      })
  }

  private static func malformed(
    _ error: UnsafeMutablePointer<zip_error_t>?
  ) -> DataFileError.Problem {
    .malformedArchive(kind: "NPZ archive", reason: "\(ZIPFault(error))")
  }
}
