import ArgumentParser

/// Checks of what flags of the command alone say; those of requests are checked by these.
extension ParsableArguments {
  func check(_ flag: String, _ value: Int?, in range: PartialRangeFrom<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError("\(flag) must be at least \(range.lowerBound), not \(value).")
  }
}
