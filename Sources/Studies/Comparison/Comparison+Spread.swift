import FiniteSize
import LinearVAE
import NumericKit

extension Comparison {
  /// The standard deviation over runs of the aligned error at each time; `nil` for a single run.
  package var measuredErrorSpread: [Double]? {
    simulation.result.generalizationErrors[.aligned]?.standardError.map { errors in
      errors.map { $0 * Double(simulation.result.replicas).squareRoot() }
    }
  }

  /// How far runs stray from each other in units of what (linear-noise) says: the median over order
  /// parameters and times. Not a number where there is no spread, as at the start.
  ///
  /// From `R` runs that are as far apart as they should be each ratio strays by `1/√(2(R − 1))` from 1.
  package var spreadRatios: [Double]? {
    guard let spread = flow.spread, let errors = simulation.result.standardError else { return nil }
    let unit = Double(simulation.result.replicas).squareRoot()
    return zip(errors, spread.states).map { measured, expected in
      let ratios = measured.combined(with: expected) { $1 > 0 ? unit * $0 / $1 : .nan }
        .allNumbers.filter(\.isFinite).sorted()
      return ratios.isEmpty ? .nan : ratios[ratios.count / 2]
    }
  }

  /// The spread of the runs against theory in a sentence; `nil` if it was not compared.
  package var spreadInWords: String? {
    guard let ratios = spreadRatios?.filter(\.isFinite).sorted(), !ratios.isEmpty else {
      return nil
    }
    func short(_ value: Double) -> String { (100 * value).rounded().description.dropLast(2) + " %" }
    let chance = 1 / (2 * Double(max(simulation.result.replicas - 1, 1))).squareRoot()
    var text =
      "Spread: runs stray \(short(ratios[ratios.count / 2])) as far from each other as theory says "
      + "(\(short(ratios[0])) to \(short(ratios[ratios.count - 1])) over time; "
      + "chance alone gives ± \(short(chance)) each time).\n"
    if let largest = ratios.last, largest > 1 + 4 * chance {
      text +=
        "Where they stray farther, deviations are no longer small: the theory of the spread holds for "
        + "larger N.\n"
    }
    return text
  }
}
