import ComplexModule
import Foundation
import LinearVAE
import MeanField
import NumericKit
import Testing

/// A fixed point from an implementation independent of this package: Newton's method on NumPy
/// matrices, and eigenvalues of five-point differences in symmetric coordinates.
struct FixedPointFixture: Decodable, Sendable, CustomTestStringConvertible {
  struct Problem: Decodable, Sendable {
    struct Data: Decodable {
      let signals: [Double]
      let noise: Double
    }
    struct Model: Decodable { let latents: Int }
    struct Training: Decodable {
      let rates: Rates
      let weight_decay: Double
      let batch: Int
      let beta: Double
    }

    let data: Data
    let model: Model
    let training: Training
  }

  /// One number, or the word limit.
  struct Rates: Decodable {
    let value: LearningRates

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      value = (try? container.decode(Double.self)).map { .uniform($0) } ?? .limit
    }
  }

  let name: String
  let problem: Problem
  let active: [Int?]
  let state: OrderParameters
  let growth_rate: Double
  let eigenvalues: [[Double]]

  var testDescription: String { name }

  var learningProblem: LearningProblem {
    LearningProblem(
      data: SpikedData(signals: problem.data.signals, noise: problem.data.noise),
      latents: problem.model.latents,
      training: Training(
        rates: problem.training.rates.value, weightDecay: problem.training.weight_decay,
        batch: problem.training.batch, beta: .constant(problem.training.beta)))
  }

  var roles: [LatentRole] {
    active.map { index in
      switch index {
      case nil: .collapsed
      case -1: .noise
      case .some(let factor): .factor(factor)
      }
    }
  }

  static let all: [FixedPointFixture] = {
    guard
      let url = Bundle.module.url(forResource: "Fixtures/fixed_points", withExtension: "json"),
      let data = try? Foundation.Data(contentsOf: url),
      let fixtures = try? JSONDecoder().decode([FixedPointFixture].self, from: data)
    else { fatalError("the fixture fixed_points.json cannot be read") }
    return fixtures
  }()
}

/// The largest distance between two spectra matched one to one, nearest first.
func spectralDistance(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Double {
  guard a.count == b.count else { return .infinity }
  var left = b
  var largest = 0.0
  for value in a {
    let nearest = left.indices.min { (value - left[$0]).length < (value - left[$1]).length }
    guard let nearest else { return .infinity }
    largest = max(largest, (value - left[nearest]).length)
    left.remove(at: nearest)
  }
  return largest
}
