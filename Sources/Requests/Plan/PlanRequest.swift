import LinearVAE
import MessageText
import NumericKit
import Spectra
import Storage
import Studies

/// Which latents of a β-VAE live on a data set, and what to train with: the command `plan`.
package struct PlanRequest: Request {
  package var reading = ReadingPart()
  /// `M`.
  package var latents: Int
  package var spectrum = SpectrumPart()
  package var model = ModelPart()
  package var training = TrainingPart()
  package var network = NetworkPart()
  /// The length of decoder and encoder along each eigen-direction at the start, in units of the data.
  package var startOverlap: Double?
  package var seed: UInt64?

  package static let command = "plan"

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case latents
    case startOverlap = "start_overlap"
    case seed
  }

  package static let parts: [any KeyGroup.Type] = [
    ReadingPart.self, SpectrumPart.self, ModelPart.self, TrainingPart.self, NetworkPart.self,
  ]

  package init(latents: Int) { self.latents = latents }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    latents = try section.value(.latents, "a whole number ≥ 1")
    startOverlap = try section.real(.startOverlap)
    seed = try section.seed(.seed)
    reading = try ReadingPart(from: decoder)
    spectrum = try SpectrumPart(from: decoder)
    model = try ModelPart(from: decoder)
    training = try TrainingPart(from: decoder)
    network = try NetworkPart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    try reading.validate()
    try planning.validate()
    try network.validate()
    try spectrum.validate(latents: latents)
    if spectrum.covariance && reading.scale != nil {
      throw .unsuited(
        "scale",
        "it divides values, of which a covariance is made already: give the covariance of the divided "
          + "values")
    }
    try InvalidProblem.requirePositive("start_overlap", startOverlap)
  }

  package func reply(_ inputs: RequestInputs, _ context: RunContext) throws -> Reply<Plan> {
    let table = try reading.table(inputs)
    let forecast = try planning.plan(of: table, latents: latents, seed: seed, inputs, context) {
      $0.startOverlap = startOverlap
      $0.network = network.declared
    }
    let plan = try planning.piloted(forecast, on: table, inputs, context)
    remark(plan, inputs)
    return Reply(
      plan, plan.dataset(with: plan.advice), words: plan.verdict, figure: { plan.figure })
  }

  private var planning: Planning {
    Planning(model: model, spectrum: spectrum, training: training)
  }

  /// Says what was noticed: of the file always, of the plan where its verdict is not shown.
  private func remark(_ plan: Plan, _ inputs: RequestInputs) {
    let settings = plan.remarks.flatMap(\.settings)
    for advice in inputs.showsWords ? plan.fileAdvice : plan.advice {
      inputs.remark(advice, settings: settings)
    }
    if let failure = plan.curveFailure {
      inputs.warn("the course of training is not predicted: \(failure)")
    }
    for name in plan.specification.loss?.ignored ?? [] {
      inputs.note("other(\(name.shown())) is left out")
    }
    for note in plan.specification.loss?.notes ?? [] { inputs.note(note) }
  }
}
