#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a file: mapped when it is a regular file, so that reading copies nothing and memory
/// does not grow with the file; read to the end when it is a pipe.
///
/// A file that another program shortens while it is mapped ends the process with a bus error.
final class FileBytes: @unchecked Sendable {
  // Unchecked because of the pointer; the bytes never change between init and deinit.

  /// All bytes, valid as long as this object lives.
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Opens the file.
  ///
  /// - Throws: `.notFound`, or `.unreadable` with the system's reason or for a device.
  init(contentsOf path: String) throws(DataFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw DataFileError(path: path, problem: isMissing ? .notFound : .lastSystemError)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw DataFileError(path: path, problem: .lastSystemError)
    }
    // A device need not end: /dev/zero would fill the memory.
    guard status.st_mode & S_IFMT != S_IFCHR else {
      throw DataFileError(path: path, problem: .unreadable(reason: "it is a device"))
    }
    if status.st_mode & S_IFMT == S_IFREG && status.st_size > 0 {
      let count = Int(status.st_size)
      guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
        start != MAP_FAILED
      else { throw DataFileError(path: path, problem: .lastSystemError) }
      bytes = UnsafeRawBufferPointer(start: start, count: count)
      isMapped = true
    } else {
      bytes = try Self.readToEnd(descriptor, path: path)
      isMapped = false
    }
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }

  /// Gives the memory of mapped pages back; they are mapped again when they are next read.
  func releasePages() {
    guard isMapped else { return }
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
  }

  private static func readToEnd(
    _ descriptor: CInt, path: String
  ) throws(DataFileError) -> UnsafeRawBufferPointer {
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw DataFileError(path: path, problem: .lastSystemError) }
      guard count > 0 else { break }
      content.append(contentsOf: chunk[..<count])
    }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
    copy.copyBytes(from: content)
    return UnsafeRawBufferPointer(copy)
  }
}

extension DataFileError.Problem {
  /// What `errno` says.
  fileprivate static var lastSystemError: Self {
    .unreadable(reason: String(cString: strerror(errno)))
  }
}
