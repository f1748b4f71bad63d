import ArgumentParser
import Foundation
import NumericKit
import Paper
import Studies

extension CatalogVariant: ExpressibleByArgument {}

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

  private static let groups = [
    "paper": CatalogFigure.paper, "beyond": CatalogFigure.beyond, "all": CatalogFigure.allCases,
  ]

  static let names = CatalogFigure.allCases.map(\.rawValue) + ["paper", "beyond", "all"]

  /// The figures asked for, each once, in the order of the catalogue.
  private var figures: [CatalogFigure] {
    let chosen = names.flatMap { name in
      Self.groups[name] ?? CatalogFigure(rawValue: name).map { [$0] } ?? []
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
    try check("--threads", threads, in: 1...)
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
    let made = MadeFigures(of: figures, in: folder)
    let command = ["betaflow"] + CommandLine.arguments.dropFirst()
    Interruption.say { made.lastWords(command: command) }
    let options = PaperOptions(edition: quick ? .quick : .full, seed: seed)
    let context = RunContext(threads: threads, isQuiet: quiet)
    _ = try context.map(figures.count, "figures") { index in
      let figure = figures[index]
      var options = options
      options.variant = variant.flatMap { figure.variants.contains($0) ? $0 : nil }
      let start = ContinuousClock.now
      let sheet = try figure.sheet(options)
      try made.write(
        try sheet.files(), of: sheet.name, as: figure, after: ContinuousClock.now - start,
        isQuiet: quiet)
    }
    try StandardStreams.print(try folder.writePage())
  }
}
