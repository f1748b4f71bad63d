import ArgumentParser
import Foundation
import MessageText
import NumericKit
import Plotting
import Requests
import Storage

/// The ways in which a subcommand can write its result.
protocol ResultFormat: RawRepresentable<String>, ExpressibleByArgument, CaseIterable, Sendable {
  /// What is written unless something else was asked for.
  static var table: Self { get }
}

extension ResultFormat {
  /// The format as one that every result has, if it is one.
  var usual: OutputFormat? { OutputFormat(rawValue: rawValue) }
}

enum OutputFormat: String, ResultFormat {
  case table
  case json
  case csv
  case npz
  /// What the others hold, as the documentation has it; not offered.
  case fields

  static let allCases: [OutputFormat] = [.table, .json, .csv, .npz]
}

extension CompletionKind {
  static var problemFile: CompletionKind { .file(extensions: ["yaml", "yml", "json"]) }
}

typealias CommonOptions = OutputOptions<OutputFormat>

/// The options that every subcommand has.
struct OutputOptions<Format: ResultFormat>: ParsableArguments {
  @Option(help: "How to write the result.")
  var format: Format = .table

  @Option(
    help: ArgumentHelp(
      "Write the result to a file instead of standard output (-).", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(name: .shortAndLong, help: "Print no warnings, notes or progress.")
  var quiet = false

  @Option(help: "Seed of random draws; overrides simulation.seed of a problem file.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Threads; all cores unless given.")
  var threads: Int?

  func validate() throws {
    if format.usual == .npz && output == nil {
      throw ValidationError("--format \(format) writes binary data: give --output PATH.")
    }
    try check("--threads", threads, in: 1...)
  }

  /// Checks that result, pictures and checkpoint can be written, each
  /// to a file of its own, and none in the place of what is read.
  ///
  /// - Parameters:
  ///   - plot: The pictures.
  ///   - outputs: Other files that are written, with their flags.
  ///   - folder: The folder with a page that the command writes.
  ///   - checkpoint: The path of `--checkpoint`.
  ///   - inputs: The files that are read, by what people call them.
  ///   - data: The data files that are read.
  /// - Returns: How the command works.
  /// - Throws: `ValidationError` for files that clash, `OutputError` for one that cannot be written.
  @discardableResult
  func prepare(
    _ plot: PlotOptions? = nil, writing outputs: [(String, String)] = [], folder: String? = nil,
    checkpoint: String? = nil,
    reading inputs: KeyValuePairs<String, String> = [:], data: [String] = []
  ) throws -> RunContext {
    // Results must not depend on the machine: the last bits of OpenBLAS's depend on its threads.
    BLASThreads.set(1)
    let pictures = (plot?.files ?? []).map { ("--plot", $0) }
    try FileClaims.check(
      output: output,
      others: pictures + outputs + (checkpoint.map { [("--checkpoint", $0)] } ?? []),
      folder: folder, reading: Array(inputs) + data.map { ("the data file", $0) })
    if let checkpoint, case .file = try OutputDestination(checkpoint) {
    } else if let checkpoint {
      throw OutputError(path: checkpoint, reason: "a checkpoint is a regular file")
    }
    if format.usual == .npz, case .descriptor(let output) = try OutputDestination(output ?? "-"),
      isatty(output.number) != 0
    {
      throw ValidationError(
        "--format \(format) writes binary data, which a terminal cannot show.")
    }
    if !quiet { ProgressLine.begin() }
    return RunContext(threads: threads, isQuiet: quiet)
  }

  func warn(_ text: String) { if !quiet { Message.warning(text) } }

  func note(_ text: String) { if !quiet { Message.note(text) } }

  /// Writes a result in the format asked for; `report` is the same for people, or in a format that only
  /// the command has.
  func write(_ result: Dataset, report: () throws -> String) throws {
    switch format.usual {
    case .json: try write(JSONDocument.data(of: result))
    case .csv: try write(result.table.csv)
    // Arrays one after the other.
    case .npz: try write { try result.archive.write(to: $0) }
    case .fields: try write(result.reference)
    case .table, nil: try write(report())
    }
  }

  func write(_ text: String) throws { try write(Data(text.utf8)) }

  /// Writes a result to `--output` or standard output.
  func write(_ data: Data) throws {
    try write { file in try data.withUnsafeBytes { try file.write($0) } }
  }

  private func write(_ body: (Descriptor) throws -> Void) throws {
    ProgressLine.end()
    try Interruption.writing {
      try OutputFile.write(to: output ?? OutputFile.standardOutput, body)
    }
  }
}

struct PlotOptions: ParsableArguments {
  @Option(
    name: .customLong("plot"), parsing: .singleValue,
    help: ArgumentHelp(
      "Draw the result; .svg, .png, .pdf, or .gp for the script. Can be repeated.",
      valueName: "file"), completion: .file(extensions: Self.suffixes))
  var files: [String] = []

  private static let suffixes = ["svg", "png", "pdf", "gp"]

  func validate() throws {
    for file in files
    where !Self.suffixes.contains(URL(fileURLWithPath: file).pathExtension.lowercased()) {
      throw ValidationError(
        "--plot \(file): cannot tell the format; allowed are .svg, .png, .pdf and .gp.")
    }
  }

  /// Whether there is anything to draw.
  var isWanted: Bool { !files.isEmpty }

  /// Draws the picture of an answer, if it has one, to all files asked for.
  func draw<Outcome>(_ reply: Reply<Outcome>) throws {
    if let figure = reply.figure { try draw(figure()) }
  }

  /// Draws the figure to all files asked for.
  func draw(_ figure: @autoclosure () throws -> Figure) throws {
    guard !files.isEmpty else { return }
    for (file, contents) in zip(files, try figure().contents(ofFiles: files)) {
      try Interruption.writing { try OutputFile.write(contents, to: file) }
    }
  }
}
