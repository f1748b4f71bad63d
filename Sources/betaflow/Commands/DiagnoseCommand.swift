import ArgumentParser
import Fitting
import LinearVAE
import MessageText
import NumericKit
import Spectra
import Storage
import Studies

struct DiagnoseCommand: Subcommand {
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

  func validate() throws {
    try planning.validate()
    if measured.reduction == .batchsum && training.batch == nil {
      throw ValidationError("--reduction batchsum needs --batch, the samples that were summed.")
    }
    let told = [
      ("--loss", model.loss != nil), ("--beta", model.beta != nil),
      ("--decoder", model.decoder != nil), ("--learning-rate", training.learningRate != nil),
      ("--schedule", training.schedule != nil), ("--covariance", analysis.covariance),
      ("--weights", analysis.weights != nil),
    ]
    if source.data.isEmpty, let flag = told.first(where: \.1)?.0 {
      throw ValidationError("\(flag) says what the theory makes of data: give --data.")
    }
    try source.how.checkOnce(source.data + measured.files)
  }

  private var planning: Planning {
    Planning(model: model, analysis: analysis, training: training)
  }

  func execute() throws {
    let context = try common.prepare(
      plot, writing: outputs, folder: report,
      data: source.data + measured.files + (analysis.weights.map { [$0] } ?? []))
    var evidence = try measured.evidence(batch: training.batch)
    if !source.data.isEmpty { try add(source.how.table(source.data), to: &evidence, context) }
    let diagnosis = try namingFlags("kl") { try evidence.run() }
    warn(diagnosis)
    try plot.draw(diagnosis.figure)
    let result = diagnosis.dataset
    if let report {
      try PageReport(diagnosis.page(), result, named: "diagnosis.json").write(to: report)
    }
    try common.write(result) { text(diagnosis, result) }
  }

  private var outputs: [(String, String)] {
    (report.map { PageReport.files(in: $0, named: "diagnosis.json") } ?? []).map {
      ("--report", $0)
    }
  }

  /// Plans for the data, and compares the code with their rows.
  private func add(
    _ table: DataTable, to evidence: inout DiagnosisSpecification, _ context: RunContext
  ) throws {
    guard let count = evidence.latents else {
      throw ValidationError("--latents: how many latents the model has is needed beside --data.")
    }
    let last = evidence.log.flatMap {
      $0.unit.hasPrefix("epoch") || $0.unit == "row" ? nil : $0.steps.last
    }
    // More latents than columns have nothing to learn.
    let columns = analysis.covariance ? table.rows : table.columns
    evidence.plan = try planning.plan(of: table, latents: count, common, context) { plan in
      plan.latents = min(count, analysis.top ?? columns, columns)
      // The weight that counts is that of the step at which the log ends.
      if plan.schedule != nil, let last, let length = plan.length, Int(last) + 1 < length.steps {
        var inputs = TrainingLength.Inputs()
        inputs.steps = max(1, Int(last) + 1)
        plan.length = (try? TrainingLength(inputs)) ?? length
      }
    }
    if !analysis.covariance, let means = try measured.meanTable() {
      evidence.dependence = try CodeDependence(of: means, on: table)
    }
  }

  /// Says what was noticed where the answer is not printed, and of the data file always.
  private func warn(_ diagnosis: Diagnosis) {
    let remarks = diagnosis.evidence.plan.map { plan in
      plan.fileAdvice.map { ($0, $0.text.namingFlags(plan.remarks.flatMap(\.settings))) }
    }
    let own = common.format == .table ? [] : diagnosis.advice
    for (advice, text) in (remarks ?? []) + own.map({ ($0, $0.text.namingSpread) }) {
      let line = "\(text) [\(advice.code.rawValue)]"
      if advice.isWarning { common.warn(line) } else { common.note(line) }
    }
    for name in diagnosis.evidence.plan?.specification.loss?.ignored ?? [] {
      common.note("other(\(name.shown())) is left out")
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
