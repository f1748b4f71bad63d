import RealModule

/// The size of a sample covariance of white noise, of which its eigenvalues follow but for the variance.
///
/// The covariance of `P` rows of `N` normal numbers, whose mean has been subtracted, has the law of
/// `Z Zᵀ/P` with `N × (P − 1)` normal numbers `Z`.
struct NoiseShape: Sendable, Hashable {
  /// `N`, the directions that there are.
  let columns: Int
  /// `P − 1`, what subtracting the mean leaves of the rows.
  let degrees: Int
  /// `P`, what the products are divided by.
  let rows: Int

  /// How many eigenvalues are not 0.
  var order: Int { min(columns, degrees) }

  /// `g`, the ratio that the Marchenko–Pastur law takes.
  var ratio: Double { Double(columns) / Double(degrees) }

  /// What a divisor of `P` in place of `P − 1` makes of every eigenvalue.
  var scale: Double { Double(degrees) / Double(rows) }

  /// The noise that is left beside signals, each of which takes one direction and one sample's worth.
  func removing(_ signals: Int) -> NoiseShape {
    NoiseShape(columns: columns - signals, degrees: degrees - signals, rows: rows)
  }

  /// The noise that a signal among so many is mixed with: all samples, in the directions that are left.
  func besides(_ signals: Int) -> NoiseShape {
    NoiseShape(columns: columns - signals, degrees: degrees, rows: rows)
  }

  /// Between what values the eigenvalues lie as their number grows, for variance 1.
  var edges: ClosedRange<Double> {
    let edges = MarchenkoPastur(ratio: ratio).edges
    return (scale * edges.lowerBound)...(scale * edges.upperBound)
  }

  /// The value below which a fraction of the eigenvalues that are not 0 lies, for variance 1.
  func quantile(_ p: Double) -> Double { scale * MarchenkoPastur(ratio: ratio).quantile(p) }

  /// The fraction of the eigenvalues that are not 0 that lies below a value, for variance 1.
  func cumulative(at value: Double) -> Double {
    MarchenkoPastur(ratio: ratio).cumulative(at: value / scale)
  }

  /// Mean and standard deviation of the largest eigenvalue, for variance 1, (edge).
  ///
  /// Centre and scale of the Tracy–Widom law with half a degree taken off each side, which makes the
  /// error one of second order (Ma 2012).
  var largest: (mean: Double, deviation: Double) {
    let (p, n) = (Double(columns) - 0.5, Double(degrees) - 0.5)
    let sum = p.squareRoot() + n.squareRoot()
    let width = sum * Double.pow(1 / p.squareRoot() + 1 / n.squareRoot(), 1.0 / 3)
    let mean = sum * sum + TracyWidom.mean * width
    return (mean / Double(rows), TracyWidom.deviation * width / Double(rows))
  }
}

/// The Tracy–Widom law for real data: the fluctuations of the largest eigenvalue of noise.
enum TracyWidom {
  static let mean = -1.2065335745820
  static let deviation = 1.2679831061090
  /// The quantile at 99 %, in standard deviations from the mean.
  static let standardizedQuantile99 = (2.0233536 - mean) / deviation
}
