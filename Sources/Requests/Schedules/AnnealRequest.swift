import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import ProblemFiles
import Storage
import Studies

/// The annealing rate at which training converges soonest: the command `anneal`.
package struct AnnealRequest: Request {
  package var source: ProblemPart
  /// The shape of the schedules.
  package var schedule: AnnealingFamily = .tanh
  /// Their rates; some around the slowest rate of the problem unless given.
  package var rates: GivenValues?
  /// How far above the error of the fixed point counts as converged.
  package var tolerance = ConvergenceProblem.defaultTolerance
  package var search = OptimalSchedulePart()

  package static let command = "anneal"

  package enum CodingKeys: String, CodingKey, CaseIterable { case schedule, rates, tolerance }

  package static let parts: [any KeyGroup.Type] = [ProblemPart.self, OptimalSchedulePart.self]

  package init(_ source: ProblemPart) { self.source = source }

  package init(from decoder: any Decoder) throws {
    let section = try Self.section(decoder)
    schedule = try section.choice(.schedule) ?? schedule
    rates = try section.values(.rates)
    tolerance = try section.real(.tolerance) ?? tolerance
    source = try ProblemPart(from: decoder)
    search = try OptimalSchedulePart(from: decoder)
  }

  package func validate() throws(InvalidProblem) {
    if let first = try rates?.values("rates").first {
      try InvalidProblem.require(
        first > 0, "rates", found: "\(first)", allowed: "rates > 0")
    }
    try InvalidProblem.requirePositive("tolerance", tolerance)
    try search.validate()
  }

  package func reply(
    _ inputs: RequestInputs, _ context: RunContext
  ) throws -> Reply<AnnealingResult> {
    let specification = try problem(inputs)
    let initial = try source.problem.blamed { try specification.initialState() }
    if search.checkpoint != nil, let reason = reasonAgainstRuns(specification) {
      throw InvalidProblem.unsuited("checkpoint", "it has no effect \(reason)")
    }
    let study = try study(specification, from: initial, inputs)
    let result =
      search.optimal
      ? try inputs.savingWork { try study.run(context) } : try study.run(context)
    remark(result, specification, inputs)
    return Reply(result, result.dataset(of: specification), figure: { result.figure })
  }

  private func problem(_ inputs: RequestInputs) throws -> ProblemSpecification {
    var schedule: BetaSchedule?
    let specification = try source.read(
      for: search.optimal ? [.start, .simulation] : .start, searchesFromSeed: search.optimal,
      inputs
    ) {
      schedule = $0.takeMaximumOfSchedule()
    }
    if let schedule {
      inputs.note(
        "\(source.problem.name): training.beta: β_max is \(schedule.supremum), the maximum of "
          + "\(schedule.inWords), which plays no other part")
    }
    return specification
  }

  private func reasonAgainstRuns(_ specification: ProblemSpecification) -> String? {
    if specification.simulation == nil { return "without a section simulation" }
    return specification.problem.training.rates == .limit ? "with training.rates: limit" : nil
  }

  private func study(
    _ specification: ProblemSpecification, from initial: OrderParameters,
    _ inputs: RequestInputs
  ) throws -> AnnealingStudy {
    var study = AnnealingStudy(
      specification.problem, from: initial, family: schedule,
      rates: try rates?.values("rates"), tolerance: tolerance)
    study.end = specification.time?.end
    study.search = search.options(seed: specification.simulation?.seed ?? source.seed ?? 0)
    study.simulation = specification.simulation
    study.ensemble = EnsembleOptions(checkpoint: search.checkpoint, rescue: inputs.rescue)
    study.withCurves = inputs.wantsFigure
    return study
  }

  private func remark(
    _ study: AnnealingResult, _ specification: ProblemSpecification, _ inputs: RequestInputs
  ) {
    if let late = study.lateRamp, let end = study.study.end {
      inputs.warn(
        "the best schedule reaches 99 % of its β only at \(ShortNumber.text(late)), after the "
          + "training planned to end at \(ShortNumber.text(end))")
    }
    if search.optimal {
      if study.optimal?.optimum == nil {
        inputs.warn(
          "no optimal schedule: constant β never converges, or no start of the search does")
      } else if study.optimal?.optimum?.status == .stopped {
        inputs.warn(
          "the search for the best schedule stopped while small changes still improved it")
      }
      if specification.simulation != nil, specification.problem.training.rates == .limit {
        inputs.note("training.rates: limit has no steps, so the schedule is not tried at finite N")
      }
    }
    if let obstacle = study.scan.constant.obstacle {
      inputs.warn("constant β: \(obstacle.rawValue)")
    }
  }
}
