import Fitting
import LinearVAE
import Spectra
import Storage
import Studies
import Testing

/// Verdicts of models that were trained, not made up.
@Suite("Verdict of a trained model")
struct TrainedVerdictTests {
  private static let signals: [Double] = [20, 14, 9, 6] + Array(repeating: 1, count: 8)
  private static let seeds = Array(UInt64(1)...20)

  private func data(_ seed: UInt64) throws -> DataTable {
    try TrainedModel.normal(Self.signals, rows: 400, seed: seed)
  }

  private func length(_ steps: Int) throws -> TrainingLength {
    var inputs = TrainingLength.Inputs()
    inputs.steps = steps
    return try TrainingLength(inputs)
  }

  @Test(
    "trained to convergence: healthy, and what it tells is what was predicted", arguments: seeds)
  func healthy(seed: UInt64) throws {
    let diagnosis = try TrainedModel(on: data(seed), latents: 6, level: 3) { $0.plan.seed = seed }
      .diagnosis(level: 3)
    #expect(diagnosis.verdict == .healthy)
    let comparison = try #require(diagnosis.comparison)
    let measured = try #require(comparison.measured)
    for (told, predicted) in zip(measured, comparison.predicted) {
      #expect(abs(told - predicted) < 1e-3)
    }
    #expect(abs(diagnosis.information - diagnosis.total) < 1e-3 && diagnosis.offset < 1e-4)
  }

  @Test("trained on the digits, level by level: healthy", arguments: [100.0, 60, 25, 8])
  func digits(level: Double) throws {
    let model = try TrainedModel(on: TrainedModel.digits(), latents: 10, level: level)
    #expect(try model.diagnosis(level: level).verdict == .healthy)
  }

  @Test("trained above the threshold: collapsed", arguments: seeds)
  func collapsed(seed: UInt64) throws {
    let model = try TrainedModel(on: data(seed), latents: 6, level: 30) { $0.plan.seed = seed }
    #expect(try model.diagnosis(level: 30).verdict == .collapsed)
  }

  @Test("stopped on the plateau of a small start: plateau", arguments: seeds)
  func plateau(seed: UInt64) throws {
    let model = try TrainedModel(on: data(seed), latents: 6, level: 6) {
      $0.plan.learningRate = 0.01
      $0.plan.length = try length(50)
      ($0.plan.startOverlap, $0.plan.seed) = (1e-3, seed)
    }
    let diagnosis = try model.diagnosis(level: 6)
    #expect(diagnosis.verdict == .plateau)
    #expect(diagnosis.answer[0].contains("none does"))
  }

  @Test(
    "stopped halfway from a random start: not trained, then plateau, then healthy", arguments: seeds
  )
  func halfway(seed: UInt64) throws {
    let data = try data(seed)
    func diagnosis(after steps: Int) throws -> Diagnosis {
      try TrainedModel(on: data, latents: 8, level: 6) {
        ($0.plan.optimizer, $0.plan.learningRate) = (.adam, 0.01)
        ($0.plan.length, $0.plan.seed) = (try length(steps), seed)
        $0.plan.startOverlap = 0.5
      }.diagnosis(level: 6)
    }
    let early = try diagnosis(after: 5)
    #expect(early.verdict == .notTrained, "\(early.answer)")
    #expect(early.answer[1].hasPrefix("Train longer"))
    let middle = try diagnosis(after: 120)
    #expect([.notTrained, .plateau].contains(middle.verdict), "\(middle.answer)")
    #expect(middle.answer[1].contains("rain longer"), "\(middle.answer)")
    #expect(try diagnosis(after: 3000).verdict == .healthy)
  }

  @Test("trained at another weight than the loss says: unused, with that weight", arguments: seeds)
  func weightUnused(seed: UInt64) throws {
    let model = try TrainedModel(on: data(seed), latents: 6, level: 0.5) { $0.plan.seed = seed }
    let diagnosis = try model.diagnosis(level: 6)
    #expect(diagnosis.verdict == .weightUnused)
    #expect(abs((diagnosis.comparison?.fittedLevel ?? 0) / 0.5 - 1) < 0.01)
    let other = try TrainedModel(on: data(seed), latents: 6, level: 6) { $0.plan.seed = seed }
    #expect(try other.diagnosis(level: 0.5).verdict == .weightUnused)
  }

  @Test("trained with strong weight decay: over-regularised", arguments: seeds)
  func overRegularised(seed: UInt64) throws {
    let model = try TrainedModel(on: data(seed), latents: 6, level: 0.5) {
      ($0.weightDecay, $0.plan.seed) = (3, seed)
    }
    let diagnosis = try model.diagnosis(level: 0.5)
    #expect(diagnosis.verdict == .overRegularised, "\(diagnosis.answer)")
  }

  @Test("trained from weights of 0, a saddle that no step leaves: dead decoder")
  func deadDecoder() throws {
    let model = try TrainedModel(on: data(1), latents: 6, level: 6) {
      $0.plan.learningRate = 0.01
      $0.plan.length = try length(200)
      $0.plan.startOverlap = 1e-12
    }
    let diagnosis = try model.diagnosis(level: 6) { $0.decoded = try model.decoded(draws: 32) }
    #expect(diagnosis.verdict == .deadDecoder)
    // Trained for long, the same model reacts.
    let living = try TrainedModel(on: data(1), latents: 6, level: 6)
    let other = try living.diagnosis(level: 6) { $0.decoded = try living.decoded(draws: 32) }
    #expect(other.verdict == .healthy && (other.reaction ?? 0) > 0.1)
  }
}
