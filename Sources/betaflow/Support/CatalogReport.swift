import Foundation
import Synchronization

/// A line on standard error for each figure that is finished.
final class CatalogReport: Sendable {
  private let total: Int
  private let isQuiet: Bool
  private let done = Mutex(0)

  init(_ total: Int, isQuiet: Bool) {
    self.total = total
    self.isQuiet = isQuiet
  }

  /// Says that a figure is finished.
  func finished(_ name: String, in duration: Duration) {
    guard !isQuiet else { return }
    done.withLock { done in
      done += 1
      let seconds =
        Double(duration.components.seconds)
        + 1e-18 * Double(duration.components.attoseconds)
      Message.line("\(name): done in \(String(format: "%.1f", seconds)) s (\(done) of \(total))")
    }
  }
}
