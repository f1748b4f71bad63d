import Paper
import Studies
import Synchronization

/// The figures of the catalogue that stand in their folder, whole.
final class MadeFigures: Sendable {
  private let folder: CatalogFolder
  private let made = Mutex<Set<CatalogFigure>>([])

  init(in folder: CatalogFolder) { self.folder = folder }

  /// Writes the files of a figure.
  func write(_ files: [CatalogFile], of name: String, as figure: CatalogFigure) throws {
    try made.withLock { made in
      try folder.write(files, of: name)
      made.insert(figure)
    }
  }

  /// Writes the page with the figures that are made, as the program ends before all are.
  ///
  /// - Parameters:
  ///   - figures: Those asked for.
  ///   - command: The words of the command line.
  /// - Returns: What was done and how to go on.
  func lastWords(of figures: [CatalogFigure], command: [String]) -> String {
    // A figure that is being written is waited for.
    made.withLock { made in
      let left = figures.filter { !made.contains($0) }
      let done = "interrupted after \(figures.count - left.count) of \(figures.count) figures"
      do { try folder.writePage() } catch { return "\(done); \(error)" }
      guard !left.isEmpty else { return done }
      let names = Set(["paper", "beyond", "all"] + CatalogFigure.allCases.map(\.rawValue))
      let words =
        command.prefix(2) + left.map(\.rawValue)
        + command.dropFirst(2).filter { !names.contains($0) }
      return "\(done); go on with:\n  \(ShellWord.joined(words))"
    }
  }
}
