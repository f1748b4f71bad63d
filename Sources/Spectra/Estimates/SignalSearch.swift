import RealModule

/// Noise and signals of a spectrum, found together, (noise), (edge).
///
/// The noise follows from the median of the eigenvalues that are no signals, and signals are those that
/// noise would exceed with a probability of 1 % only, one after the other (Kritchman and Nadler 2008).
/// Once they are known, the sum of the others gives the noise with a smaller error than their median.
struct SignalSearch {
  let spectrum: VaryingSpectrum
  /// How many of the largest eigenvalues are signals.
  private(set) var signals = 0
  private(set) var noise: NoiseEstimate

  private var eigenvalues: [Double] { spectrum.eigenvalues }

  init(_ spectrum: VaryingSpectrum) {
    self.spectrum = spectrum
    let (eigenvalues, shape) = (spectrum.eigenvalues, spectrum.shape)
    guard !spectrum.isNoiseless else {
      signals = eigenvalues.count
      noise = NoiseEstimate(
        variance: 0, method: .rank, interval: 0...0, shape: shape, eigenvaluesUsed: 0, misfit: 0,
        isConsistent: true)
      return
    }
    let bulk = Bulk(spectrum)
    let (count, median, isConsistent) = bulk.separated()
    let misfit = bulk.misfit(from: count, variance: median)
    let isNoise = isConsistent && misfit <= NoiseEstimate.misfitLimit(count: bulk.order - count)
    guard isNoise else {
      signals = count
      noise = NoiseEstimate(
        variance: median, method: .median,
        interval: bulk.quartileFits(from: isConsistent ? count : 0, around: median),
        shape: shape.removing(count),
        eigenvaluesUsed: bulk.order - count, misfit: misfit, isConsistent: isConsistent)
      return
    }
    let (refined, variance) = bulk.refined(from: count)
    signals = refined
    noise = NoiseEstimate(
      variance: variance, method: .bulkMean,
      interval: bulk.interval(of: variance, signals: refined),
      shape: shape.removing(refined), eigenvaluesUsed: bulk.order - refined,
      misfit: bulk.misfit(from: refined, variance: variance), isConsistent: true)
  }

  /// What an eigenvalue must exceed to be the next signal.
  var detection: Double {
    guard noise.method != .rank else { return 0 }
    let left = min(signals, spectrum.shape.order - 1)
    return Bulk(spectrum).threshold(after: left, variance: noise.variance, error: 0)
  }
}

/// The eigenvalues of a spectrum, some of the largest of which are signals and the others noise.
private struct Bulk {
  let eigenvalues: [Double]
  let shape: NoiseShape
  var order: Int { eigenvalues.count }

  init(_ spectrum: VaryingSpectrum) {
    (eigenvalues, shape) = (spectrum.eigenvalues, spectrum.shape)
  }

  // MARK: By the median

  /// Signals and noise such that noise makes no further signal and each signal is one.
  ///
  /// Leaving out signals lowers the median, so that their number grows until it settles. A spectrum that
  /// decays without a flat part never settles before nearly all of it is signal; the first pass, with
  /// the median of all eigenvalues, is then as good as any.
  func separated() -> (signals: Int, variance: Double, isConsistent: Bool) {
    var (count, first) = (0, (signals: 0, variance: 0.0))
    while true {
      let variance = medianFit(from: count)
      let error = medianError(from: count)
      let found = signals(from: count, variance: variance, error: error)
      if count == 0 { first = (found, variance) }
      if found == count { return (count, variance, true) }
      guard leavesNoise(found) else { return (first.signals, first.variance, false) }
      count = found
    }
  }

  /// Whether enough eigenvalues are left to tell noise by.
  private func leavesNoise(_ signals: Int) -> Bool { order - signals >= max(2, order / 4) }

  private func medianFit(from count: Int) -> Double {
    let rest = eigenvalues.count - count
    let middle = eigenvalues[count + (rest - 1) / 2] + eigenvalues[count + rest / 2]
    return middle / 2 / shape.removing(count).quantile(0.5)
  }

  /// The relative standard deviation of the median: eigenvalues of noise are rigid, their number above a
  /// point has the variance `(ln n + c)/π²` only.
  private func medianError(from count: Int) -> Double {
    let noise = shape.removing(count)
    let (n, h) = (Double(noise.order), 0.01)
    let slope = (noise.quantile(0.5 + h) - noise.quantile(0.5 - h)) / (2 * h)
    return ((.log(n) + 1.5).squareRoot() / .pi) * slope / (n * noise.quantile(0.5))
  }

  // MARK: Signals

  /// Where the next signal begins.
  ///
  /// - Parameters:
  ///   - count: Signals before it.
  ///   - variance: Of the noise.
  ///   - error: Its relative standard deviation, which widens the distribution.
  /// - Returns: The value that the largest of the eigenvalues left exceeds with 1 % probability if it is
  ///   noise.
  func threshold(after count: Int, variance: Double, error: Double) -> Double {
    let (mean, deviation) = shape.removing(count).largest
    let width = Double.hypot(deviation, mean * error)
    return variance * (mean + TracyWidom.standardizedQuantile99 * width)
  }

  private func signals(from start: Int, variance: Double, error: Double) -> Int {
    var count = start
    while count < order - 1,
      eigenvalues[count] > threshold(after: count, variance: variance, error: error)
    { count += 1 }
    return count
  }

  // MARK: By the sum

  /// Signals and noise, once nearly known, from the sum of the bulk.
  func refined(from start: Int) -> (signals: Int, variance: Double) {
    var count = start
    var variance = bulkMean(from: count)
    // More signals lower the noise, which makes no fewer signals: the number moves one way only.
    for _ in 0..<order {
      let found = signals(from: 0, variance: variance, error: sumError(signals: count))
      guard found != count, leavesNoise(found) else { break }
      count = found
      variance = bulkMean(from: count)
    }
    return (count, variance)
  }

  /// The noise whose expected sum of eigenvalues beside the signals is that of the data: each signal `ℓ`
  /// takes `gηℓ/(ℓ − η)` from it.
  private func bulkMean(from count: Int) -> Double {
    let sum = eigenvalues[count...].reduce(0, +) / shape.scale
    let directions = Double(shape.columns - count)
    var variance = sum / directions
    for _ in 0..<100 {
      let taken = eigenvalues[..<count].reduce(0) { taken, λ in
        let spike = SpikeShape(λ, noise: variance, shape: shape.besides(count))
        return taken + spike.share
      }
      let next = sum / max(directions - taken, directions / 100)
      let change = abs(next - variance)
      variance = next
      if change <= 4 * .ulpOfOne * next { break }
    }
    return variance
  }

  private func freedom(_ signals: Int) -> Double {
    Double(shape.columns - signals) * Double(shape.degrees - signals)
  }

  private func sumError(signals: Int) -> Double { (2 / freedom(signals)).squareRoot() }

  /// 95 % confidence: the sum is `η/P` times a chi-square number, whose quantiles are those of
  /// Wilson and Hilferty.
  func interval(of variance: Double, signals: Int) -> ClosedRange<Double> {
    let square = 2 / (9 * freedom(signals))
    let (centre, width) = (1 - square, Normal.twoSided95 * square.squareRoot())
    let low = variance / Double.pow(centre + width, 3)
    guard centre > width else { return low...Double.infinity }
    return low...(variance / Double.pow(centre - width, 3))
  }

  // MARK: Misfit

  /// The noise that the quartiles of the eigenvalues after so many would give.
  func quartileFits(from count: Int, around variance: Double) -> ClosedRange<Double> {
    let (rest, noise) = (order - count, shape.removing(count))
    let fits = [0.25, 0.75].map { p in
      eigenvalues[count + min(Int((1 - p) * Double(rest)), rest - 1)] / noise.quantile(p)
    }
    return min(variance, fits[0], fits[1])...max(variance, fits[0], fits[1])
  }

  /// The largest distance between the two distribution functions.
  func misfit(from count: Int, variance: Double) -> Double {
    let (rest, noise) = (eigenvalues[count...].reversed(), shape.removing(count))
    var (largest, below) = (0.0, 0.0)
    for value in rest {
      let expected = noise.cumulative(at: value / variance)
      let above = below + 1 / Double(rest.count)
      largest = max(largest, abs(expected - below), abs(expected - above))
      below = above
    }
    return largest
  }
}

/// Standard normal quantiles.
enum Normal {
  /// What 95 % lie within on both sides.
  static let twoSided95 = 1.959963984540054
}
