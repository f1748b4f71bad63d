import Fitting
import LinearVAE
import NumericKit
import Spectra
import Storage
import Studies

/// Trains a linear β-VAE on a data set, and sets what was predicted beside what came: the command `train`.
package struct TrainRequest: Request {
  package var reading = ReadingPart()
  /// `M`.
  package var latents: Int
  package var spectrum = SpectrumPart()
  package var model = ModelPart()
  package var training = TrainingPart()
  package var fit = FitPart()
  package var seed: UInt64?

  package static let command = "train"

  package enum CodingKeys: String, CodingKey, CaseIterable { case latents, seed }

  package static let parts: [any KeyGroup.Type] = [
    ReadingPart.self, SpectrumPart.self, ModelPart.self, TrainingPart.self, FitPart.self,
  ]

  package init(latents: Int) { self.latents = latents }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    latents = try section.value(.latents, "a whole number ≥ 1")
    seed = try section.seed(.seed)
    reading = try ReadingPart(from: decoder)
    spectrum = try SpectrumPart(from: decoder)
    model = try ModelPart(from: decoder)
    training = try TrainingPart(from: decoder)
    fit = try FitPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try reading.validate()
    try Planning(model: model, spectrum: spectrum, training: training).validate()
    try fit.validate()
    try spectrum.validate(latents: latents)
    if fit.fullBatch && (training.batch != nil || training.epochs != nil) {
      throw .unsuited(
        "full_batch",
        "it takes all rows in each step: leave out \"batch\", and give \"steps\" in place of \"epochs\""
      )
    }
    if training.hasLength && training.learningRate == nil {
      throw .missing(
        "learning_rate",
        "\"steps\" and \"epochs\" need a step size; leave them out for a fit to convergence")
    }
    if !training.hasLength {
      try InvalidProblem.refuse(
        ["learning_rate": training.learningRate != nil, "batch": training.batch != nil],
        "it belongs to \"steps\" or \"epochs\": without them all rows are used until nothing improves"
      )
    }
    if spectrum.standardize && !model.isLocation {
      throw .unsuited(
        "standardize",
        "it changes counts and bits into what the decoder cannot have made: leave it out")
    }
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<TrainingResult> {
    let table = try reading.table(inputs)
    let result = try trained(table, inputs, context)
    return Reply(
      result, result.dataset, words: result.verdict, figure: { result.figure })
  }

  private func trained(
    _ table: DataTable, _ inputs: RequestInputs, _ context: RunContext
  ) throws -> TrainingResult {
    var plan = try model.specification(
      latents: latents, columns: table.columns, batch: training.batch)
    plan.startOverlap = fit.startOverlap
    plan.seed = seed ?? 0
    var specification = TrainingSpecification(plan)
    specification.law = try training.apply(
      to: &specification.plan, training: table.rows, inputs)
    specification.isFullBatch = fit.fullBatch || !training.hasLength
    specification.batch = training.batch ?? specification.batch
    specification.weightDecay = fit.weightDecay
    specification.variance = fit.variance
    specification.startsAligned = fit.start == .aligned
    var data = TrainingTable(table)
    data.isStandardized = spectrum.standardize
    let options = try spectrum.options(plan.spectrumOptions, seed: plan.seed, for: table, inputs)
    data.weights = options.weights
    data.samples = spectrum.samples
    let found = try spectrum.spectrum(of: table, options, context)
    guard found.constantColumns.count < found.columns else {
      throw DataFileError(path: table.path, problem: .nothingVaries(columns: found.columns))
    }
    let saved = FitOptions(checkpoint: fit.checkpoint, rescue: inputs.rescue)
    return try inputs.savingWork {
      try specification.run(on: data, found, options: saved, context)
    }
  }
}
