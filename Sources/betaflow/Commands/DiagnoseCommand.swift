import ArgumentParser
import Requests
import Studies

struct DiagnoseCommand: RequestCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Say what is the matter with a trained VAE: why its latents are dead.",
    discussion: """
      Reads what any framework saved, the encoder's means and log-variances of a data set (rows are \
      samples), or a log of KL over steps, or a single number, and gives one verdict: healthy, \
      collapsed, plateau, over-regularised, dead-decoder, not-trained or weight-unused.

      With --data and the loss it sets the KL of each latent beside that of the linear theory: \
      latents that could live and do not are not dead because of β. Without them it says what can be \
      told from the code alone.

      A log is a CSV file with a row for each step, columns step, kl_0, kl_1, … and, if the weight \
      changes, beta. All KL are in nats per sample.
      """)

  static let example =
    "betaflow diagnose --kl 26 --batch 16 --reduction batchsum --latents 16 --data Examples/digits.csv --beta 60"

  @OptionGroup(title: "What was measured") var measured: MeasuredFlags
  @OptionGroup(title: "Data") var source: DataFlags
  @OptionGroup(title: "Spectrum") var analysis: SpectrumFlags
  @OptionGroup(title: "Loss") var model: ModelFlags
  @OptionGroup(title: "Training") var training: TrainingFlags

  @Option(
    help: ArgumentHelp(
      "Write the answer with pictures as a page of its own, and the JSON beside it.",
      valueName: "folder"), completion: .directory)
  var report: String?

  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  func request() throws -> DiagnoseRequest {
    var request = DiagnoseRequest()
    (request.measured, request.reading) = (measured.part, source.how.part(source.data))
    (request.spectrum, request.model) = (analysis.part, try model.part)
    (request.training, request.seed) = (training.part, common.seed)
    return request
  }

  func execute() throws {
    let context = try common.prepare(
      plot, writing: outputs, folder: report,
      data: source.data + measured.part.files + (analysis.weights.map { [$0] } ?? []))
    let reply = try ask(common, context, plotting: plot)
    try plot.draw(reply.outcome.figure)
    if let report {
      try PageReport(reply.outcome.page(), reply.dataset, named: "diagnosis.json").write(to: report)
    }
    try common.write(reply.dataset) { text(reply) }
  }

  private var outputs: [(String, String)] {
    (report.map { PageReport.files(in: $0, named: "diagnosis.json") } ?? []).map {
      ("--report", $0)
    }
  }
}

/// The data that a model was trained on.
struct DataFlags: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The data that the model was trained on, read as by plan; repeatable for several files.",
      valueName: "data"),
    completion: .file(extensions: ["csv", "tsv", "txt", "npy", "npz", "gz"]))
  var data: [String] = []

  @OptionGroup var how: ReadingOptionFlags
}

extension String {
  /// The text with the flag in place of the form of spreads.
  var namingSpread: String { replacing("as spread=", with: "with --spread ") }
}
