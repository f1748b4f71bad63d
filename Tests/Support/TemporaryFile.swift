import Foundation

/// A file that lives as long as the test needs it.
public struct TemporaryFile: ~Copyable {
  /// Where it is.
  public let path: String

  /// A file with these bytes.
  public init(_ bytes: some Sequence<UInt8>, suffix: String = ".csv") throws {
    let name = "betaflow-\(UUID().uuidString)\(suffix)"
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    path = url.path
  }

  /// A file with this text.
  public init(_ text: String, suffix: String = ".csv") throws {
    try self.init(text.utf8, suffix: suffix)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
