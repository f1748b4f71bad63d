import Foundation
import LinearVAE
import Plotting
import ProblemFiles
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

  var specification: Specification { get }
  /// The problems behind the curves, as files that every subcommand reads.
  var problems: [CatalogProblem] { get }
  /// Files of data besides; none unless given.
  var files: [CatalogFile] { get }
  /// The numbers behind the curves.
  var tables: [CatalogTable] { get }
  /// The same numbers as arrays.
  var archive: NPZArchive { get }
  var figure: Figure { get }
  /// What the reader must know to judge it.
  var caption: CatalogRecord { get }

  /// Runs the study in the current `RunContext`.
  ///
  /// - Throws: What the calculation throws; `RunCancelled` when told to stop.
  init(_ specification: Specification, options: PaperOptions) throws
}

/// A problem with the name of its file, without the extension.
package typealias CatalogProblem = (name: String, specification: ProblemSpecification)

/// A table with what its name adds to that of the figure; `nil` for the main table.
package typealias CatalogTable = (suffix: String?, table: ColumnTable)

extension CatalogStudy {
  package var files: [CatalogFile] { [] }

  /// One array per column, in the table's order, with the name of its table where there are several.
  package var archive: NPZArchive {
    var archive = NPZArchive()
    for (suffix, table) in tables { archive.add(table, prefix: suffix.map { "\($0)_" } ?? "") }
    return archive
  }
}

extension NPZArchive {
  /// An array per column.
  mutating func add(_ table: ColumnTable, prefix: String) {
    for column in table.columns {
      let (name, shape) = (prefix + column.name, [column.cells.count])
      switch column.cells {
      case .numbers(let values): add(name, shape: shape, values.map { $0 ?? .nan })
      case .texts(let texts): add(name, shape: shape, texts: texts)
      }
    }
  }
}

extension ColumnTable {
  /// A table of numbers.
  init(_ columns: KeyValuePairs<String, [Double?]>) {
    self.init()
    for (name, values) in columns { add(name, values) }
  }
}

/// A figure of the catalogue with everything that belongs to it, ready to be written.
package struct CatalogSheet: Sendable {
  /// The name of its folder and of the files there.
  package let name: String
  package let study: any CatalogStudy
  let options: PaperOptions

  /// The files of data: problems, tables, arrays and the specification; the same for the same seed.
  ///
  /// - Throws: `EncodingError` for a specification with a number that is not finite.
  package func dataFiles() throws -> [CatalogFile] {
    study.problems.map { CatalogFile("\($0.name).yaml", Data($0.specification.yaml().utf8)) }
      + study.files
      + study.tables.map { suffix, table in
        CatalogFile("\(name)\(suffix.map { "-\($0)" } ?? "").csv", Data(table.csv.utf8))
      }
      + [
        CatalogFile("\(name).npz", study.archive.data),
        CatalogFile("specification.json", try JSONDocument.data(of: study.specification)),
      ]
  }

  /// All files of the folder; last the record, by which the folder counts as complete.
  ///
  /// - Throws: `FigureError` for a picture that cannot be drawn, or `EncodingError`.
  package func files() throws -> [CatalogFile] {
    // The script draws other formats anew.
    let (figure, names) = (study.figure, ["svg", "pdf", "png", "gp"].map { "\(name).\($0)" })
    let files =
      try dataFiles() + zip(names, figure.contents(ofFiles: names)).map { CatalogFile($0, $1) }
    var record = study.caption
    (record.name, record.edition, record.seed) = (name, options.edition, options.seed)
    (record.width, record.files) = (figure.width.millimetres, files.map(\.name))
    return files + [CatalogFile(CatalogRecord.fileName, try JSONDocument.data(of: record))]
  }
}

/// A file in the folder of a figure.
package struct CatalogFile: Sendable, Hashable {
  package let name: String
  package let contents: Data

  package init(_ name: String, _ contents: Data) { (self.name, self.contents) = (name, contents) }
}
