import LinearVAE
import Plotting
import Storage
import Studies

/// A study behind a figure of the catalogue: a specification that can be stored and edited, and all
/// that follows from it.
///
/// To add a figure: write a specification with the study that conforms to this protocol, its figure and
/// its caption, and list it in ``CatalogFigure``. Imitate ``AsymptoticErrors``.
package protocol CatalogStudy: Sendable {
  /// Everything that the numbers of the figure depend on.
  associatedtype Specification: Codable, Sendable

  /// What was asked for.
  var specification: Specification { get }
  /// The problems behind the curves, as files that every subcommand reads.
  var problems: [CatalogProblem] { get }
  /// The numbers behind the curves.
  var tables: [CatalogTable] { get }
  /// The same numbers as arrays.
  var archive: NPZArchive { get }
  /// The picture.
  var figure: Figure { get }
  /// What the reader must know to judge it.
  var caption: CatalogRecord { get }

  /// Runs the study in the current `RunContext`.
  ///
  /// - Parameters:
  ///   - specification: What to compute.
  ///   - options: How much of it.
  /// - Throws: What the calculation throws; `RunCancelled` when told to stop.
  init(_ specification: Specification, options: PaperOptions) throws
}

/// A problem with the name of its file, without the extension.
package typealias CatalogProblem = (name: String, specification: ProblemSpecification)

/// A table with what its name adds to that of the figure; `nil` for the main table.
package typealias CatalogTable = (suffix: String?, table: ColumnTable)

extension CatalogStudy {
  /// One array per column, in the table's order, with the name of its table where there are several.
  package var archive: NPZArchive {
    var archive = NPZArchive()
    for (suffix, table) in tables {
      for column in table.columns {
        let name = suffix.map { "\($0)_\(column.name)" } ?? column.name
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

extension ColumnTable {
  /// A table of numbers.
  init(_ columns: KeyValuePairs<String, [Double?]>) {
    self.init()
    for (name, values) in columns { add(name, values) }
  }
}
