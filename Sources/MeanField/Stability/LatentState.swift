import LinearVAE

/// The order parameters of one latent that is uncorrelated with all others, against the factor it
/// stands for.
struct LatentState: Sendable, Hashable {
  /// Overlap of its decoder vector with its factor; 0 without one.
  var m = 0.0
  /// Overlap of its encoder vector with its factor; 0 without one.
  var d = 0.0
  var Q = 0.0
  var E = 0.0
  var R = 0.0
  var D = 1.0

  /// A latent that encodes nothing.
  static let collapsed = LatentState()

  /// A latent that stands for a direction of variance `Λ > β` in the small-rate limit: without weight
  /// decay, (learned), `Q = Λ − β`, `E = Q/Λ²`, `R = Q/Λ`, `D = β/Λ`; with it the rest follows from `Q`,
  /// (decayed). Along a factor `m² = Q`.
  static func aligned(
    decoderNorm Q: Double, eigenvalue: Double, beta: Double, weightDecay: Double, isFactor: Bool
  ) -> LatentState {
    let P = Q + beta
    let ratio = eigenvalue / (P * eigenvalue + weightDecay)
    let (E, R) = (ratio * ratio * Q, ratio * Q)
    let m = isFactor ? Q.squareRoot() : 0
    return LatentState(m: m, d: ratio * m, Q: Q, E: E, R: R, D: beta / P)
  }

  /// The coordinates in the layout of one latent and one factor.
  var coordinates: [Double] { [m, d, Q, E, R, D] }

  /// Whether there are a decoder and an encoder vector with these overlaps, up to rounding: the Gram
  /// matrix of their parts at right angles to the factor has no negative eigenvalue.
  var isRealizable: Bool {
    let (decoder, encoder, mixed) = (Q - m * m, E - d * d, R - m * d)
    let slack = 1e-9 * max(Q, E)
    return decoder >= -slack && encoder >= -slack
      && decoder * encoder - mixed * mixed >= -1e-9 * max(Q * E, R * R)
  }
}

extension LatentState {
  /// The state with the given coordinates, with the sign in which `m ≥ 0`.
  init(coordinates: [Double]) {
    let sign: Double = coordinates[0] < 0 ? -1 : 1
    self.init(
      m: sign * coordinates[0], d: sign * coordinates[1], Q: coordinates[2], E: coordinates[3],
      R: coordinates[4], D: coordinates[5])
  }
}

/// What a latent stands for at a fixed point.
public enum LatentRole: Sendable, Hashable {
  /// Nothing: decoder and encoder vanish, and `D = 1`.
  case collapsed
  /// The factor with this index, counted from 0, along which its vectors lie.
  case factor(Int)
  /// A direction of noise of its own.
  case noise
}

/// One way for a latent to be at rest, shared by all latents that stand for equal eigenvalues.
struct LatentType: Sendable, Hashable {
  /// The kind of direction it has taken.
  enum Direction: Sendable, Hashable {
    case none
    case noise
    case factor(signal: Double)

    var signal: Double? { if case .factor(let signal) = self { signal } else { nil } }
  }

  let direction: Direction
  let state: LatentState

  /// The signal of its factor, if it has one.
  var signal: Double? { direction.signal }

  /// No direction, and nothing encoded.
  static let collapsed = LatentType(direction: .none, state: .collapsed)
}
