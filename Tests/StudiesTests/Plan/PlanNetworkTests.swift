import Foundation
import LinearVAE
import Spectra
import Storage
import Studies
import Testing

@Suite("Plan for a network")
struct PlanNetworkTests {
  private let spectrum = DataSpectrum(
    rows: 500, eigenvalues: [10, 6, 4, 2, 1] + [Double](repeating: 0.01, count: 10))

  private func plan(
    beta: Double, decoder: Likelihood = .gaussian(variance: 1), steps: Int? = nil,
    schedule: BetaSchedule? = nil, latents: Int = 12,
    network: DeclaredNetwork? = DeclaredNetwork(.mlp, activation: .relu)
  ) throws -> Plan {
    var specification = PlanSpecification(latents: latents, beta: beta, decoder: decoder)
    specification.network = network
    specification.schedule = schedule
    if let steps {
      var inputs = TrainingLength.Inputs()
      inputs.steps = steps
      specification.length = try TrainingLength(inputs)
    }
    return try specification.run(on: spectrum)
  }

  @Test("without a network nothing is said of one")
  func undeclared() throws {
    let plan = try plan(beta: 2.5, network: nil)
    #expect(plan.networkForecast == nil)
    #expect(!plan.dataset.fields.contains { $0.name.hasPrefix("network") })
  }

  /// Level 2.5 of 10: KL of `½ ln 4 + ½ ln 2.4 + ½ ln 1.6`.
  @Test("the interval is the study's, times the prediction")
  func interval() throws {
    let plan = try plan(beta: 2.5)
    let forecast = try #require(plan.networkForecast)
    let condition = CalibrationStudy.Condition(
      decoder: "gaussian", schedule: .constant, ratio: 0.25)
    let factors = try #require(CalibrationStudy.committed.interval(condition))
    let interval = try #require(forecast.interval)
    let rate = 0.5 * log(4 * 2.4 * 1.6)
    #expect(abs(interval.lowerBound - rate * factors.lowerBound) < 1e-12)
    #expect(abs(interval.upperBound - rate * factors.upperBound) < 1e-12)
    let runs = CalibrationStudy.committed.runs(condition).filter {
      $0.network == DeclaredNetwork(.mlp, activation: .relu)
    }
    #expect(forecast.constant.runs == runs.count)
    #expect(forecast.constant.stuck == runs.count(where: \.isStuck))
    #expect(plan.verdict[1].contains("nats in all where the linear model has \(plan.number(rate))"))
    // σ² and the units of the data do not matter, only the level over the largest eigenvalue.
    let scaled = try self.plan(beta: 1.25, decoder: .gaussian(variance: 2)).networkForecast
    #expect(scaled?.interval == forecast.interval)
  }

  @Test("a weight that rises has an interval of its own")
  func ramp() throws {
    let constant = try plan(beta: 2.5, steps: 5000).networkForecast
    let ramped = try plan(
      beta: 2.5, steps: 5000, schedule: .linear(rate: 1 / 2000.0, min: 0, max: 1)
    ).networkForecast
    #expect(constant?.isRamped == false && ramped?.isRamped == true)
    #expect(constant?.interval != ramped?.interval)
    #expect(ramped?.ramped.stuck == 0 && ramped?.gap == nil)
  }

  @Test("where no latent can live, what networks kept all the same")
  func collapsed() throws {
    let plan = try plan(beta: 12)
    #expect(plan.networkForecast?.interval?.lowerBound == 0)
    #expect((plan.networkForecast?.interval?.upperBound ?? 1) < 0.05)
    #expect(plan.verdict[1].hasPrefix("Networks agree: "))
  }

  @Test("an activation that is not declared counts all")
  func anyActivation() throws {
    let all = try plan(beta: 2.5, network: DeclaredNetwork(.mlp)).networkForecast
    let parts = try DeclaredNetwork.Activation.allCases.map {
      try plan(beta: 2.5, network: DeclaredNetwork(.mlp, activation: $0)).networkForecast
    }
    #expect(all?.constant.runs == parts.compactMap { $0?.constant.runs }.reduce(0, +))
  }

  @Test("outside of what was studied it says so")
  func gaps() throws {
    let slow = BetaSchedule.linear(rate: 1 / 5000.0, min: 0, max: 1)
    let plans = [
      ("no laplace decoders", try plan(beta: 2.5, decoder: .laplace)),
      (
        "no SiLU convolutional networks with poisson decoders",
        try plan(
          beta: 2.5, decoder: .poisson, network: DeclaredNetwork(.cnn, activation: .silu))
      ),
      ("constant KL weight", try plan(beta: 2.5, steps: 5000, schedule: slow)),
      ("constant KL weight", try plan(beta: 2.5, steps: 5000, schedule: .cyclical(period: 500))),
      ("for at least", try plan(beta: 2.5, steps: 500)),
      ("at least 10 latents", try plan(beta: 2.5, latents: 2)),
      ("this one is 0.95", try plan(beta: 9.5)), ("this one is 0.015", try plan(beta: 0.15)),
    ]
    for (words, plan) in plans {
      let forecast = try #require(plan.networkForecast)
      #expect(forecast.interval == nil && forecast.coverage == nil)
      #expect(forecast.gap?.contains(words) == true, "\(forecast.gap ?? "studied")")
      #expect(plan.verdict[1].contains("is not known here"))
      let json = try JSONDocument.data(of: plan.dataset)
      let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
      let network = try #require(object["network"] as? [String: Any])
      #expect(network["studied"] as? Bool == false && network["gap"] is String)
    }
  }
}
