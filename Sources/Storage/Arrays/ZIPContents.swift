import CZip
import Foundation

/// The contents of a file that goes into an archive: they are read where they lie.
final class ZIPContents {
  private let head: Data
  private let numbers: [Double]
  private var position = 0

  /// Bytes, and numbers behind them.
  init(_ head: Data, _ numbers: [Double] = []) { (self.head, self.numbers) = (head, numbers) }

  /// What libzip takes them from; it keeps them as long as it needs them.
  func source() -> OpaquePointer? {
    let context = Unmanaged.passRetained(self)
    let source = zip_source_function_create(Self.answer, context.toOpaque(), nil)
    if source == nil { context.release() }
    return source
  }

  private static var answer: zip_source_callback {
    { context, data, length, command in
      guard let context else { return -1 }
      let reference = Unmanaged<ZIPContents>.fromOpaque(context)
      let contents = reference.takeUnretainedValue()
      switch command {
      case ZIP_SOURCE_OPEN: contents.position = 0
      case ZIP_SOURCE_READ:
        return contents.read(into: UnsafeMutableRawBufferPointer(start: data, count: Int(length)))
      case ZIP_SOURCE_STAT:
        guard let status = data?.assumingMemoryBound(to: zip_stat_t.self) else { return -1 }
        zip_stat_init(status)
        status.pointee.size = UInt64(contents.head.count + 8 * contents.numbers.count)
        status.pointee.valid = UInt64(ZIP_STAT_SIZE)
        return Int64(MemoryLayout<zip_stat_t>.size)
      case ZIP_SOURCE_FREE: reference.release()
      case ZIP_SOURCE_CLOSE, ZIP_SOURCE_ERROR: break
      default: return -1
      }
      return 0
    }
  }

  private func read(into room: UnsafeMutableRawBufferPointer) -> Int64 {
    func copy(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int64 {
      let part = bytes[start...].prefix(room.count)
      room.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
      position += part.count
      return Int64(part.count)
    }
    guard position >= head.count else { return head.withUnsafeBytes { copy($0, from: position) } }
    return numbers.withLittleEndianBytes { copy($0, from: position - head.count) }
  }
}
