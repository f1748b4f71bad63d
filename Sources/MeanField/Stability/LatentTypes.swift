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

  /// What a search along one direction has found.
  struct Found {
    /// The rest states other than the collapsed one: first those in which the latent alone is stable,
    /// then by descending `Q`.
    let types: [LatentType]
    /// Whether the collapsed latent would leave in this direction, yet no state to go to was found.
    let isUnresolved: Bool
  }

  /// The rest states along one direction.
  ///
  /// In the small-rate limit Newton's method starts from the closed forms. At finite rates it starts
  /// from the zeros of (rest), and from a closed form where no zero was found next to it.
  func search(along direction: LatentType.Direction) -> Found {
    let system = SingleLatent(self, direction)
    var found = system.restStates(from: restEquationStates(system))
    let closed = closedForms(system).filter { form in
      found.allSatisfy {
        max($0.state.Q / form.Q, form.Q / $0.state.Q) > RestEquation.spacing
      }
    }
    found = system.restStates(from: closed, besides: found).sorted { $0.state.Q > $1.state.Q }
    let stable = found.count > 1 ? found.filter { system.growthRate(at: $0) < 0 } : []
    let ordered = stable + found.filter { !stable.contains($0) }
    return Found(
      types: ordered, isUnresolved: found.isEmpty && system.isCollapseUnstable)
  }

  private func closedForms(_ system: SingleLatent) -> [LatentState] {
    closedFormNorms(eigenvalue: system.eigenvalue).map { Q in
      LatentState.aligned(
        decoderNorm: Q, eigenvalue: system.eigenvalue, beta: beta,
        weightDecay: training.weightDecay, isFactor: system.isFactor)
    }
  }

  private func restEquationStates(_ system: SingleLatent) -> [LatentState] {
    guard training.rates != .limit && data.noise > 0 else { return [] }
    let equation = RestEquation(system.flow.problem, beta: beta, signal: system.signal)
    return equation.candidates(scale: max(beta, system.eigenvalue))
  }

  /// `Q > 0` of the latent along an eigenvalue `Λ` in the small-rate limit: `Λ − β` without weight
  /// decay, (learned), else `P − β` for the roots `P > β` of the cubic (decayed).
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
  /// The signal of the factor; `nil` for noise.
  let signal: Double?

  init(_ types: LatentTypes, _ direction: LatentType.Direction) {
    self.direction = direction
    if case .factor(let strength) = direction { signal = strength } else { signal = nil }
    eigenvalue = (signal ?? 0) + types.data.noise
    flow = StationaryFlow(
      LearningProblem(
        data: SpikedData(signals: [signal ?? 0], noise: types.data.noise), latents: 1,
        training: types.training),
      beta: types.beta)
  }

  var isFactor: Bool { signal != nil }

  /// All coordinates, or those that a latent without a factor has.
  private var own: [Int] {
    Array((isFactor ? 0 : flow.layout.Q)..<flow.layout.count)
  }

  /// Whether the overlaps with the factor, or the norms, of a collapsed latent grow, by more than
  /// rounding can make of none.
  var isCollapseUnstable: Bool {
    let at = flow.layout
    let own = isFactor ? [at.m, at.d] : [at.Q, at.E, at.R]
    let block = flow.jacobian(at: LatentState.collapsed.coordinates, of: own)
    guard let values = try? block.eigenvalues() else { return false }
    let largest = values.map(\.length).max() ?? 0
    return values.contains { $0.real > BlockSpectrum.tolerance * largest }
  }

  /// The growth rate of the latent's own deviations from a rest state.
  func growthRate(at type: LatentType) -> Double { growthRate(of: own, at: type.state) }

  private func growthRate(of coordinates: [Int], at state: LatentState) -> Double {
    let block = flow.jacobian(at: state.coordinates, of: coordinates)
    return (try? block.eigenvalues())?.map(\.real).max() ?? .nan
  }

  /// The known rest states with those that Newton's method reaches besides.
  func restStates(
    from seeds: [LatentState], besides known: [LatentType] = []
  ) -> [LatentType] {
    var found = known
    for seed in seeds {
      guard let type = solve(from: seed) else { continue }
      let isNew = found.allSatisfy {
        abs($0.state.Q - type.state.Q) > 1e-7 * max($0.state.Q, type.state.Q)
      }
      if isNew { found.append(type) }
    }
    return found
  }

  /// The rest state that Newton's method reaches, if it is one of vectors and not the collapsed one.
  private func solve(from seed: LatentState) -> LatentType? {
    guard let (point, residual) = flow.solve(from: seed.coordinates, in: own) else { return nil }
    let state = LatentState(coordinates: point)
    let isLost =
      isFactor ? state.m <= 1e-9 * eigenvalue.squareRoot() : state.Q <= 1e-12 * eigenvalue
    guard !isLost, state.D > 0, state.isRealizable else { return nil }
    return LatentType(direction: direction, state: state, residual: residual)
  }
}
