import Fitting
import Foundation
import LinearVAE
import NumericKit
import Spectra
import Storage
import Studies
import Testing

/// Rows whose covariance is diagonal to rounding: `±√(N v_j)` along one column at a time.
private func table(_ variances: [Double]) throws -> DataTable {
  let N = variances.count
  let rows = variances.indices.flatMap { j in
    [1.0, -1].flatMap { sign in
      (0..<N).map { $0 == j ? sign * (Double(N) * variances[j]).squareRoot() : 0 }
    }
  }
  return try DataTable(rows, columns: N, named: "rows")
}

private func train(
  _ plan: PlanSpecification, on variances: [Double],
  changing change: (inout TrainingSpecification) -> Void = { _ in }
) throws -> TrainingResult {
  var specification = TrainingSpecification(plan)
  change(&specification)
  let table = try table(variances)
  return try specification.run(
    on: TrainingTable(table), DataSpectrum(of: table, options: plan.spectrumOptions))
}

/// The predicted curve is that of full-batch training from the same start, within 2 % of its range.
@Test func predictedCurvesAreThoseOfFullBatches() throws {
  var plan = PlanSpecification(latents: 3, beta: 0.5, learningRate: 4e-3, startOverlap: 0.05)
  var length = TrainingLength.Inputs()
  length.steps = 6000
  plan.length = try TrainingLength(length)
  let result = try train(plan, on: [4, 2, 1, 0.3, 0.1]) { $0.startsAligned = true }
  let course = try #require(result.predictedCourse)
  #expect(result.fit.active == [true, true, true])
  for (predicted, measured) in zip(course, result.fit.history.kl) {
    let range = (predicted.max() ?? 0) - (predicted.min() ?? 0)
    let worst = zip(predicted, measured).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= 0.02 * range, "\(worst) of \(range)")
  }
}

/// With a schedule too, and the loss in words, whose factor multiplies the learning rate.
@Test func predictedCurvesFollowSchedulesAndLosses() throws {
  let loss = try LossConvention("mse:mean + 0.2*kl:sum", dimension: 5)
  var plan = PlanSpecification(latents: 2, loss: loss, learningRate: 1e-2, startOverlap: 0.05)
  var length = TrainingLength.Inputs()
  length.steps = 6000
  plan.length = try TrainingLength(length)
  plan.schedule = .linear(rate: 1 / 1500, min: 0, max: 1)
  let result = try train(plan, on: [4, 2, 1, 0.3, 0.1]) { $0.startsAligned = true }
  for (predicted, measured) in zip(try #require(result.predictedCourse), result.fit.history.kl) {
    let range = (predicted.max() ?? 0) - (predicted.min() ?? 0)
    let worst = zip(predicted, measured).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= 0.02 * range, "\(worst) of \(range)")
  }
}

/// Training that ends on the plateau says that it is not β, and when the plateau ends.
@Test func deadLatentsOnAPlateauAreNotBlamedOnBeta() throws {
  var plan = PlanSpecification(latents: 2, beta: 0.5, learningRate: 1e-3, startOverlap: 1e-3)
  var length = TrainingLength.Inputs()
  length.steps = 50
  plan.length = try TrainingLength(length)
  let result = try train(plan, on: [2, 1, 0.1])
  #expect(result.missing == [0, 1])
  #expect(result.verdict[0].hasPrefix("Predicted alive, measured dead: latents 1, 2 of 2"))
  #expect(result.verdict.contains { $0.contains("the last plateau ends after about") })
  #expect(result.advice.map(\.code) == ["predicted-alive-measured-dead"])
}

/// Learned variances, common and of each column, end where their closed forms do.
@Test(arguments: [Likelihood.gaussianLearned, .gaussianLearnedPerColumn])
func learnedVariancesEndAtTheirOptimum(decoder: Likelihood) throws {
  var stream = RandomStream(seed: 4, stream: 0)
  let mixing = (0..<12).map { _ in stream.normal() }
  var values: [Double] = []
  for _ in 0..<200 {
    let z = stream.normals(2)
    for j in 0..<6 {
      let noise = (0.4 + 0.1 * Double(j)) * stream.normal()
      values.append(z[0] * mixing[2 * j] + z[1] * mixing[2 * j + 1] + noise)
    }
  }
  let table = try DataTable(values, columns: 6, named: "rows")
  let plan = PlanSpecification(latents: 2, beta: 1.2, decoder: decoder)
  let result = try TrainingSpecification(plan).run(
    on: TrainingTable(table), DataSpectrum(of: table, options: plan.spectrumOptions))
  #expect(try #require(result.largestDeviation) < 1e-3)
  let (nll, predicted) = (result.fit.nll, try #require(result.predictedNLL))
  #expect(abs(nll / predicted - 1) < 1e-6)
  let (left, expected) = (
    try #require(result.fit.distortion), try #require(result.predictedDistortion)
  )
  #expect(abs(left / expected - 1) < 1e-5)
}

/// A law moves β until what it asks for holds; the prediction is that at the β it comes to.
@Test func lawsReachWhatTheyAskFor() throws {
  var plan = PlanSpecification(latents: 3, learningRate: 0.05, startOverlap: 0.1)
  var length = TrainingLength.Inputs()
  length.steps = 8000
  plan.length = try TrainingLength(length)
  let result = try train(plan, on: [4, 2, 1, 0.3]) {
    $0.law = .control(set: .constant(0.9), integral: 2.5e-3, max: 3)
  }
  #expect(abs(result.fit.kl.reduce(0, +) - 0.9) < 0.01)
  #expect(try #require(result.largestDeviation) < 0.03)
}

/// Every number of training changes its end.
@Test func everyNumberOfTrainingMatters() throws {
  var plan = PlanSpecification(latents: 2, beta: 0.5, learningRate: 0.01)
  var length = TrainingLength.Inputs()
  length.steps = 40
  plan.length = try TrainingLength(length)
  func nll(_ change: (inout TrainingSpecification) -> Void) throws -> Double {
    try train(plan, on: [2, 1, 0.1]) {
      $0.isFullBatch = false
      $0.batch = 2
      change(&$0)
    }.fit.nll
  }
  let ends = [
    try nll { _ in }, try nll { $0.weightDecay = 0.1 }, try nll { $0.variance = .direct },
    try nll { $0.batch = 3 }, try nll { $0.isFullBatch = true },
    try nll { $0.startsAligned = true },
    try nll { $0.plan.seed = 1 }, try nll { $0.plan.optimizer = .adam },
    try nll { $0.plan.startOverlap = 0.3 }, try nll { $0.plan.learningRate = 0.02 },
  ]
  #expect(Set(ends).count == ends.count)
}

/// Theorem (decayed): with weight decay the optimum is that of each latent by itself, in any units of the loss.
@Test(arguments: [0.05, 0.4, 1.5])
func weightDecayIsPredicted(decay: Double) throws {
  let loss = try LossConvention("2*sse + 0.8*kl", dimension: 5)
  let plan = PlanSpecification(latents: 4, loss: loss)
  let result = try train(plan, on: [4, 2, 1, 0.3, 0.1]) { $0.weightDecay = decay }
  #expect(result.isExact && result.fit.active == result.predictedActive, "\(result.fit.kl)")
  for (predicted, measured) in zip(result.predictedKL, result.fit.kl) {
    #expect(
      abs(try #require(predicted) - measured) < 1e-5, "\(result.predictedKL), \(result.fit.kl)")
  }
  let (left, expected) = (
    try #require(result.fit.distortion), try #require(result.predictedDistortion)
  )
  #expect(abs(left / expected - 1) < 1e-5)
  // Without it two more nats are told, and the same latents or more live.
  #expect(zip(result.predictedActive, result.forecast.latents).allSatisfy { !$0 || $1.isActive })
}

/// Weight decay raises the threshold to `β = Λ/(1 + λ) − λ/Λ`, (thresholds).
@Test func weightDecayCollapses() throws {
  let plan = PlanSpecification(latents: 2, beta: 1)
  // On Λ = 2 with β = 1: λ = 0.5 leaves 1.08, λ = 0.6 leaves 0.95.
  for (decay, lives) in [(0.5, true), (0.6, false)] {
    let result = try train(plan, on: [2, 0.5, 0.1]) { $0.weightDecay = decay }
    #expect(result.predictedActive == [lives, false] && result.fit.active == [lives, false])
    #expect(result.missing.isEmpty && result.surplus.isEmpty)
    #expect(lives || result.verdict[0].contains("none can live beside this weight decay"))
  }
}
