import LinearVAE

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
  let rule: @Sendable (ScheduleValues) -> String
  /// Our value from the written number, which is `> 0`.
  let value: @Sendable (Double, FileNode, ScheduleValues) throws(ProblemFileError) -> Double

  /// How long a ramp takes, instead of how steep it is; `x0` beside Bowman's logistic curve.
  static let duration = ScheduleConversion(
    key: FileKey(name: "duration", aliases: ["x0"]), rule: { _ in "(max − min) / duration" }
  ) { duration, _, values throws(ProblemFileError) in
    try values.rise() / duration
  }

  /// scvi-tools: `min_kl_weight + (max_kl_weight − min_kl_weight) · epoch / n_epochs_kl_warmup`, then
  /// `max_kl_weight`. It counts epochs unless `n_epochs_kl_warmup` is `None` or 0, else steps; with
  /// neither the weight is `max_kl_weight` throughout.
  ///
  /// There `β` is held for each epoch; here it rises at every step, and agrees at each epoch's start.
  static let warmupEpochs = ScheduleConversion(
    key: "n_epochs_kl_warmup", companions: ["steps_per_epoch"],
    overrides: ["n_steps_kl_warmup"], canBeOff: true,
    rule: { _ in "(max − min) / n_epochs_kl_warmup" }
  ) { epochs, source, values throws(ProblemFileError) in
    let steps = try epochs * values.stepsPerEpoch(for: source)
    source.note("scvi-tools holds β for each epoch; here it rises at every step")
    return try values.rise() / values.time(ofSteps: steps, for: source)
  }

  /// scvi-tools: the same over steps.
  static let warmupSteps = ScheduleConversion(
    key: "n_steps_kl_warmup", canBeOff: true,
    rule: { _ in "(max − min) / n_steps_kl_warmup" }
  ) { steps, source, values throws(ProblemFileError) in
    try values.rise() / values.time(ofSteps: steps, for: source)
  }

  /// Monotonic annealing: `β ← min(β + beta_rate, max)` at each step, (steps).
  static let increment = ScheduleConversion(
    key: "beta_rate", rule: { _ in "beta_rate" }
  ) { increment, source, values throws(ProblemFileError) in
    try increment / values.time(ofSteps: 1, for: source)
  }

  /// The number of cycles (Fu et al. 2019) in the whole run, or in the iterations of a list that
  /// `frange_cycle_…` returns, of which each entry is for a step, or for an epoch where time is in
  /// epochs.
  static let cycles = ScheduleConversion(
    key: FileKey(name: "n_cycle", aliases: ["M"]), companions: [.iterations],
    rule: { values in
      let isGiven = values.section[.iterations] != nil
      return "\(isGiven ? FileKey.iterations.name : values.context.endName) / n_cycle"
    }
  ) { cycles, source, values throws(ProblemFileError) in
    try values.lengthOfCycles(for: source) / cycles
  }

  /// Trajectron: `kl_weight · sigmoid((step − kl_crossover) / (kl_crossover / kl_sigmoid_divisor))`.
  static let crossover = ScheduleConversion(
    key: "kl_crossover", rule: { _ in "kl_crossover" }
  ) { steps, source, values throws(ProblemFileError) in
    try values.time(ofSteps: steps, for: source)
  }

  /// The steepness beside ``crossover``.
  static let divisor = ScheduleConversion(
    key: "kl_sigmoid_divisor", rule: { _ in "kl_sigmoid_divisor / kl_crossover" }
  ) { divisor, source, values throws(ProblemFileError) in
    let crossover = try values.section.required("kl_crossover", "a number of steps > 0").number()
    return try divisor / values.time(ofSteps: crossover, for: source)
  }
}

extension FileKey {
  /// How many entries the list of `frange_cycle_…` has.
  static let iterations = FileKey(
    name: "n_iter", aliases: ["n_epoch"],
    remark: "a step each, or an epoch where times are in epochs")
}
