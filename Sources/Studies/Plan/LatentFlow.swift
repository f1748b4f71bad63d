import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import Spectra

/// The spectral flow of one latent that lies along its own eigen-direction of the data.
///
/// Latents that each begin along a direction of their own never mix, and do not see each other,
/// (spectral-rest). In the small-rate limit all but the own direction keep out of it; at finite rates the
/// noise of SGD drives the latent in every one.
package struct LatentFlow {
  /// The eigenvalue and the level.
  package let latent: LatentFate
  private let startOverlap: Double
  private let flow: SpectralFlow
  /// Flow time in a unit of time of ``flow``.
  private let unit: Double

  /// The flow of one latent from vectors of the given length, at its level or one that follows a
  /// schedule in flow time.
  ///
  /// - Parameters:
  ///   - latent: The eigenvalue and the level.
  ///   - startOverlap: The length of decoder and encoder along the direction at the start.
  ///   - level: The level over flow time; that of the latent unless given.
  ///   - noise: Steps and batches of SGD; those of the small-rate limit unless given.
  /// - Throws: `InvalidProblem` for numbers out of range.
  package init(
    _ latent: LatentFate, startOverlap: Double, level: BetaSchedule? = nil, noise: SGDNoise? = nil
  ) throws {
    self.latent = latent
    self.startOverlap = startOverlap
    let level = level ?? .constant(latent.level)
    unit = noise?.rate ?? 1
    let problem =
      noise?.problem(eigenvalue: latent.eigenvalue, level: level)
      ?? SpectralProblem(
        data: SpectralData([.init(variance: latent.eigenvalue, share: 1)]), latents: 1,
        training: Training(rates: .limit, beta: level, variance: .log))
    flow = try SpectralFlow(
      problem,
      integrator: Integrator(
        tolerance: Tolerance(
          relative: OrderParameterFlow.defaultTolerance, floor: Self.floor(latent, startOverlap)),
        limits: IntegrationLimits(maximumSteps: Self.stepLimit)))
  }

  /// Steps that a curve may take; a few thousand do for data of any scale.
  private static let stepLimit = 1_000_000

  /// The size below which a component may be wrong by more than the relative tolerance.
  ///
  /// The decoder of small data, the encoder of large data, and `D` far above the level are themselves small;
  /// of a latent that dies, everything is smaller than at the start.
  private static func floor(_ latent: LatentFate, _ startOverlap: Double) -> Double {
    let start = min(1, startOverlap)
    guard latent.isActive else { return start }
    let λ = latent.eigenvalue
    return min(start, λ.squareRoot(), 1 / λ.squareRoot(), latent.level / λ)
  }

  /// The course of the latent from a start at which decoder and encoder are the same short vector, and
  /// `D = 1`.
  package func course(at times: [Double]) throws -> Course {
    let solution = try flow.solution(
      from: state(w: startOverlap, v: startOverlap, D: 1), at: times.map { $0 / unit })
    let data = flow.problem.data
    return Course(
      kl: solution.states.map { $0.rate(data: data) },
      distortion: solution.states.map { $0.relativeDistortion(data: data) },
      steps: solution.statistics.steps)
  }

  /// What a latent has at each time.
  package struct Course: Sendable {
    /// Its KL divergence from the prior, in nats.
    package let kl: [Double]
    /// `E‖x − x̂‖² − E‖x‖²`, in squared units of the data.
    package let distortion: [Double]
    /// Steps of the integration.
    package let steps: Int
  }

  /// How long the latent stays on its plateau; `nil` if it never leaves.
  package var escapeTime: Double? { latent.escapeTime(fromOverlap: startOverlap) }

  /// A time at which the latent is at its fixed point, but for 10⁻⁵ of its way there.
  package func settlingTime() throws -> Double {
    let rate = try settlingRate()
    // On the threshold deviations die out like 1/t.
    guard rate > 0 else { return 1e5 / min(1, latent.eigenvalue, latent.level) }
    return (escapeTime ?? 0) + 12 / rate
  }

  /// The rate at which the slowest deviation from the latent's fixed point (learned) dies out,
  /// (settle), from the Jacobian of the flow; its growth rate at the threshold, where that rate
  /// vanishes.
  ///
  /// Rates of the fixed point can differ by fifteen orders of magnitude, so the Jacobian is inverted
  /// first: the slowest one is then the largest, and keeps its digits.
  package func settlingRate() throws -> Double {
    let λ = latent.eigenvalue
    // Without variance nothing is ever done about the encoder; decoder and variance settle.
    guard λ > 0 else { return min(1, latent.level / 2) }
    // Of a collapsed latent `Q`, `E` and `R` are squares of what decays.
    guard latent.isActive else { return min(2 * latent.growthRate.magnitude, latent.level / 2) }
    guard latent.level > 1e-8 * λ else { return slowestFarBelow }
    let limit = try LatentFlow(latent, startOverlap: startOverlap)
    let w = latent.decoderNorm
    let fixedPoint = limit.state(w: w, v: w / λ, D: latent.encoderVariance)
    let chart = SpectralChart(of: fixedPoint, for: limit.flow.problem)
    let jacobian = limit.flow.jacobian(at: fixedPoint, in: chart)
    guard let factors = try? LUFactorization(jacobian) else { return latent.growthRate.magnitude }
    let units = Matrix.identity(jacobian.rows).rowArrays
    // Row by row the transpose of the inverse, which has the same eigenvalues.
    let inverse = Matrix(
      rows: jacobian.rows, columns: jacobian.rows, elements: units.flatMap(factors.solve))
    let slowest = try inverse.eigenvalues().compactMap { $0.reciprocal?.real }.max() ?? 0
    return slowest < 0 ? -slowest : latent.growthRate.magnitude
  }

  /// The settling rate for `β ≪ λ`, (settle), up to a relative error of order `β/λ`; there rounding,
  /// and in the end overflow, spoils the Jacobian.
  private var slowestFarBelow: Double {
    let r = 4 / (latent.eigenvalue + 1 / latent.eigenvalue)
    let root = ((0.5 + r) * (0.5 + r) - r).squareRoot()
    return latent.level * (r / 2) / (0.5 + r + root)
  }

  private func state(w: Double, v: Double, D: Double) -> SpectralState {
    var state = SpectralState.collapsed(latents: 1, groups: flow.problem.data.groups.count)
    state.groups[0] = .init(Q: [[w * w]], E: [[v * v]], R: [[w * v]])
    state.D = [D]
    return state
  }
}
