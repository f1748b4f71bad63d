import LinearVAE
import MeanField
import NumericKit
import RealModule
import Spectra

/// What the draw of the start makes of the plateau of a latent, (start-band).
///
/// Weights drawn at random overlap with every direction, with the latent's own by normal numbers. While
/// overlaps are small their flow is linear, and beside them the weights in all other directions die out and
/// the noise of SGD adds. What has grown of it is as long as if the latent had started along its own direction
/// alone, with another length.
struct StartLaw {
  /// The latent whose plateau it is.
  let latent: LatentFate
  /// The standard deviation of every weight at the start, in units of the data.
  let overlap: Double
  /// `βσ²` over flow time.
  let level: BetaSchedule
  /// Where else the weights are.
  let free: FreeDirections
  /// Steps and batches of SGD; `nil` in the small-rate limit.
  let noise: SGDNoise?

  /// The length along its own direction at which the latent would have to start instead, over `overlap`
  /// and for a normal number of variance 1: the root of the mean square over draws.
  ///
  /// - Throws: ``FlowError`` if the plateau cannot be followed.
  func relativeLength() throws -> Double {
    let drawn = try grown(isDrawn: true)
    let along = try grown(isDrawn: false)
    let length = (drawn / along).squareRoot()
    return length.isFinite && length > 0 ? length : 1
  }

  /// The square of starts so short that all is linear in it.
  private static let square = 1e-12

  /// The squared length of the decoder along the latent's own direction when the plateau ends, over that of
  /// a start: of many drawn ones with weights in every direction, or of one along this direction alone.
  private func grown(isDrawn: Bool) throws -> Double {
    let N = Double(free.columns)
    let share = isDrawn ? Self.square / N : 0
    let unit = noise?.rate ?? 1
    let problem =
      noise?.problem(eigenvalue: latent.eigenvalue, level: level, share: share)
      ?? SpectralProblem(
        data: SpectralData([.init(variance: latent.eigenvalue, share: share)] + free.groups),
        latents: 1, training: Training(rates: .limit, beta: level, variance: .log))
    var state = SpectralState.collapsed(latents: 1, groups: problem.data.groups.count)
    let start = Self.square * overlap * overlap
    state.groups[0] = .init(Q: [[start]], E: [[start]], R: [[isDrawn ? 0 : start]])
    if isDrawn {
      for (index, group) in free.groups.enumerated() {
        let square = group.share * N * overlap * overlap
        state.groups[index + 1] = .init(Q: [[square]], E: [[square]], R: [[0]])
      }
    }
    let flow = try SpectralFlow(
      problem,
      integrator: Integrator(
        tolerance: Tolerance(relative: 1e-6, floor: 1e-4 * start),
        limits: IntegrationLimits(maximumSteps: 1_000_000)))
    let end = max(latent.escapeTime(fromOverlap: overlap) ?? 0, 1 / latent.growthRate)
    let last = try flow.trajectory(from: state, at: [end / unit])[0]
    return last.groups[0].Q[0, 0] / start
  }
}
