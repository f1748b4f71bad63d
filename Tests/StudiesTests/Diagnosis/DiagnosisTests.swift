import Fitting
import Foundation
import LinearVAE
import NumericKit
import Plotting
import RealModule
import Spectra
import Storage
import Studies
import Testing

@Suite("Diagnosis")
struct DiagnosisTests {
  private static let spectrum = DataSpectrum(
    rows: 2000, eigenvalues: [9, 7, 5, 4] + Array(repeating: 1, count: 16))

  private func plan(
    level: Double, latents: Int = 8, loss: String? = nil,
    _ change: (inout PlanSpecification) throws -> Void = { _ in }
  ) throws -> Plan {
    var specification =
      try loss.map {
        PlanSpecification(
          latents: latents, loss: try LossConvention($0, dimension: 20, latents: latents, batch: 16)
        )
      } ?? PlanSpecification(latents: latents, beta: level)
    try change(&specification)
    return try specification.run(on: Self.spectrum)
  }

  /// A diagnosis of a total alone.
  private func diagnosis(of total: Double, _ plan: Plan?, batch: Int? = nil) throws -> Diagnosis {
    var evidence = DiagnosisSpecification()
    (evidence.totalKL, evidence.plan, evidence.latents, evidence.batch) = (total, plan, 8, batch)
    return try evidence.run()
  }

  private func log(_ kl: [Double], step: Double = 100, weights: [Double]? = nil) throws -> KLLog {
    var lines = ["step,kl" + (weights == nil ? "" : ",beta")]
    for (row, value) in kl.enumerated() {
      lines.append("\(Double(row) * step),\(value)" + (weights.map { ",\($0[row])" } ?? ""))
    }
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url)
    return try KLLog(DataTable(contentsOf: url.path), latents: 8)
  }

  @Test("a total alone: as predicted, none where some could, none where none can, another β")
  func totals() throws {
    let plan = try plan(level: 2)
    let rate = plan.forecast.rate
    for factor in [0.8, 1, 1.2] {
      #expect(try diagnosis(of: factor * rate, plan).verdict == .healthy)
    }
    #expect(try diagnosis(of: 0, plan).verdict == .plateau)
    #expect(try diagnosis(of: 0, self.plan(level: 10)).verdict == .collapsed)
    #expect(try diagnosis(of: 0, nil).verdict == .collapsed)
    #expect(try diagnosis(of: 3, nil).verdict == .healthy)
    let other = try diagnosis(of: self.plan(level: 0.1).forecast.rate, plan)
    #expect(other.verdict == .weightUnused)
    // KL at level 0.1 is inverted to β = 0.1: which is 2/20, as if KL were averaged over the columns.
    #expect(abs((other.comparison?.fittedLevel ?? 0) / 0.1 - 1) < 1e-9)
    #expect(other.answer[0].contains("averaged over the columns"))
    #expect(try diagnosis(of: 1e6, plan).verdict == .weightUnused)
    #expect(throws: InvalidProblem.self) { try DiagnosisSpecification().run() }
    #expect(throws: InvalidProblem.self) { try diagnosis(of: -1, plan) }
  }

  @Test("weights are those of the user's own loss, and usual mistakes are told from its words")
  func ownLoss() throws {
    // βσ² = 2 is a weight of 0.2 beside a mean over 20 columns; without the mean it would be 0.1.
    let plan = try plan(level: 2, loss: "mse:mean + 0.2*kl")
    #expect(abs(plan.level - 2) < 1e-12)
    let collapsed = try diagnosis(of: 0, self.plan(level: 30, loss: "mse:mean + 3*kl"))
    #expect(collapsed.verdict == .collapsed)
    #expect(collapsed.answer[1].contains("the first latent lives below 0.9"))
    let summed = try diagnosis(of: self.plan(level: 0.1).forecast.rate, plan)
    #expect(summed.answer[0].contains("fits KL weight 0.01"))
    #expect(summed.answer[0].contains("as if the reconstruction were summed over the columns"))
  }

  @Test("a number that was summed over the batch is known by what it would be")
  func reading() throws {
    let plan = try plan(level: 2)
    let found = try diagnosis(of: 16 * plan.forecast.rate, plan, batch: 16)
    #expect(found.verdict == .weightUnused)
    #expect(found.advice.contains { $0.code == .readingOfKL })
  }

  @Test("the weight that counts is that of the schedule's last step")
  func schedule() throws {
    var inputs = TrainingLength.Inputs()
    inputs.steps = 500
    let plan = try plan(level: 8) {
      $0.length = try TrainingLength(inputs)
      $0.schedule = .linear(rate: 1 / 2000.0, min: 0, max: 1)
    }
    // β = 8 × 499/2000 ≈ 2 so far.
    let rate = try self.plan(level: 2).forecast.rate
    #expect(try diagnosis(of: rate, plan).verdict == .healthy)
    #expect(try diagnosis(of: rate, self.plan(level: 8)).verdict != .healthy)
  }

  @Test(
    "a log on its plateau: the end is forecast, and the true one lies in the interval",
    arguments: 1...20)
  func log(seed: Int) throws {
    let plan = try plan(level: 2) { $0.startOverlap = 1e-3 }
    let curve = try #require(plan.curve)
    // The predicted course itself, logged until KL is a hundredth of what it becomes, noise of 10 % on it.
    let first = plan.forecast.latents[0].kl
    let half = try #require(curve.rate.firstIndex { $0 >= 0.5 * first })
    let early = try #require(curve.rate.firstIndex { $0 >= 0.01 * plan.forecast.rate })
    let times = (0..<60).map { curve.times[early] * Double($0) / 59 }
    var stream = RandomStream(seed: UInt64(seed), stream: 9)
    let kl = times.map { time -> Double in
      let next = max(1, curve.times.firstIndex { $0 >= time } ?? 1)
      let share = (time - curve.times[next - 1]) / (curve.times[next] - curve.times[next - 1])
      let value = Double.exp(
        (1 - share) * .log(curve.rate[next - 1]) + share * .log(curve.rate[next]))
      return value * .exp(0.1 * stream.normal())
    }
    var evidence = DiagnosisSpecification()
    (evidence.plan, evidence.latents) = (plan, 8)
    evidence.log = try log(kl, step: times[1])
    let diagnosis = try evidence.run()
    #expect(diagnosis.verdict == .plateau)
    let end = try #require(diagnosis.plateauEnd)
    #expect(abs(end.value / curve.times[half] - 1) < 0.05, "\(end), \(curve.times[half])")
    #expect(diagnosis.answer[1].hasPrefix("Wait: the plateau ends at step"))
    let growth = try #require(diagnosis.growth)
    #expect(abs(growth.rate / plan.forecast.latents[0].growthRate - 1) < 0.15)
  }

  @Test("a log that never moved, and one whose weight is still rising")
  func courses() throws {
    let plan = try plan(level: 2)
    var evidence = DiagnosisSpecification()
    (evidence.plan, evidence.latents) = (plan, 8)
    evidence.log = try log(Array(repeating: 0.2, count: 20))
    #expect(try evidence.run().verdict == .notTrained)
    evidence.log = try log(Array(repeating: plan.forecast.rate, count: 20))
    #expect(try evidence.run().verdict == .healthy)
    let rising = (0..<20).map { 0.001 * Double.exp(0.3 * Double($0)) }
    evidence.log = try log(rising, weights: (0..<20).map { Double($0) })
    #expect(try evidence.run().advice.contains { $0.code == .rampRunning })
    #expect(try evidence.run().verdict == .plateau)
  }

  @Test("free bits hold dead latents up: they are named and count as dead")
  func freeBits() throws {
    let model = try SynthesisedModel(
      [20, 15, 11] + Array(repeating: 1, count: 9), rows: 5000, latents: 8, level: 3,
      deviation: 0.02,
      seed: 1
    ) { kl in kl.map { $0 == 0 ? 0.4 : $0 } }
    let diagnosis = try model.diagnosis(level: 3)
    #expect(diagnosis.floor?.latents.count == 5)
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.living?.count == 3)
    #expect(diagnosis.advice.contains { $0.code == .freeBitsFloor })
  }

  @Test("rows in another order are noticed, and are not taken for a model that was not trained")
  func shuffled() throws {
    let model = try SynthesisedModel(
      [20, 15, 11, 8] + Array(repeating: 1, count: 8), rows: 800, latents: 4, level: 3, seed: 1)
    let turned = try DataTable(
      Array(model.means.dropFirst(400 * 4) + model.means.prefix(400 * 4)), columns: 4, named: "mu")
    let diagnosis = try model.diagnosis(level: 3) {
      $0.dependence = try CodeDependence(of: turned, on: model.data)
    }
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.advice.contains { $0.code == .rowMismatch })
  }

  @Test("one latent, more latents than columns, one sample, exact zeros, saturated KL")
  func edges() throws {
    let one = try SynthesisedModel([4, 1, 1], rows: 500, latents: 1, level: 2, seed: 1)
    #expect(try one.diagnosis(level: 2).verdict == .healthy)
    let many = try SynthesisedModel([6, 4, 1], rows: 500, latents: 7, level: 2, seed: 1)
    let diagnosis = try many.diagnosis(level: 2)
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.advice.contains { $0.code == .latentsBeyondData })
    let zeros = SynthesisedModel(data: many.data, latents: 7, seed: 1) { _ in (0, 0) }
    #expect(try zeros.diagnosis(level: 2).verdict == .plateau)
    #expect(try zeros.diagnosis(level: 20).verdict == .collapsed)
    let saturated = SynthesisedModel(data: many.data, latents: 2, seed: 1) { _ in (1e3, -100) }
    #expect(try saturated.diagnosis(level: 2).verdict == .notTrained)
    var evidence = DiagnosisSpecification()
    evidence.code = try CodeSummary(
      means: DataTable([0.5], columns: 1, named: "mu"),
      spreads: DataTable([-1], columns: 1, named: "s"))
    for data in [diagnosis.dataset, try evidence.run().dataset] {
      _ = try JSONDocument.data(of: data)
    }
  }

  @Test("of decoders that are not Gaussian KL is a guess, the threshold is not")
  func otherDecoders() throws {
    func plan(_ beta: Double) throws -> Plan {
      try PlanSpecification(latents: 4, beta: beta, decoder: .bernoulli).run(on: Self.spectrum)
    }
    let rate = try plan(3).forecast.rate
    #expect(try diagnosis(of: 0.6 * rate, plan(3)).verdict == .healthy)
    #expect(try diagnosis(of: 0, plan(3)).verdict == .plateau)
    #expect(try diagnosis(of: 0, plan(9.1)).verdict == .collapsed)
    #expect(try diagnosis(of: 0, plan(9.1)).answer.last?.contains("holds for any network") == true)
  }

  /// 16 latents at a quarter of the largest eigenvalue, where networks were studied.
  @Test("how far networks may be from the prediction is what the calibration study says")
  func studied() throws {
    let signals: [Double] = [20, 18, 16, 14, 12, 10, 9, 8, 7, 6] + Array(repeating: 1, count: 10)
    func model(_ factor: Double) throws -> SynthesisedModel {
      try SynthesisedModel(signals, rows: 600, latents: 12, level: 5, deviation: 0.05, seed: 1) {
        $0.map { factor * $0 }
      }
    }
    let study = CalibrationStudy.committed
    func factors(_ schedule: CalibrationRun.Schedule) throws -> ClosedRange<Double> {
      try #require(
        study.interval(.init(decoder: "gaussian", schedule: schedule, ratio: 0.25)))
    }
    let (constant, ramp) = (try factors(.constant), try factors(.ramp))
    let low = min(constant.lowerBound, ramp.lowerBound)
    let high = max(constant.upperBound, ramp.upperBound)
    let diagnosis = try model(1).diagnosis(level: 5)
    let studied = try #require(diagnosis.comparison?.studied)
    // The weight may have risen or not: nobody said.
    #expect(studied.factors == low...high && studied.dataSets == 6)
    #expect(diagnosis.answer.last?.contains("on 6 data sets") == true)
    for (factor, isHealthy) in [
      (1.15 * low, true), (0.85 * low, false), (0.9 * high, true), (1.2 * high, false),
    ] {
      let verdict = try model(factor).diagnosis(level: 5).verdict
      #expect((verdict == .healthy) == isHealthy, "\(factor): \(verdict)")
    }
    // Far below what was studied the former tolerance holds, and is said.
    let outside = try model(1).diagnosis(level: 0.1)
    #expect(outside.comparison?.studied == nil)
    #expect(outside.answer.last?.contains("taken to hold within a factor of 2") == true)
  }

  @Test("the weight that a measured KL fits is given in the user's own loss")
  func fittedWeight() throws {
    // Level 2 is weight 0.2 of this loss; KL is that of level 0.25, weight 0.025.
    let plan = try plan(level: 2, loss: "mse:mean + 0.2*kl")
    let found = try diagnosis(of: self.plan(level: 0.25).forecast.rate, plan)
    #expect(found.verdict == .weightUnused)
    let advice = try #require(found.advice.first { $0.code == .fittedWeight })
    let weight = try #require(advice.value.value)
    #expect(abs(weight / 0.025 - 1) < 1e-9)
    let record = try JSONSerialization.jsonObject(with: JSONDocument.data(of: found.dataset))
    let fitted = try #require((record as? [String: Any])?["fitted"] as? [String: Any])
    #expect(abs((fitted["kl_weight"] as? Double ?? 0) / 0.025 - 1) < 1e-9)
    #expect(abs((fitted["ratio"] as? Double ?? 0) / 0.125 - 1) < 1e-9)
  }

  @Test("the record has the fields of the contract, and the same in every format")
  func record() throws {
    let model = try SynthesisedModel(
      [20, 15, 11, 8] + Array(repeating: 1, count: 8), rows: 400, latents: 6, level: 3, seed: 1)
    let result = try model.diagnosis(level: 3).dataset
    let object = try #require(
      JSONSerialization.jsonObject(with: JSONDocument.data(of: result)) as? [String: Any])
    let expected: Set = [
      "latents", "active_units", "total_kl", "total_correlation", "verdict", "advice",
    ]
    #expect(expected.isSubset(of: object.keys))
    let latents = try #require(object["latents"] as? [[String: Any]])
    let fields: Set = ["index", "kl", "variance_of_mean", "mean_variance", "class", "predicted_kl"]
    #expect(latents.count == 6 && latents.allSatisfy { fields.isSubset(of: $0.keys) })
    #expect(object["active_units"] as? Int == 4)
    #expect(result.table.csv.split(separator: "\n").count == 7)
    #expect(result.archive.entries.contains { $0.name == "correlations" && $0.shape == [6, 6] })
    let figure = try model.diagnosis(level: 3).figure
    #expect(figure.panels.count == 2)
    #expect(try model.diagnosis(level: 3).page().contains("healthy"))
  }
}
