import NumericKit

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
  /// The whole of a mapped file, of which standard input may have been read in part.
  private let mapping: UnsafeMutableRawBufferPointer?

  /// Opens the file, or standard input for `-`.
  ///
  /// - Throws: `.notFound`, or `.unreadable` with the system's reason or for a device.
  init(contentsOf path: String) throws(DataFileError) {
    let descriptor: Descriptor
    do {
      descriptor = try InputFile.open(path)
    } catch {
      throw DataFileError(path: path, problem: .init(error))
    }
    defer { close(descriptor.number) }
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else {
      throw DataFileError(path: path, problem: .unreadable(reason: "\(SystemError.last)"))
    }
    guard !descriptor.isEndless else {
      throw DataFileError(path: path, problem: .unreadable(reason: "it is a device"))
    }
    do throws(Refusal) {
      if status.st_mode & S_IFMT == S_IFREG && status.st_size > 0 {
        let count = Int(status.st_size)
        let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.number, 0)
        guard let start, start != MAP_FAILED else { throw Refusal(.last) }
        let mapping = UnsafeMutableRawBufferPointer(start: start, count: count)
        let position = min(max(Int(lseek(descriptor.number, 0, SEEK_CUR)), 0), count)
        bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(mapping)[position...])
        self.mapping = mapping
      } else {
        bytes = try Self.readToEnd(descriptor)
        mapping = nil
      }
    } catch {
      throw DataFileError(path: path, problem: .unreadable(reason: error.reason))
    }
  }

  deinit {
    if let mapping {
      munmap(mapping.baseAddress, mapping.count)
    } else {
      free(UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
  }

  /// Gives the memory of mapped pages back; they are mapped again when they are next read.
  func releasePages() {
    guard let mapping else { return }
    madvise(mapping.baseAddress, mapping.count, MADV_DONTNEED)
  }

  private struct Refusal: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
    init(_ error: SystemError) { reason = "\(error)" }
  }

  /// What comes through a pipe, as long as half of the memory holds it.
  private static func readToEnd(
    _ descriptor: Descriptor
  ) throws(Refusal) -> UnsafeRawBufferPointer {
    let limit = sysconf(CInt(_SC_PHYS_PAGES)) * sysconf(CInt(_SC_PAGESIZE)) / 2
    var capacity = 1 << 16
    var count = 0
    var start = malloc(capacity)
    do throws(Refusal) {
      while let room = start {
        let rest = UnsafeMutableRawBufferPointer(start: room + count, count: capacity - count)
        let length: Int
        do { length = try descriptor.read(into: rest) } catch { throw Refusal(error) }
        if length == 0 { return UnsafeRawBufferPointer(start: start, count: count) }
        count += length
        guard count == capacity else { continue }
        guard count <= limit / 2 else {
          throw Refusal(
            "more than \(count >> 20) MB come through the pipe: give a file, which is read in pieces"
          )
        }
        capacity *= 2
        guard let larger = realloc(room, capacity) else { break }
        start = larger
      }
      throw Refusal(SystemError(ENOMEM))
    } catch {
      free(start)
      throw error
    }
  }
}

extension DataFileError.Problem {
  /// Why a file cannot be opened.
  fileprivate init(_ fault: InputFile.Fault) {
    switch fault {
    case .missing: self = .notFound
    case .unreadable(let reason): self = .unreadable(reason: reason)
    case .directory, .tooLong: self = .unreadable(reason: "\(fault)")
    }
  }
}
