import Storage
import Studies

extension String {
  /// The lines of a text, none of them empty.
  var lines: [String] { split(separator: "\n").map(String.init) }
}

extension Optional where Wrapped == ComparisonVerdict {
  /// What chance makes of the largest deviation from the flow; a `dimension` can be chosen unless samples are
  /// the rows of a table.
  func words(latents: Int, choosesDimension: Bool = true) -> [String] {
    guard let verdict = self else {
      return ["Verdict: none, since there is no error to measure with; take at least 2 runs"]
    }
    let degrees =
      verdict.degreesOfFreedom == 1
      ? "1 degree of freedom" : "\(verdict.degreesOfFreedom) degrees of freedom"
    var words = [
      "Verdict: \(verdict.name)", verdict.deviationInWords,
      "Chance exceeds \(short(verdict.criticalScore)) with a probability of at most "
        + "\(short(100 * ComparisonVerdict.level)) %: \(verdict.numbers) numbers, Student's t with "
        + "\(degrees).",
      "Numbers at neighbouring times are correlated, so the true probabilities are smaller.",
    ]
    if verdict.isBeyondChance {
      words.append(
        "Means over runs differ from the flow by a term of order 1/N"
          + (choosesDimension
            ? ": it shrinks with a larger \"dimension\"."
            : ", and by what rows are not Gaussian by.")
      )
      if latents > 1 {
        words.append(
          "Latents may have traded places in some of the runs; means over runs cannot tell that from a "
            + "deviation (\"keep_replicas\" shows each run).")
      }
    }
    return words
  }
}

extension ComparisonVerdict {
  fileprivate var deviationInWords: String {
    "Largest |z|: \(short(largest.score.magnitude)), of \(largest.name) at t = "
      + "\(ShortNumber.text(largest.time)); chance gives as much with a probability of at most "
      + short(probability)
  }

  /// What data that are not Gaussian make of the difference.
  var wordsOfGaussian: [String] {
    [
      "Against Gaussian data of the same covariance at the same N: \(name)", deviationInWords,
      isBeyondChance
        ? "So far these data are from Gaussian ones; the rest of the difference from the flow is of order 1/N."
        : "What the means differ from the flow by is what Gaussian data give too.",
    ]
  }
}

private func short(_ value: Double) -> String { ShortNumber.text(value, digits: 3) }

extension ComparisonVerdict.Deviation {
  /// The order parameter with its indices, counted from 1.
  fileprivate var name: String {
    let isOfGroup = quantity.hasPrefix("group_")
    let indices = indices.dropFirst(isOfGroup ? 1 : 0).map { "\($0 + 1)" }
    let separator = indices.contains { $0.count > 1 } ? "," : ""
    let letter = isOfGroup ? String(quantity.dropFirst("group_".count)) : quantity
    let name = "\(letter)_\(indices.joined(separator: separator))"
    return isOfGroup ? "\(name) of group \(self.indices[0] + 1)" : name
  }
}
