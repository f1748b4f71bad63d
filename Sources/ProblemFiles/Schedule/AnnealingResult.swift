import LinearVAE

extension FileNode {
  /// Whether this is the result of `anneal` as JSON, which says which schedule is best.
  var isAnnealingResult: Bool {
    value(at: "problem") != nil && (value(at: "optimal") != nil || value(at: "best") != nil)
  }

  /// The schedule that `anneal` found to be best: the optimal one, or the best of its family.
  func bestSchedule() throws(ProblemFileError) -> BetaSchedule {
    let (schedule, source): (BetaSchedule, FileNode)
    if let optimal = value(at: "optimal"), !optimal.isNull {
      guard let points = optimal.value(at: "points") else {
        throw optimal.error(expected: "a mapping with points")
      }
      (schedule, source) = (.points(try points.decoded()), optimal)
      optimal.note("read as points, the optimal schedule of anneal")
    } else {
      guard let best = value(at: "best"), let text = best.value(at: "schedule")?.word else {
        throw error(
          found: "no best schedule", expected: "the JSON of anneal, in which some rate converges")
      }
      let own = ReadingLog(file: log.file, showsLines: false)
      schedule = try FileNode.root(ofYAML: text, log: own).decoded()
      source = best
      best.note("read as \(schedule.inWords), the best schedule of anneal")
    }
    do { try schedule.validate() } catch { throw source.located(error) }
    return schedule
  }
}
