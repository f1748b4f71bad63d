import LinearVAE
import Storage

extension ScheduleStudy {
  /// `β` at the steps of the rows, and whether the ramp fits into the run.
  ///
  /// - Throws: `InvalidProblem` when there are too many rows.
  package func dataset() throws(InvalidProblem) -> Dataset {
    let (found, steps) = (ramp, try rows())
    var data = Dataset(rows: "step")
    data.note("schedule", schedule, "The schedule as a value of training.beta, times in the unit.")
    data.add("unit", .texts([clock.unit.rawValue]), "Unit in which times are counted.")
    data.add("steps_per_unit", .numbers([clock.stepsPerUnit]), "Steps in such a unit.")
    data.add("total_steps", .whole([length.steps]), "Steps of the whole run.")
    data.add(
      "steps_per_epoch", .optionals([length.stepsPerEpoch.map(Double.init)]),
      "Steps of an epoch; missing where epochs are not counted.")
    data.add(
      "target", .numbers([found.target]),
      "β on which the schedule settles, or the top of its cycles.",
      at: "ramp.target")
    data.add("reached", .numbers([found.reached]), "β when training ends.", at: "ramp.reached")
    data.add(
      "settled_step", .optionals([found.settled]),
      "Step from which on β is within 1 % of the target.",
      at: "ramp.settled_step")
    data.add("fits", .flags([found.fits]), "Whether the ramp fits into the run.", at: "ramp.fits")
    data.add("warning", .texts([warning]), "What is wrong if it does not fit.", at: "ramp.warning")
    data.add("steps", .whole(steps), "Step, counted from 0.", over: "step")
    if let perEpoch = length.stepsPerEpoch {
      data.add(
        "epochs", .whole(steps.map { $0 / perEpoch }), "Epoch, counted from 0.",
        over: "step")
    }
    data.add("beta", .numbers(steps.map(beta(atStep:))), "β in the step.", over: "step")
    return data
  }
}
