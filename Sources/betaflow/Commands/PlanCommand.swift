import ArgumentParser
import Foundation
import LinearVAE
import ProblemFiles
import Requests
import Storage
import Studies

struct PlanCommand: RequestCommand {
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

  static let arguments: Set = ["data"]

  func request() throws -> PlanRequest {
    var request = PlanRequest(latents: latents)
    (request.reading, request.spectrum) = (reading.part, analysis.part)
    (request.model, request.training) = (try model.part, training.part)
    (request.network, request.startOverlap) = (network.part, startOverlap)
    request.seed = common.seed
    return request
  }

  func execute() throws {
    let context = try common.prepare(
      plot, writing: outputs, folder: report,
      data: reading.files + (analysis.weights.map { [$0] } ?? []))
    let reply = try ask(common, context, plotting: plot)
    let plan = reply.outcome
    try plot.draw(plan.figure)
    let result = plan.dataset(with: plan.advice.map { named($0, in: plan) })
    if let problem { try write(plan, to: problem) }
    if let report {
      let page = try plan.page(of: PageReport.title(ofData: reading.files[0]))
      try PageReport(page, result, named: "plan.json").write(to: report)
    }
    try common.write(result) { text(reply, result) }
  }

  /// The files that this command alone writes.
  private var outputs: [(String, String)] {
    (problem.map { [("--problem", $0)] } ?? [])
      + (report.map { PageReport.files(in: $0, named: "plan.json") } ?? []).map { ("--report", $0) }
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
