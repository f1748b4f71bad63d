import Foundation
import LinearVAE
import Plotting
import Spectra
import Storage
import Studies
import Testing

@Suite("Plan")
struct PlanTests {
  private let spectrum = DataSpectrum(rows: 500, eigenvalues: [4, 3, 1.1, 1, 0.9, 0.8])

  @Test("a decoder variance rescales β, time and thresholds")
  func decoderVariance() throws {
    let one = try PlanSpecification(latents: 3, beta: 2, learningRate: 0.01).run(on: spectrum)
    let two = try PlanSpecification(latents: 3, beta: 1, decoderVariance: 2, learningRate: 0.01)
      .run(on: spectrum)
    #expect(one.forecast.active == two.forecast.active)
    #expect(one.escapeTimes == two.escapeTimes)
    #expect(two.forecast.latents[0].threshold == 2)
    // The loss with σ² = 2 is half as steep: twice as many steps.
    #expect(two.stepsPerTime == 2 * (one.stepsPerTime ?? 0))
  }

  @Test("the start matters for plateaus alone")
  func startOverlap() throws {
    let near = try PlanSpecification(latents: 2, startOverlap: 1e-3).run(on: spectrum)
    let far = try PlanSpecification(latents: 2, startOverlap: 1e-1).run(on: spectrum)
    #expect(near.forecast == far.forecast)
    #expect((near.escapeTimes[0] ?? 0) > (far.escapeTimes[0] ?? .infinity))
    #expect(
      try PlanSpecification(latents: 2).run(on: spectrum).startOverlap
        == 1 / 6.0.squareRoot())
  }

  @Test("the record has the fields of the contract and no infinite numbers")
  func record() throws {
    let plan = try PlanSpecification(latents: 6, beta: 2).run(on: spectrum)
    let data = try JSONDocument.data(of: plan.dataset)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let expected: Set = [
      "data", "noise", "eigenvalues", "beta", "latents", "active", "rate", "distortion",
    ]
    #expect(expected.isSubset(of: object.keys))
    let latents = try #require(object["latents"] as? [[String: Any]])
    #expect(latents.count == 6)
    #expect(latents[0]["active"] as? Bool == true)
    #expect(latents[5]["escape_time"] is NSNull)
    #expect(latents[5]["kl"] as? Double == 0)
    #expect(object["eigenvalues"] as? [Double] == spectrum.eigenvalues)
  }

  @Test("of the largest eigenvalues alone the plan says the same of their latents")
  func largestOnly() throws {
    let values = (0..<600).map { (index: Int) -> Double in
      let scale: Double = index % 12 == 0 ? 3 : 1
      return scale * Double((index * 7919) % 613)
    }
    let table = try DataTable(values, columns: 12, named: "x")
    let whole = try DataSpectrum(of: table)
    let largest = try DataSpectrum(of: table, options: SpectrumOptions(top: 4))
    for decoder in [Likelihood.gaussian(variance: 1), .gaussianLearned] {
      let specification = PlanSpecification(latents: 3, beta: 0.9, decoder: decoder)
      let (all, some) = try (specification.run(on: whole), specification.run(on: largest))
      #expect(all.forecast.active == some.forecast.active)
      #expect(abs(some.forecast.distortion / all.forecast.distortion - 1) < 1e-9)
      #expect(abs(some.forecast.rate - all.forecast.rate) < 1e-9)
      #expect(some.estimate == nil && some.recommended == nil)
    }
  }

  @Test("table and archive agree with the plan")
  func tables() throws {
    let plan = try PlanSpecification(latents: 2, learningRate: 0.1).run(on: spectrum)
    let lines = plan.dataset.table.csv.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasSuffix("escape_steps"))
    #expect(plan.dataset.archive.entries.first { $0.name == "curve_kl" }?.shape == [2, 240])
  }

  @Test("eigenvalues of any size are followed")
  func hugeEigenvalues() throws {
    let huge = DataSpectrum(rows: 500, eigenvalues: [4e10, 3e10, 1e10])
    let plan = try PlanSpecification(latents: 2, beta: 1e10).run(on: huge)
    let end = try #require(plan.curve?.rate.last)
    #expect(abs(end - plan.forecast.rate) < 1e-4)
    #expect(plan.figure.panels.count == 4)
  }

  @Test("an eigenvalue above the level does not die for want of a latent")
  func fewLatents() throws {
    let plan = try PlanSpecification(latents: 1, beta: 1.05).run(on: spectrum)
    #expect(plan.figure.panels[0].series.map(\.x) == [[1], [2, 3], [4, 5, 6]])
  }

  @Test("directions without any variance are dead latents like others")
  func noVariance() throws {
    let flat = DataSpectrum(rows: 3, eigenvalues: [4, 1e-17, 0, 0])
    let plan = try PlanSpecification(latents: 4, beta: 1).run(on: flat)
    let curve = try #require(plan.curve)
    #expect(curve.kl.dropFirst().allSatisfy { ($0.last ?? 1) < 1e-9 })
    #expect(plan.figure.panels.count == 4)
  }

  @Test("a curve that cannot be followed is left out; the rest of the plan stands")
  func noCurve() throws {
    var specification = PlanSpecification(latents: 2, beta: 1, learningRate: 10)
    specification.batch = 1
    let plan = try specification.run(on: spectrum)
    #expect(plan.forecast.active == 2)
    #expect(plan.curve == nil && plan.curveFailure != nil)
    let object =
      try JSONSerialization.jsonObject(
        with: JSONDocument.data(of: plan.dataset)) as? [String: Any]
    #expect(object?["active"] as? Int == 2)
    #expect(object?["curve"] == nil || object?["curve"] is NSNull)
    #expect(plan.figure.panels.count == 3)
  }

  @Test("no latent lives, some on the threshold or without variance: a plan like any other")
  func deadWithoutVariance() throws {
    for eigenvalues in [
      [4, 0, 0], [4, 0x1p-1030, 0], [0, 0], [1e-100, 1e-155, 0], [9, 4], [9, 9, 0],
    ] {
      let flat = DataSpectrum(rows: 3, eigenvalues: eigenvalues)
      let plan = try PlanSpecification(latents: 2, beta: 9).run(on: flat)
      let curve = try #require(plan.curve)
      #expect(curve.times.allSatisfy { $0 > 0 && $0.isFinite })
      #expect(curve.kl.allSatisfy { ($0.last ?? 1) < 1e-4 })
    }
  }

  @Test("eigenvalue and level as far apart as they may be", arguments: [1e98, 1e119, 1e-100])
  func farApart(eigenvalue: Double) throws {
    let data = DataSpectrum(rows: 9, eigenvalues: [eigenvalue])
    for beta in [1e-119, 1e119] {
      let plan = try PlanSpecification(latents: 1, beta: beta).run(on: data)
      #expect(plan.forecast.active == (eigenvalue > beta ? 1 : 0))
      #expect(plan.curve?.times.allSatisfy { $0 > 0 && $0.isFinite } ?? true)
    }
  }

  /// At 1e-20 of the eigenvalue the integration ended in 226 nats instead of 23.6.
  @Test("a curve ends where its latents do, or is left out", arguments: [1e-2, 1e-6, 1e-13, 1e-20])
  func ends(beta: Double) throws {
    let data = DataSpectrum(rows: 99, eigenvalues: [3.28, 2.64])
    let plan = try PlanSpecification(latents: 2, beta: beta).run(on: data)
    #expect(beta < 1e-10 || plan.curve != nil)
    #expect((plan.curve == nil) == (plan.curveFailure != nil))
    if let end = plan.curve?.rate.last { #expect(abs(end / plan.forecast.rate - 1) < 1e-3) }
  }

  @Test("data whose variance is out of range are refused, not followed")
  func outOfRange() {
    for eigenvalue in [1e-310, 1e-121, 1e121] {
      let error = #expect(throws: InvalidProblem.self) {
        try PlanSpecification(latents: 1).run(on: DataSpectrum(rows: 9, eigenvalues: [eigenvalue]))
      }
      #expect(error?.found == "the largest eigenvalue = \(eigenvalue)")
    }
  }

  /// `b = 2a λ`: of `mse:mean + w·kl:sum` over 64 columns, the latent on 178.91 dies at `w` =
  /// 178.91/32 = 5.59; with `kl:mean` over 8 latents, at 8 times that.
  @Test(
    "latents die at a weight of the loss as it is written",
    arguments: [
      ("mse:mean + 0.00025*kl:sum", 1.0 / 32), ("mse:mean + 2*kl:mean/4", 0.25),
      ("sse/2 + 3*kl", 1), ("mse + kl + kl:mean", 1.0 / 32), ("sse + kl", 2),
    ] as [(String, Double)])
  func weights(text: String, perLevel: Double) throws {
    let data = DataSpectrum(rows: 500, eigenvalues: [178.91] + Array(repeating: 0.5, count: 63))
    let plan = try plan(of: data, text)
    let weight = try #require(plan.thresholdKLWeights[0])
    #expect(abs(weight / (178.91 * perLevel) - 1) < 1e-14)
    #expect(plan.specification.klWeight == plan.specification.loss?.writtenKLWeight)
    // At that weight it does die: written into the loss, it is the level itself.
    if text.contains("0.00025") {
      for factor in [0.9999, 1.0001] {
        let there = try self.plan(of: data, "mse:mean + \(factor * weight)*kl:sum")
        #expect(there.forecast.active == (factor < 1 ? 1 : 0))
      }
    }
    // Without a loss in words the weight is β.
    let plain = try PlanSpecification(latents: 8, decoderVariance: 2).run(on: data)
    #expect(plain.thresholdKLWeights == plain.forecast.latents.map(\.threshold))
  }

  private func plan(of data: DataSpectrum, _ text: String) throws -> Plan {
    let loss = try LossConvention(text, dimension: data.columns, latents: 8)
    return try PlanSpecification(latents: 8, loss: loss).run(on: data)
  }
}
