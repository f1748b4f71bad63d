import ComplexModule
import LinearVAE
import NumericKit

/// The ways in which a single latent can be at rest along one direction of the data, factor or noise.
///
/// Factors are orthogonal here. A latent uncorrelated with all others then obeys the flow of one
/// latent and one factor, whatever the others do: six equations, or four in a direction of noise.
struct LatentTypes {
  /// The rest states other than the collapsed one: first those in which the latent alone is stable,
  /// then by descending `Q`.
  private(set) var types: [LatentType] = []

  private let flow: StationaryFlow
  private let direction: LatentType.Direction
  private let eigenvalue: Double
  /// The signal of the factor; `nil` for noise.
  private let signal: Double?

  /// Searches along a direction.
  ///
  /// In the small-rate limit Newton's method starts from the closed forms. At finite rates it starts
  /// from the zeros of (rest), and from a closed form where no zero was found next to it.
  init(data: SpikedData, training: Training, beta: Double, along direction: LatentType.Direction) {
    self.direction = direction
    signal = direction.signal
    eigenvalue = (signal ?? 0) + data.noise
    flow = StationaryFlow(
      signals: [signal ?? 0], noise: data.noise, training: training, beta: beta)
    if training.rates != .limit && data.noise > 0 {
      let equation = RestEquation(flow.problem, beta: beta, signal: signal)
      equation.candidates(scale: max(beta, eigenvalue)).forEach { add(near: $0) }
    }
    let known = types
    for norm in closedFormNorms {
      let isNew = known.allSatisfy {
        max($0.state.Q / norm, norm / $0.state.Q) > RestEquation.spacing
      }
      guard isNew else { continue }
      add(
        near: .aligned(
          decoderNorm: norm, eigenvalue: eigenvalue, beta: beta,
          weightDecay: training.weightDecay, isFactor: signal != nil))
    }
    types.sort { $0.state.Q > $1.state.Q }
    let stable =
      types.count > 1 ? types.filter { flow.growthRate(at: $0.state.coordinates, of: own) < 0 } : []
    types = stable + types.filter { !stable.contains($0) }
  }

  /// `Q > 0` of the latent along its eigenvalue `Λ` in the small-rate limit, (learned), (decayed).
  private var closedFormNorms: [Double] {
    DecayedLatent.norms(
      eigenvalue: eigenvalue, beta: flow.beta, weightDecay: flow.problem.training.weightDecay)
  }

  /// All coordinates, or those that a latent without a factor has.
  private var own: [Int] { Array((signal == nil ? flow.layout.Q : 0)..<flow.layout.count) }

  /// Whether a collapsed latent would leave in this direction, by more than rounding can make of no
  /// growth, yet no state to go to was found.
  var isUnresolved: Bool {
    let at = flow.layout
    guard types.isEmpty,
      let values = try? flow.jacobian(
        at: LatentState.collapsed.coordinates,
        of: signal == nil ? [at.Q, at.E, at.R] : [at.m, at.d]
      ).eigenvalues()
    else { return false }
    let largest = values.map(\.length).max() ?? 0
    return values.contains { $0.real > BlockSpectrum.tolerance * largest }
  }

  /// Adds the rest state that Newton's method reaches, if it is one of vectors, not the collapsed one, and
  /// new.
  private mutating func add(near seed: LatentState) {
    guard let point = flow.solve(from: seed.coordinates, in: own) else { return }
    let state = LatentState(coordinates: point)
    let isLost =
      signal == nil ? state.Q <= 1e-12 * eigenvalue : state.m <= 1e-9 * eigenvalue.squareRoot()
    guard !isLost, state.D > 0, state.isRealizable else { return }
    let isNew = types.allSatisfy {
      abs($0.state.Q - state.Q) > 1e-7 * max($0.state.Q, state.Q)
    }
    if isNew { types.append(LatentType(direction: direction, state: state)) }
  }
}
