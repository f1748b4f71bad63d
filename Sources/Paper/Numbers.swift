/// The mean of numbers and its standard error, which is not a number for a single one.
struct SampleMean {
  let mean, error: Double

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    (self.mean, error) = (mean, (squares / (count * (count - 1))).squareRoot())
  }
}

extension Double {
  /// Takes a larger number's place. A number that could not be computed counts as larger than any, so
  /// that no check loses it: `max` would.
  mutating func raise(to other: Double) {
    if other > self || other.isNaN { self = other }
  }
}

extension Sequence<Double> {
  /// The largest number; not a number if one of them is none, or if there is none at all.
  var largest: Double {
    reduce(nil) { largest, next -> Double? in
      var result = largest ?? next
      result.raise(to: next)
      return result
    } ?? .nan
  }

  /// The Euclidean length.
  var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
