import ComplexModule
import LinearVAE
import MeanField
import NumericKit
import Spectra

/// The flow of one latent that lies along its own eigen-direction of the data.
///
/// To a latent an eigen-direction of variance `λ` is a direction of noise `η = λ`: all of its
/// overlap is in `Q`, `E` and `R`, and the only factor, of strength 0, plays no part. Written as a
/// factor of strength `λ`, the flow would move `m` and `d` as well, and `Q`, `E` and `R` a second
/// time, and could not be followed for `λ` above 10⁶.
package struct LatentFlow {
  /// Data with the eigenvalue in every direction.
  package let data: SpikedData
  /// The eigenvalue and the level.
  package let latent: LatentFate
  private let startOverlap: Double
  private let flow: OrderParameterFlow

  /// The flow of one latent from vectors of the given length, at its level or one that follows a
  /// schedule in flow time.
  package init(
    _ latent: LatentFate, startOverlap: Double, level: BetaSchedule? = nil
  ) throws {
    self.latent = latent
    self.startOverlap = startOverlap
    data = SpikedData(signals: [0], noise: latent.eigenvalue)
    let training = Training(rates: .limit, beta: level ?? .constant(latent.level), variance: .log)
    flow = try OrderParameterFlow(
      LearningProblem(data: data, latents: 1, training: training),
      integrator: Integrator(
        tolerance: Tolerance(
          relative: OrderParameterFlow.defaultTolerance, floor: Self.floor(latent, startOverlap)),
        limits: IntegrationLimits(maximumSteps: Self.stepLimit)))
  }

  /// Steps that a curve may take; a few thousand do for data of any scale.
  private static let stepLimit = 1_000_000

  /// The size below which a component may be wrong by more than the relative tolerance.
  ///
  /// `Q` of small data, `E` of large data, and `D` far above the level are themselves small; of a
  /// latent that dies, everything is smaller than at the start.
  private static func floor(_ latent: LatentFate, _ startOverlap: Double) -> Double {
    let start = min(1, startOverlap * startOverlap)
    guard latent.isActive else { return start }
    let λ = latent.eigenvalue
    return min(start, λ, 1 / λ, latent.level / λ)
  }

  /// The states from a start at which decoder and encoder are the same short vector, and `D = 1`.
  package func solution(at times: [Double]) throws -> FlowSolution {
    let squared = startOverlap * startOverlap
    return try flow.solution(from: Self.state(Q: squared, E: squared, R: squared, D: 1), at: times)
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
    let (Q, λ) = (max(0, latent.eigenvalue - latent.level), latent.eigenvalue)
    // Without variance nothing is ever done about the encoder; decoder and variance settle.
    guard λ > 0 else { return min(1, latent.level / 2) }
    guard latent.level > 1e-8 * λ else { return slowestFarBelow }
    let fixedPoint =
      Q > 0
      ? Self.state(Q: Q, E: Q / (λ * λ), R: Q / λ, D: latent.encoderVariance)
      : Self.state(Q: 0, E: 0, R: 0, D: 1)
    let full = flow.jacobian(at: fixedPoint)
    // `m` and `d` stay 0; with no variance of their own, the Jacobian is singular in them.
    let rows = flow.layout.Q..<flow.layout.count
    var block = Matrix(rows: rows.count, columns: rows.count)
    for (i, row) in rows.enumerated() {
      for (j, column) in rows.enumerated() { block[i, j] = full[row, column] }
    }
    guard let factors = try? LUFactorization(block) else { return latent.growthRate.magnitude }
    let units = Matrix.identity(rows.count).rowArrays
    // Row by row the transpose of the inverse, which has the same eigenvalues.
    let inverse = Matrix(
      rows: rows.count, columns: rows.count, elements: units.flatMap(factors.solve))
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

  private static func state(Q: Double, E: Double, R: Double, D: Double) -> OrderParameters {
    OrderParameters(m: [[0]], d: [[0]], Q: [[Q]], E: [[E]], R: [[R]], D: [D])
  }
}
