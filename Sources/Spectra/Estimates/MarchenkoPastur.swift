import RealModule

/// The Marchenko–Pastur law: the eigenvalues of the covariance of white noise of variance 1, for
/// `P` samples of `N` variables, as both grow at a fixed ratio `g = N/P`.
///
/// For `g > 1` a fraction `1 − 1/g` of the eigenvalues is exactly 0. Everything here is about the
/// other ones: probabilities are normalised to the non-zero eigenvalues.
public struct MarchenkoPastur: Sendable, Hashable {
  /// `g = N/P > 0`.
  public let ratio: Double

  /// The law for a ratio of variables to samples.
  ///
  /// - Precondition: `ratio` is positive and finite.
  public init(ratio: Double) {
    precondition(ratio > 0 && ratio.isFinite, "a ratio of \(ratio) variables to samples")
    self.ratio = ratio
  }

  /// `(1 − √g)² … (1 + √g)²`, the support of the non-zero eigenvalues.
  public var edges: ClosedRange<Double> {
    let root = ratio.squareRoot()
    return ((1 - root) * (1 - root))...((1 + root) * (1 + root))
  }

  /// The probability density of the non-zero eigenvalues at `x`; 0 outside the ``edges``.
  ///
  /// `√((b − x)(x − a)) / (2π g x)` with edges `a` and `b`, times `g` for `g > 1`. For `g = 1` it
  /// grows without bound towards 0, and is infinite there.
  public func density(at x: Double) -> Double {
    let (a, b) = (edges.lowerBound, edges.upperBound)
    guard x >= a && x <= b else { return 0 }
    guard x > 0 else { return .infinity }
    return ((b - x) * (x - a)).squareRoot() / (2 * .pi * min(ratio, 1) * x)
  }

  /// The fraction of the non-zero eigenvalues that lie below `x`.
  ///
  /// - Complexity: O(1); the error is what a few ulps of `x` make.
  public func cumulative(at x: Double) -> Double {
    let g = smallerRatio
    let cosine = (x / scale - (1 + g)) / (2 * g.squareRoot())
    return 1 - upperTail(angle: .acos(min(max(cosine, -1), 1)))
  }

  /// The value below which a fraction `p` of the non-zero eigenvalues lies.
  ///
  /// - Precondition: `0 ≤ p ≤ 1`.
  /// - Complexity: about 60 evaluations of the distribution function; the error is a few ulps of
  ///   the upper edge.
  public func quantile(_ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "a quantile at \(p)")
    var (low, high) = (0.0, Double.pi)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low && middle < high else { break }
      if upperTail(angle: middle) < 1 - p { low = middle } else { high = middle }
    }
    let g = smallerRatio
    return (1 + g + 2 * g.squareRoot() * .cos(high)) * scale
  }

  /// The median of the non-zero eigenvalues.
  public var median: Double { quantile(0.5) }

  private var smallerRatio: Double { min(ratio, 1 / ratio) }

  /// The non-zero eigenvalues for a ratio `g > 1` are `g` times those for `1/g`.
  private var scale: Double { max(ratio, 1) }

  /// The fraction of non-zero eigenvalues above `1 + g + 2√g cos θ`, for the smaller of `g`, `1/g`.
  ///
  /// In `θ` the density is `(2/π) sin²θ / (1 + g + 2√g cos θ)`. Its Fourier series is geometric and
  /// integrates to the closed form below (`h = √g`). The bracket is a difference of terms of order
  /// `h` that is itself of order `h²`; the error, of order ulp/h in `θ`, is of order ulp in `x`.
  private func upperTail(angle θ: Double) -> Double {
    let h = smallerRatio.squareRoot()
    let sine = h * .sin(θ)
    let bracket = sine - .atan2(y: sine, x: 1 + h * .cos(θ))
    return (θ - sine - (1 - h * h) / (h * h) * bracket) / .pi
  }
}
