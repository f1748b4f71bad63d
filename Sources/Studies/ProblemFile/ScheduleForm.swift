import LinearVAE

/// How a schedule is written in a problem file: its names, its keys and what they build.
///
/// To add a schedule, add a case to `BetaSchedule`, a row here and one to `BetaSchedule.written`; to
/// accept another library's name, add it to the aliases of a row or of a key.
struct ScheduleForm: Sendable {
  let name: String
  var aliases: [String] = []
  let keys: [ScheduleKey]
  let build: @Sendable (ScheduleValues) throws(ProblemFileError) -> BetaSchedule

  static let all: [ScheduleForm] = [
    ScheduleForm(name: "constant", keys: [.value]) { v throws(ProblemFileError) in
      .constant(try v.number(.value))
    },
    ScheduleForm(name: "tanh", keys: [.rate, .max]) { v throws(ProblemFileError) in
      .tanh(rate: try v.number(.rate), max: try v.number(.max))
    },
    ScheduleForm(
      name: "linear", aliases: ["monotonic", "warmup"], keys: [.rate, .min, .max]
    ) { v throws(ProblemFileError) in
      .linear(rate: try v.number(.rate), min: try v.number(.min), max: try v.number(.max))
    },
    ScheduleForm(
      name: "cyclical", aliases: ["cyclic"], keys: [.period, .ratio, .min, .max, .ramp]
    ) { v throws(ProblemFileError) in
      .cyclical(
        period: try v.number(.period), ratio: try v.number(.ratio), min: try v.number(.min),
        max: try v.number(.max), ramp: try v.ramp())
    },
    ScheduleForm(
      name: "sigmoid", aliases: ["logistic"], keys: [.steepness, .midpoint, .max]
    ) { v throws(ProblemFileError) in
      .sigmoid(
        steepness: try v.number(.steepness), midpoint: try v.number(.midpoint),
        max: try v.number(.max))
    },
    ScheduleForm(
      name: "cosine", keys: [.duration, .min, .max]
    ) { v throws(ProblemFileError) in
      .cosine(duration: try v.number(.duration), min: try v.number(.min), max: try v.number(.max))
    },
    ScheduleForm(name: "exponential", keys: [.rate, .max]) { v throws(ProblemFileError) in
      .exponential(rate: try v.number(.rate), max: try v.number(.max))
    },
    ScheduleForm(name: "points", keys: [.points]) { v throws(ProblemFileError) in
      .points(try v.points())
    },
  ]
}

/// A key of a schedule: its names, its default, and what else it can be computed from.
struct ScheduleKey: Sendable {
  let name: String
  var aliases: [String] = []
  /// The value of an absent key; `nil` when it must be given.
  var fallback: Double?
  /// Other keys that determine this one.
  var conversions: [ScheduleConversion] = []

  static let value = ScheduleKey(name: "value")
  static let rate = ScheduleKey(name: "rate", aliases: ["gamma"])
  static let min = ScheduleKey(
    name: "min", aliases: ["min_beta", "beta_min", "min_kl_weight"],
    fallback: BetaSchedule.Default.min)
  static let max = ScheduleKey(
    name: "max", aliases: ["max_beta", "beta_max", "max_kl_weight"],
    fallback: BetaSchedule.Default.max)
  static let period = ScheduleKey(name: "period", conversions: [.cycles])
  static let ratio = ScheduleKey(
    name: "ratio", aliases: ["R"], fallback: BetaSchedule.Default.ratio)
  static let ramp = ScheduleKey(name: "ramp")
  static let steepness = ScheduleKey(name: "steepness", aliases: ["k"])
  static let midpoint = ScheduleKey(name: "midpoint", aliases: ["x0"])
  static let duration = ScheduleKey(name: "duration")
  static let points = ScheduleKey(name: "points")
}

/// A key of another library that determines one of ours together with the rest of the file.
struct ScheduleConversion: Sendable {
  let key: FileKey
  /// How the value follows, for the note: "time.end / n_cycle".
  let rule: String
  /// What it needs besides, for the error when that is absent.
  let needs: String
  /// Our value from the written number; `nil` when what it needs is absent.
  let value: @Sendable (Double, ScheduleContext) -> Double?

  /// The number of cycles in the whole run (Fu et al. 2019).
  static let cycles = ScheduleConversion(
    key: FileKey("n_cycle", aliases: ["M"]), rule: "time.end / n_cycle", needs: "time"
  ) { cycles, context in
    context.end.map { $0 / cycles }
  }
}

/// What the rest of the file says that a schedule can depend on.
struct ScheduleContext: Sendable {
  /// The last time of the run.
  var end: Double?
}
