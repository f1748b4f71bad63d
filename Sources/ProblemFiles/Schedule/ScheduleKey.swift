import LinearVAE

/// A key of a schedule: its names, its default, and what else it can be computed from.
struct ScheduleKey: Sendable {
  let name: String
  var aliases: [String] = []
  /// The value of an absent key; `nil` when it must be given.
  var fallback: Double?
  /// What an absent key means where that is no number.
  var fallbackText: String?
  /// How its unit is made of that of time, which a name from a script does not say.
  var dimension: Dimension = .none
  /// Other keys that determine this one.
  var conversions: [ScheduleConversion] = []

  /// The power of time in the unit of a value.
  enum Dimension: Sendable {
    case none, time, inverseTime
  }

  /// The default as it is written, `nil` for a key that must be given.
  var defaultText: String? { fallback.map { "\($0)" } ?? fallbackText }

  static let value = ScheduleKey(name: "value")
  static let rate = ScheduleKey(name: "rate", aliases: ["gamma"], dimension: .inverseTime)
  static let slope = ScheduleKey(
    name: "rate", aliases: ["gamma"], dimension: .inverseTime,
    conversions: [.duration, .warmupEpochs, .warmupSteps, .increment])
  static let min = ScheduleKey(
    name: "min", aliases: ["min_beta", "beta_min", "min_kl_weight", "start"],
    fallback: BetaSchedule.Default.min)
  static let max = ScheduleKey(
    name: "max", aliases: ["max_beta", "beta_max", "max_kl_weight", "stop"],
    fallback: BetaSchedule.Default.max)
  static let period = ScheduleKey(name: "period", dimension: .time, conversions: [.cycles])
  static let ratio = ScheduleKey(
    name: "ratio", aliases: ["R"], fallback: BetaSchedule.Default.ratio)
  static let ramp = ScheduleKey(name: "ramp", fallbackText: BetaSchedule.Default.ramp.rawValue)
  /// Bowman et al. (2016): `1 / (1 + exp(−k (step − x0)))`.
  static let steepness = ScheduleKey(
    name: "steepness", aliases: ["k"], dimension: .inverseTime, conversions: [.divisor])
  static let midpoint = ScheduleKey(
    name: "midpoint", aliases: ["x0"], dimension: .time, conversions: [.crossover])
  static let ceiling = ScheduleKey(
    name: max.name, aliases: max.aliases + ["kl_weight"], fallback: max.fallback)
  static let duration = ScheduleKey(name: "duration", dimension: .time)
  static let points = ScheduleKey(name: "points")

  /// NVAE (Vahdat & Kautz 2020), with its defaults: `β` of step `i` out of `T` is
  /// `max(min((i − kl_const_portion T) / (kl_anneal_portion T), 1), kl_const_coeff)`.
  static let annealPortion = ScheduleKey(name: "kl_anneal_portion", fallback: 0.3)
  static let constantPortion = ScheduleKey(name: "kl_const_portion", fallback: 1e-4)
  static let constantCoefficient = ScheduleKey(name: "kl_const_coeff", fallback: 1e-4)

  /// The key itself, those it can be computed from and what they need.
  func fileKeys(in context: ScheduleContext) -> [FileKey] {
    let unit: String? =
      switch dimension {
      case .none: nil
      case .time: context.unit.timePhrase
      case .inverseTime: context.unit.ratePhrase
      }
    return [FileKey(name, aliases: aliases, remark: unit)]
      + conversions.flatMap { [$0.key] + $0.companions }
  }
}
