import ArgumentParser
import Foundation
import NumericKit
import Paper
import Studies

extension CatalogVariant: ExpressibleByArgument {}

/// `betaflow reproduce`: the figures of the paper, and some beyond it.
struct ReproduceCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Compute the figures of the paper anew, with their data.",
    discussion: """
      Each figure gets a folder with its data (CSV, NPZ), picture (SVG, PDF, PNG), gnuplot script, \
      and the problem files behind it; index.html shows all that the output folder holds, with \
      what was run and chosen. The same seed gives the same bytes of data. Figures:
        fig1           the course of learning under several β
        fig2           the error that learning ends in against β
        fig3           annealing in the small-rate limit
        fig4           stability of every fixed point
        fig5           annealing at a finite rate
      \(CatalogFigure.beyond.map { "  \($0.rawValue)" }.joined(separator: "\n"))
        paper, beyond, all
      """)

  static let example = "betaflow reproduce all --quick --output figures"

  @Argument(
    help: ArgumentHelp(
      "Which figures: \(Self.names.joined(separator: ", ")).", valueName: "figure"),
    completion: .list(Self.names))
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder to write to; made unless it exists.", valueName: "dir"), completion: .directory)
  var output: String

  @Flag(help: "Coarser and shorter: everything in seconds.")
  var quick = false

  @Option(help: "Another choice where the paper leaves one open; fig1 has one.")
  var variant: CatalogVariant?

  @Option(help: "Seed of random draws.")
  var seed: UInt64 = PaperOptions.defaultSeed

  @Option(parsing: .unconditional, help: "Threads; all cores unless given.")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "Print no progress.")
  var quiet = false

  /// What can be asked for.
  private static var names: [String] {
    CatalogFigure.allCases.map(\.rawValue) + ["paper", "beyond", "all"]
  }

  /// The figures asked for, each once, in the order of the catalogue.
  private var figures: [CatalogFigure] {
    let chosen = names.flatMap { name -> [CatalogFigure] in
      switch name {
      case "all": CatalogFigure.allCases
      case "paper": CatalogFigure.paper
      case "beyond": CatalogFigure.beyond
      default: CatalogFigure(rawValue: name).map { [$0] } ?? []
      }
    }
    return CatalogFigure.allCases.filter(chosen.contains)
  }

  func validate() throws {
    let allowed = Self.names.joined(separator: ", ")
    guard !names.isEmpty else {
      throw ValidationError("Which figure? Allowed are \(allowed).")
    }
    for name in names where !Self.names.contains(name) {
      throw ValidationError("There is no figure '\(name)'; allowed are \(allowed).")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads must be at least 1, not \(threads).")
    }
    if let variant, !figures.contains(where: { $0.variants.contains(variant) }) {
      let owners = CatalogFigure.allCases.filter { $0.variants.contains(variant) }
      throw ValidationError(
        "--variant \(variant.rawValue): none of the figures asked for has it; "
          + "\(owners.map(\.rawValue).joined(separator: ", ")) does.")
    }
  }

  func execute() throws {
    let folder = try CatalogFolder(output)
    // The matrices are far too small for threads of their own.
    BLASThreads.set(1)
    let figures = figures
    let report = CatalogReport(figures.count, isQuiet: quiet)
    let made = MadeFigures(in: folder)
    let command = ["betaflow"] + CommandLine.arguments.dropFirst()
    Interruption.say { made.lastWords(of: figures, command: command) }
    let options = PaperOptions(edition: quick ? .quick : .full, seed: seed)
    let context = RunContext(threads: threads, isQuiet: quiet)
    _ = try context.map(figures.count, "figures") { index in
      try make(figures[index], options, made, report)
    }
    try StandardStreams.print(try folder.writePage())
  }

  /// Makes one figure.
  private func make(
    _ figure: CatalogFigure, _ options: PaperOptions, _ made: MadeFigures,
    _ report: CatalogReport
  ) throws {
    var options = options
    options.variant = variant.flatMap { figure.variants.contains($0) ? $0 : nil }
    let start = ContinuousClock.now
    let sheet = try figure.sheet(options)
    try made.write(try sheet.files(), of: sheet.name, as: figure)
    report.finished(sheet.name, in: ContinuousClock.now - start)
  }
}
