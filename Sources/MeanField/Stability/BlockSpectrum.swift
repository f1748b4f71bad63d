import ComplexModule
import LinearVAE
import NumericKit

/// The Jacobian of the flow at a state of uncorrelated latents, block by block.
///
/// Changing the sign of a latent together with that of the factor it stands for leaves such a state
/// alone, so that the Jacobian mixes only coordinates that change sign alike, (blocks):
/// - the own coordinates of one latent;
/// - `m`, `d` of a latent against a factor that no latent has taken;
/// - `Q`, `E`, `R` between two latents, with `m`, `d` of each against the factor of the other.
///
/// Each block is that of a problem with these latents and factors alone. Equal latents have equal
/// blocks: a spectrum costs as much as the different types in it, however many latents there are.
final class BlockSpectrum {
  /// The eigenvalues of a block.
  struct Block {
    let eigenvalues: [Complex<Double>]
    let directions: SpectralDirections
  }

  /// A real part below this share of the largest eigenvalue of its block counts as zero.
  static let tolerance = 1e-13

  private enum Key: Hashable {
    case own(LatentType)
    case free(LatentType, signal: Double)
    case pair(LatentType, LatentType)
  }

  private let data: SpikedData
  private let training: Training
  private let beta: Double
  private var blocks: [Key: Block] = [:]

  init(data: SpikedData, training: Training, beta: Double) {
    (self.data, self.training, self.beta) = (data, training, beta)
  }

  /// Without noise and weight decay the encoder's part outside of the factors meets no data and stays
  /// as it is.
  private var encoderIsFree: Bool { data.noise == 0 && training.weightDecay == 0 }

  /// The block of the latent's own coordinates: 6 with a factor, else 4.
  func own(_ type: LatentType) throws -> Block {
    if let known = blocks[.own(type)] { return known }
    let at = StateLayout(latents: 1, factors: 1)
    let norms = [at.Q, at.E, at.R, at.D]
    return try block(
      .own(type), [type], factors: [type.signal ?? 0],
      of: type.signal == nil ? norms : [at.m, at.d] + norms, variances: 1,
      symmetries: encoderIsFree ? 1 : 0)
  }

  /// The block of `m`, `d` of a latent against a factor that no latent has taken.
  func free(_ type: LatentType, signal: Double) throws -> Block {
    if let known = blocks[.free(type, signal: signal)] { return known }
    let factors = (type.signal.map { [$0] } ?? []) + [signal]
    let at = StateLayout(latents: 1, factors: factors.count)
    let last = factors.count - 1
    let turns =
      type.signal == signal || (signal == 0 && (type.direction == .noise || encoderIsFree))
    return try block(
      .free(type, signal: signal), [type], factors: factors, of: [at.m + last, at.d + last],
      symmetries: turns ? 1 : 0)
  }

  /// The block that couples two latents: 4 coordinates, and 2 more for each that has a factor.
  func pair(_ first: LatentType, _ second: LatentType) throws -> Block {
    if let known = blocks[.pair(first, second)] ?? blocks[.pair(second, first)] { return known }
    let factors = [first, second].compactMap(\.signal)
    let count = max(1, factors.count)
    let at = StateLayout(latents: 2, factors: count)
    var coordinates = [at.Q + 1, at.E + 1, at.R + 1, at.R + 2]
    if first.signal != nil { coordinates += [at.m + count, at.d + count] }
    if second.signal != nil { coordinates += [at.m + count - 1, at.d + count - 1] }
    let turns = first.signal != nil && first.signal == second.signal
    return try block(
      .pair(first, second), [first, second], factors: factors.isEmpty ? [0] : factors,
      of: coordinates, symmetries: (turns ? 1 : 0) + (encoderIsFree ? 1 : 0))
  }

  /// Computes and keeps the block of some coordinates of a problem with the given latents and factors,
  /// each latent that has a factor standing for the next of them.
  private func block(
    _ key: Key, _ types: [LatentType], factors: [Double], of coordinates: [Int],
    variances: Int = 0, symmetries: Int
  ) throws -> Block {
    let flow = StationaryFlow(
      signals: factors, noise: data.noise, latents: types.count, training: training, beta: beta)
    var next = 0
    let columns = types.map { type -> Int? in
      guard type.signal != nil else { return nil }
      defer { next += 1 }
      return next
    }
    let state = OrderParameters(types.map(\.state), columns: columns, factors: factors.count)
    let jacobian = flow.jacobian(at: flow.layout.coordinates(of: state), of: coordinates)
    let eigenvalues = try jacobian.eigenvalues()
    let block = Block(
      eigenvalues: eigenvalues,
      directions: SpectralDirections(
        eigenvalues, variances: variances, symmetries: symmetries, tolerance: Self.tolerance))
    blocks[key] = block
    return block
  }
}

extension OrderParameters {
  /// Uncorrelated latents, each with overlap only with the factor of its column.
  init(_ latents: [LatentState], columns: [Int?], factors: Int) {
    var m = Matrix(rows: latents.count, columns: factors)
    var d = m
    for (k, column) in columns.enumerated() {
      guard let column else { continue }
      m[k, column] = latents[k].m
      d[k, column] = latents[k].d
    }
    self.init(
      m: m, d: d, Q: .diagonal(latents.map(\.Q)), E: .diagonal(latents.map(\.E)),
      R: .diagonal(latents.map(\.R)), D: latents.map(\.D))
  }
}
