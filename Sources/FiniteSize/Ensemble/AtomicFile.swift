import Foundation
import NumericKit

/// Replacing a file so that it is whole at every instant, whatever kills the program.
enum AtomicFile {
  /// Writes a file beside the old one and moves it into its place.
  ///
  /// The file beside it has a fixed name, so that a program killed while writing leaves at most one,
  /// which the next write replaces. A symbolic link is followed, not replaced, even where it leads to
  /// a file that does not exist yet.
  static func replace(_ path: String, with data: Data) throws {
    guard let target = LinkedFile.target(of: path) else {
      throw CocoaError(.fileWriteInvalidFileName)
    }
    let draft = target.appendingPathExtension("part")
    try Data().write(to: draft)
    let handle = try FileHandle(forWritingTo: draft)
    try handle.write(contentsOf: data)
    try handle.synchronize()
    try handle.close()
    guard rename(draft.path, target.path) == 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
  }
}
