import ArgumentParser
import LinearVAE
import MeanField
import Storage
import Studies

/// `betaflow fixed-points`: where training can come to rest.
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
      small problems. With 0, as for large ones, they are left out. Of a continuum one is listed, \
      "times ∞".
      """)
  var search: Int?

  @OptionGroup var common: CommonOptions
  @OptionGroup var plot: PlotOptions

  func validate() throws {
    if let beta, !(beta > 0 && beta.isFinite) {
      throw ValidationError("--beta must be a number > 0, not \(beta).")
    }
    if let search, !(0...100_000).contains(search) {
      throw ValidationError("--search must be from 0 to 100000, not \(search).")
    }
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
          + "--search \(FixedPointStudy.defaultStarts) looks for them nevertheless")
    }
    if study.starts > 0 && !study.isMixedComplete && !study.lacksClosedForms {
      common.note(
        "states of correlated latents come from a search at these rates, which can miss some: a larger "
          + "--search looks longer; rates: limit without weight decay lists them all")
    }
    if study.lacksClosedForms {
      common.warn(
        "there are more states of correlated latents than are listed, or some too close to a threshold"
      )
    }
    for eigenvalue in study.unresolved {
      common.warn(
        "a collapsed latent leaves towards the eigenvalue \(eigenvalue), but no state of rest was "
          + "found there: with these rates the flow may not settle")
    }
    try plot.draw(study.figure)
    try common.write(study.dataset(of: specification)) { report(study).text }
  }

  private func report(_ study: FixedPointResult) -> TextTable {
    var table = TextTable(
      header: ["kind", "latents stand for", "stability", "growth rate", "ε_g", "times"])
    for point in study.points {
      let names = point.partNames.prefix(6).joined(separator: ", ")
      table.add([
        point.kind.rawValue, point.roles.count > 6 ? "\(names), …" : names,
        point.isAttracting ? "\(point.stability.rawValue) *" : point.stability.rawValue,
        TextTable.number(point.transverseGrowthRate),
        TextTable.number(point.state.generalizationError(data: study.problem.data)),
        point.multiplicity.isInfinite && point.kind == .mixed
          ? "∞" : TextTable.number(point.multiplicity),
      ])
    }
    return table
  }
}
