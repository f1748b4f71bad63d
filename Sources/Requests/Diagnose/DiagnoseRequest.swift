import Fitting
import LinearVAE
import MessageText
import NumericKit
import Spectra
import Storage
import Studies

/// What is the matter with a trained VAE: the command `diagnose`.
package struct DiagnoseRequest: Request {
  package var measured = MeasuredPart()
  /// The data that the model was trained on.
  package var reading = ReadingPart()
  package var spectrum = SpectrumPart()
  package var model = ModelPart()
  package var training = TrainingPart()
  package var seed: UInt64?

  package static let command = "diagnose"

  package enum CodingKeys: String, CodingKey, CaseIterable { case seed }

  package static let parts: [any KeyGroup.Type] = [
    MeasuredPart.self, ReadingPart.self, SpectrumPart.self, ModelPart.self, TrainingPart.self,
  ]

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    seed = try section.seed(.seed)
    measured = try MeasuredPart(from: decoder)
    reading = try ReadingPart(from: decoder)
    spectrum = try SpectrumPart(from: decoder)
    model = try ModelPart(from: decoder)
    training = try TrainingPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try reading.validate()
    try planning.validate()
    try measured.validate()
    if measured.reduction == .batchsum && training.batch == nil {
      throw .missing("batch", "\"reduction\" batchsum needs it, the samples that were summed")
    }
    if reading.data == nil {
      try InvalidProblem.refuse(
        [
          "loss": model.loss != nil, "beta": model.beta != nil, "decoder": model.decoder != nil,
          "learning_rate": training.learningRate != nil, "schedule": training.schedule != nil,
          "covariance": spectrum.covariance, "weights": spectrum.weights != nil,
        ], "it says what the theory makes of data: give \"data\"")
    }
    try ReadingPart.checkOnce((reading.data?.paths ?? []) + measured.files)
  }

  package func reply(_ inputs: RequestInputs, _ context: RunContext) throws -> Reply<Diagnosis> {
    var evidence = try measured.evidence(batch: training.batch, inputs)
    if reading.data != nil { try add(reading.table(inputs), to: &evidence, inputs, context) }
    let diagnosis = try evidence.run()
    remark(diagnosis, inputs)
    return Reply(
      diagnosis, diagnosis.dataset, words: diagnosis.answer, figure: { diagnosis.figure })
  }

  private var planning: Planning {
    Planning(model: model, spectrum: spectrum, training: training)
  }

  /// Plans for the data, and compares the code with their rows.
  private func add(
    _ table: DataTable, to evidence: inout DiagnosisSpecification, _ inputs: RequestInputs,
    _ context: RunContext
  ) throws {
    guard let count = evidence.latents else {
      throw InvalidProblem.missing(
        "latents", "how many latents the model has is needed beside \"data\"")
    }
    let last = evidence.log.flatMap {
      $0.unit.hasPrefix("epoch") || $0.unit == "row" ? nil : $0.steps.last
    }
    // More latents than columns have nothing to learn.
    let columns = spectrum.covariance ? table.rows : table.columns
    evidence.plan = try planning.plan(of: table, latents: count, seed: seed, inputs, context) {
      plan in
      plan.latents = min(count, spectrum.top ?? columns, columns)
      // The weight that counts is that of the step at which the log ends.
      if plan.schedule != nil, let last, let length = plan.length, Int(last) + 1 < length.steps {
        var inputs = TrainingLength.Inputs()
        inputs.steps = max(1, Int(last) + 1)
        plan.length = (try? TrainingLength(inputs)) ?? length
      }
    }
    if !spectrum.covariance, let means = try measured.meanTable(inputs) {
      evidence.dependence = try CodeDependence(of: means, on: table)
    }
  }

  /// Says what was noticed where the answer is not shown, and of the data file always.
  private func remark(_ diagnosis: Diagnosis, _ inputs: RequestInputs) {
    let settings = diagnosis.evidence.plan?.remarks.flatMap(\.settings) ?? []
    for advice in diagnosis.evidence.plan?.fileAdvice ?? [] {
      inputs.remark(advice, settings: settings)
    }
    for advice in inputs.showsWords ? [] : diagnosis.advice { inputs.remark(advice) }
    for name in diagnosis.evidence.plan?.specification.loss?.ignored ?? [] {
      inputs.note("other(\(name.shown())) is left out")
    }
  }
}
