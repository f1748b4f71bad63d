import CZip
import Foundation

/// Writing ZIP archives of stored files, through libzip: with the fields of ZIP64 where, and only
/// where, sizes, offsets or counts need them.
enum ZIPOutput {
  /// 1 January 1980, the first day of the format: archives of the same files are the same bytes.
  private static let date: UInt16 = 0x0021

  /// Writes into a file that is still empty, one file of the archive after the other.
  static func write(_ files: [(name: String, contents: ZIPContents)], to file: Descriptor) throws {
    let target = ZIPTarget(file)
    do {
      try write(files, into: target.source())
    } catch { throw target.failure ?? error }
  }

  /// Writes where there is no way back, for which the archive is put together in memory.
  static func write(
    _ files: [(name: String, contents: ZIPContents)],
    _ sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var fault = zip_error_t()
    guard let buffer = zip_source_buffer_create(nil, 0, 0, &fault) else { throw ZIPFault(&fault) }
    defer { zip_source_free(buffer) }
    zip_source_keep(buffer)
    try write(files, into: buffer)
    guard zip_source_open(buffer) == 0 else { throw ZIPFault(zip_source_error(buffer)) }
    defer { zip_source_close(buffer) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = zip_source_read(buffer, chunk.baseAddress, UInt64(chunk.count))
      guard count >= 0 else { throw ZIPFault(zip_source_error(buffer)) }
      if count == 0 { return }
      try sink(UnsafeRawBufferPointer(rebasing: chunk[..<Int(count)]))
    }
  }

  /// Writes to a target, which is given away.
  private static func write(
    _ files: [(name: String, contents: ZIPContents)], into target: OpaquePointer
  ) throws {
    var fault = zip_error_t()
    guard let archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &fault) else {
      zip_source_free(target)
      throw ZIPFault(&fault)
    }
    for (name, contents) in files {
      guard let source = contents.source() else {
        zip_discard(archive)
        throw SystemError(ENOMEM)
      }
      let index = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0,
        zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0,
        zip_file_set_dostime(archive, UInt64(index), 0, date, 0) == 0
      else {
        if index < 0 { zip_source_free(source) }
        defer { zip_discard(archive) }
        throw ZIPFault(zip_get_error(archive))
      }
    }
    guard zip_close(archive) == 0 else {
      defer { zip_discard(archive) }
      throw ZIPFault(zip_get_error(archive))
    }
  }
}

/// What libzip says went wrong.
struct ZIPFault: Error, CustomStringConvertible {
  let description: String

  init(_ error: UnsafeMutablePointer<zip_error_t>?) {
    description = error.flatMap { zip_error_strerror($0) }.map { String(cString: $0) } ?? "libzip"
  }
}
