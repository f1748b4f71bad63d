import ArgumentParser
import Foundation
import Fitting
import LinearVAE
import MessageText
import NumericKit
import ProblemFiles
import Spectra
import Storage
import Studies

struct PlanCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say which latents of a β-VAE live on a data set, and what to train with.",
    discussion: """
      Reads a table of samples, one per row, and says in the first lines what becomes of the latents, \
      what is wrong, and which KL weight, number of latents and annealing to use.

      Whether any latent can live is exact for any network, with any decoder. Which ones live, their KL \
      and their plateaus are exact for a linear β-VAE with a Gaussian decoder, trained by plain SGD at \
      small rates; a guide for others, of which --network says how far networks were from it.

      Flow time is learning rate × steps times the factor 2a of a loss a·SSE + b·KL, which is \
      printed: 1/σ² without --loss; 2/columns with mse, so that with mse and 784 columns 1 step of \
      learning rate lr is lr × 0.00255 of flow time. With --loss, latents die at a KL weight: that \
      of the loss as it is written.
      """)

  static let example = "betaflow plan Examples/digits.csv --latents 16 --beta 60"

  @OptionGroup(title: "Reading the data") var reading: ReadingFlags

  @Option(parsing: .unconditional, help: "M, the number of latents of the model.")
  var latents: Int

  @OptionGroup(title: "Spectrum") var analysis: SpectrumFlags
  @OptionGroup(title: "Loss") var model: ModelFlags
  @OptionGroup(title: "Training") var training: TrainingFlags
  @OptionGroup(title: "Network") var network: NetworkFlags

  @Option(
    parsing: .unconditional,
    help: """
      Length of decoder and encoder along each eigen-direction at the start, in units of the \
      data; 1/√columns unless given.
      """)
  var startOverlap: Double?

  @Option(
    help: ArgumentHelp(
      "Write the plan as a problem file, for flow, fixed-points, escape and anneal.",
      valueName: "file"), completion: .file(extensions: ["yaml"]))
  var problem: String?

  @Option(
    help: ArgumentHelp(
      "Write the answer with pictures as a page of its own, and the JSON beside it.",
      valueName: "folder"), completion: .directory)
  var report: String?

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try check("--latents", latents, in: 1...)
    if let top = analysis.top, top < latents {
      throw ValidationError(
        "--top \(top): every one of the \(latents) latents needs an eigenvalue.")
    }
    if analysis.covariance && reading.scale != nil {
      throw ValidationError(
        "--scale divides values, of which a covariance is made already: give the covariance of the "
          + "divided values.")
    }
    try Planning(model: model, analysis: analysis, training: training).validate()
    try checkPositive("--start-overlap", startOverlap)
  }

  func execute() throws {
    let context = try common.prepare(
      plot, writing: outputs, folder: report,
      data: reading.files + (analysis.weights.map { [$0] } ?? []))
    let table = try reading.table()
    let planning = Planning(model: model, analysis: analysis, training: training)
    let forecast = try planning.plan(of: table, latents: latents, common, context) {
      $0.startOverlap = startOverlap
      $0.network = network.declared
    }
    let plan = try planning.piloted(forecast, on: table, context)
    try warn(plan)
    try plot.draw(plan.figure)
    let result = plan.dataset(with: plan.advice.map { named($0, in: plan) })
    if let problem { try write(plan, to: problem) }
    if let report {
      let page = try plan.page(of: PageReport.title(ofData: reading.files[0]))
      try PageReport(page, result, named: "plan.json").write(to: report)
    }
    try common.write(result) { text(plan, result) }
  }

  /// The files that this command alone writes.
  private var outputs: [(String, String)] {
    (problem.map { [("--problem", $0)] } ?? [])
      + (report.map { PageReport.files(in: $0, named: "plan.json") } ?? []).map { ("--report", $0) }
  }

  /// Says what was noticed: of the file always, of the plan where its verdict is not printed.
  private func warn(_ plan: Plan) throws {
    let advice = common.format == .table ? plan.fileAdvice : plan.advice
    for advice in advice {
      let text = "\(named(advice, in: plan).text) [\(advice.code.rawValue)]"
      if advice.isWarning { common.warn(text) } else { common.note(text) }
    }
    if let failure = plan.curveFailure {
      common.warn("the course of training is not predicted: \(failure)")
    }
    for name in plan.specification.loss?.ignored ?? [] {
      common.note("other(\(name.shown())) is left out")
    }
    for note in plan.specification.loss?.notes ?? [] { common.note(note) }
  }

  /// Advice with flags in place of the options of reading.
  private func named(_ advice: Advice, in plan: Plan) -> Advice {
    var named = advice
    named.text = advice.text.namingFlags(plan.remarks.flatMap(\.settings))
    return named
  }

  private func write(_ plan: Plan, to path: String) throws {
    guard let specification = plan.problem else {
      throw ValidationError(
        "--problem: the theory's problems have squared errors with a given σ², and at most "
          + "\(LearningProblem.latentLimit) latents.")
    }
    try Interruption.writing { try OutputFile.write(Data(specification.yaml().utf8), to: path) }
  }
}
