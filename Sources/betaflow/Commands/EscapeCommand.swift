import ArgumentParser
import Foundation
import LinearVAE
import MeanField
import Storage
import Studies

struct EscapeCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "escape",
    abstract: "Tell whether the latents leave their plateau, and when.",
    discussion: """
      From the file's initial state, or for initial: random on average over starts in \
      simulation.dimension dimensions, it predicts when the latents find each factor, and judges \
      against time.end: learns, slow (later than the planned training) or never.
      """)

  static let example = "betaflow escape Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional,
    help: "N, to count steps and for a random start; overrides simulation.dimension.")
  var dimension: Int?

  @Option(parsing: .unconditional, help: "Samples in the data set, to count epochs.")
  var rows: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func validate() throws {
    try check("--dimension", dimension, in: 1...SimulationSettings.dimensionLimit)
    try check("--rows", rows, in: 1...)
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(problemFile, for: .start, dimension: dimension) {
      if let dimension { $0.simulation?.dimension = dimension }
    }
    let study = try common.inFile(problemFile) { try escape(of: specification).run(context) }
    if rows != nil, study.steps(1) == nil {
      common.warn(
        "--rows has no effect: "
          + (specification.problem.training.rates == .limit
            ? "training.rates: limit has no steps"
            : "epochs need a dimension, in --dimension or a section simulation"))
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { report(study, result) }
  }

  private func escape(of specification: ProblemSpecification) throws -> EscapeStudy {
    let end = try specification.requireTime().end
    let known = dimension ?? specification.simulation?.dimension
    let start: EscapeStudy.Start
    if case .random = try specification.requireInitial() {
      guard let known else {
        throw ValidationError(
          "initial: random needs a dimension: give --dimension or a section simulation.")
      }
      start = .random(dimension: known)
    } else {
      start = .state(try specification.initialState())
    }
    return EscapeStudy(
      specification.problem, from: start, end: end,
      units: EscapeStudy.Units(dimension: known, rows: rows), withCurves: plot.isWanted)
  }

  private func report(_ study: EscapeResult, _ result: Dataset) -> String {
    var table = TextTable(result)
    table.add("factor (from 1)", result.numbers("factor").map(TextTable.index))
    table.add("eigenvalue")
    table.add("growth rate", "growth_rate")
    table.add("found at", "time")
    table.add(
      "±",
      result.numbers("spread").map { TextTable.number($0 > 0 ? $0 : nil, digits: 3) })
    table.add("steps")
    if rows != nil { table.add("epochs") }
    table.add(
      "verdict",
      zip(result.texts("verdict"), result.texts("reason")).map { verdict, reason in
        (verdict ?? "–") + (reason.map { " (\($0))" } ?? "")
      })
    var text = table.text + "\n"
    for group in study.alike {
      text += "Latents \(Self.listed(group)) start alike: "
      text += "they stay alike and find no more than one would.\n"
    }
    text += "Verdict: \(study.verdict.rawValue) ("
    if let plateau = study.plateau {
      let spread = plateau.spread > 0 ? " ± \(TextTable.number(plateau.spread, digits: 3))" : ""
      text += "plateau ends at \(TextTable.number(plateau.time))\(spread), "
    }
    return text + "training ends at \(TextTable.number(study.end)))\n" + Self.told(study)
  }

  /// When single runs leave the plateau, in words.
  private static func told(_ study: EscapeResult) -> String {
    guard let runs = study.runs else { return "" }
    let bounds = [runs.low, runs.high].map { TextTable.number($0) }
    let between = "eight of ten between \(bounds[0]) and \(bounds[1])"
    let median = TextTable.number(runs.median)
    guard study.plateau == nil else {
      return
        "Single runs at N = \(runs.dimension), by their own noise, too: half of them leave the plateau by "
        + "\(median), \(between).\n"
    }
    return
      "The flow never leaves from here, but the noise of single runs ends the plateau at about "
      + "\(median) at N = \(runs.dimension), \(between).\n"
  }

  /// Ascending indices from 0 as numbers from 1, three and more in a row as a range: "1, 3–7".
  private static func listed(_ indices: [Int]) -> String {
    IndexSet(indices).rangeView.flatMap { run in
      run.count > 2 ? ["\(run.lowerBound + 1)–\(run.upperBound)"] : run.map { "\($0 + 1)" }
    }.joined(separator: ", ")
  }
}
