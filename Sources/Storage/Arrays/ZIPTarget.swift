import CZip
import Foundation

/// An empty file that libzip writes an archive into.
final class ZIPTarget {
  private let file: Descriptor
  /// Why it could not be written.
  private(set) var failure: SystemError?
  /// The same as libzip has errors.
  private var fault = zip_error_t()

  init(_ file: Descriptor) { self.file = file }

  /// What libzip writes to; it keeps this object as long as it needs it.
  ///
  /// - Throws: `SystemError` without memory.
  func source() throws -> OpaquePointer {
    let context = Unmanaged.passRetained(self)
    guard let source = zip_source_function_create(Self.answer, context.toOpaque(), nil) else {
      context.release()
      throw SystemError(ENOMEM)
    }
    return source
  }

  private static let commands = [
    ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
    ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, ZIP_SOURCE_BEGIN_WRITE,
    ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE,
    ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE,
  ].reduce(Int64(0)) { $0 | 1 << Int64($1.rawValue) }

  private static var answer: zip_source_callback {
    { context, data, length, command in
      guard let context else { return -1 }
      let reference = Unmanaged<ZIPTarget>.fromOpaque(context)
      let target = reference.takeUnretainedValue()
      switch command {
      case ZIP_SOURCE_SUPPORTS: return ZIPTarget.commands
      // There is nothing to read.
      case ZIP_SOURCE_STAT: return target.fails(ZIP_ER_READ, ENOENT)
      case ZIP_SOURCE_WRITE:
        do throws(SystemError) {
          try target.file.write(UnsafeRawBufferPointer(start: data, count: Int(length)))
        } catch { return target.fails(ZIP_ER_WRITE, error.code) }
        return Int64(length)
      case ZIP_SOURCE_SEEK_WRITE:
        guard let place = data?.load(as: zip_source_args_seek_t.self),
          lseek(target.file.number, off_t(place.offset), place.whence) >= 0
        else { return target.fails(ZIP_ER_SEEK, errno) }
      case ZIP_SOURCE_TELL_WRITE: return Int64(lseek(target.file.number, 0, SEEK_CUR))
      case ZIP_SOURCE_ERROR: return zip_error_to_data(&target.fault, data, length)
      case ZIP_SOURCE_FREE: reference.release()
      case ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE: break
      default: return target.fails(ZIP_ER_OPNOTSUPP, 0)
      }
      return 0
    }
  }

  private func fails(_ code: CInt, _ systemCode: CInt) -> Int64 {
    if code != ZIP_ER_READ && systemCode != 0 { failure = SystemError(systemCode) }
    zip_error_set(&fault, code, systemCode)
    return -1
  }
}
