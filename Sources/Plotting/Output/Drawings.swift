import Foundation
import Storage
import Synchronization

/// Pictures that are being drawn: what is to go should the program end before they are done.
package enum Drawings {
  /// Folders for gnuplot to work in, each with the process that does.
  private static let running = Mutex<[String: pid_t?]>([:])

  /// Works in a new folder, which is gone afterwards: in `TMPDIR`, or in the system's places for
  /// temporary files if that is not set or leads nowhere, or here.
  ///
  /// - Throws: `FigureError.notWritable` when none of them can be written; what `body` throws.
  static func inNewFolder<Result>(
    _ body: (URL) throws(FigureError) -> Result
  ) throws(FigureError) -> Result {
    let chosen = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
    let folders = [chosen, "/tmp", "/var/tmp", "."].compactMap { $0 }.lazy.map {
      URL(fileURLWithPath: $0).appendingPathComponent("figure-\(UUID().uuidString)")
    }
    guard let folder = folders.first(where: { mkdir($0.path, 0o700) == 0 }) else {
      let reason = "\(SystemError.last); gnuplot needs a folder for its files: set TMPDIR"
      throw .notWritable(OutputError(path: chosen ?? "/tmp", reason: reason))
    }
    running.withLock { _ = $0.updateValue(nil, forKey: folder.path) }
    defer {
      try? FileManager.default.removeItem(at: folder)
      running.withLock { _ = $0.removeValue(forKey: folder.path) }
    }
    return try body(folder)
  }

  static func setProcess(_ process: pid_t?, in folder: URL) {
    running.withLock { running in
      guard running.keys.contains(folder.path) else { return }
      running.updateValue(process, forKey: folder.path)
    }
  }

  /// Stops all drawing for good, and ends the program.
  ///
  /// - Parameter end: Ends it; meanwhile no other picture is begun.
  package static func abandon(_ end: () -> Never) {
    running.withLock { running in
      for (folder, process) in running {
        if let process {
          kill(process, SIGKILL)
          // Else it might write into the folder once more.
          waitpid(process, nil, 0)
        }
        try? FileManager.default.removeItem(atPath: folder)
      }
      end()
    }
  }
}
