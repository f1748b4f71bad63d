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
    var iterator = makeIterator()
    guard var result = iterator.next() else { return .nan }
    while let next = iterator.next() { result.raise(to: next) }
    return result
  }
}
