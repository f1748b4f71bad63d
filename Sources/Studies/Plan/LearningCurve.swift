import LinearVAE
import MeanField
import NumericKit
import RealModule
import Spectra

/// How the latents of a linear β-VAE come to life, predicted from the spectrum of the data.
///
/// The flow of the order parameters in the small-rate limit with the leading eigenvalues as factors
/// and a start near zero: every decoder and encoder vector lies along its own eigen-direction with
/// the same small overlap, and `D = 1`. From such a start the latents never mix, so that the flow
/// of all of them is one six-variable flow for each. Time is learning rate × steps, in the units of
/// the loss `½‖x − x̂‖² + βσ² KL`.
public struct LearningCurve: Sendable, Hashable {
  /// Times at which the curve is sampled, in units of flow time.
  public let times: [Double]
  /// For each latent, its KL divergence from the prior at each time, in nats.
  public let kl: [[Double]]
  /// `E‖x − x̂‖²` at each time, in squared units of the data.
  public let distortion: [Double]

  /// The sum of the latents' KL divergences at each time, in nats per sample.
  public var rate: [Double] {
    times.indices.map { i in kl.reduce(0) { $0 + $1[i] } }
  }

  /// Predicts the curve of the latents of a forecast.
  ///
  /// - Parameters:
  ///   - forecast: Eigenvalues and level `βσ²` of each latent.
  ///   - totalVariance: The sum of all eigenvalues of the data.
  ///   - startOverlap: The length of every decoder and encoder vector at the start.
  ///   - samples: Number of times, at least 2, equally spaced in logarithm from well before the
  ///     first latent leaves its plateau to well after the last one has.
  /// - Throws: `FlowError`, should the integration fail.
  public init(
    of forecast: LatentForecast, totalVariance: Double, startOverlap: Double, samples: Int = 240
  ) throws {
    times = Self.times(forecast, startOverlap: startOverlap, samples: samples)
    var kl: [[Double]] = []
    var distortion = Array(repeating: totalVariance, count: times.count)
    for latent in forecast.latents {
      let data = SpikedData(signals: [latent.eigenvalue], noise: 0)
      let flow = try OrderParameterFlow(
        LearningProblem(
          data: data, latents: 1,
          training: Training(rates: .limit, beta: .constant(latent.level), variance: .log)),
        integrator: Integrator(
          tolerance: Tolerance(relative: OrderParameterFlow.defaultTolerance),
          limits: IntegrationLimits(maximumSteps: 1_000_000)))
      let states = try flow.trajectory(from: .aligned(overlap: startOverlap), at: times)
      kl.append(states.map { $0.rate(data: data) })
      for (i, state) in states.enumerated() {
        distortion[i] += state.relativeDistortion(data: data)
      }
    }
    self.kl = kl
    self.distortion = distortion
  }

  /// Logarithmically spaced times that show every latent's rise.
  private static func times(
    _ forecast: LatentForecast, startOverlap: Double, samples: Int
  ) -> [Double] {
    precondition(samples >= 2, "a curve needs at least 2 samples, not \(samples)")
    let escapes = forecast.latents.compactMap { $0.escapeTime(fromOverlap: startOverlap) }
    // After its escape a latent's variance still relaxes at the rate βσ²/2.
    let relaxation = 2 / (forecast.beta * forecast.decoderVariance)
    let end = 5 * (escapes.max() ?? 0) + 10 * relaxation
    let first = 0.02 * min(escapes.filter { $0 > 0 }.min() ?? end, end)
    let step = Double.log(end / first) / Double(samples - 1)
    return (0..<samples).map { first * Double.exp(step * Double($0)) }
  }
}

extension OrderParameters {
  /// One latent whose decoder and encoder lie along the only factor with the given length.
  fileprivate static func aligned(overlap: Double) -> OrderParameters {
    let squared = overlap * overlap
    return OrderParameters(
      m: [[overlap]], d: [[overlap]], Q: [[squared]], E: [[squared]], R: [[squared]], D: [1])
  }
}
