import LinearVAE
import NumericKit

extension FileNode {
  /// A problem with `training.beta` in the names and units of ours; `run` is what the command says of
  /// the run, in place of the file.
  func problemInOurNames(in run: RunUnits) throws(ProblemFileError) -> FileNode {
    guard let training = value(at: "training"), let weight = training.value(at: "beta") else {
      return self
    }
    var run = run
    let dimension = value(at: "simulation")?.value(at: "dimension")?.wholeNumber(as: Int.self)
    run.dimension = run.dimension ?? dimension
    // What is wrong with the times themselves is said where the file is read.
    let end = try? (value(at: "time")?.decoded(TimeGrid.self))?.end
    let isLimit = training.value(at: "rates")?.word == "limit"
    var context = ScheduleContext(unit: isLimit ? .flow : .t, run: run, end: end)
    if let steps = run.steps, let clock = context.clock {
      (context.end, context.endName) = (clock.time(atStep: Double(steps)), "the run")
    }
    let ours = try weight.weightInOurNames(in: context)
    return replaced(
      by: node.replacing("training", with: training.node.replacing("beta", with: ours)))
  }

  /// Tells about values that are possible but change nothing, or hardly what was meant.
  func noteOddValues(in specification: ProblemSpecification, run: RunUnits) {
    let training = specification.problem.training
    let dimension = run.dimension ?? specification.simulation?.dimension
    // The length of a run is known where the schedule itself is looked at, which warns.
    if run.steps == nil, training.rates != .limit,
      let clock = ScheduleClock(.t, in: RunUnits(dimension: dimension)),
      let warning = training.reference.warning(ofRampOn: clock)
    {
      nearest(to: ["training", "beta"]).note(warning)
    }
    if training.rates == .limit, training.batch != Training(rates: .limit, beta: .constant(1)).batch
    {
      nearest(to: ["training", "batch"]).note(
        "has no effect with rates: limit, where the noise of SGD vanishes")
    }
  }
}
