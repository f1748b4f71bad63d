import Foundation
import MessageText
import Storage

/// The folder with a result as a page, and its numbers beside it.
struct PageReport {
  private let page: String
  private let numbers: Data
  private let name: String

  /// A page; its numbers go to a file of this name.
  init(_ page: String, _ result: Dataset, named name: String) throws {
    self.page = page
    self.name = name
    numbers = try JSONDocument.data(of: result)
  }

  /// What pages call a data file.
  static func title(ofData path: String) -> String {
    path == InputFile.standardInput
      ? "standard input" : URL(fileURLWithPath: path).lastPathComponent
  }

  /// The files that a folder that exists gets: those that may be in the way of others.
  static func files(in folder: String, named name: String) -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return [path("index.html", in: folder), path(name, in: folder)]
  }

  private static func path(_ name: String, in folder: String) -> String {
    URL(fileURLWithPath: folder).appendingPathComponent(name).path
  }

  /// Writes both, in a folder that is made unless it exists.
  ///
  /// - Throws: `OutputError`.
  func write(to folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw OutputError(path: folder, reason: "the folder cannot be made")
    }
    try Interruption.writing {
      try OutputFile.write(numbers, to: Self.path(name, in: folder))
      try OutputFile.write(Data(page.utf8), to: Self.path("index.html", in: folder))
    }
  }
}
