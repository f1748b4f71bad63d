import ComplexModule
import LinearVAE
import NumericKit
import RealModule

/// The stationary states of one latent of the spectral flow, followed from small learning rates to large ones.
///
/// At the state in which SGD settles no two latents share a direction, and the matrices of all groups are
/// diagonal; a diagonal state stays so, and its latents do not see each other. So each latent solves a problem
/// of its own: with its own direction, and with the groups of many directions, from which the noise of SGD
/// drives it, (spectral-rest).
///
/// A single direction `λ` that no latent holds does not take one from its own: beside a latent at rest a
/// deviation into it dies out if `f(λ) = K(Pλ + λ_w) − λ² > 0`, a concave function of `λ` with `f(0) ≥ 0`. A
/// latent at rest that attracts has `f ≥ 0` at its home, and so at every smaller `λ`; and larger ones are homes
/// of others. A collapsed latent has `D = β/P`, so that `f(λ) ≥ (AP + β)λ − λ²`, and what no latent
/// holds beside it does not exceed `β`.
struct SpectralBranch {
  /// The problem of the latent alone, at the rates of the whole.
  let problem: SpectralProblem
  /// The group in which the latent lies in the small-rate limit, counted in the whole problem; `nil` if it
  /// is collapsed.
  let home: Int?
  /// Where the groups of the latent's problem stand in the whole.
  let places: [Int]
  /// Its state in the small-rate limit, (decayed).
  let optimum: SpectralState

  /// The branch of a latent that lies in a group of the data in the small-rate limit, as (learned) has it, or
  /// is collapsed.
  ///
  /// - Parameters:
  ///   - home: The index of its group, or `nil`.
  ///   - whole: The problem of all latents; `β` is that at the end of its schedule.
  ///   - beta: `β`.
  init(at home: Int?, of whole: SpectralProblem, beta: Double) {
    let groups = whole.data.groups
    places = groups.indices.filter { $0 == home || groups[$0].isNoisy }
    self.home = home
    var training = whole.training
    training.weight = .schedule(.constant(beta))
    problem = SpectralProblem(
      data: SpectralData(places.map { groups[$0] }), latents: 1, training: training)
    var state = SpectralState.collapsed(latents: 1, groups: places.count)
    if let home, let place = places.firstIndex(of: home) {
      let λ = groups[home].variance
      let latent = DecayedLatent(
        optimumOn: λ, beta: beta, weightDecay: training.weightDecay)
      let (Q, E) = (latent.decoderNorm, latent.meanVariance / λ)
      state.groups[place] = .init(Q: [[Q]], E: [[E]], R: [[(Q * E).squareRoot()]])
      state.D = [latent.variance]
    }
    optimum = state
  }

  /// A stationary state at some multiple of the problem's rates.
  struct Rest {
    let factor: Double
    let state: SpectralState
    /// The largest component of the flow there, per unit of time.
    let residual: Double
    /// The largest real part of the eigenvalues of the latent's own Jacobian, per unit of time.
    let growthRate: Double
  }

  /// The stationary state at a multiple of the rates next to a known one; `nil` if there is none, or none
  /// that attracts.
  func rest(at factor: Double, from state: SpectralState) -> Rest? {
    let scaled = problem.scalingRates(by: factor)
    let chart = SpectralChart(of: state, for: scaled)
    let system = SpectralSystem(scaled, chart).entering(0)
    var scratch = [Double](repeating: 0, count: system.scratchCount)
    let scale = chart.coordinates(of: state).map(\.magnitude).max() ?? 1
    let rate = scaled.training.rates.values
    let tolerance = 1e-12 * max(1, scale) * max(rate.decoder, rate.encoder, rate.variance)
    let result = NewtonSolver(tolerance: tolerance, maximumIterations: 30).root(
      of: { point, value in
        system.evaluate(point, at: 0, into: value, scratch: &scratch)
      }, jacobian: { system.evaluateJacobian($0, at: 0, into: $1) },
      from: chart.coordinates(of: state))
    guard result.status == .converged, result.point[chart.count - 1] > 0 else { return nil }
    var matrix = Matrix(rows: chart.count, columns: chart.count)
    system.evaluateJacobian(result.point, at: 0, into: &matrix.elements)
    guard let growth = try? matrix.eigenvalues().map(\.real).max(), growth < 0 else { return nil }
    return Rest(
      factor: factor, state: chart.state(of: result.point), residual: result.residual,
      growthRate: growth)
  }

  /// The state in which the latent settles at a multiple of the rates: followed from smaller rates where
  /// Newton's method does not lead there at once.
  func rest(at factor: Double) -> Rest? {
    guard problem.training.rates != .limit else { return rest(at: 1, from: optimum) }
    if let near = rest(at: factor, from: optimum), isNear(near.state) { return near }
    guard var reached = smallRest(below: factor) else { return nil }
    var step = 4.0
    while reached.factor < factor {
      if let next = rest(at: min(factor, step * reached.factor), from: reached.state) {
        reached = next
      } else {
        step = 1 + (step - 1) / 2
        guard step > 1 + Self.resolution else { return nil }
      }
    }
    return reached
  }

  /// The multiple of the rates up to which the latent's stationary state exists and attracts; `nil` if it
  /// does at every one tried.
  ///
  /// Beyond it the branch turns back, and no stationary state is left in which SGD could settle.
  func largestFactor() -> Double? {
    guard problem.training.rates != .limit, var reached = smallRest(below: 1) else { return nil }
    var step = 2.0
    while reached.factor < Self.largestFactorTried {
      if let next = rest(at: step * reached.factor, from: reached.state) {
        reached = next
      } else {
        step = 1 + (step - 1) / 2
        if step < 1 + Self.resolution { return reached.factor }
      }
    }
    return nil
  }

  /// The relative error of a largest factor.
  private static let resolution = 1e-4
  /// What has no limit below it counts as having none.
  private static let largestFactorTried = 1e9

  /// A state at rates so small that it is next to the optimum.
  private func smallRest(below factor: Double) -> Rest? {
    var small = factor
    for _ in 0..<60 {
      if let rest = rest(at: small, from: optimum), isNear(rest.state) { return rest }
      small /= 4
    }
    return nil
  }

  /// Whether a state differs little enough from the optimum to be on its branch.
  private func isNear(_ state: SpectralState) -> Bool {
    let (Q, best) = (state.Q[0, 0], optimum.Q[0, 0])
    return abs(Q - best) <= 0.05 * max(best, 1e-3) && abs(state.D[0] - optimum.D[0]) <= 0.05
  }
}

extension SpectralData.Group {
  /// Whether the noise of SGD drives weights in these directions: not in single ones, which are closed to
  /// all latents but one, and not in those without variance, where encoders rest anywhere.
  var isNoisy: Bool { share > 0 && variance > 0 }
}

extension SpectralProblem {
  /// The same at multiples of its rates; in the small-rate limit it has none.
  func scalingRates(by factor: Double) -> SpectralProblem {
    guard case .finite(let decoder, let encoder, let variance) = training.rates else { return self }
    var scaled = self
    scaled.training.rates = .finite(
      decoder: factor * decoder, encoder: factor * encoder, variance: factor * variance)
    return scaled
  }
}
