import LinearVAE
import Plotting
import Storage

/// A study behind a figure of the catalogue: a specification that can be stored and edited, and all
/// that follows from it.
///
/// To add a figure: write a specification, a study that conforms to this protocol and its figure, each
/// in a file, and list it in ``CatalogFigure``. Imitate ``AsymptoticErrors``.
public protocol CatalogStudy: Sendable {
  /// Everything that the numbers of the figure depend on.
  associatedtype Specification: Codable, Sendable

  /// What was asked for.
  var specification: Specification { get }
  /// The problems behind the curves, as problem files, by name.
  var problems: [CatalogProblem] { get }
  /// The numbers behind the curves.
  var tables: [CatalogTable] { get }
  /// The same numbers as arrays.
  var archive: NPZArchive { get }
  /// The picture.
  var figure: Figure { get }
  /// What the reader must know.
  var caption: CatalogCaption { get }

  /// Runs the study.
  ///
  /// - Parameters:
  ///   - specification: What to compute.
  ///   - options: Threads, and whether to stop; the numbers do not depend on them.
  /// - Throws: What the calculation throws; `EnsembleInterruption` when told to stop.
  init(_ specification: Specification, options: CatalogOptions) throws
}

extension CatalogStudy {
  /// One array per column, in the table's order, with the name of its table where there are several.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    for table in tables {
      for column in table.table.columns {
        let name = table.suffix.map { "\($0)_\(column.name)" } ?? column.name
        switch column.cells {
        case .numbers(let values):
          archive.add(name, shape: [values.count], values.map { $0 ?? .nan })
        case .texts(let texts): archive.add(name, shape: [texts.count], texts: texts)
        }
      }
    }
    return archive
  }
}

/// A problem of a figure as a file that every subcommand reads.
public struct CatalogProblem: Sendable, Hashable {
  /// The name of the file without its extension.
  public let name: String
  /// What it says.
  public let specification: ProblemSpecification

  /// A problem with a name.
  public init(_ name: String, _ specification: ProblemSpecification) {
    self.name = name
    self.specification = specification
  }
}

/// A table of a figure.
public struct CatalogTable: Sendable, Hashable {
  /// What its name adds to that of the figure; `nil` for the main table.
  public let suffix: String?
  /// The columns.
  public let table: ColumnTable

  /// A table with a name.
  public init(_ table: ColumnTable, suffix: String? = nil) {
    self.suffix = suffix
    self.table = table
  }
}
