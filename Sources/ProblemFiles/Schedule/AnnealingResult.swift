import LinearVAE

/// The result of `anneal` as a JSON file: it says which schedule is best.
struct AnnealingResult {
  private let root: FileNode

  /// The result at the root of a file.
  ///
  /// - Returns: `nil` for a file of another kind.
  init?(_ root: FileNode) {
    guard root.value(at: "problem") != nil, ["optimal", "best"].contains(where: isKey) else {
      return nil
    }
    self.root = root
    func isKey(_ name: String) -> Bool { root.value(at: name) != nil }
  }

  /// The problem that was annealed; its `training.beta` is the number that schedules settle on.
  var problem: FileNode { root.value(at: "problem") ?? root }

  /// The schedule that was found to be best: the optimal one, or the best of its family.
  ///
  /// - Throws: ``ProblemFileError`` when none was found.
  func schedule() throws(ProblemFileError) -> BetaSchedule {
    let (schedule, source): (BetaSchedule, FileNode)
    if let optimal = root.value(at: "optimal"), !optimal.isNull {
      guard let points = optimal.value(at: "points") else {
        throw optimal.error(expected: "a mapping with points")
      }
      (schedule, source) = (.points(try points.decoded()), optimal)
      optimal.note("read as points, the optimal schedule of anneal")
    } else {
      guard let best = root.value(at: "best"), let text = best.value(at: "schedule")?.word else {
        throw root.error(
          found: "no best schedule", expected: "the JSON of anneal, in which some rate converges")
      }
      let log = ReadingLog(file: root.log.file, showsLines: false)
      schedule = try FileNode.root(ofYAML: text, log: log).decoded()
      source = best
      best.note("read as \(schedule.inWords), the best schedule of anneal")
    }
    do { try schedule.validate() } catch { throw source.located(error) }
    return schedule
  }
}
