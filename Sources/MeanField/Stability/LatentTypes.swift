import ComplexModule
import LinearVAE
import NumericKit

/// Finds the ways in which a single latent can be at rest along one direction of the data.
///
/// Factors are orthogonal here. A latent uncorrelated with all others then obeys the flow of one
/// latent and one factor, whatever the others do: six equations, or four in a direction of noise.
struct LatentTypes {
  let data: SpikedData
  let training: Training
  let beta: Double

  /// The rest states along one direction, other than the collapsed one, by descending `Q`.
  ///
  /// Starts from the closed forms of the small-rate limit. Where these lead nowhere although the
  /// collapsed latent would leave in this direction, starts from many lengths of the vectors: at
  /// finite rates the state can exist where the limit has none.
  func types(along direction: LatentType.Direction) -> [LatentType] {
    let system = SingleLatent(self, direction)
    var found: [LatentType] = []
    func add(seed Q: Double) {
      guard let type = system.solve(fromDecoderNorm: Q) else { return }
      let isNew = found.allSatisfy {
        abs($0.state.Q - type.state.Q) > 1e-7 * max($0.state.Q, type.state.Q)
      }
      if isNew { found.append(type) }
    }
    for Q in closedFormNorms(eigenvalue: system.eigenvalue) { add(seed: Q) }
    if found.isEmpty, system.collapsedGrowthRate > 0 {
      var Q = 4 * max(1, system.eigenvalue)
      while found.isEmpty && Q > 1e-9 {
        add(seed: Q)
        Q /= 4
      }
    }
    return found.sorted { $0.state.Q > $1.state.Q }
  }

  /// `Q > 0` of the latent along an eigenvalue `Λ` in the small-rate limit: `Λ − β` without weight
  /// decay, (learned), else `s − β` for the roots `s > β` of the cubic (decayed)
  /// `λΛ²s³ + (βΛ² + 2λ²Λ)s² + (λ³ + 2βλΛ − λΛ² − βΛ³)s + βλ² = 0`.
  func closedFormNorms(eigenvalue Λ: Double) -> [Double] {
    let λ = training.weightDecay
    guard λ > 0 else { return Λ > beta ? [Λ - beta] : [] }
    let roots = Polynomial.realRoots(
      ofCubic: (
        λ * Λ * Λ, beta * Λ * Λ + 2 * λ * λ * Λ,
        λ * λ * λ + 2 * beta * λ * Λ - λ * Λ * Λ - beta * Λ * Λ * Λ, beta * λ * λ
      ))
    return roots.map { $0 - beta }.filter { $0 > 0 }
  }
}

/// The flow of one latent and the factor, or the direction of noise, that it stands for.
private struct SingleLatent {
  let flow: StationaryFlow
  let direction: LatentType.Direction
  let eigenvalue: Double

  init(_ types: LatentTypes, _ direction: LatentType.Direction) {
    self.direction = direction
    let signal: Double
    switch direction {
    case .factor(let strength): signal = strength
    case .noise, .none: signal = 0
    }
    eigenvalue = signal + types.data.noise
    flow = StationaryFlow(
      LearningProblem(
        data: SpikedData(signals: [signal], noise: types.data.noise), latents: 1,
        training: types.training),
      beta: types.beta)
  }

  var isFactor: Bool {
    if case .factor = direction { return true }
    return false
  }

  /// The growth rate of the overlaps with the factor, or of the norms, of a collapsed latent.
  var collapsedGrowthRate: Double {
    let layout = flow.layout
    let block = flow.jacobian(
      at: LatentState.collapsed.coordinates,
      of: isFactor ? [layout.m, layout.d] : [layout.Q, layout.E, layout.R])
    return (try? block.eigenvalues())?.map(\.real).max() ?? .nan
  }

  /// The rest state that Newton's method reaches, if it is one of vectors and not the collapsed one.
  func solve(fromDecoderNorm Q: Double) -> LatentType? {
    let seed = LatentState.aligned(
      decoderNorm: Q, eigenvalue: eigenvalue, beta: flow.beta,
      weightDecay: flow.problem.training.weightDecay, isFactor: isFactor)
    let layout = flow.layout
    let coordinates = isFactor ? Array(0..<layout.count) : Array(layout.Q..<layout.count)
    guard let (point, residual) = flow.solve(from: seed.coordinates, in: coordinates) else {
      return nil
    }
    let state = LatentState(coordinates: point)
    let lost = isFactor ? state.m <= 1e-9 * eigenvalue.squareRoot() : state.Q <= 1e-12 * eigenvalue
    let slack = 1e-9 * max(state.Q, state.E)
    guard !lost, state.D > 0, state.Q - state.m * state.m >= -slack,
      state.E - state.d * state.d >= -slack
    else { return nil }
    return LatentType(direction: direction, state: state, residual: residual)
  }
}
