import LinearVAE

/// How a schedule may be written: its names and its keys, besides those of `BetaSchedule`'s encoding.
///
/// The same rows read a mapping of a problem file and a call like `tanh(0.2, max=1)`, whose
/// positional arguments are the keys in their order, or those of ``ScheduleOrder`` where an alias has
/// its own. To add a schedule, add a case to `BetaSchedule` and a row here; to accept another library's
/// name, add it to the aliases of a row or of a key.
struct ScheduleForm: Sendable {
  let name: String
  var aliases: [String] = []
  let keys: [ScheduleKey]
  /// Keys of other libraries that name the form by themselves, without a key `schedule`.
  var marks: [String] = []

  static let all: [ScheduleForm] = [
    ScheduleForm(name: "constant", keys: [.value]),
    ScheduleForm(name: "tanh", keys: [.rate, .max]),
    ScheduleForm(
      name: "linear", aliases: ["monotonic", "warmup"], keys: [.slope, .min, .max],
      marks: ["n_epochs_kl_warmup", "n_steps_kl_warmup", "beta_rate"]),
    ScheduleForm(
      name: "cyclical", aliases: ["cyclic"] + ScheduleOrder.frangeNames,
      keys: [.period, .ratio, .min, .max, .ramp], marks: ["n_cycle", "M"]),
    ScheduleForm(
      name: "sigmoid", aliases: ["logistic"], keys: [.steepness, .midpoint, .ceiling],
      marks: ["kl_crossover", "kl_sigmoid_divisor"]),
    ScheduleForm(name: "cosine", keys: [.duration, .min, .max]),
    ScheduleForm(name: "exponential", keys: [.rate, .max]),
    ScheduleForm(name: "points", keys: [.points]),
    ScheduleForm(
      name: nvae, keys: [.annealPortion, .constantPortion, .constantCoefficient],
      marks: ["kl_anneal_portion", "kl_const_portion", "kl_const_coeff"]),
  ]

  /// NVAE's ramp, which has no encoding of its own: it is read as points.
  static let nvae = "nvae"

  /// The form as a call: `tanh(rate, max=1.0)`.
  var signature: String {
    let parameters = keys.map { key in
      key.defaultText.map { "\(key.name)=\($0)" } ?? key.name
    }
    return "\(name)(\(parameters.joined(separator: ", ")))"
  }

  /// The call of a name or an alias, with the arguments in the order that it has them.
  static func signature(of word: String) -> String? {
    ScheduleOrder.named(word, positional: [], keywords: [])?.signature(of: word)
      ?? named(word)?.signature
  }
}

extension BetaSchedule {
  /// Every schedule as a call, for help: `tanh(rate, max=1.0)`; then calls of other libraries.
  public static var signatures: [String] {
    ScheduleForm.all.map(\.signature)
      + (["warmup"] + ScheduleOrder.frangeNames.prefix(1)).compactMap(ScheduleForm.signature)
  }
}
