import NumericKit
import RealModule

/// How much of a data set is signal: the variance of its noise, the number of directions that stand out
/// of it, and how strong they are.
///
/// Noise and signals are found together, (noise): the noise from the median of the eigenvalues that are
/// no signals, against that of the Marchenko–Pastur law; a signal is an eigenvalue above the 99 %
/// quantile of the largest one of noise. Exact for noise that is equal in all directions.
public struct SignalEstimate: Sendable, Hashable {
  /// `η`, in squared units of the data.
  public let noise: Double
  /// Where `η` lies with 95 % confidence if the noise is normal.
  public let noiseInterval: ClosedRange<Double>
  /// How the noise was estimated.
  public static let noiseMethod = "marchenko-pastur-median"
  /// `g`, the ratio of columns that vary to rows.
  public let ratio: Double
  /// `η(1 + √g)²`, where the eigenvalues of noise end as their number grows.
  public let edge: Double
  /// The 99 % quantile of the largest eigenvalue of noise at this size.
  public let detection: Double
  /// The signals, the strongest first.
  public let spikes: [SpikeEstimate]
  /// The number of signals by other methods.
  public let crossChecks: CrossChecks

  /// The number of signals by methods that share no assumption but the spectrum.
  public struct CrossChecks: Sendable, Hashable, Encodable {
    /// Singular values above the optimal hard threshold of Gavish and Donoho (2014).
    public let gavishDonoho: Int
    /// Eigenvalues above the 95 % quantile of those of the same rank in noise (Horn 1965).
    public let parallelAnalysis: Int
    /// The Bayesian evidence of Minka (2000); `nil` where there are fewer rows than columns.
    public let minka: Int?
    /// The profile likelihood of Zhu and Ghodsi (2006).
    public let profileLikelihood: Int

    enum CodingKeys: String, CodingKey {
      case gavishDonoho = "gavish_donoho"
      case parallelAnalysis = "parallel_analysis"
      case minka
      case profileLikelihood = "profile_likelihood"
    }
  }

  /// The number of signals.
  public var signals: Int { spikes.count }

  /// Estimates from the spectrum of a covariance.
  ///
  /// - Parameters:
  ///   - spectrum: Of the data.
  ///   - seed: What the draws of noise follow from.
  /// - Returns: `nil` if fewer than two eigenvalues differ from 0 by structure: then nothing can be told
  ///   from noise.
  /// - Complexity: O(draws · min(N, P)).
  public init?(of spectrum: DataSpectrum, seed: UInt64 = 0) {
    let (rows, used) = (spectrum.rows, spectrum.structuralRank)
    let columns = spectrum.columns - spectrum.constantColumns.count
    guard used >= 2, spectrum.eigenvalues[used / 2] > 0 else { return nil }
    let eigenvalues = Array(spectrum.eigenvalues.prefix(used))
    ratio = Double(columns) / Double(rows)
    var stream = RandomStream(seed: seed, stream: 0)
    let draws = (0..<Self.draws).map { _ in
      NoiseSpectrum(columns: columns, rows: rows, from: &stream)
    }
    let largest = draws.map { $0.eigenvalue(0) }.sorted()
    let limit = largest[Int(0.99 * Double(largest.count - 1))]
    // Signals take part in the median until they are known.
    var (count, η) = (0, Self.noise(of: eigenvalues, columns: columns, rows: rows, signals: 0))
    for _ in 0..<50 {
      let found = min(eigenvalues.count { $0 > η * limit }, used - 2)
      guard found != count else { break }
      count = found
      η = Self.noise(of: eigenvalues, columns: columns, rows: rows, signals: count)
    }
    noise = η
    detection = η * limit
    edge = η * MarchenkoPastur(ratio: ratio).edges.upperBound
    let (edge, ratio) = (edge, ratio)
    spikes = eigenvalues.prefix(count).filter { $0 > edge }
      .map { SpikeEstimate(sample: $0, noise: η, ratio: ratio, rows: rows) }
    let medians = draws.map { ($0.eigenvalue((used - 1) / 2) + $0.eigenvalue(used / 2)) / 2 }.sorted()
    let typical = MarchenkoPastur(ratio: ratio).median
    let (low, high) = (medians[Self.draws / 40], medians[Self.draws - 1 - Self.draws / 40])
    noiseInterval = (η * typical / high)...max(η * typical / low, η * typical / high)
    crossChecks = CrossChecks(
      gavishDonoho: Self.gavishDonoho(eigenvalues, columns: columns, rows: rows),
      parallelAnalysis: Self.parallelAnalysis(eigenvalues, draws, noise: η),
      minka: Self.minka(eigenvalues, rows: rows, columns: columns),
      profileLikelihood: Self.profileLikelihood(eigenvalues))
  }

  /// Draws of noise; quantiles of 1 % need a few hundred.
  private static let draws = 400

  /// The median of the eigenvalues that are no signals, against that of the law.
  private static func noise(
    of eigenvalues: [Double], columns: Int, rows: Int, signals: Int
  ) -> Double {
    let rest = eigenvalues[signals...]
    let middle = (rest[signals + (rest.count - 1) / 2] + rest[signals + rest.count / 2]) / 2
    return middle / MarchenkoPastur(ratio: Double(columns - signals) / Double(rows)).median
  }

  private static func gavishDonoho(_ eigenvalues: [Double], columns: Int, rows: Int) -> Int {
    let β = Double(min(columns, rows)) / Double(max(columns, rows))
    let root = (β * β + 14 * β + 1).squareRoot()
    let square = 2 * (β + 1) + 8 * β / (β + 1 + root)
    let middle = (eigenvalues[(eigenvalues.count - 1) / 2] + eigenvalues[eigenvalues.count / 2]) / 2
    let threshold = square * middle / MarchenkoPastur(ratio: β).median
    return eigenvalues.count { $0 > threshold }
  }

  private static func parallelAnalysis(
    _ eigenvalues: [Double], _ draws: [NoiseSpectrum], noise: Double
  ) -> Int {
    for index in eigenvalues.indices {
      let null = draws.prefix(100).map { $0.eigenvalue(index) }.sorted()
      guard eigenvalues[index] > noise * null[95] else { return index }
    }
    return eigenvalues.count
  }

  /// The number of dimensions with the largest evidence, by Laplace's method.
  private static func minka(_ eigenvalues: [Double], rows: Int, columns: Int) -> Int? {
    let (d, P) = (eigenvalues.count, Double(rows))
    guard rows > columns, let last = eigenvalues.last, last > 0 else { return nil }
    var tails = [0.0]
    for value in eigenvalues.reversed() { tails.append(tails[tails.count - 1] + value) }
    tails.reverse()
    var best = (count: 0, evidence: -Double.infinity)
    // log p(U) and Σ log λ, one term a dimension.
    var (orientation, logs) = (0.0, 0.0)
    for k in 1..<max(d, 2) where k < d {
      let half = Double(d - k + 1) / 2
      orientation += Double.logGamma(half) - half * .log(.pi) - .log(2)
      logs += .log(eigenvalues[k - 1])
      let v = tails[k] / Double(d - k)
      let m = Double(d * k) - Double(k * (k + 1)) / 2
      var curvature = 0.0
      for i in 0..<k {
        for j in (i + 1)..<d {
          let inverse = 1 / (j < k ? eigenvalues[j] : v) - 1 / eigenvalues[i]
          curvature += .log(max(inverse * (eigenvalues[i] - eigenvalues[j]) * P, .leastNormalMagnitude))
        }
        // Further terms cannot be made up for: the work grows with k²d.
        if k * d > 200_000 { return best.count }
      }
      let evidence =
        orientation - P / 2 * logs - P * Double(d - k) / 2 * .log(v)
        + (m + Double(k)) / 2 * .log(2 * .pi) - curvature / 2 - Double(k) / 2 * .log(P)
      if evidence > best.evidence { best = (k, evidence) }
    }
    return best.count
  }

  /// The split into two groups of eigenvalues of one variance with the largest likelihood.
  private static func profileLikelihood(_ eigenvalues: [Double]) -> Int {
    let count = eigenvalues.count
    var (sums, squares) = ([0.0], [0.0])
    for value in eigenvalues {
      sums.append(sums[sums.count - 1] + value)
      squares.append(squares[squares.count - 1] + value * value)
    }
    func spread(_ range: Range<Int>) -> Double {
      let sum = sums[range.upperBound] - sums[range.lowerBound]
      return squares[range.upperBound] - squares[range.lowerBound] - sum * sum / Double(range.count)
    }
    let candidates = (1..<count).map { k in (k, spread(0..<k) + spread(k..<count)) }
    return candidates.min { $0.1 < $1.1 }?.0 ?? 0
  }
}
