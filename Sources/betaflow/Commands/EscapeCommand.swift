import ArgumentParser
import LinearVAE
import MeanField
import Storage
import Studies

/// `betaflow escape`: slow, or never?
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
    if let dimension, !(1...SimulationSettings.dimensionLimit).contains(dimension) {
      throw ValidationError(
        "--dimension must be from 1 to \(SimulationSettings.dimensionLimit), not \(dimension).")
    }
    if let rows, rows < 1 { throw ValidationError("--rows must be at least 1, not \(rows).") }
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
    try common.write(study.dataset(of: specification)) { report(study) }
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

  private func report(_ study: EscapeResult) -> String {
    func number(_ value: Double?) -> String { value.map { TextTable.number($0) } ?? "–" }
    let epochs = rows == nil ? [] : ["epochs"]
    var table = TextTable(
      header: ["factor", "eigenvalue", "growth rate", "found at", "±", "steps"] + epochs
        + ["verdict"])
    for escape in study.factors {
      let verdict = EscapeVerdict(time: escape.time, end: study.end)
      let cells = [
        "\(escape.factor + 1)", TextTable.number(escape.eigenvalue),
        TextTable.number(escape.growthRate), number(escape.time),
        escape.spread > 0 ? TextTable.number(escape.spread, digits: 3) : "–",
        number(escape.time.flatMap(study.steps)),
      ]
      table.add(
        cells + epochs.map { _ in number(escape.time.flatMap(study.epochs)) }
          + [escape.obstacle.map { "\(verdict.rawValue) (\($0.rawValue))" } ?? verdict.rawValue])
    }
    var text = table.text + "\n"
    for group in study.alike {
      text += "Latents \(Self.listed(group)) start alike: "
      text += "they stay alike and find no more than one would.\n"
    }
    let end = study.plateau.map { plateau in
      let spread = plateau.spread > 0 ? " ± \(TextTable.number(plateau.spread, digits: 3))" : ""
      return "plateau ends at \(TextTable.number(plateau.time))\(spread), "
    }
    text += "Verdict: \(study.verdict.rawValue) "
    text += "(\(end ?? "")training ends at \(TextTable.number(study.end)))\n"
    return text
  }

  /// Ascending indices from 0 as numbers from 1, three and more in a row as a range: "1, 3–7".
  private static func listed(_ indices: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for index in indices {
      if let last = runs.last, last.upperBound + 1 == index {
        runs[runs.count - 1] = last.lowerBound...index
      } else {
        runs.append(index...index)
      }
    }
    let parts = runs.flatMap { run in
      run.count > 2
        ? ["\(run.lowerBound + 1)–\(run.upperBound + 1)"] : run.map { "\($0 + 1)" }
    }
    return parts.joined(separator: ", ")
  }
}
