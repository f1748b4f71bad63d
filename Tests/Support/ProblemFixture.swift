import LinearVAE
import NumericKit

/// The form of the problem file, as far as fixtures use it.
package struct ProblemFixture: Decodable, Sendable {
  struct Data: Decodable, Sendable {
    let signals: [Double]
    let noise: Double
    let overlap: Matrix?
  }
  struct Model: Decodable, Sendable { let latents: Int }
  package struct Time: Decodable, Sendable { package let at: [Double] }
  package struct Size: Decodable, Sendable { package let dimension: Int }
  struct TrainingFixture: Decodable, Sendable {
    let rates: Rates
    let weight_decay: Double
    let batch: Int
    let beta: Beta
  }

  let data: Data
  let model: Model
  let training: TrainingFixture
  /// Only where the flow or SGD is followed.
  package let initial: OrderParameters?
  package let time: Time?
  /// Only where SGD was run.
  package let simulation: Size?

  package var learningProblem: LearningProblem {
    LearningProblem(
      data: SpikedData(signals: data.signals, noise: data.noise, overlap: data.overlap),
      latents: model.latents,
      training: Training(
        rates: training.rates.value, weightDecay: training.weight_decay, batch: training.batch,
        beta: training.beta.value))
  }

  struct Rates: Decodable, Sendable {
    let value: LearningRates

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if (try? single.decode(String.self)) == "limit" {
        value = .limit
        return
      }
      if let number = try? single.decode(Double.self) {
        value = .uniform(number)
        return
      }
      let rates = try [String: Double](from: decoder)
      value = .finite(
        decoder: rates["decoder"] ?? .nan, encoder: rates["encoder"] ?? .nan,
        variance: rates["variance"] ?? .nan)
    }
  }

  struct Beta: Decodable, Sendable {
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
