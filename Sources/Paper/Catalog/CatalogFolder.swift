import Foundation
import MessageText
import Storage
import Studies

/// The folder in which the figures of the catalogue stand, each in a folder of its own.
///
/// A file is complete under its name or not there; a figure's record is written last, and the page
/// shows the figures that have one.
package struct CatalogFolder: Sendable {
  private let path: String
  private var page: String { "\(path)/index.html" }

  /// A folder, made where there is none; the one around it must exist.
  ///
  /// - Throws: `OutputError`.
  package init(_ path: String) throws(OutputError) {
    self.path = path
    try Self.makeDirectory(path)
    try OutputFile.check(page)
  }

  /// Writes the files of a figure into its folder, replacing those of the same names. Others that its
  /// record says were made before are removed at the end.
  ///
  /// - Throws: `OutputError`.
  package func write(_ files: [CatalogFile], of name: String) throws(OutputError) {
    let folder = "\(path)/\(name)"
    try Self.makeDirectory(folder)
    for file in files { try OutputFile.check("\(folder)/\(file.name)") }
    let before = record(of: name)?.files ?? []
    for file in files { try OutputFile.write(file.contents, to: "\(folder)/\(file.name)") }
    let names = Set(files.map(\.name))
    for stale in before where !names.contains(stale) && !stale.contains("/") {
      // Only files: a record that says ".." must not take the folder away.
      unlink("\(folder)/\(stale)")
    }
  }

  private func record(of name: String) -> CatalogRecord? {
    let file = URL(fileURLWithPath: "\(path)/\(name)/\(CatalogRecord.fileName)")
    guard let data = try? Data(contentsOf: file) else { return nil }
    return try? JSONDecoder().decode(CatalogRecord.self, from: data)
  }

  /// The records of all figures here, those of the paper first.
  package var records: [CatalogRecord] {
    let names = CatalogFigure.allCases.flatMap { figure in
      [figure.name()] + figure.variants.map { figure.name($0) }
    }
    return names.compactMap(record(of:))
  }

  /// Writes the page that shows all figures here.
  ///
  /// - Returns: The path of the page.
  /// - Throws: `OutputError`.
  @discardableResult package func writePage() throws(OutputError) -> String {
    try OutputFile.write(Data(CatalogRecord.page(of: records).utf8), to: page)
    return page
  }

  private static func makeDirectory(_ path: String) throws(OutputError) {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else {
        throw OutputError(path: path, reason: "it is not a directory")
      }
      return
    }
    guard mkdir(path, 0o777) != 0 else { return }
    let error = SystemError.last
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let exists = FileManager.default.fileExists(atPath: parent)
    throw OutputError(
      path: path, reason: exists ? "\(error)" : "there is no directory '\(parent.shownPath())'")
  }
}
