import NumericKit

/// The number of signals by methods that share nothing but the spectrum.
///
/// They answer different questions, and agree only where signals are far above noise.
public struct SignalCrossChecks: Sendable, Hashable, Encodable {
  /// Singular values above the optimal hard threshold for unknown noise (Gavish and Donoho 2014): what
  /// is worth keeping when the data are to be restored from it.
  public let gavishDonoho: Int
  /// Eigenvalues that exceed those of the same rank in 95 of 100 draws of noise with the total variance
  /// of the data (Horn 1965). Strong signals hide weak ones from it.
  public let parallelAnalysis: Int
  /// The largest Bayesian evidence of probabilistic PCA (Minka 2000); `nil` where there are no more rows
  /// than columns, or columns depend on each other linearly.
  public let minka: Int?
  /// The best split of the eigenvalues into two groups (Zhu and Ghodsi 2006), at least 1 by
  /// construction; `nil` for a single eigenvalue.
  public let profileLikelihood: Int?

  enum CodingKeys: String, CodingKey {
    case gavishDonoho = "gavish_donoho"
    case parallelAnalysis = "parallel_analysis"
    case minka
    case profileLikelihood = "profile_likelihood"
  }

  /// Counts the signals of a covariance; `nil` when no column varies.
  ///
  /// - Parameters:
  ///   - spectrum: Of the data.
  ///   - seed: What the draws of noise follow from.
  /// - Complexity: O(n²) products for `n = min(N, P)`.
  public init?(of spectrum: DataSpectrum, seed: UInt64 = 0) {
    guard let varying = VaryingSpectrum(of: spectrum) else { return nil }
    let (eigenvalues, shape) = (varying.eigenvalues, varying.shape)
    let order = varying.isNoiseless ? spectrum.structuralRank : eigenvalues.count
    gavishDonoho = Self.gavishDonoho(
      eigenvalues + Array(repeating: 0, count: order - eigenvalues.count), shape)
    parallelAnalysis = Self.parallelAnalysis(eigenvalues, shape, seed: seed)
    minka =
      order == eigenvalues.count && shape.columns < shape.degrees
      ? MinkaEvidence.dimensions(eigenvalues, samples: shape.rows) : nil
    profileLikelihood = Self.profileLikelihood(eigenvalues)
  }

  private static func gavishDonoho(_ eigenvalues: [Double], _ shape: NoiseShape) -> Int {
    let g = min(shape.ratio, 1 / shape.ratio)
    let square = 2 * (g + 1) + 8 * g / (g + 1 + (g * g + 14 * g + 1).squareRoot())
    let count = eigenvalues.count
    let median = (eigenvalues[(count - 1) / 2] + eigenvalues[count / 2]) / 2
    let threshold = square * median / MarchenkoPastur(ratio: g).median
    return eigenvalues.count { $0 > threshold }
  }

  private static func parallelAnalysis(
    _ eigenvalues: [Double], _ shape: NoiseShape, seed: UInt64
  ) -> Int {
    let variance = eigenvalues.reduce(0, +) / (shape.scale * Double(shape.columns))
    var stream = RandomStream(seed: seed, stream: 0)
    let draws = (0..<100).map { _ in NoiseSpectrum(shape, from: &stream) }
    let first = eigenvalues.indices.first { rank in
      let value = eigenvalues[rank] / variance
      return draws.count { $0.count(above: value) <= rank } < 95
    }
    return first ?? eigenvalues.count
  }

  private static func profileLikelihood(_ eigenvalues: [Double]) -> Int? {
    let count = eigenvalues.count
    // Sums of squares about the mean of either group, by Welford's update.
    func spreads(_ values: some Sequence<Double>) -> [Double] {
      var (mean, spread, result) = (0.0, 0.0, [0.0])
      for (index, value) in values.enumerated() {
        let difference = value - mean
        mean += difference / Double(index + 1)
        spread += difference * (value - mean)
        result.append(spread)
      }
      return result
    }
    let (upper, lower) = (spreads(eigenvalues), spreads(eigenvalues.reversed()))
    return (1..<max(count, 1)).min { upper[$0] + lower[count - $0] < upper[$1] + lower[count - $1] }
  }
}
