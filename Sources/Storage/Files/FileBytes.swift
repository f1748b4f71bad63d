import Foundation

/// The bytes of a file: mapped when it is a regular file, so that reading copies nothing and memory
/// does not grow with the file; read to the end when it is a pipe; unpacked when gzip made them. What comes
/// out of pipes and packed files lies in a file of its own, if it is much.
///
/// A file that another program shortens while it is mapped ends the process with a bus error.
final class FileBytes: @unchecked Sendable {
  // Unchecked because of the pointer; the bytes never change between init and deinit.

  /// All bytes, valid as long as this object lives.
  let bytes: UnsafeRawBufferPointer
  private let memory: Memory

  private enum Memory {
    /// The whole of a mapped file, of which standard input may have been read in part.
    case mapping(UnsafeMutableRawBufferPointer)
    case allocated
    /// That of another object, which lives as long.
    case part(of: FileBytes)
  }

  /// Opens the file, or standard input for `-`.
  ///
  /// - Parameters:
  ///   - path: A file, a pipe, or `-`.
  ///   - limit: The most bytes that gzip's may become; ``memoryLimit(packed:)`` unless given.
  /// - Returns: The bytes, unpacked.
  /// - Throws: `.notFound`, or `.unreadable` with the system's reason or for a device; what
  ///   ``Inflation`` throws.
  static func contents(
    of path: String, unpackingAtMost limit: Int? = nil
  ) throws(DataFileError.Problem) -> FileBytes {
    let file = try opened(path)
    guard file.bytes.starts(with: Inflation.gzipMagic) else { return file }
    let limit = limit ?? memoryLimit(packed: file.bytes.count)
    return try Inflation.unpacked(file, .gzip, limit: limit)
  }

  /// How many bytes may be unpacked from so many: what fits into half of the memory, and, beyond a
  /// gigabyte, 200 times as many. Tables of noise become a few times as large; a thousand times, which
  /// is possible, is for files that are made to fill memories.
  static func memoryLimit(packed: Int) -> Int {
    min(halfOfMemory, max(1 << 30, 200 * min(packed, halfOfMemory)))
  }

  private static var halfOfMemory: Int {
    sysconf(CInt(_SC_PHYS_PAGES)) * sysconf(CInt(_SC_PAGESIZE)) / 2
  }

  private static func opened(_ path: String) throws(DataFileError.Problem) -> FileBytes {
    let descriptor: Descriptor
    do { descriptor = try InputFile.open(path) } catch { throw .init(error) }
    defer { close(descriptor.number) }
    guard let status = FileStatus(descriptor) else {
      throw .unreadable(reason: "\(SystemError.last)")
    }
    guard !descriptor.isEndless else { throw .unreadable(reason: "it is a device") }
    guard status.isRegular && status.size > 0 else {
      return try FileBytes(
        limit: halfOfMemory,
        else: { limit in
          .unreadable(
            reason: "more than \(limit >> 20) MB come through the pipe: give a file, which is read "
              + "in pieces")
        },
        from: { room throws(DataFileError.Problem) in
          do { return try descriptor.read(into: room) } catch {
            throw .unreadable(reason: "\(error)")
          }
        })
    }
    let position = min(max(Int(lseek(descriptor.number, 0, SEEK_CUR)), 0), status.size)
    return try FileBytes(mapping: descriptor, count: status.size, from: position)
  }

  /// The bytes of an open file from a position on; it may be closed.
  init(
    mapping descriptor: Descriptor, count: Int, from position: Int = 0
  ) throws(DataFileError.Problem) {
    let mapping = try Self.mapped(descriptor, count)
    bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(mapping)[position...])
    memory = .mapping(mapping)
  }

  private static func mapped(
    _ descriptor: Descriptor, _ count: Int
  ) throws(DataFileError.Problem) -> UnsafeMutableRawBufferPointer {
    let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.number, 0)
    guard let start, start != MAP_FAILED else { throw .unreadable(reason: "\(SystemError.last)") }
    return UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  /// Some of the bytes of a file, counted from 0.
  init(_ part: Range<Int>, of file: FileBytes) {
    bytes = UnsafeRawBufferPointer(rebasing: file.bytes[part])
    memory = .part(of: file)
  }

  /// The bytes that a source hands out until it has no more: in memory while they are few, else in a file.
  ///
  /// - Parameters:
  ///   - expected: How many they probably are.
  ///   - limit: The most bytes there may be.
  ///   - excess: What is wrong if there are more, given the limit.
  ///   - source: Fills the beginning of the room it is given; returns how many bytes, 0 at the end.
  /// - Throws: What `source` throws, `excess`, or `.unreadable` without memory or room in the file.
  init(
    expecting expected: Int = 1 << 16, limit: Int, else excess: (Int) -> DataFileError.Problem,
    from source: (UnsafeMutableRawBufferPointer) throws(DataFileError.Problem) -> Int
  ) throws(DataFileError.Problem) {
    // Room for one byte more, into which the end is read.
    var capacity = min(expected, limit, ScratchFile.threshold) + 1
    var (count, written) = (0, 0)
    var file: ScratchFile?
    var start = malloc(capacity)
    do throws(DataFileError.Problem) {
      while true {
        guard let room = start else { throw .unreadable(reason: "\(SystemError(ENOMEM))") }
        let length = try source(
          UnsafeMutableRawBufferPointer(start: room + count, count: capacity - count))
        if length == 0 { break }
        count += length
        guard written + count <= limit else { throw excess(limit) }
        guard count == capacity else { continue }
        if count > ScratchFile.threshold {
          if file == nil { file = try ScratchFile() }
          try file?.append(UnsafeRawBufferPointer(start: room, count: count))
          (written, count) = (written + count, 0)
          continue
        }
        capacity = min(2 * capacity, limit + 1, ScratchFile.threshold + 1)
        guard let larger = realloc(room, capacity) else {
          throw .unreadable(reason: "\(SystemError(ENOMEM))")
        }
        start = larger
      }
      if let file {
        try file.append(UnsafeRawBufferPointer(start: start, count: count))
        let mapping = try Self.mapped(file.descriptor, written + count)
        (bytes, memory) = (UnsafeRawBufferPointer(mapping), .mapping(mapping))
      } else {
        (bytes, memory) = (UnsafeRawBufferPointer(start: start, count: count), .allocated)
      }
    } catch {
      free(start)
      throw error
    }
    if file != nil { free(start) }
  }

  deinit {
    switch memory {
    case .mapping(let mapping): munmap(mapping.baseAddress, mapping.count)
    case .allocated: free(UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    case .part: break
    }
  }

  /// Gives the memory of mapped pages back; they are mapped again when they are next read.
  func releasePages() {
    switch memory {
    case .mapping(let mapping): madvise(mapping.baseAddress, mapping.count, MADV_DONTNEED)
    case .allocated: break
    case .part(let file): file.releasePages()
    }
  }
}

extension DataFileError.Problem {
  fileprivate init(_ fault: InputFile.Fault) {
    self = fault == .missing ? .notFound : .unreadable(reason: "\(fault)")
  }
}
