import LinearVAE
import NumericKit
import RealModule

/// Looks for the `β(t)` in `[0, β_max]` that is best for one problem.
///
/// Direct transcription: see `ScheduleTranscription`. Many starts on a coarse grid, the best of
/// which go on to finer ones. The optimum of the finest grid is checked on the adaptive solution of the
/// flow; where the two differ, the grid's steps are halved.
public struct OptimalScheduleSearch {
  private let problem: ConvergenceProblem
  private let maximum: Double
  private let options: OptimalScheduleOptions
  private let targets: ConvergenceTargets
  private var evaluations = 0

  /// A search with `β_max > 0`.
  ///
  /// - Throws: What ``ConvergenceProblem/targets(beta:)`` throws.
  public init(
    _ problem: ConvergenceProblem, maximum: Double,
    options: OptimalScheduleOptions = OptimalScheduleOptions()
  ) throws {
    precondition(maximum > 0, "the largest β must be positive, not \(maximum)")
    precondition(
      OptimalScheduleOptions.knotRange.contains(options.knots), "\(options.knots) knots")
    self.problem = problem
    self.maximum = maximum
    self.options = options
    targets = try problem.targets(beta: maximum)
  }

  /// A schedule of a grid, and what it is worth there.
  private struct Candidate {
    var value: Double
    var time: Double
    /// `β/β_max` on the pieces.
    var values: [Double]
    var status: NonlinearProgram.Status
  }

  /// Candidates that go on from the coarse grid.
  private static let survivors = 8
  /// Random starts on the coarse grid.
  private static let randomStarts = 60
  /// How often the steps are halved until the grid and the adaptive solution agree.
  private static let refinements = 3
  /// To what they must agree, relatively.
  private static let agreement = 2e-3

  /// The best schedule found; `nil` where even constant `β_max` never converges, so that there is no
  /// time to improve on.
  ///
  /// - Throws: `InvalidProblem` for a time of the objective that is not positive, or the error of the
  ///   flow under the schedule found.
  public mutating func result() throws -> OptimalSchedule? {
    if case .error(let time) = options.objective {
      try InvalidProblem.require(
        time > 0 && time.isFinite, "horizon", time, "a time > 0")
    }
    let constant = try problem.convergence(under: .constant(maximum), to: targets)
    guard let goal = goal(constant: constant) else { return nil }
    let coarse = max(5, options.knots / 4)
    let context = RunContext.current
    let starts = starts(pieces: coarse)
    var candidates = try starts.enumerated().map { index, values in
      try context.checkCancellation()
      context.report(index, of: starts.count, "starts")
      return improved(time: goal.scale, values: values, goal, pieces: coarse, substeps: 4)
    }
    context.report(starts.count, of: starts.count, "starts")
    candidates = distinct(candidates)
    for pieces in [max(5, options.knots / 2), options.knots] {
      candidates = try candidates.map { candidate in
        try context.checkCancellation()
        return improved(
          time: candidate.time, values: candidate.values.resampled(to: pieces), goal,
          pieces: pieces, substeps: 2)
      }
    }
    candidates.sort { $0.value < $1.value }
    return try checked(candidates, goal)
  }

  private typealias Goal = ScheduleTranscription.Goal

  /// What is minimised; `nil` where constant `β_max` does not converge.
  private func goal(constant: Convergence) -> Goal? {
    if case .error(let time) = options.objective {
      let signal = problem.problem.data.signals.reduce(0, +)
      return .error(at: time, scale: signal > 0 ? signal : 1)
    }
    guard let time = constant.time, time > 0, let target = constant.target else { return nil }
    // A little below the level, so that what the grid calls converged is.
    let level = target + (1 - 1e-4) * problem.tolerance
    let relaxation = min(4 / max(targets.spectralGap, 1e-12), 4 * time)
    let count = 24
    let growth = 1.1
    let first = relaxation * (growth - 1) / (Double.pow(growth, Double(count)) - 1)
    let tail = (0..<count).map { first * Double.pow(growth, Double($0)) }
    return .time(level: level, scale: time, tail: tail)
  }

  private func transcription(_ goal: Goal, pieces: Int, substeps: Int) -> ScheduleTranscription {
    ScheduleTranscription(
      problem, maximum: maximum, goal: goal, pieces: pieces, isMonotone: options.isMonotone,
      substeps: substeps)
  }

  /// The local optimum near a start.
  private mutating func improved(
    time: Double, values: [Double], _ goal: Goal, pieces: Int, substeps: Int
  ) -> Candidate {
    let transcription = transcription(goal, pieces: pieces, substeps: substeps)
    let minimum = transcription.program.minimum(
      from: transcription.variables(time: time, values: values),
      evaluate: transcription.evaluation(at:))
    evaluations += minimum.evaluations
    let isFeasible = minimum.violation <= transcription.program.feasibility
    return Candidate(
      value: isFeasible ? minimum.value : .infinity, time: transcription.time(of: minimum.point),
      values: transcription.values(of: minimum.point), status: minimum.status)
  }

  /// The best candidates, one of each optimum.
  private func distinct(_ candidates: [Candidate]) -> [Candidate] {
    var kept: [Candidate] = []
    for candidate in candidates.sorted(by: { $0.value < $1.value }) {
      let isNew = kept.last.map { candidate.value > $0.value * (1 + 1e-4) } ?? true
      if isNew { kept.append(candidate) }
      if kept.count == Self.survivors { break }
    }
    return kept
  }

  /// Shapes to start from: constant, low until some time, ramps, and random ones.
  private func starts(pieces: Int) -> [[Double]] {
    let positions = (0..<pieces).map { (Double($0) + 0.5) / Double(pieces) }
    var shapes: [[Double]] = [
      positions.map { _ in 0.999 },
      positions.map { min(1, 1.6 * $0) },
    ]
    shapes += [0.2, 0.4, 0.6].map { switchTime in positions.map { $0 < switchTime ? 0.05 : 0.95 } }
    var stream = RandomStream(seed: options.seed, stream: 0)
    shapes += (0..<Self.randomStarts).map { _ in
      options.isMonotone ? staircase(positions, &stream) : alternation(positions, &stream)
    }
    return shapes
  }

  /// Low and high by turns, with two to seven random switches: optimal controls of systems in which
  /// the control is a factor of the rates are mostly of this kind.
  private func alternation(_ positions: [Double], _ stream: inout RandomStream) -> [Double] {
    let switches = (0..<(2 + Int(6 * stream.uniform()))).map { _ in stream.uniform() }
    let startsHigh = stream.uniform() < 0.5
    return positions.map { position in
      let isHigh = (switches.count { $0 < position } % 2 == 0) == startsHigh
      return isHigh ? 0.95 : 0.05
    }
  }

  /// Low, then one to three random levels, rising at random times.
  private func staircase(_ positions: [Double], _ stream: inout RandomStream) -> [Double] {
    let count = 1 + Int(3 * stream.uniform())
    let times = (0..<count).map { _ in 0.6 * stream.uniform() }.sorted()
    let levels = [0.02] + (0..<count).map { _ in 0.5 + 0.5 * stream.uniform() }.sorted()
    return positions.map { position in levels[times.count { $0 < position }] }
  }

  /// The best candidate that is what it seems on the adaptive solution.
  private mutating func checked(
    _ candidates: [Candidate], _ goal: Goal
  ) throws -> OptimalSchedule? {
    guard var best = candidates.first, best.value.isFinite else { return nil }
    var substeps = 2
    for refinement in 0...Self.refinements {
      let transcription = transcription(goal, pieces: options.knots, substeps: substeps)
      let schedule = transcription.schedule(
        of: transcription.variables(time: best.time, values: best.values))
      let convergence = try problem.convergence(under: schedule, to: targets)
      let measured = try measure(schedule, convergence)
      let isLast = refinement == Self.refinements
      if let measured, isLast || measured <= best.value * goal.scale * (1 + Self.agreement) + 1e-12
      {
        let isTime = options.objective == .time
        return OptimalSchedule(
          schedule: schedule, objective: options.objective, time: convergence.time,
          error: isTime ? nil : measured,
          status: best.status == .converged ? .converged : .stopped,
          candidates: candidates.filter { $0.value.isFinite }.map { $0.value * goal.scale },
          evaluations: evaluations)
      }
      guard !isLast else { return nil }
      substeps *= 2
      best = improved(
        time: best.time, values: best.values, goal, pieces: options.knots, substeps: substeps)
    }
    return nil
  }

  /// The objective on the adaptive solution.
  private func measure(_ schedule: BetaSchedule, _ convergence: Convergence) throws -> Double? {
    guard case .error(let time) = options.objective else { return convergence.time }
    let flow = try OrderParameterFlow(problem.annealed(by: schedule))
    let state = try flow.trajectory(from: problem.initial, at: [time])[0]
    return state.generalizationError(data: problem.problem.data)
  }
}

extension [Double] {
  /// The means over pieces of another number.
  fileprivate func resampled(to pieces: Int) -> [Double] {
    (0..<pieces).map { piece in
      let (from, to) = (
        Double(piece) * Double(count) / Double(pieces),
        Double(piece + 1) * Double(count) / Double(pieces)
      )
      var sum = 0.0
      for index in Int(from)..<count where Double(index) < to {
        sum += self[index] * (Swift.min(to, Double(index + 1)) - Swift.max(from, Double(index)))
      }
      return sum / (to - from)
    }
  }
}
