import LinearVAE
import MeanField
import Storage

extension OptimalScheduleResult {
  /// What was found, what it is worth beside usual schedules, on other data and at finite `N`.
  ///
  /// - Parameter optimum: The schedule that was found.
  /// - Returns: What a command writes, in any format.
  func dataset(of optimum: OptimalSchedule) -> Dataset {
    var data = Dataset()
    func add(_ name: String, _ value: Double?, _ meaning: String) {
      data.add(name, .optionals([value]), meaning)
    }
    data.add(
      "objective", .texts([optimum.objective == .time ? "time" : "error"]),
      "`time` of convergence or `error` at the horizon: what was minimised.")
    add("horizon", optimum.objective.horizon, "Time at which the error counts.")
    let points = optimum.points
    data.add(
      "points", .numbers(points.flatMap { [$0.time, $0.beta] }),
      "Corners [t, β] of the schedule, joined by straight lines.",
      shape: [points.count, 2], over: "point", "coordinate")
    data.add("schedule", .texts([optimum.schedule.text]), "The schedule as training.beta takes it.")
    add("time", optimum.time, "Time of convergence under the schedule.")
    add("error", optimum.error, "Error at the horizon under the schedule.")
    data.add(
      "status", .texts([optimum.status.rawValue]),
      "`converged` if no small change of the schedule is better, otherwise `stopped`.")
    add("constant", constant, "What was minimised, under constant β.")
    add("gain", gain, "Value under constant β divided by that of the schedule.")
    addOthers(to: &data, beside: optimum)
    if let check = finiteSize {
      data.add(
        "dimension", .whole([check.dimension]), "Dimension N of the runs at finite N.",
        at: "finite_size.dimension")
      data.add("replicas", .whole([check.replicas]), "Number of runs.", at: "finite_size.replicas")
      for (name, path, value, meaning) in [
        ("finite_time", "time", check.time, "Time at which the runs were looked at."),
        ("finite_error", "error.mean", check.mean, "Error at that time, averaged over runs."),
        (
          "finite_standard_error", "error.standard_error", check.standardError,
          "Standard error of that mean."
        ),
        ("finite_flow", "flow", check.flow, "Error of the flow, as N → ∞, at that time."),
        (
          "finite_crossing", "crossing", check.crossing,
          "Last time at which the mean error is above that of the flow."
        ),
      ] as [(String, String, Double?, String)] {
        data.add(name, .optionals([value]), meaning, at: "finite_size.\(path)")
      }
    }
    data.add(
      "candidates", .numbers(optimum.candidates), "Values that the search found from its starts.",
      over: "candidate")
    data.add("evaluations", .whole([optimum.evaluations]), "Flows that the search followed.")
    return data
  }

  private func addOthers(to data: inout Dataset, beside optimum: OptimalSchedule) {
    func addFamily(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add("family_\(name)", values, meaning, at: "families[].\(name)", over: "family")
    }
    addFamily("schedule", .texts(families.map(\.family.rawValue)), "Shape of its schedules.")
    addFamily("rate", .optionals(families.map(\.rate)), "Best rate of the family.")
    addFamily("value", .optionals(families.map(\.value)), "Value at that rate.")
    let gains = families.map { best in
      best.value.flatMap { value in optimum.value.map { value / $0 } }
    }
    addFamily("gain", .optionals(gains), "Its value divided by that of the optimal schedule.")
    func addChange(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add("change_\(name)", values, meaning, at: "sensitivity[].\(name)", over: "change")
    }
    addChange(
      "quantity", .texts(perturbations.map(\.quantity.rawValue)),
      "`noise` or `signals`: what differs from the data that the schedule was made for.")
    addChange("factor", .numbers(perturbations.map(\.factor)), "Factor by which it differs.")
    addChange(
      "value", .optionals(perturbations.map(\.value)),
      "Value of the optimal schedule there.")
    addChange(
      "constant", .optionals(perturbations.map(\.constant)), "Value under constant β there."
    )
  }
}

extension OptimalSchedule {
  /// The corners of the schedule.
  public var points: [BetaSchedule.Point] {
    if case .points(let points) = schedule { points } else { [] }
  }
}
