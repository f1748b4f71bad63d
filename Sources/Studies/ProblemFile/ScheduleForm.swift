import LinearVAE

/// How a schedule is written: its names, its keys and what they build.
///
/// The same rows read a mapping of a problem file and a call like `tanh(0.2, max=1)`, whose
/// positional arguments are the keys in their order, or those of ``ScheduleOrder`` where an alias has
/// its own. To add a schedule, add a case to `BetaSchedule`, a row here and one to
/// `BetaSchedule.written`; to accept another library's name, add it to the aliases of a row or of a
/// key.
struct ScheduleForm: Sendable {
  let name: String
  var aliases: [String] = []
  let keys: [ScheduleKey]
  /// Keys of other libraries that name the form by themselves, without a key `schedule`.
  var marks: [String] = []
  let build: @Sendable (ScheduleValues) throws(ProblemFileError) -> BetaSchedule

  static let all: [ScheduleForm] = [
    ScheduleForm(name: "constant", keys: [.value]) { v throws(ProblemFileError) in
      .constant(try v.number(.value))
    },
    ScheduleForm(name: "tanh", keys: [.rate, .max]) { v throws(ProblemFileError) in
      .tanh(rate: try v.number(.rate), max: try v.number(.max))
    },
    ScheduleForm(
      name: "linear", aliases: ["monotonic", "warmup"], keys: [.slope, .min, .max],
      marks: ["n_epochs_kl_warmup", "n_steps_kl_warmup", "beta_rate"]
    ) { v throws(ProblemFileError) in
      if v.isOff(.slope) { return try v.withoutRamp() }
      return .linear(rate: try v.number(.slope), min: try v.number(.min), max: try v.number(.max))
    },
    ScheduleForm(
      name: "cyclical",
      aliases: ["cyclic"] + ScheduleOrder.frangeNames,
      keys: [.period, .ratio, .min, .max, .ramp], marks: ["n_cycle", "M"]
    ) { v throws(ProblemFileError) in
      .cyclical(
        period: try v.period(), ratio: try v.number(.ratio), min: try v.number(.min),
        max: try v.number(.max), ramp: try v.ramp())
    },
    ScheduleForm(
      name: "sigmoid", aliases: ["logistic"], keys: [.steepness, .midpoint, .ceiling],
      marks: ["kl_crossover", "kl_sigmoid_divisor"]
    ) { v throws(ProblemFileError) in
      .sigmoid(
        steepness: try v.number(.steepness), midpoint: try v.number(.midpoint),
        max: try v.number(.ceiling))
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
    ScheduleForm(
      name: "nvae", keys: [.annealPortion, .constantPortion, .constantCoefficient],
      marks: ["kl_anneal_portion", "kl_const_portion", "kl_const_coeff"]
    ) { v throws(ProblemFileError) in
      try v.portions()
    },
  ]

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
