import Studies

extension Optional where Wrapped == ComparisonVerdict {
  /// What chance makes of the largest deviation from the flow, for people; a `dimension` can be chosen unless
  /// samples are the rows of a table.
  func report(latents: Int, choosesDimension: Bool = true) -> String {
    guard let verdict = self else {
      return "Verdict: none, since there is no error to measure with; take at least 2 runs\n"
    }
    func short(_ value: Double) -> String { TextTable.number(value, digits: 3) }
    let largest = verdict.largest
    let degrees =
      verdict.degreesOfFreedom == 1
      ? "1 degree of freedom" : "\(verdict.degreesOfFreedom) degrees of freedom"
    var text = """
      Verdict: \(verdict.name)
      Largest |z|: \(short(largest.score.magnitude)), of \(largest.name) at t = \(TextTable.number(largest.time)); \
      chance gives as much with a probability of at most \(short(verdict.probability))
      Chance exceeds \(short(verdict.criticalScore)) with a probability of at most \
      \(short(100 * ComparisonVerdict.level)) %: \(verdict.numbers) numbers, Student's t with \
      \(degrees).
      Numbers at neighbouring times are correlated, so the true probabilities are smaller.

      """
    if verdict.isBeyondChance {
      text += """
        Means over runs differ from the flow by a term of order 1/N\
        \(choosesDimension ? ": it shrinks with a larger --dimension." : ", and by what rows are not Gaussian by.")

        """
      if latents > 1 {
        text += """
          Latents may have traded places in some of the runs; means over runs cannot tell that from a
          deviation (--keep-replicas shows each run).

          """
      }
    }
    return text
  }
}

extension ComparisonVerdict.Deviation {
  /// The order parameter with its indices, counted from 1.
  var name: String {
    let isOfGroup = quantity.hasPrefix("group_")
    let indices = indices.dropFirst(isOfGroup ? 1 : 0).map { "\($0 + 1)" }
    let separator = indices.contains { $0.count > 1 } ? "," : ""
    let letter = isOfGroup ? String(quantity.dropFirst("group_".count)) : quantity
    let name = "\(letter)_\(indices.joined(separator: separator))"
    return isOfGroup ? "\(name) of group \(self.indices[0] + 1)" : name
  }
}
