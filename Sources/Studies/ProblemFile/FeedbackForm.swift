import LinearVAE

/// How a feedback law is written in a problem file: its names, its keys and what they build.
///
/// To add a law, add a case to `FeedbackLaw.Controller`, a row here and one to `FeedbackLaw.written`.
struct FeedbackForm: Sendable {
  let name: String
  var aliases: [String] = []
  let keys: [FileKey]
  let build: @Sendable (FeedbackValues) throws(ProblemFileError) -> FeedbackLaw

  static let all: [FeedbackForm] = [
    FeedbackForm(
      name: "capacity", keys: ["gamma", FileKey("target", aliases: ["C"]), "width"]
    ) { v throws(ProblemFileError) in
      .capacity(
        gamma: try v.number("gamma"), target: try v.reference("target", "nats"),
        width: try v.number("width", FeedbackLaw.Default.width))
    },
    FeedbackForm(
      name: "free_bits", aliases: ["free_nats"],
      keys: [FileKey("nats", aliases: ["delta"]), "beta", "width"]
    ) { v throws(ProblemFileError) in
      .freeBits(
        nats: try v.number("nats"),
        beta: try v.reference("beta", "β", BetaSchedule.Default.max),
        width: try v.number("width", FeedbackLaw.Default.width))
    },
    FeedbackForm(
      name: "control", aliases: ["controlvae", "pi"],
      keys: [
        FileKey("set", aliases: ["v_kl"]), FileKey("kp", aliases: ["Kp"]),
        FileKey("ki", aliases: ["Ki"]), FeedbackForm.min, FeedbackForm.max,
      ]
    ) { v throws(ProblemFileError) in
      .control(
        set: try v.reference("set", "nats"),
        proportional: try v.number("kp", FeedbackLaw.Default.proportional),
        integral: try v.number("ki"), min: try v.number("min", BetaSchedule.Default.min),
        max: try v.number("max", BetaSchedule.Default.max))
    },
    FeedbackForm(
      name: "geco",
      keys: ["explained", "rate", "average", "initial", FeedbackForm.min, FeedbackForm.max]
    ) { v throws(ProblemFileError) in
      let bounds = FeedbackLaw.Default.multiplierBounds
      return .geco(
        explained: try v.reference("explained", "the variance to be explained"),
        rate: try v.number("rate"),
        average: try v.number("average", FeedbackLaw.Default.average),
        initial: try v.number("initial", FeedbackLaw.Default.initial),
        bounds: (try v.number("min", bounds.min), try v.number("max", bounds.max)))
    },
  ]

  private static let min = FileKey("min", aliases: ["beta_min", "min_beta"])
  private static let max = FileKey("max", aliases: ["beta_max", "max_beta"])
}

/// The values of a law's keys.
struct FeedbackValues {
  let section: FileSection
  let context: ScheduleContext

  func number(
    _ key: String, _ fallback: Double? = nil
  ) throws(ProblemFileError) -> Double {
    if let fallback, section[key] == nil { return fallback }
    return try section.required(key, "a number").number()
  }

  /// A known function of time: a number or a schedule.
  func reference(
    _ key: String, _ meaning: String, _ fallback: Double? = nil
  ) throws(ProblemFileError) -> BetaSchedule {
    if let fallback, section[key] == nil { return .constant(fallback) }
    return try section.required(key, "\(meaning): a number or a schedule").schedule(in: context)
  }
}

extension FileNode {
  /// The weight of the KL term: a number, a schedule, or a feedback law.
  func klWeight(in context: ScheduleContext) throws(ProblemFileError) -> KLWeight {
    let schedules = ScheduleForm.all.flatMap { [$0.name] + $0.aliases }
    let names = (ScheduleForm.all.map(\.name) + FeedbackForm.all.map(\.name))
      .joined(separator: ", ")
    guard let keys else {
      return .schedule(
        .constant(try number("a number or a mapping with the key schedule: \(names)")))
    }
    let isMarked = ScheduleForm.all.contains { !$0.marks.allSatisfy { !keys.contains($0) } }
    guard let kind = value(at: "schedule") else {
      guard isMarked else {
        throw error(found: "no key \"schedule\"", expected: "schedule: one of \(names)")
      }
      return .schedule(try schedule(in: context))
    }
    guard let word = kind.word, !schedules.contains(word) else {
      return .schedule(try schedule(in: context))
    }
    guard let form = FeedbackForm.all.first(where: { $0.name == word || $0.aliases.contains(word) })
    else {
      let known = schedules + FeedbackForm.all.flatMap { [$0.name] + $0.aliases }
      throw kind.error(
        expected: "\"\(nearestName(to: word, among: known) ?? "")\", the nearest, or another of "
          + names)
    }
    if word != form.name { kind.note("\"\(word)\" was read as \"\(form.name)\"") }
    let section = try FileSection(self, keys: ["schedule"] + form.keys)
    return .feedback(try form.build(FeedbackValues(section: section, context: context)))
  }
}

extension FeedbackLaw {
  /// The law as a problem file writes it.
  var written: StructuredValue {
    switch controller {
    case .capacity(let gamma, let width):
      .mapping([
        "schedule": .text("capacity"), "gamma": .number(gamma), "target": reference.written,
        "width": .number(width),
      ])
    case .freeBits(let nats, let width):
      .mapping([
        "schedule": .text("free_bits"), "nats": .number(nats), "beta": reference.written,
        "width": .number(width),
      ])
    case .control(let proportional, let integral, let min, let max):
      .mapping([
        "schedule": .text("control"), "set": reference.written, "kp": .number(proportional),
        "ki": .number(integral), "min": .number(min), "max": .number(max),
      ])
    case .geco(let rate, let average, let initial, let min, let max):
      .mapping([
        "schedule": .text("geco"), "explained": reference.written, "rate": .number(rate),
        "average": .number(average), "initial": .number(initial), "min": .number(min),
        "max": .number(max),
      ])
    }
  }
}
