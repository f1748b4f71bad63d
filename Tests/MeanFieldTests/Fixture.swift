import LinearVAE
import MeanField
import TestSupport
import Testing

/// A problem with states of its flow from an implementation independent of this package: NumPy
/// matrices integrated by SciPy's Radau and LSODA, which agree to 2e-11.
struct FlowFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let problem: ProblemFixture
  let states: [OrderParameters]

  var testDescription: String { name }

  static let all: [FlowFixture] = fixture("flow")
}

/// The largest difference of two states, relative to `max(1, |value|)`.
func distance(_ a: OrderParameters, _ b: OrderParameters) -> Double {
  let layout = StateLayout(latents: a.latents, factors: a.factors)
  return zip(layout.coordinates(of: a), layout.coordinates(of: b))
    .map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
}
