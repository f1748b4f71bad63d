import LinearVAE
import Yams

extension FileNode {
  /// The weight of the KL term, a number, a schedule or a feedback law, in the names of ours.
  func weightInOurNames(in context: ScheduleContext) throws(ProblemFileError) -> Node {
    try inOurNames(ScheduleForm.all + ScheduleForm.laws, in: context)
  }

  /// The weight of the KL term: a number, a schedule or a feedback law.
  func weight(in context: ScheduleContext) throws(ProblemFileError) -> KLWeight {
    try replaced(by: weightInOurNames(in: context)).decoded()
  }

  /// `β(t)`: a number, or a mapping with the key `schedule` and the keys of its form.
  func schedule(in context: ScheduleContext) throws(ProblemFileError) -> BetaSchedule {
    try replaced(by: inOurNames(ScheduleForm.all, in: context)).decoded()
  }

  /// A schedule or feedback law in the names and units of ours; what is none is left as it is.
  ///
  /// Keys that only one other library has name the form by themselves.
  ///
  /// - Returns: What `BetaSchedule` or `FeedbackLaw` decodes.
  fileprivate func inOurNames(
    _ forms: [ScheduleForm], in context: ScheduleContext
  ) throws(ProblemFileError) -> Node {
    guard let keys else { return node }
    let kind = value(at: "schedule")
    let form: ScheduleForm
    if let kind {
      form = try kind.named(among: forms)
    } else if let marked = forms.first(where: { !Set($0.marks).isDisjoint(with: keys) }) {
      form = marked
      note("read as schedule: \(form.name)")
    } else {
      throw error(
        found: "no key \"schedule\"",
        expected: "schedule: one of \(forms.map(\.name).joined(separator: ", "))")
    }
    let all = form.keys.flatMap { $0.withSources(in: context.unit) }
    let reference = form.reference.map { [$0] } ?? []
    let values = ScheduleValues(
      form: form, word: kind?.word,
      section: try FileSection(self, keys: ["schedule"] + reference + all), context: context)
    try values.checkCompanions()
    return try values.inOurNames()
  }

  private func named(among forms: [ScheduleForm]) throws(ProblemFileError) -> ScheduleForm {
    let names = forms.map(\.name)
    guard let word else { throw error(expected: "one of \(names.joined(separator: ", "))") }
    guard let form = forms.first(where: { $0.isCalled(word) }) else {
      throw error(
        expected: nearestAndOthers(
          to: word, among: forms.flatMap { [$0.name] + $0.aliases }, listing: names))
    }
    if word != form.name { note("\"\(word)\" was read as \"\(form.name)\"") }
    return form
  }
}

/// The values of a schedule's keys: as written, converted, or their defaults.
struct ScheduleValues {
  let form: ScheduleForm
  /// The name or alias of the form that was written, if one was.
  let word: String?
  let section: FileSection
  let context: ScheduleContext

  func number(_ key: FileKey) throws(ProblemFileError) -> Double {
    let given = sources(of: key).filter { !$0.isOff }
    if let (conversion, source, _) = given.first {
      let others = given.dropFirst()
      for other in others where conversion.overrides.contains(other.conversion.key.name) {
        other.source.note("has no effect beside \(conversion.key.name), as in scvi-tools")
      }
      let rival = others.first { !conversion.overrides.contains($0.conversion.key.name) }
      guard section[key] == nil, rival == nil else {
        throw (rival?.source ?? source).error(
          found: "a second way to give \"\(key.name)\"", expected: "one of the two")
      }
      return try converted(source, by: conversion, to: key)
    }
    if let direct = section[key] { return try direct.number() }
    if let fallback = key.fallback.flatMap(Double.init) { return fallback }
    let others = key.conversions.map(\.key.name).joined(separator: ", ")
    return try section.required(key, others.isEmpty ? "a number" : "a number, or \(others)")
      .number()
  }

  /// The conversions of a key that are given, each with the value that it starts from and whether that is
  /// `null` or 0 and so switches it off.
  private func sources(
    of key: FileKey
  ) -> [(conversion: ScheduleConversion, source: FileNode, isOff: Bool)] {
    key.conversions.compactMap { conversion in
      section[conversion.key].map {
        (conversion, $0, conversion.canBeOff && ($0.isNull || $0.wholeNumber == 0))
      }
    }
  }

  private func converted(
    _ source: FileNode, by conversion: ScheduleConversion, to key: FileKey
  ) throws(ProblemFileError) -> Double {
    let written = try source.number("a number > 0")
    guard written > 0 else { throw source.error(expected: "a number > 0") }
    let value = try conversion.value(written, source, self)
    let rule = "\(key.name) = \(conversion.rule(self))"
    guard value > 0, value.isFinite else {
      throw source.error(expected: "a number that gives \(rule) > 0, not \(value)")
    }
    let unit = key.dimension == .inverseTime ? " \(context.unit.ratePhrase)" : ""
    source.note("read as \(rule) = \(value)\(unit)")
    return value
  }

  func checkCompanions() throws(ProblemFileError) {
    for conversion in form.keys.flatMap(\.conversions) where section[conversion.key] == nil {
      for companion in conversion.companions {
        guard let node = section[companion], !hasCyclesByDefault else { continue }
        throw node.error(
          found: "a key without effect", expected: "\(conversion.key.name) beside it")
      }
    }
  }
}

extension ScheduleValues {
  /// The schedule or law as its encoding has it; keys that are absent stay so.
  func inOurNames() throws(ProblemFileError) -> Node {
    if form.name == ScheduleForm.nvae { return try portions().node }
    // scvi-tools with its warm-up switched off.
    let slopes = sources(of: .slope)
    if section[.slope] == nil, !slopes.isEmpty, slopes.allSatisfy(\.isOff) {
      let max = try number(.max)
      section.owner.note("read as no warm-up: β = \(max) throughout")
      return Node("\(max)")
    }
    var pairs = [section.pair("schedule", Node(form.name))]
    if let key = form.reference, let schedule = section[key] {
      let ours = try schedule.inOurNames(ScheduleForm.all, in: context)
      pairs.append(section.pair(key.name, ours))
    }
    for key in form.keys {
      if let value = try node(of: key) { pairs.append(section.pair(key.name, value)) }
    }
    return .mapping(Node.Mapping(pairs))
  }

  /// The value of a key as written or converted; `nil` for one that has a default.
  private func node(of key: FileKey) throws(ProblemFileError) -> Node? {
    if key.name == FileKey.period.name { return Node("\(try period())") }
    let isConverted = !sources(of: key).allSatisfy(\.isOff)
    if let direct = section[key], !isConverted { return direct.node }
    if key.name == FileKey.ramp.name {
      return BetaSchedule.Ramp.allCases.first { "frange_cycle_\($0)" == word }
        .map { Node($0.rawValue) }
    }
    // Where nothing says it, the error lists all that could.
    let isMissing = key.fallback == nil && !key.conversions.isEmpty
    return isConverted || isMissing ? Node("\(try number(key))") : nil
  }

  /// NVAE's ramp, whose line starts from 0 at `c`, the end of the constant portion, but shows only
  /// where it has risen above the least coefficient.
  private func portions() throws(ProblemFileError) -> BetaSchedule {
    func number(
      _ key: FileKey, _ expected: String, _ isAllowed: (Double) -> Bool
    ) throws(ProblemFileError) -> Double {
      let value = try self.number(key)
      if let node = section[key], !isAllowed(value) { throw node.error(expected: expected) }
      return value
    }
    let anneal = try number(.annealPortion, "a number > 0") { $0 > 0 }
    let constant = try number(.constantPortion, "a number ≥ 0") { $0 >= 0 }
    let least = try number(.constantCoefficient, "a number ≥ 0 and ≤ 1") { $0 >= 0 && $0 <= 1 }
    let end = try self.end(for: section[.annealPortion] ?? section.owner)
    let (duration, delay) = (anneal * end, constant * end)
    let schedule: BetaSchedule =
      least == 1
      ? .constant(1)
      : .points([
        .init(time: delay + least * duration, beta: least), .init(time: delay + duration, beta: 1),
      ])
    section.owner.note(
      "\(form.keys.map(\.name).joined(separator: ", ")) = \(anneal), \(constant), \(least) of "
        + "\(context.endName) = \(end) read as \(schedule.inWords)")
    return schedule
  }
}

extension BetaSchedule {
  fileprivate var node: Node {
    do { return try Node(encoding: self) } catch {
      preconditionFailure("numbers and words can be written: \(error)")
    }
  }
}
