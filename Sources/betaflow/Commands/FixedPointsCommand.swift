import ArgumentParser
import LinearVAE
import MeanField
import Storage
import Studies

struct FixedPointsCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "fixed-points",
    abstract: "List the states in which training can come to rest, and which of them attract.",
    discussion: """
      Finds every fixed point of the flow at the problem's rates, one for each class of equivalent \
      ones (up to permutations and signs), with all eigenvalues of the Jacobian there. Eigenvalues \
      are per unit of t = steps / N, or of τt with training.rates: limit.
      """)

  static let example = "betaflow fixed-points Examples/matched.yaml --beta 0.5"

  @OptionGroup var problem: ProblemArgument

  @Option(
    parsing: .unconditional,
    help: "β at which to look; by default the one on which the file's schedule settles.")
  var beta: Double?

  @Option(
    parsing: .unconditional,
    help: """
      Starts of the search for states of correlated latents, which closed forms list in full only in \
      the small-rate limit without weight decay; by default \(FixedPointStudy.defaultStarts) for \
      small problems. With 0, as for large ones, they are left out. One state of a continuum is \
      listed, with "∞" under "times".
      """)
  var search: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func validate() throws {
    try checkPositive("--beta", beta)
    try check("--search", search, in: 0...100_000)
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    let specification = try common.readProblem(problemFile, for: [])
    let study = try FixedPointStudy(specification.problem, beta: beta, starts: search).run(context)
    if !study.isComplete {
      common.note(
        "more than \(FixedPointAnalysis.classLimit) classes of fixed points: only the attracting "
          + "one, the collapsed one and neighbours are listed")
    }
    if search == nil && study.starts == 0 {
      common.note(
        "the model is too large for states of correlated latents, which do not attract at small rates: "
          + "--search \(FixedPointStudy.defaultStarts) looks for them anyway")
    }
    if study.starts > 0 && !study.isMixedComplete && !study.lacksClosedForms {
      common.note(
        "states of correlated latents come from a search at these rates, which can miss some: a larger "
          + "--search looks longer; rates: limit without weight decay lists them all")
    }
    if study.lacksClosedForms {
      common.warn(
        "more states of correlated latents exist than are listed, or some are too close to a threshold"
      )
    }
    for eigenvalue in study.unresolved {
      common.warn(
        "a collapsed latent leaves towards the eigenvalue \(eigenvalue), but no state of rest was "
          + "found there: with these rates the flow may not settle")
    }
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { report(study, result).text }
  }

  private func report(_ study: FixedPointResult, _ result: Dataset) -> TextTable {
    var table = TextTable(result)
    table.add("kind")
    table.add(
      "latents stand for (factors from 1)",
      study.points.map { point in
        point.partNames.prefix(6).joined(separator: ", ") + (point.roles.count > 6 ? ", …" : "")
      })
    table.add(
      "stability",
      study.points.map { $0.stability.rawValue + ($0.isAttracting ? " *" : "") })
    table.add("growth rate", "transverse_growth_rate")
    table.add("ε_g", "generalization_error_aligned")
    table.add(
      "times",
      study.points.map { point in
        point.multiplicity.isInfinite && point.kind == .mixed
          ? "∞" : TextTable.number(point.multiplicity)
      })
    return table
  }
}
