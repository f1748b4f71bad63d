import Foundation
import LinearVAE
import MeanField
import NumericKit
import Testing

/// A problem with states of its flow from an implementation independent of this package: NumPy
/// matrices integrated by SciPy's Radau and LSODA, which agree to 2e-11.
struct FlowFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let problem: ProblemFixture
  let states: [OrderParameters]

  var testDescription: String { name }

  static let all: [FlowFixture] = decode("flow")
}

/// The generalization error of five SGD runs at N = 200 that the authors of the theory published.
struct PublishedRun: Decodable, Sendable {
  let initial: OrderParameters
  let times: [Double]
  let generalization_error: [[Double]]

  static let authors: PublishedRun = decode("authors_run")
}

/// The form of the problem file, as far as the fixtures use it.
struct ProblemFixture: Decodable, Sendable {
  struct Data: Decodable {
    let signals: [Double]
    let noise: Double
    let overlap: Matrix?
  }
  struct Model: Decodable { let latents: Int }
  struct Time: Decodable { let at: [Double] }
  struct TrainingFixture: Decodable {
    let rates: Rates
    let weight_decay: Double
    let batch: Int
    let beta: Beta
  }

  let data: Data
  let model: Model
  let training: TrainingFixture
  let initial: OrderParameters
  let time: Time

  var learningProblem: LearningProblem {
    LearningProblem(
      data: SpikedData(signals: data.signals, noise: data.noise, overlap: data.overlap),
      latents: model.latents,
      training: Training(
        rates: training.rates.value, weightDecay: training.weight_decay, batch: training.batch,
        beta: training.beta.value))
  }

  struct Rates: Decodable {
    let value: LearningRates

    init(from decoder: any Decoder) throws {
      if (try? decoder.singleValueContainer().decode(String.self)) == "limit" {
        value = .limit
        return
      }
      let rates = try [String: Double](from: decoder)
      value = .finite(
        decoder: rates["decoder"] ?? .nan, encoder: rates["encoder"] ?? .nan,
        variance: rates["variance"] ?? .nan)
    }
  }

  struct Beta: Decodable {
    let value: BetaSchedule

    private struct Schedule: Decodable {
      let schedule: String
      let rate: Double?
      let max: Double
      let period: Double?
      let ratio: Double?
    }

    init(from decoder: any Decoder) throws {
      if let number = try? decoder.singleValueContainer().decode(Double.self) {
        value = .constant(number)
        return
      }
      let read = try Schedule(from: decoder)
      switch read.schedule {
      case "tanh": value = .tanh(rate: read.rate ?? .nan, max: read.max)
      case "linear": value = .linear(rate: read.rate ?? .nan, min: 0, max: read.max)
      case "cyclical":
        value = .cyclical(
          period: read.period ?? .nan, ratio: read.ratio ?? .nan, min: 0, max: read.max,
          ramp: .linear)
      default:
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: read.schedule))
      }
    }
  }
}

private func decode<Value: Decodable>(_ name: String) -> Value {
  guard let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json") else {
    fatalError("the fixture \(name).json is missing")
  }
  do {
    return try JSONDecoder().decode(Value.self, from: Foundation.Data(contentsOf: url))
  } catch {
    fatalError("the fixture \(name).json cannot be read: \(error)")
  }
}

/// The largest difference of two states, relative to `max(1, |value|)`.
func distance(_ a: OrderParameters, _ b: OrderParameters) -> Double {
  let layout = StateLayout(latents: a.latents, factors: a.factors)
  return zip(layout.coordinates(of: a), layout.coordinates(of: b))
    .map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
}
