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
      "objective", .texts([optimum.objective == .time ? "time" : "error"]), "What was minimised.")
    add("horizon", optimum.objective.horizon, "The time of the error.")
    let points = optimum.points
    data.add(
      "points", .numbers(points.flatMap { [$0.time, $0.beta] }), "[t, β], straight lines between.",
      shape: [points.count, 2], over: "point", "coordinate")
    data.add("schedule", .texts([optimum.schedule.text]), "The same, as training.beta takes it.")
    add("time", optimum.time, "Its time of convergence.")
    add("error", optimum.error, "Its error at the horizon.")
    data.add("status", .texts([optimum.status.rawValue]), "How the search ended.")
    add("constant", constant, "The same of constant β.")
    add("gain", gain, "Constant β's value over the optimum's.")
    addOthers(to: &data, beside: optimum)
    if let check = finiteSize {
      data.add("dimension", .whole([check.dimension]), "N.", at: "finite_size.dimension")
      data.add("replicas", .whole([check.replicas]), "Runs.", at: "finite_size.replicas")
      for (name, path, value, meaning) in [
        ("finite_time", "time", check.time, "When runs were looked at."),
        ("finite_error", "error.mean", check.mean, "Their mean error."),
        (
          "finite_standard_error", "error.standard_error", check.standardError,
          "Its standard error."
        ),
        ("finite_flow", "flow", check.flow, "The error as N → ∞."),
        ("finite_crossing", "crossing", check.crossing, "When the mean error meets the target."),
      ] as [(String, String, Double?, String)] {
        data.add(name, .optionals([value]), meaning, at: "finite_size.\(path)")
      }
    }
    data.add(
      "candidates", .numbers(optimum.candidates), "What other starts came to.", over: "candidate")
    data.add("evaluations", .whole([optimum.evaluations]), "Flows that the search followed.")
    return data
  }

  private func addOthers(to data: inout Dataset, beside optimum: OptimalSchedule) {
    func addFamily(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add("family_\(name)", values, meaning, at: "families[].\(name)", over: "family")
    }
    addFamily("schedule", .texts(families.map(\.family.rawValue)), "The shape.")
    addFamily("rate", .optionals(families.map(\.rate)), "Its best rate.")
    addFamily("value", .optionals(families.map(\.value)), "Its best value.")
    let gains = families.map { best in
      best.value.flatMap { value in optimum.value.map { value / $0 } }
    }
    addFamily("gain", .optionals(gains), "That over the optimum's.")
    func addChange(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add("change_\(name)", values, meaning, at: "sensitivity[].\(name)", over: "change")
    }
    addChange("quantity", .texts(perturbations.map(\.quantity.rawValue)), "What differs.")
    addChange("factor", .numbers(perturbations.map(\.factor)), "By which factor.")
    addChange("value", .optionals(perturbations.map(\.value)), "The optimum's value then.")
    addChange("constant", .optionals(perturbations.map(\.constant)), "Constant β's.")
  }
}

extension OptimalSchedule {
  /// The corners of the schedule.
  public var points: [BetaSchedule.Point] {
    if case .points(let points) = schedule { points } else { [] }
  }
}
