import LinearVAE

/// The order of arguments in a call by another library's name, where it is not that of our keys.
struct ScheduleOrder: Sendable {
  let keys: [String]
  /// Those keys with the defaults that the library has.
  private let parameters: String

  func signature(of name: String) -> String { "\(name)(\(parameters))" }

  /// The functions of Fu et al. (2019) that make a list with the weight of each iteration.
  static let frangeNames = BetaSchedule.Ramp.allCases.map { "frange_cycle_\($0)" }
  /// Cycles of those functions unless told otherwise.
  static let frangeCycles = 4

  /// As the functions stand in training scripts.
  static let iterationsFirst = ScheduleOrder(
    keys: ["n_iter", "start", "stop", "n_cycle", "ratio"],
    parameters: "n_iter, start=0.0, stop=1.0, n_cycle=\(frangeCycles), ratio=0.5")
  /// As they stand in the notebook that draws them.
  static let boundsFirst = ScheduleOrder(
    keys: ["start", "stop", "n_epoch", "n_cycle", "ratio"],
    parameters: "start, stop, n_epoch, n_cycle=\(frangeCycles), ratio=0.5")
  /// A ramp by its length, which is what people say of a warm-up.
  static let durationFirst = ScheduleOrder(
    keys: ["duration", "min", "max"], parameters: "duration, min=0.0, max=1.0")

  /// The order that a name calls for.
  ///
  /// - Returns: `nil` for the order of our keys.
  static func named(_ name: String, positional: [Double?], keywords: [String]) -> ScheduleOrder? {
    if ["warmup", "monotonic"].contains(name) { return durationFirst }
    guard frangeNames.contains(name) else { return nil }
    guard let first = positional.first, let first, first < 1 else { return iterationsFirst }
    let hasLength = positional.count > 2 || !Set(keywords).isDisjoint(with: ["n_epoch", "n_iter"])
    return hasLength ? boundsFirst : iterationsFirst
  }
}
