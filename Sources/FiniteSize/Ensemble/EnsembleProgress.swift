import Storage

/// How far an ensemble is: all that a checkpoint holds.
struct EnsembleProgress: Sendable, Codable {
  /// Sums over the runs that have ended, in order without a gap.
  var moments: RunningMoments
  /// What runs recorded that ended before one of their predecessors.
  var waiting: [Int: ExactNumbers] = [:]
  /// Runs on their way, as they last were.
  var active: [Int: ActiveRun] = [:]
  /// What the runs recorded, one after the other, if they are kept.
  var kept = ExactNumbers([])

  /// A run between two steps, with what it has recorded so far.
  struct ActiveRun: Sendable, Codable {
    var snapshot: RunSnapshot
    var record: ExactNumbers
  }

  init(quantities: Int) { moments = RunningMoments(quantities: quantities) }

  /// Adds a run that has ended, and all that waited for it.
  mutating func finish(_ replica: Int, record: [Double], keeping: Bool) {
    active[replica] = nil
    waiting[replica] = ExactNumbers(record)
    while let next = waiting.removeValue(forKey: moments.count) {
      moments.add(next.values)
      if keeping { kept.values += next.values }
    }
  }

  /// Whether a run has ended.
  func hasFinished(_ replica: Int) -> Bool {
    replica < moments.count || waiting[replica] != nil
  }
}
