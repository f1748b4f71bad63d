import ArgumentParser
import LinearVAE
import MeanField
import NumericKit
import ProblemFiles
import Storage
import Studies

struct FlowCommand: ProblemCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Follow the order parameters of a problem in the limit N → ∞.",
    discussion: """
      Integrates the deterministic flow of one-pass SGD from the file's initial state to its times. \
      Time is in steps / N, or in τt with training.rates: limit. Under a feedback law (capacity, \
      free_bits, control, geco) beta in the result is what the law gave: one number per time, or \
      under free_bits a list with one number per latent. Data may be factors in noise (data.signals), \
      any spectrum (data.spectrum) or that of a data file (data.file): then states are given for each \
      group of directions. With data.samples_per_dimension it follows full-batch descent on samples that \
      are used again, and says when to stop. With --fluctuations it says how far single runs of \
      simulation.dimension coordinates stray from the flow: one standard deviation of each order \
      parameter, and bands of two in the figure. Without that key numbers are times √N.
      """)

  static let example = "betaflow flow Examples/matched.yaml"

  @OptionGroup var problem: ProblemArgument

  @Option(parsing: .unconditional, help: "Relative error allowed in a step, from 1e-14 to 0.1.")
  var tolerance: Double = OrderParameterFlow.defaultTolerance

  @Flag(help: "Also follow how far single runs of SGD stray from the flow (finite rates).")
  var fluctuations = false

  @Flag(help: "With --fluctuations: each run draws W and V of its own around the start.")
  var ownStarts = false

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  static let tolerances = 1e-14...0.1

  func validate() throws {
    try check("--tolerance", tolerance, in: Self.tolerances)
    if ownStarts, !fluctuations {
      throw ValidationError("--own-starts: only --fluctuations has a use for it; give both.")
    }
  }

  func execute() throws {
    let context = try common.prepare(plot, reading: ["the problem file": problemFile])
    switch try common.readDescribed(problemFile, for: [.start, .recording, .samples]) {
    case .factors(let file): try follow(file.specification, context)
    case .spectrum(let file): try follow(file.specification, context)
    }
  }

  private func follow(_ specification: ProblemSpecification, _ context: RunContext) throws {
    noteDistribution(isGaussian: specification.problem.data.distribution == .gaussian)
    let (initial, times) = try common.inFile(problemFile) {
      if fluctuations { _ = try LinearNoise(specification.problem) }
      return (try specification.initialState(), try specification.requireTime().times)
    }
    let spread = SpreadQuestion(
      dimension: specification.simulation?.dimension, hasOwnStarts: ownStarts)
    let study = try FlowStudy(
      specification.problem, from: initial, at: times, tolerance: tolerance,
      curvePoints: plot.curvePoints, spread: fluctuations ? spread : nil
    ).run(context)
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) {
      let words =
        study.samples?.words(endingAt: study.generalizationError(.aligned).last ?? .nan)
        ?? study.spreadInWords
      return (words.map { $0 + "\n" } ?? "") + TextTable(courseOf: result).text
    }
  }

  private func follow(_ specification: SpectralSpecification, _ context: RunContext) throws {
    noteDistribution(isGaussian: specification.problem.data.distribution == .gaussian)
    let (initial, times) = try common.inFile(problemFile) {
      if fluctuations { throw InvalidProblem.spreadOfSpectrum }
      return (try specification.initialState(), try specification.requireTime().times)
    }
    let study = try SpectralFlowStudy(
      specification.problem, from: initial, at: times, tolerance: tolerance,
      curvePoints: plot.curvePoints
    ).run(context)
    try plot.draw(study.figure)
    let result = study.dataset(of: specification)
    try common.write(result) { TextTable(spectralCourseOf: result).text }
  }

  private func noteDistribution(isGaussian: Bool) {
    guard !isGaussian else { return }
    common.note("data.distribution has no effect on the flow: the limit is the same for all")
  }
}

extension InvalidProblem {
  /// What `--fluctuations` has to say of data with a spectrum.
  static let spreadOfSpectrum = InvalidProblem(
    "data", found: "a spectrum", allowed: "signals in noise, with --fluctuations",
    advice: "how far runs stray is known for these; simulate runs to see it for a spectrum")
}
