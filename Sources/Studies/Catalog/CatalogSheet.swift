import Foundation
import Plotting
import Storage

/// A figure of the catalogue with everything that belongs to it, ready to be written.
public struct CatalogSheet: Sendable {
  /// The name of its folder and of the files there.
  public let name: String
  /// The picture.
  public let figure: Figure
  /// What the reader must know.
  public let caption: CatalogCaption
  /// The tables.
  public let tables: [CatalogTable]
  /// The problems behind it.
  public let problems: [CatalogProblem]

  private let archive: NPZArchive
  private let specification: Data
  private let edition: CatalogEdition
  private let seed: UInt64

  /// The results of a study.
  ///
  /// - Parameters:
  ///   - name: The name of the folder and of the files there.
  ///   - edition: How large the study was made.
  ///   - seed: The seed it was made with.
  ///   - study: The results.
  /// - Throws: `EncodingError` for a specification with a number that is not finite.
  public init(
    name: String, edition: CatalogEdition, seed: UInt64, study: some CatalogStudy
  ) throws {
    self.name = name
    self.edition = edition
    self.seed = seed
    figure = study.figure
    caption = study.caption
    tables = study.tables
    problems = study.problems
    archive = study.archive
    specification = try JSONDocument.data(of: study.specification)
  }

  /// The formats of the pictures; the script draws the others anew.
  private static let pictures = ["svg", "pdf", "png", "gp"]

  /// The files of data: problems, tables, arrays and the specification.
  ///
  /// - Returns: Names within the folder, with contents that are the same for the same seed.
  public var dataFiles: [CatalogFile] {
    problems.map { problem in
      CatalogFile("\(problem.name).yaml", Data(problem.specification.yaml().utf8))
    }
      + tables.map { table in
        CatalogFile(
          "\(name)\(table.suffix.map { "-\($0)" } ?? "").csv", Data(table.table.csv.utf8))
      }
      + [
        CatalogFile("\(name).npz", archive.data),
        CatalogFile("specification.json", specification),
      ]
  }

  /// All files of the folder; last the record, by which the folder counts as complete.
  ///
  /// - Returns: Names within the folder with their contents.
  /// - Throws: `FigureError` for a picture that cannot be drawn, or `EncodingError`.
  public func files() throws -> [CatalogFile] {
    let names = Self.pictures.map { "\(name).\($0)" }
    let drawn = zip(names, try figure.contents(ofFiles: names)).map { CatalogFile($0, $1) }
    let files = dataFiles + drawn
    let record = CatalogRecord(
      name: name, edition: edition, seed: seed, figure: figure, caption: caption,
      files: files.map(\.name))
    return files + [CatalogFile(CatalogRecord.fileName, try JSONDocument.data(of: record))]
  }
}

/// A file in the folder of a figure.
public struct CatalogFile: Sendable, Hashable {
  /// Its name within the folder.
  public let name: String
  /// All that it holds.
  public let contents: Data

  /// A file with a name.
  public init(_ name: String, _ contents: Data) {
    self.name = name
    self.contents = contents
  }
}
