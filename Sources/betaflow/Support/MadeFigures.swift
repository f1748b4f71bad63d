import Foundation
import Paper
import Synchronization

/// The figures of the catalogue that stand in their folder, whole.
final class MadeFigures: Sendable {
  private let folder: CatalogFolder
  private let figures: [CatalogFigure]
  private let made = Mutex<Set<CatalogFigure>>([])

  init(of figures: [CatalogFigure], in folder: CatalogFolder) {
    (self.figures, self.folder) = (figures, folder)
  }

  /// Writes the files of a figure, and says so on standard error unless that is not wanted.
  func write(
    _ files: [CatalogFile], of name: String, as figure: CatalogFigure, after time: Duration,
    isQuiet: Bool
  ) throws {
    try made.withLock { made in
      try folder.write(files, of: name)
      made.insert(figure)
      guard !isQuiet else { return }
      let seconds = String(format: "%.1f", time / .seconds(1))
      Message.line("\(name): done in \(seconds) s (\(made.count) of \(figures.count))")
    }
  }

  /// Writes the page with the figures that are made, as the program ends before all are, and says how the
  /// command goes on.
  func lastWords(command: [String]) -> String {
    // A figure that is being written is waited for.
    made.withLock { made in
      let left = figures.filter { !made.contains($0) }
      let done = "interrupted after \(made.count) of \(figures.count) figures"
      do { try folder.writePage() } catch { return "\(done); \(error)" }
      guard !left.isEmpty else { return done }
      let words =
        command.prefix(2) + left.map(\.rawValue)
        + command.dropFirst(2).filter { !ReproduceCommand.names.contains($0) }
      return "\(done); go on with:\n  \(Arguments.shell(words))"
    }
  }
}
