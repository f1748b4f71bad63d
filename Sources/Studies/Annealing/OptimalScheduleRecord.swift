import LinearVAE
import MeanField
import Storage

/// An optimal schedule as it is stored: the field `optimal` of the command's JSON.
public struct OptimalScheduleRecord: Sendable, Encodable {
  struct Family: Sendable, Encodable {
    let schedule: AnnealingFamily
    let rate: Nullable
    let value: Nullable
    /// The family's best value over the optimum's.
    let gain: Nullable
  }

  struct Sensitivity: Sendable, Encodable {
    let quantity: OptimalScheduleStudy.Perturbation.Quantity
    let factor: Double
    let value: Nullable
    let constant: Nullable
  }

  struct FiniteSize: Sendable, Encodable {
    struct Estimate: Sendable, Encodable {
      let mean: Double
      let standard_error: Nullable
    }
    let dimension: Int
    let replicas: Int
    let time: Double
    let error: Estimate
    let flow: Double
    let crossing: Nullable
  }

  let objective: String
  let horizon: Nullable
  /// `[t, β]`, straight lines between.
  let points: [[Double]]
  /// The same as the value of `training.beta`.
  let schedule: String
  let time: Nullable
  let error: Nullable
  let status: OptimalSchedule.Status
  let constant: Nullable
  let gain: Nullable
  let families: [Family]
  let sensitivity: [Sensitivity]
  let finite_size: FiniteSize?
  /// What the other starts of the search came to.
  let candidates: [Double]
  let evaluations: Int

  /// The record; `nil` where no schedule was found.
  public init?(_ study: OptimalScheduleStudy) {
    guard let optimum = study.optimum else { return nil }
    objective = optimum.objective == .time ? "time" : "error"
    horizon = Nullable(optimum.objective.horizon)
    points = optimum.points.map { [$0.time, $0.beta] }
    schedule = optimum.schedule.text
    time = Nullable(optimum.time)
    error = Nullable(optimum.error)
    status = optimum.status
    constant = Nullable(study.constant)
    gain = Nullable(study.gain)
    families = study.families.map { best in
      let gain = best.value.flatMap { value in optimum.value.map { value / $0 } }
      return Family(
        schedule: best.family, rate: Nullable(best.rate), value: Nullable(best.value),
        gain: Nullable(gain))
    }
    sensitivity = study.perturbations.map {
      Sensitivity(
        quantity: $0.quantity, factor: $0.factor, value: Nullable($0.value),
        constant: Nullable($0.constant))
    }
    finite_size = study.finiteSize.map {
      FiniteSize(
        dimension: $0.dimension, replicas: $0.replicas, time: $0.time,
        error: .init(mean: $0.mean, standard_error: Nullable($0.standardError)), flow: $0.flow,
        crossing: Nullable($0.crossing))
    }
    candidates = optimum.candidates
    evaluations = optimum.evaluations
  }
}

extension OptimalSchedule {
  /// The corners of the schedule.
  public var points: [BetaSchedule.Point] {
    if case .points(let points) = schedule { points } else { [] }
  }
}
