import Foundation
import MessageText
import Storage
import Studies

/// The folder with a plan as a page, and its numbers beside it.
struct PlanReport {
  private let page: String
  private let numbers: Data

  /// Draws the page.
  init(_ plan: Plan, _ result: Dataset, data: String) throws {
    let name =
      data == InputFile.standardInput
      ? "standard input" : URL(fileURLWithPath: data).lastPathComponent
    page = try plan.page(of: name)
    numbers = try JSONDocument.data(of: result)
  }

  /// The files that a folder that exists gets: those that may be in the way of others.
  static func files(in folder: String) -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return [path("index.html", in: folder), path("plan.json", in: folder)]
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
      try OutputFile.write(numbers, to: Self.path("plan.json", in: folder))
      try OutputFile.write(Data(page.utf8), to: Self.path("index.html", in: folder))
    }
  }
}
