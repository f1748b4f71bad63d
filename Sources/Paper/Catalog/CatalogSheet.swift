import Foundation
import Plotting
import ProblemFiles
import Storage
import Studies

/// A figure of the catalogue with everything that belongs to it, ready to be written.
package struct CatalogSheet: Sendable {
  /// The name of its folder and of the files there.
  package let name: String
  /// The results.
  package let study: any CatalogStudy
  private let options: PaperOptions

  /// The results of a study that was run with the given options.
  init(name: String, study: any CatalogStudy, options: PaperOptions) {
    (self.name, self.study, self.options) = (name, study, options)
  }

  /// The formats of the pictures; the script draws the others anew.
  private static let pictures = ["svg", "pdf", "png", "gp"]

  /// The files of data: problems, tables, arrays and the specification.
  ///
  /// - Returns: Names within the folder, with contents that are the same for the same seed.
  /// - Throws: `EncodingError` for a specification with a number that is not finite.
  package func dataFiles() throws -> [CatalogFile] {
    study.problems.map { CatalogFile("\($0.name).yaml", Data($0.specification.yaml().utf8)) }
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
  /// - Returns: Names within the folder with their contents.
  /// - Throws: `FigureError` for a picture that cannot be drawn, or `EncodingError`.
  package func files() throws -> [CatalogFile] {
    let (figure, names) = (study.figure, Self.pictures.map { "\(name).\($0)" })
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
  /// Its name within the folder.
  package let name: String
  /// All that it holds.
  package let contents: Data

  package init(_ name: String, _ contents: Data) { (self.name, self.contents) = (name, contents) }
}
