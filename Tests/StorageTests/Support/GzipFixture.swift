import CZlib
import Foundation
import Testing

/// Bytes as gzip compresses them.
func gzip(_ bytes: some Sequence<UInt8>) throws -> [UInt8] {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("betaflow-\(UUID().uuidString).gz").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  let file = try #require(gzopen(path, "wb"))
  let content = Array(bytes)
  let written = content.withUnsafeBytes { gzwrite(file, $0.baseAddress, CUnsignedInt($0.count)) }
  try #require(Int(written) == content.count && gzclose(file) == Z_OK)
  return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}
