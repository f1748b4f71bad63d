import LinearVAE
import NumericKit
import Storage

/// Whether the largest deviation of a simulation from the theory is what chance gives.
///
/// Of runs that are normal around the theory each `z` has Student's distribution with one degree of
/// freedom less than runs. The probability that the largest of `n` exceeds a magnitude is at most `n`
/// times that of one (Bonferroni), however the numbers hang together. As neighbouring times do, it is
/// smaller in truth: a verdict of ``isBeyondChance`` errs on the side of caution.
public struct ComparisonVerdict: Sendable, Hashable {
  /// The largest `|z|`, and where it is.
  public struct Deviation: Sendable, Hashable {
    /// Standard errors by which the mean over runs lies above the theory.
    public let score: Double
    /// The order parameter: `m`, `d`, `Q`, `E`, `R` or `D`, or `group_Q`, `group_E`, `group_R`.
    public let quantity: String
    /// Its indices, from 0; one of `D`, the group first of those of a group.
    public let indices: [Int]
    /// The time.
    public let time: Double
  }

  /// The largest deviation.
  public let largest: Deviation
  /// How many numbers were compared: of symmetric matrices each once, at all times.
  public let numbers: Int
  /// Degrees of freedom of an estimated error: runs but one.
  public let degreesOfFreedom: Int

  /// The probability of a false ``isBeyondChance``, at most.
  public static let level = 0.01

  /// The probability that chance alone gives at least as large a deviation among so many numbers, at
  /// most.
  public var probability: Double {
    let one = StudentT.tails(beyond: largest.score.magnitude, degrees: degreesOfFreedom)
    return min(Double(numbers) * one, 1)
  }

  /// The `|z|` above which a deviation is beyond chance.
  public var criticalScore: Double {
    StudentT.magnitude(ofTails: Self.level / Double(numbers), degrees: degreesOfFreedom)
  }

  /// Whether chance is no explanation of the largest deviation.
  public var isBeyondChance: Bool { probability < Self.level }

  /// The verdict in two words.
  public var name: String { isBeyondChance ? "beyond chance" : "within chance" }
}

extension ComparisonVerdict {
  /// The verdict on scores; `nil` without one, as for a single run.
  ///
  /// - Parameters:
  ///   - scores: One state of scores a time, not a number where there is none.
  ///   - times: As many.
  ///   - replicas: The number of runs.
  init?(_ scores: [OrderParameters], at times: [Double], replicas: Int) {
    self.init(scores.map(\.independentNumbers), at: times, degreesOfFreedom: replicas - 1)
  }

  /// The verdict on named scores; `nil` without one, as for a single run.
  ///
  /// - Parameters:
  ///   - scores: Those of each time, none of them missing.
  ///   - times: As many.
  ///   - degreesOfFreedom: Of the estimate of their errors.
  init?(
    _ scores: [[(quantity: String, indices: [Int], value: Double)]], at times: [Double],
    degreesOfFreedom: Int
  ) {
    var largest: Deviation?
    var numbers = 0
    for (record, time) in zip(scores, times) {
      for (quantity, indices, score) in record {
        numbers += 1
        guard score.magnitude > largest?.score.magnitude ?? 0 else { continue }
        largest = Deviation(score: score, quantity: quantity, indices: indices, time: time)
      }
    }
    guard let largest, degreesOfFreedom > 0 else { return nil }
    self.init(largest: largest, numbers: numbers, degreesOfFreedom: degreesOfFreedom)
  }
}

extension OrderParameters {
  /// Every number that is not missing, of the symmetric matrices `Q` and `E` each once.
  fileprivate var independentNumbers: [(quantity: String, indices: [Int], value: Double)] {
    let blocks = [
      ("m", m, false), ("d", d, false), ("Q", Q, true), ("E", E, true), ("R", R, false),
    ]
    let inMatrices = blocks.flatMap { name, matrix, isSymmetric in
      (0..<matrix.rows).flatMap { k in
        ((isSymmetric ? k : 0)..<matrix.columns).map { l in (name, [k, l], matrix[k, l]) }
      }
    }
    return (inMatrices + D.enumerated().map { ("D", [$0], $1) }).filter { !$0.2.isNaN }
  }
}
