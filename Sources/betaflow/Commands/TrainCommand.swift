import ArgumentParser
import Fitting
import Foundation
import LinearVAE
import MessageText
import NumericKit
import Spectra
import Storage
import Studies

struct TrainCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a linear β-VAE on a data set, and set what was predicted beside what came.",
    discussion: """
      Fits the linear VAE, its encoder with an offset and its decoder with a bias, on the exact expected \
      loss, and says which of the predicted latents live. Without --steps and --epochs all rows are \
      used at once, until nothing improves. KL divergences of Gaussian decoders are predicted exactly; for \
      others which latents can live is.

      Every column's mean is subtracted first. The learning rate acts on the loss as it is written, \
      averaged over the samples of a step. A schedule multiplies the weight of the KL term; a feedback law, \
      as "control(set=3, ki=0.01)", gives β itself, its times in steps.
      """)

  static let example = "betaflow train Examples/digits.csv --latents 16 --beta 65"

  @OptionGroup(title: "Reading the data") var reading: ReadingFlags

  @Option(parsing: .unconditional, help: "M, the number of latents of the model.")
  var latents: Int

  @OptionGroup(title: "Spectrum") var analysis: SpectrumFlags
  @OptionGroup(title: "Loss") var model: ModelFlags
  @OptionGroup(title: "Training") var training: TrainingFlags
  @OptionGroup(title: "Fit") var fit: FitFlags
  @OptionGroup var plot: PlotOptions
  @OptionGroup var common: CommonOptions

  var canSave: Bool { true }

  var checkpoint: String? { fit.checkpoint }

  func validate() throws {
    try check("--latents", latents, in: 1...)
    if let top = analysis.top, top < latents {
      throw ValidationError(
        "--top \(top): every one of the \(latents) latents needs an eigenvalue.")
    }
    if fit.fullBatch && (training.batch != nil || training.epochs != nil) {
      throw ValidationError(
        "--full-batch takes all rows in each step: leave out --batch, and give --steps in place of "
          + "--epochs.")
    }
    if training.hasLength {
      guard training.learningRate != nil else {
        throw ValidationError(
          "--steps and --epochs need a step size: give --learning-rate, or leave them out for a fit to "
            + "convergence.")
      }
    } else if training.learningRate != nil || training.batch != nil {
      throw ValidationError(
        "--learning-rate and --batch belong to --steps or --epochs: without them all rows are used until "
          + "nothing improves.")
    }
    if analysis.standardize && !model.isLocation {
      throw ValidationError(
        "--standardize changes counts and bits into what the decoder cannot have made: leave it out."
      )
    }
    if model.learnsColumnVariances && (analysis.standardize || analysis.covariance) {
      throw ValidationError(
        "a decoder that learns a variance for each column sees no units, and needs the samples: leave out "
          + "--standardize and --covariance.")
    }
  }

  func execute() throws {
    let context = try common.prepare(
      plot, writing: fit.save.map { [("--save", $0)] } ?? [], checkpoint: fit.checkpoint,
      data: reading.files + (analysis.weights.map { [$0] } ?? []))
    let table = try reading.table()
    let result = try namingFlags(
      "latents", "beta", "decoder_variance", "dispersion", "draws", "learning_rate",
      "start_overlap", "schedule", "steps", "epochs", "batch", "standardized", "top",
      "weight_decay", "covariance", "decoder"
    ) { try trained(table, context) }
    try plot.draw(result.figure)
    if let save = fit.save {
      try Interruption.writing { try OutputFile.write(result.fit.model.archive.data, to: save) }
    }
    let data = result.dataset
    try common.write(data) { text(result, data) }
  }

  private func trained(_ table: DataTable, _ context: RunContext) throws -> TrainingResult {
    var plan = try model.specification(
      latents: latents, columns: table.columns, batch: training.batch)
    plan.startOverlap = fit.startOverlap
    plan.seed = common.seed ?? 0
    var specification = TrainingSpecification(plan)
    specification.law = try training.apply(to: &specification.plan, training: table.rows) {
      common.note($0)
    }
    specification.isFullBatch = fit.fullBatch || !training.hasLength
    specification.batch = training.batch ?? specification.batch
    specification.weightDecay = fit.weightDecay
    specification.variance = fit.variance
    specification.startsAligned = fit.start == .aligned
    var data = TrainingTable(table)
    data.isStandardized = analysis.standardize
    let spectrumOptions = try analysis.options(plan.spectrumOptions, seed: plan.seed, for: table)
    data.weights = spectrumOptions.weights
    data.samples = analysis.samples
    let spectrum = try analysis.spectrum(of: table, spectrumOptions, context)
    guard spectrum.constantColumns.count < spectrum.columns else {
      throw DataFileError(
        path: reading.files[0], problem: .nothingVaries(columns: spectrum.columns))
    }
    let name = URL(fileURLWithPath: reading.files[0]).deletingPathExtension().lastPathComponent
    let options = FitOptions(
      checkpoint: fit.checkpoint,
      rescue:
        "\(name.isEmpty ? "data" : name)-\(ProcessInfo.processInfo.processIdentifier).checkpoint")
    return try Interruption.saving {
      try specification.run(on: data, spectrum, options: options, context)
    }
  }

  /// The answer in words, each latent, and the totals.
  private func text(_ result: TrainingResult, _ data: Dataset) -> String {
    let number = { (value: Double?) in TextTable.number(value) }
    var text = result.verdict.map { Paragraph.wrapped($0) + "\n" }.joined() + "\n"
    var table = TextTable(data)
    table.add("latent (from 1)", data.numbers("latent").map(TextTable.index))
    table.add("eigenvalue")
    table.add("can live", data.numbers("predicted_active").map { $0 == 1 ? "yes" : "no" })
    if result.isExact { table.add("predicted KL", "predicted_kl", digits: 4) }
    table.add("measured KL", "measured_kl", digits: 4)
    table.add("lives", data.numbers("active").map { $0 == 1 ? "yes" : "no" })
    if !result.alignment.isEmpty { table.add("alignment", digits: 3) }
    text += table.text + "\n"
    let steps = result.fit.stopped == .steps ? "steps" : "evaluations of the loss"
    text +=
      "\(result.fit.active.count { $0 }) of \(latents) latents live, \(result.predictedCount) predicted, "
      + "after \(result.fit.steps) \(steps)\n"
    if let distortion = result.fit.distortion {
      text += "distortion \(number(distortion)), predicted \(number(result.predictedDistortion))\n"
    }
    return text + "NLL \(number(result.fit.nll)), predicted \(number(result.predictedNLL))\n"
  }
}
