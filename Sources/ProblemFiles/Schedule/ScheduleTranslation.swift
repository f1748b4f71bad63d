import LinearVAE
import Yams

extension FileNode {
  /// `β(t)`: a number, or a mapping with the key `schedule` and the keys of its form.
  func schedule(in context: ScheduleContext) throws(ProblemFileError) -> BetaSchedule {
    try replaced(by: scheduleInOurNames(in: context)).decoded()
  }

  /// A schedule in the names and units of ours; what is none is left as it is.
  ///
  /// Keys that only one other library has name the form by themselves.
  ///
  /// - Parameters:
  ///   - context: What the schedule can depend on.
  ///   - others: Names and aliases that are possible here besides.
  /// - Returns: What `BetaSchedule` decodes.
  /// - Throws: ``ProblemFileError`` for a name or key that no schedule has, or a value that cannot be
  ///   converted.
  func scheduleInOurNames(
    in context: ScheduleContext, besides others: [(name: String, aliases: [String])] = []
  ) throws(ProblemFileError) -> Node {
    guard let keys else { return node }
    let kind = value(at: "schedule")
    let form: ScheduleForm
    if let kind {
      form = try kind.scheduleForm(besides: others)
    } else if let marked = ScheduleForm.all.first(where: {
      !$0.marks.allSatisfy { !keys.contains($0) }
    }) {
      form = marked
      note("read as schedule: \(form.name)")
    } else {
      let names = ScheduleForm.all.map(\.name) + others.map(\.name)
      throw error(
        found: "no key \"schedule\"",
        expected: "schedule: one of \(names.joined(separator: ", "))")
    }
    let values = ScheduleValues(
      form: form, word: kind?.word,
      section: try FileSection(
        self, keys: ["schedule"] + form.keys.flatMap { $0.fileKeys(in: context) }),
      context: context)
    try values.checkCompanions()
    return try values.inOurNames()
  }

  /// The form that the word here names.
  private func scheduleForm(
    besides others: [(name: String, aliases: [String])]
  ) throws(ProblemFileError) -> ScheduleForm {
    let names = (ScheduleForm.all.map(\.name) + others.map(\.name)).joined(separator: ", ")
    guard let word else { throw error(expected: "one of \(names)") }
    guard let form = ScheduleForm.named(word) else {
      let known = ScheduleForm.all.map { ($0.name, $0.aliases) } + others
      let nearest = nearestName(to: word, among: known.flatMap { [$0.0] + $0.1 })
      throw error(expected: "\"\(nearest ?? "")\", the nearest, or another of \(names)")
    }
    if word != form.name { note("\"\(word)\" was read as \"\(form.name)\"") }
    return form
  }
}

extension ScheduleForm {
  /// The form of a name or an alias.
  static func named(_ word: String) -> ScheduleForm? {
    all.first { $0.name == word || $0.aliases.contains(word) }
  }
}

/// A conversion and the value that it starts from.
private struct ScheduleSource {
  let conversion: ScheduleConversion
  let source: FileNode

  /// Whether the value is `null` or 0 and this switches the conversion off.
  var isOff: Bool {
    conversion.canBeOff && (source.isNull || source.wholeNumber(as: Int.self) == 0)
  }
}

/// The values of a schedule's keys: as written, converted, or their defaults.
struct ScheduleValues {
  let form: ScheduleForm
  /// The name or alias of the form that was written, if one was.
  let word: String?
  let section: FileSection
  let context: ScheduleContext

  func number(_ key: ScheduleKey) throws(ProblemFileError) -> Double {
    let direct = section[key.name]
    let given = sources(of: key).filter { !$0.isOff }
    if let first = given.first {
      for other in given.dropFirst()
      where first.conversion.overrides.contains(other.conversion.key.name) {
        other.source.note("has no effect beside \(first.conversion.key.name), as in scvi-tools")
      }
      let rivals = given.dropFirst().filter {
        !first.conversion.overrides.contains($0.conversion.key.name)
      }
      guard direct == nil, rivals.isEmpty else {
        throw (rivals.first?.source ?? first.source).error(
          found: "a second way to give \"\(key.name)\"", expected: "one of the two")
      }
      return try converted(first.source, by: first.conversion, to: key)
    }
    if let direct { return try direct.number() }
    if let fallback = key.fallback { return fallback }
    let others = key.conversions.map(\.key.name)
    let expected = (["a number"] + (others.isEmpty ? [] : ["or " + others.joined(separator: ", ")]))
    return try section.required(key.name, expected.joined(separator: ", ")).number()
  }

  /// The conversions of a key that are given.
  private func sources(of key: ScheduleKey) -> [ScheduleSource] {
    key.conversions.compactMap { conversion in
      section[conversion.key.name].map { ScheduleSource(conversion: conversion, source: $0) }
    }
  }

  /// Whether all that could determine a key is given, and switched off.
  func isOff(_ key: ScheduleKey) -> Bool {
    let given = sources(of: key)
    return section[key.name] == nil && !given.isEmpty && given.allSatisfy(\.isOff)
  }

  private func converted(
    _ source: FileNode, by conversion: ScheduleConversion, to key: ScheduleKey
  ) throws(ProblemFileError) -> Double {
    let written = try source.number("a number > 0")
    guard written > 0 else { throw source.error(expected: "a number > 0") }
    let value = try conversion.value(written, source, self)
    guard value > 0, value.isFinite else {
      throw source.error(
        expected: "a number that gives \(key.name) = \(conversion.rule(self)) > 0, not \(value)")
    }
    let unit = key.dimension == .inverseTime ? " \(context.unit.ratePhrase)" : ""
    source.note("read as \(key.name) = \(conversion.rule(self)) = \(value)\(unit)")
    return value
  }

  /// That no key stands alone that means something only beside another.
  func checkCompanions() throws(ProblemFileError) {
    for conversion in form.keys.flatMap(\.conversions) {
      for companion in conversion.companions {
        guard let node = section[companion.name], section[conversion.key.name] == nil,
          !hasCyclesByDefault
        else { continue }
        throw node.error(
          found: "a key without effect", expected: "\(conversion.key.name) beside it")
      }
    }
  }
}

extension ScheduleValues {
  /// The schedule as the encoding of `BetaSchedule` has it; keys that are absent stay so.
  func inOurNames() throws(ProblemFileError) -> Node {
    if form.name == ScheduleForm.nvae { return try portions().node }
    if isOff(.slope) { return try withoutRamp().node }
    var pairs = [section.pair("schedule", Node(form.name))]
    for key in form.keys {
      if let value = try node(of: key) { pairs.append(section.pair(key.name, value)) }
    }
    return .mapping(Node.Mapping(pairs))
  }

  /// The value of a key as written or converted; `nil` for one that has a default.
  private func node(of key: ScheduleKey) throws(ProblemFileError) -> Node? {
    if key.name == ScheduleKey.period.name { return Node("\(try period())") }
    let isConverted = !sources(of: key).allSatisfy(\.isOff)
    if let direct = section[key.name], !isConverted { return direct.node }
    if key.name == ScheduleKey.ramp.name {
      return BetaSchedule.Ramp.allCases.first { "frange_cycle_\($0)" == word }
        .map { Node($0.rawValue) }
    }
    // Where nothing says it, the error lists all that could.
    let isMissing = key.defaultText == nil && !key.conversions.isEmpty
    return isConverted || isMissing ? Node("\(try number(key))") : nil
  }

  /// NVAE's ramp, whose line starts from 0 at `c`, the end of the constant portion, but shows only
  /// where it has risen above the least coefficient.
  func portions() throws(ProblemFileError) -> BetaSchedule {
    func number(
      _ key: ScheduleKey, _ expected: String, _ isAllowed: (Double) -> Bool
    ) throws(ProblemFileError) -> Double {
      let value = try self.number(key)
      if let node = section[key.name], !isAllowed(value) { throw node.error(expected: expected) }
      return value
    }
    let anneal = try number(.annealPortion, "a number > 0") { $0 > 0 }
    let constant = try number(.constantPortion, "a number ≥ 0") { $0 >= 0 }
    let least = try number(.constantCoefficient, "a number ≥ 0 and ≤ 1") { $0 >= 0 && $0 <= 1 }
    let end = try self.end(for: section[ScheduleKey.annealPortion.name] ?? section.owner)
    let (duration, delay) = (anneal * end, constant * end)
    let schedule: BetaSchedule
    if least == 1 {
      schedule = .constant(1)
    } else {
      let rise = BetaSchedule.Point(time: delay + least * duration, beta: least)
      let top = BetaSchedule.Point(time: delay + duration, beta: 1)
      schedule = .points([rise, top])
    }
    let portions = [ScheduleKey.annealPortion, .constantPortion, .constantCoefficient]
    let used = portions.map(\.name).joined(separator: ", ")
    section.owner.note(
      "\(used) = \(anneal), \(constant), \(least) of \(context.endName) = \(end) read as "
        + "\(schedule.inWords)")
    return schedule
  }
}

extension BetaSchedule {
  /// The schedule as it is encoded.
  var node: Node {
    do { return try StructuredValue(encoding: self).node(inline: true) } catch {
      preconditionFailure("numbers and words can be written: \(error)")
    }
  }
}
