import LinearVAE
import Storage

extension ScheduleStudy {
  /// `β` at the steps of the rows, and whether the ramp fits into the run.
  ///
  /// - Throws: `InvalidProblem` when there are too many rows.
  package func dataset() throws(InvalidProblem) -> Dataset {
    let (found, steps) = (ramp, try rows())
    var data = Dataset(rows: "step")
    data.note("schedule", schedule, "As the value of training.beta, times in the unit.")
    data.add("unit", .texts([clock.unit.rawValue]), "What times are counted in.")
    data.add("steps_per_unit", .numbers([clock.stepsPerUnit]), "Steps in a unit.")
    data.add("total_steps", .whole([length.steps]), "Of the run.")
    data.add(
      "steps_per_epoch", .optionals([length.stepsPerEpoch.map(Double.init)]),
      "Missing where epochs are not counted.")
    data.add(
      "target", .numbers([found.target]), "What β settles on, or the top of its cycles.",
      at: "ramp.target")
    data.add("reached", .numbers([found.reached]), "β when training ends.", at: "ramp.reached")
    data.add(
      "settled_step", .optionals([found.settled]), "From which β is within 1 % of the target.",
      at: "ramp.settled_step")
    data.add("fits", .flags([found.fits]), "Whether the ramp fits.", at: "ramp.fits")
    data.add("warning", .texts([warning]), "If it does not.", at: "ramp.warning")
    data.add("steps", .whole(steps), "From 0.", over: "step")
    if let perEpoch = length.stepsPerEpoch {
      data.add("epochs", .whole(steps.map { $0 / perEpoch }), "Of each step.", over: "step")
    }
    data.add("beta", .numbers(steps.map(beta(atStep:))), "β used in the step.", over: "step")
    return data
  }
}
