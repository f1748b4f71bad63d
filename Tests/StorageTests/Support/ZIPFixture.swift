import CZip
import Foundation
import Testing

/// An archive of any members, through libzip alone.
func zip(_ members: [(name: String, contents: [UInt8])], compressed: Bool = false) throws -> [UInt8]
{
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString).zip").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  let archive = try #require(zip_open(path, ZIP_CREATE, nil))
  var copies: [UnsafeMutableRawBufferPointer] = []
  defer { for copy in copies { copy.deallocate() } }
  for (name, contents) in members {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 8)
    copy.copyBytes(from: contents)
    copies.append(copy)
    let source = try #require(
      zip_source_buffer(archive, copy.baseAddress, UInt64(copy.count), 0))
    let index = UInt64(try #require(UInt64(exactly: zip_file_add(archive, name, source, 0))))
    try #require(
      zip_set_file_compression(archive, index, compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) == 0)
  }
  try #require(zip_close(archive) == 0)
  return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}
