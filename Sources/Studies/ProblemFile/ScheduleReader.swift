import LinearVAE

extension FileNode {
  /// `β(t)`: a number, or a mapping with the key `schedule` and the keys of its form.
  func schedule(in context: ScheduleContext) throws(ProblemFileError) -> BetaSchedule {
    let names = ScheduleForm.all.map(\.name)
    guard keys != nil else {
      return .constant(
        try number("a number or a mapping with the key schedule: \(names.joined(separator: ", "))"))
    }
    guard let kind = value(at: "schedule") else {
      throw error(
        found: "no key \"schedule\"",
        expected: "schedule: one of \(names.joined(separator: ", "))")
    }
    let form = try kind.scheduleForm()
    let values = ScheduleValues(
      section: try FileSection(self, keys: ["schedule"] + form.keys.flatMap(\.fileKeys)),
      context: context)
    return try form.build(values)
  }

  /// The form that the word here names.
  private func scheduleForm() throws(ProblemFileError) -> ScheduleForm {
    let names = ScheduleForm.all.map(\.name).joined(separator: ", ")
    guard let word else { throw error(expected: "one of \(names)") }
    guard
      let form = ScheduleForm.all.first(where: { $0.name == word || $0.aliases.contains(word) })
    else {
      let nearest = nearestName(
        to: word, among: ScheduleForm.all.flatMap { [$0.name] + $0.aliases })
      throw error(expected: "\"\(nearest ?? "")\", the nearest, or another of \(names)")
    }
    if word != form.name { note("\"\(word)\" was read as \"\(form.name)\"") }
    return form
  }
}

extension ScheduleKey {
  /// The key itself and those it can be computed from.
  fileprivate var fileKeys: [FileKey] {
    [FileKey(name, aliases: aliases)] + conversions.map(\.key)
  }
}

/// The values of a schedule's keys: as written, converted, or their defaults.
struct ScheduleValues {
  let section: FileSection
  let context: ScheduleContext

  func number(_ key: ScheduleKey) throws(ProblemFileError) -> Double {
    let direct = section[key.name]
    for conversion in key.conversions {
      guard let source = section[conversion.key.name] else { continue }
      guard direct == nil else {
        throw source.error(
          found: "a second way to give \"\(key.name)\"", expected: "one of the two")
      }
      return try converted(source, by: conversion, to: key)
    }
    if let direct { return try direct.number() }
    if let fallback = key.fallback { return fallback }
    return try section.required(key.name, "a number").number()
  }

  private func converted(
    _ source: FileNode, by conversion: ScheduleConversion, to key: ScheduleKey
  ) throws(ProblemFileError) -> Double {
    let written = try source.number("a number > 0")
    guard written > 0 else { throw source.error(expected: "a number > 0") }
    guard let value = conversion.value(written, context) else {
      throw source.error(
        found: "no \(conversion.needs) to convert it with",
        expected: "\(conversion.needs) in the file, or \(key.name) itself",
        advice: "\(key.name) = \(conversion.rule)")
    }
    source.note("read as \(key.name) = \(conversion.rule) = \(value)")
    return value
  }

  func ramp() throws(ProblemFileError) -> BetaSchedule.Ramp {
    try section[ScheduleKey.ramp.name]?.choice() ?? BetaSchedule.Default.ramp
  }

  func points() throws(ProblemFileError) -> [BetaSchedule.Point] {
    let expected = "a list of points [t, β]"
    var points: [BetaSchedule.Point] = []
    for node in try section.required(ScheduleKey.points.name, expected).list(expected) {
      let pair = try node.numbers("a point [t, β]", count: 2)
      points.append(BetaSchedule.Point(time: pair[0], beta: pair[1]))
    }
    return points
  }
}
