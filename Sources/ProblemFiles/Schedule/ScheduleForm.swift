import LinearVAE

/// How a schedule or feedback law may be written: its names and its keys, besides those of its encoding.
///
/// The same rows read a mapping of a problem file and a call like `tanh(0.2, max=1)`, whose
/// positional arguments are the keys in their order, or those of ``ScheduleOrder`` where an alias has
/// its own. To add a schedule, add a case to `BetaSchedule` and a row here; to accept another library's
/// name, add it to the aliases of a row or of a key.
struct ScheduleForm: Sendable {
  let name: String
  var aliases: [String] = []
  /// The key of the known function of time that a feedback law refers to.
  var reference: FileKey?
  let keys: [FileKey]
  /// Keys of other libraries that name the form by themselves, without a key `schedule`.
  var marks: [String] = []

  static let all: [ScheduleForm] = [
    ScheduleForm(name: "constant", keys: ["value"]),
    ScheduleForm(name: "tanh", keys: [.rate, .max]),
    ScheduleForm(
      name: "linear", aliases: ["monotonic", "warmup"], keys: [.slope, .min, .max],
      marks: ["n_epochs_kl_warmup", "n_steps_kl_warmup", "beta_rate"]),
    ScheduleForm(
      name: "cyclical", aliases: ["cyclic"] + ScheduleOrder.frangeNames,
      keys: [.period, .ratio, .min, .max, .ramp, .delay], marks: ["n_cycle", "M"]),
    ScheduleForm(
      name: "sigmoid", aliases: ["logistic"], keys: [.steepness, .midpoint, .ceiling],
      marks: ["kl_crossover", "kl_sigmoid_divisor"]),
    ScheduleForm(
      name: "cosine", keys: [FileKey(name: "duration", dimension: .time), .min, .max]),
    ScheduleForm(name: "exponential", keys: [.rate, .max]),
    ScheduleForm(
      name: "geometric", aliases: ["log_linear"],
      keys: [FileKey(name: "duration", dimension: .time), .floor, .max]),
    ScheduleForm(
      name: "staircase", aliases: ["stairs", "step"],
      keys: [
        "increment", FileKey(name: "every", dimension: .time),
        FileKey(name: "start", dimension: .time), .lowest, .max,
      ]),
    ScheduleForm(name: "points", keys: ["points"]),
    ScheduleForm(
      name: nvae, keys: [.annealPortion, .constantPortion, .constantCoefficient],
      marks: ["kl_anneal_portion", "kl_const_portion", "kl_const_coeff"]),
  ]

  /// NVAE's ramp, which has no encoding of its own: it is read as points.
  static let nvae = "nvae"

  static let laws: [ScheduleForm] = [
    ScheduleForm(
      name: "capacity", reference: FileKey(name: "target", aliases: ["C"]),
      keys: ["gamma", "width"]),
    ScheduleForm(
      name: "free_bits", aliases: ["free_nats"], reference: "beta",
      keys: [FileKey(name: "nats", aliases: ["delta"]), "width"]),
    ScheduleForm(
      name: "control", aliases: ["controlvae", "pi"],
      reference: FileKey(name: "set", aliases: ["v_kl"]),
      keys: [
        FileKey(name: "kp", aliases: ["Kp"]), FileKey(name: "ki", aliases: ["Ki"]), .least, .most,
      ]),
    ScheduleForm(
      name: "geco", reference: "explained", keys: ["rate", "average", "initial", .least, .most]),
  ]

  func isCalled(_ word: String) -> Bool { name == word || aliases.contains(word) }

  static func named(_ word: String) -> ScheduleForm? { all.first { $0.isCalled(word) } }

  var signature: String {
    let parameters = keys.map { key in key.name + (key.fallback.map { "=\($0)" } ?? "") }
    return "\(name)(\(parameters.joined(separator: ", ")))"
  }

  /// The call of a name or an alias, with the arguments in the order that it has them.
  static func signature(of word: String) -> String? {
    ScheduleOrder.named(word, positional: [], keywords: [])?.signature(of: word)
      ?? named(word)?.signature
  }
}

extension FileKey {
  static let rate = FileKey(name: "rate", aliases: ["gamma"], dimension: .inverseTime)
  static let slope = FileKey(
    name: "rate", aliases: ["gamma"], dimension: .inverseTime,
    conversions: [.duration, .warmupEpochs, .warmupSteps, .increment])
  static let min = FileKey(
    name: "min", aliases: ["min_beta", "beta_min", "min_kl_weight", "start"],
    fallback: "\(BetaSchedule.Default.min)")
  /// Where a geometric ramp begins, which cannot be 0.
  static let floor = FileKey(name: min.name, aliases: min.aliases)
  /// Beside a key `start` of its own, which is a time.
  static let lowest = FileKey(
    name: min.name, aliases: min.aliases.filter { $0 != "start" }, fallback: min.fallback)
  static let max = FileKey(
    name: "max", aliases: ["max_beta", "beta_max", "max_kl_weight", "stop"],
    fallback: "\(BetaSchedule.Default.max)")
  static let period = FileKey(name: "period", dimension: .time, conversions: [.cycles])
  static let ratio = FileKey(
    name: "ratio", aliases: ["R"], fallback: "\(BetaSchedule.Default.ratio)")
  static let delay = FileKey(name: "delay", fallback: "\(BetaSchedule.Default.delay)")
  static let ramp = FileKey(name: "ramp", fallback: BetaSchedule.Default.ramp.rawValue)
  /// Bowman et al. (2016): `1 / (1 + exp(−k (step − x0)))`.
  static let steepness = FileKey(
    name: "steepness", aliases: ["k"], dimension: .inverseTime, conversions: [.divisor])
  static let midpoint = FileKey(
    name: "midpoint", aliases: ["x0"], dimension: .time, conversions: [.crossover])
  static let ceiling = FileKey(
    name: max.name, aliases: max.aliases + ["kl_weight"], fallback: max.fallback)

  /// NVAE (Vahdat & Kautz 2020), with its defaults: `β` of step `i` out of `T` is
  /// `max(min((i − kl_const_portion T) / (kl_anneal_portion T), 1), kl_const_coeff)`.
  static let annealPortion = FileKey(name: "kl_anneal_portion", fallback: "\(0.3)")
  static let constantPortion = FileKey(name: "kl_const_portion", fallback: "\(1e-4)")
  static let constantCoefficient = FileKey(name: "kl_const_coeff", fallback: "\(1e-4)")

  /// The bounds of a feedback law.
  static let least = FileKey(name: "min", aliases: ["beta_min", "min_beta"])
  static let most = FileKey(name: "max", aliases: ["beta_max", "max_beta"])
}

extension BetaSchedule {
  /// Every schedule as a call, for help: `tanh(rate, max=1.0)`; then calls of other libraries.
  package static var signatures: [String] {
    ScheduleForm.all.map(\.signature)
      + (["warmup"] + ScheduleOrder.frangeNames.prefix(1)).compactMap(ScheduleForm.signature)
  }
}
