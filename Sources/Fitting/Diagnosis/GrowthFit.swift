import NumericKit
import RealModule

/// The exponential growth of a KL divergence on the plateau, fitted to a log, and when it ends.
///
/// Near the collapsed state the signal grows like `e^{σt}`, (escape), and KL, which is of second order in
/// it, like `e^{2σt}`: a straight line of `ln KL`, (plateau-end).
public struct GrowthFit: Sendable, Hashable {
  /// `σ`, the rate of the signal per step: half the slope of `ln KL`.
  public let rate: Double
  /// Where `σ` lies with 95 % confidence.
  public let interval: ClosedRange<Double>
  /// The first and the last step that were fitted.
  public let range: ClosedRange<Double>
  /// How many rows were fitted.
  public let rows: Int
  private let line: Line

  /// The least number of rows that are fitted.
  public static let leastRows = 6

  /// Fits the end of a series, if at least ``leastRows`` positive values are in that regime: from its lowest value, or where the KL term's weight has settled, to where KL
  /// leaves the regime of exponential growth.
  ///
  /// - Parameters:
  ///   - steps: Ascending.
  ///   - kl: At each step, in nats.
  ///   - start: The first row to look at.
  ///   - target: Where the latent will end, in nats: only values below a fifth of it are fitted.
  public init?(steps: [Double], kl: [Double], from start: Int = 0, target: Double? = nil) {
    let ceiling = target.map { 0.2 * $0 } ?? Self.ceiling(of: kl)
    let rows = start..<kl.count
    guard let low = rows.min(by: { kl[$0] < kl[$1] }) else { return nil }
    // What is exponential lies between the lowest value and the first one above the ceiling; next to the
    // lowest, what decays still counts.
    let end = (low..<kl.count).first { kl[$0] > ceiling } ?? kl.count
    let first = end - low >= 3 * Self.leastRows ? low + (end - low) / 3 : low
    let isFalling = low == kl.count - 1
    let points = (isFalling ? rows : first..<end).filter { kl[$0] > 1e-12 }
    guard points.count >= Self.leastRows,
      let line = Line(x: points.map { steps[$0] }, y: points.map { .log(kl[$0]) })
    else { return nil }
    self.line = line
    self.rows = points.count
    range = steps[points[0]]...steps[points[points.count - 1]]
    rate = 0.5 * line.slope
    let half = 0.5 * line.quantile * line.slopeError
    interval = (rate - half)...(rate + half)
  }

  /// Where exponential growth ends if nothing is known of what comes: a fifth of the largest value where
  /// that has been reached for good, nowhere where the series still rises.
  private static func ceiling(of kl: [Double]) -> Double {
    guard let last = kl.last, let largest = kl.max() else { return 0 }
    let earlier = kl[kl.count - 1 - kl.count / 10]
    return last >= 0.9 * largest && last > 1.05 * earlier ? .infinity : 0.2 * largest
  }

  /// Whether it grows with 95 % confidence.
  public var isGrowing: Bool { interval.lowerBound > 0 }

  /// KL by the line at a step, in nats.
  public func kl(at step: Double) -> Double { .exp(line.height(at: step)) }

  /// The step at which KL reaches a value, by the line.
  ///
  /// - Parameter kl: In nats, positive.
  /// - Returns: The step with its 95 % interval, whose upper end is infinite if the line may be flat; `nil`
  ///   unless it ``isGrowing``.
  public func step(reaching kl: Double) -> (value: Double, interval: ClosedRange<Double>)? {
    guard isGrowing, kl > 0 else { return nil }
    return line.inverse(at: .log(kl))
  }
}

/// A straight line by least squares; its errors count neighbours that deviate alike as fewer points.
private struct Line: Sendable, Hashable {
  let slope: Double
  let slopeError: Double
  let quantile: Double
  private let centre: (x: Double, y: Double)
  /// The variance of the line at its centre.
  private let centreVariance: Double

  init?(x: [Double], y: [Double]) {
    let count = Double(x.count)
    let (mx, my) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let sxx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }
    guard sxx > 0, x.count >= 3 else { return nil }
    slope = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / sxx
    let slope = slope
    let residuals = zip(x, y).map { $1 - my - slope * ($0 - mx) }
    let square = residuals.reduce(0) { $0 + $1 * $1 }
    // The variance that autocorrelated residuals leave to sums over them (Bartlett's factor for AR(1)).
    let lagged = zip(residuals, residuals.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let correlation = square > 0 ? max(0, min(0.95, lagged / square)) : 0
    let inflation = (1 + correlation) / (1 - correlation)
    let effective = max(3, Int(count / inflation))
    let variance = square / (count - 2) * inflation
    slopeError = (variance / sxx).squareRoot()
    centreVariance = variance / count
    quantile = StudentT.magnitude(ofTails: 0.05, degrees: effective - 2)
    centre = (mx, my)
  }

  func height(at x: Double) -> Double { centre.y + slope * (x - centre.x) }

  /// Where the line reaches a height, with Fieller's interval.
  func inverse(at height: Double) -> (value: Double, interval: ClosedRange<Double>) {
    let rise = height - centre.y
    let value = rise / slope
    let t = quantile * quantile
    let (a, b) = (slope * slope - t * slopeError * slopeError, rise * slope)
    let root = max(0, b * b - a * (rise * rise - t * centreVariance)).squareRoot()
    guard a > 0 else { return (centre.x + value, (centre.x + min(value, 0))...Double.infinity) }
    return (centre.x + value, (centre.x + (b - root) / a)...(centre.x + (b + root) / a))
  }

  static func == (a: Line, b: Line) -> Bool {
    a.slope == b.slope && a.slopeError == b.slopeError && a.centre == b.centre
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(slope)
    hasher.combine(slopeError)
  }
}
