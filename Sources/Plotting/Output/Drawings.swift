import Foundation
import Synchronization

/// Pictures that are being drawn: what is to go should the program end before they are done.
package enum Drawings {
  /// Folders for gnuplot to work in, each with the process that does.
  private static let running = Mutex<[String: pid_t?]>([:])

  /// Works in a new temporary folder, which is gone afterwards.
  static func inFolder<Result, Failure: Error>(
    _ folder: URL, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    running.withLock { _ = $0.updateValue(nil, forKey: folder.path) }
    defer {
      try? FileManager.default.removeItem(at: folder)
      running.withLock { _ = $0.removeValue(forKey: folder.path) }
    }
    return try body()
  }

  /// Says which process works in a folder.
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
