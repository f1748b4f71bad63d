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
    name: "steepness", aliases: ["k"], dimension: .inverseTime)
  static let midpoint = ScheduleKey(name: "midpoint", aliases: ["x0"], dimension: .time)
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

/// A key that determines one of ours together with others or with the rest of the file.
struct ScheduleConversion: Sendable {
  let key: FileKey
  /// Keys that are read with it and mean nothing alone.
  var companions: [FileKey] = []
  /// Conversions of the same key that it makes void, as the library that both come from has it.
  var overrides: [String] = []
  /// Whether `null` and 0 mean that it does not apply.
  var canBeOff = false
  /// How the value follows, for the note: "time.end / n_cycle".
  let rule: @Sendable (ScheduleContext) -> String
  /// Our value from the written number, which is `> 0`.
  let value: @Sendable (Double, FileNode, ScheduleValues) throws(ProblemFileError) -> Double

  /// How long a ramp takes, instead of how steep it is; `x0` beside Bowman's logistic curve.
  static let duration = ScheduleConversion(
    key: FileKey("duration", aliases: ["x0"]), rule: { _ in "(max − min) / duration" }
  ) { duration, _, values throws(ProblemFileError) in
    try values.rise() / duration
  }

  /// scvi-tools: `min_kl_weight + (max_kl_weight − min_kl_weight) · epoch / n_epochs_kl_warmup`, then
  /// `max_kl_weight`. It counts epochs unless `n_epochs_kl_warmup` is `None` or 0, else steps; with
  /// neither the weight is `max_kl_weight` throughout.
  ///
  /// There `β` is held for each epoch; here it rises at every step, and agrees at each epoch's start.
  static let warmupEpochs = ScheduleConversion(
    key: FileKey("n_epochs_kl_warmup"), companions: ["steps_per_epoch"],
    overrides: ["n_steps_kl_warmup"], canBeOff: true,
    rule: { _ in "(max − min) / n_epochs_kl_warmup" }
  ) { epochs, source, values throws(ProblemFileError) in
    let steps = try epochs * values.stepsPerEpoch(for: source)
    source.note("scvi-tools holds β for each epoch; here it rises at every step")
    return try values.rise() / values.time(ofSteps: steps, for: source)
  }

  /// scvi-tools: the same over steps.
  static let warmupSteps = ScheduleConversion(
    key: FileKey("n_steps_kl_warmup"), canBeOff: true,
    rule: { _ in "(max − min) / n_steps_kl_warmup" }
  ) { steps, source, values throws(ProblemFileError) in
    try values.rise() / values.time(ofSteps: steps, for: source)
  }

  /// Monotonic annealing: `β ← min(β + beta_rate, max)` at each step, (steps).
  static let increment = ScheduleConversion(
    key: FileKey("beta_rate"), rule: { _ in "beta_rate" }
  ) { increment, source, values throws(ProblemFileError) in
    try increment / values.time(ofSteps: 1, for: source)
  }

  /// The number of cycles in the whole run (Fu et al. 2019).
  static let cycles = ScheduleConversion(
    key: FileKey("n_cycle", aliases: ["M"]), rule: { "\($0.endName) / n_cycle" }
  ) { cycles, source, values throws(ProblemFileError) in
    try values.end(for: source) / cycles
  }
}
