import Fitting
import LinearVAE

/// How a model is fitted, besides the length of training.
package struct FitPart: KeyGroup {
  /// Whether all rows are used at once.
  package var fullBatch = false
  /// `λ` of `½λ(‖W‖² + ‖V‖²)`, added to the loss as it is written.
  package var weightDecay = 0.0
  package var variance: VarianceParametrization = .log
  package var start: Start = .random
  /// Deviation of the entries of decoder and encoder at a random start, length of their vectors at an aligned
  /// one, in units of the data.
  package var startOverlap: Double?
  /// A file that the state of training goes to now and then, and comes from.
  package var checkpoint: String?

  /// Where training starts.
  package enum Start: String, Sendable, CaseIterable { case random, aligned }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case fullBatch = "full_batch"
    case weightDecay = "weight_decay"
    case variance, start
    case startOverlap = "start_overlap"
    case checkpoint
  }

  package init() {}

  package init(from decoder: any Decoder) throws {
    let section = try StrictContainer<CodingKeys>(partOf: decoder)
    fullBatch = try section.flag(.fullBatch)
    weightDecay = try section.real(.weightDecay) ?? 0
    variance = try section.choice(.variance) ?? .log
    start = try section.choice(.start) ?? .random
    startOverlap = try section.real(.startOverlap)
    checkpoint = try section.text(.checkpoint)
  }

  package func validate() throws(InvalidProblem) {
    try InvalidProblem.requirePositive("start_overlap", startOverlap)
    try InvalidProblem.requireNonNegative("weight_decay", weightDecay)
  }
}
