import FiniteSize
import Foundation
import LinearVAE
import Studies

/// A comparison for people: the verdict, then the table.
enum ComparisonReport {
  /// What chance makes of the largest deviation, and the aligned error of both sides at each time.
  static func text(_ study: Comparison) -> String { verdict(study) + "\n" + table(study).text }

  private static func verdict(_ study: Comparison) -> String {
    guard let verdict = study.verdict else {
      return "Verdict: none, since there is no error to measure with; take at least 2 runs\n"
    }
    func short(_ value: Double) -> String { TextTable.number(value, digits: 3) }
    let largest = verdict.largest
    let indices = largest.indices.map { "\($0 + 1)" }
    let separator = indices.contains { $0.count > 1 } ? "," : ""
    let name = "\(largest.quantity)_\(indices.joined(separator: separator))"
    let degrees =
      verdict.degreesOfFreedom == 1
      ? "1 degree of freedom" : "\(verdict.degreesOfFreedom) degrees of freedom"
    var text = """
      Verdict: \(verdict.name)
      Largest |z|: \(short(largest.score.magnitude)), of \(name) at t = \(TextTable.number(largest.time)); \
      chance gives as much with a probability of at most \(short(verdict.probability))
      Chance exceeds \(short(verdict.criticalScore)) with a probability of at most \
      \(short(100 * ComparisonVerdict.level)) %: \(verdict.numbers) numbers, Student's t with \
      \(degrees).
      Numbers at neighbouring times hang together, so in truth the probabilities are smaller.

      """
    if verdict.isBeyondChance {
      text += """
        Means over runs differ from the flow by a term of order 1/N: it shrinks with a larger --dimension.

        """
      if study.flow.problem.latents > 1 {
        text += """
          Latents may have traded places in some of the runs, which means over runs do not tell from a
          deviation (--keep-replicas shows each run).

          """
      }
    }
    return text
  }

  private static func table(_ study: Comparison) -> TextTable {
    var table = TextTable(header: ["t", "ε_g flow", "ε_g SGD", "±", "largest |z|"])
    let error = study.simulation.result.generalizationErrors[.aligned]
    let theory = study.flow.generalizationError(.aligned)
    for (i, score) in study.largestScores.enumerated() {
      table.add([
        TextTable.number(study.times[i]), TextTable.number(theory[i]),
        TextTable.number(error?.mean[i] ?? .nan),
        error?.standardError.map { TextTable.number($0[i], digits: 2) } ?? "–",
        score.map { TextTable.number($0, digits: 3) } ?? "–",
      ])
    }
    return table
  }
}
