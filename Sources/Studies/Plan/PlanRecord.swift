import Spectra
import Storage

/// A plan as it is stored: the fields of the command's JSON.
public struct PlanRecord: Sendable, Encodable {
  struct Data: Sendable, Encodable {
    let rows: Int
    let columns: Int
    /// Counted from 1.
    let constant_columns: [Int]
    /// How many eigenvalues are not 0.
    let rank: Int
  }

  struct Latent: Sendable, Encodable {
    let eigenvalue: Double
    let threshold: Double
    let threshold_kl_weight: Double
    let active: Bool
    let kl: Double
    let variance_share: Double
    let escape_time: Nullable
    let escape_steps: Nullable
  }

  struct Curve: Sendable, Encodable {
    let times: [Double]
    let rate: [Double]
    let distortion: [Double]
    let kl: [[Double]]
  }

  let data: Data
  let noise: Nullable
  let eigenvalues: [Double]
  let beta: Double
  /// Of the loss in the user's words; `beta` where none was given.
  let kl_weight: Double
  let decoder_variance: Double
  /// The flow time of one step at learning rate 1.
  let learning_rate_factor: Double
  let latents: [Latent]
  let active: Int
  let rate: Double
  let distortion: Double
  let start_overlap: Double
  let steps_per_time: Nullable
  let advice: [Advice]
  /// `null` if the flow could not be followed.
  let curve: Curve?

  /// The record of a plan.
  public init(_ plan: Plan) {
    let (spectrum, forecast) = (plan.spectrum, plan.forecast)
    data = Data(
      rows: spectrum.rows, columns: spectrum.columns,
      constant_columns: spectrum.constantColumns.map { $0 + 1 }, rank: spectrum.rank)
    noise = Nullable(plan.noise?.variance)
    eigenvalues = spectrum.eigenvalues
    beta = forecast.beta
    kl_weight = plan.specification.klWeight
    decoder_variance = forecast.decoderVariance
    learning_rate_factor = plan.specification.learningRateFactor
    let (weights, times) = (plan.thresholdKLWeights, plan.escapeTimes)
    latents = forecast.latents.indices.map { index in
      let (latent, time) = (forecast.latents[index], times[index])
      return Latent(
        eigenvalue: latent.eigenvalue, threshold: latent.threshold,
        threshold_kl_weight: weights[index], active: latent.isActive, kl: latent.kl,
        variance_share: latent.varianceShare, escape_time: Nullable(time),
        escape_steps: Nullable(time.flatMap { time in plan.stepsPerTime.map { $0 * time } }))
    }
    active = forecast.active
    rate = forecast.rate
    distortion = forecast.distortion
    start_overlap = plan.startOverlap
    steps_per_time = Nullable(plan.stepsPerTime)
    advice = plan.advice
    curve = plan.curve.map { curve in
      Curve(times: curve.times, rate: curve.rate, distortion: curve.distortion, kl: curve.kl)
    }
  }
}

extension Plan {
  /// One row per latent: what `plan --format csv` writes.
  public var latentTable: ColumnTable {
    var table = ColumnTable()
    let latents = forecast.latents
    table.add("latent", latents.indices.map { Double($0 + 1) })
    table.add("eigenvalue", latents.map(\.eigenvalue))
    table.add("threshold", latents.map(\.threshold))
    table.add("threshold_kl_weight", thresholdKLWeights)
    table.add("active", latents.map { $0.isActive ? 1 : 0 })
    table.add("kl", latents.map(\.kl))
    table.add("variance_share", latents.map(\.varianceShare))
    table.add("escape_time", escapeTimes)
    if let scale = stepsPerTime {
      table.add("escape_steps", escapeTimes.map { $0.map { $0 * scale } })
    }
    return table
  }

  /// The spectrum, the latents and the predicted curve as arrays for NumPy. A latent that never
  /// leaves its plateau has an infinite escape time.
  public var archive: NPZArchive {
    var archive = NPZArchive()
    let latents = forecast.latents
    func add(_ name: String, _ values: [Double]) {
      archive.add(name, shape: [values.count], values)
    }
    add("eigenvalues", spectrum.eigenvalues)
    add("threshold", latents.map(\.threshold))
    add("threshold_kl_weight", thresholdKLWeights)
    add("active", latents.map { $0.isActive ? 1 : 0 })
    add("kl", latents.map(\.kl))
    add("variance_share", latents.map(\.varianceShare))
    add("escape_time", escapeTimes.map { $0 ?? .infinity })
    if let scale = stepsPerTime {
      add("escape_steps", escapeTimes.map { $0.map { $0 * scale } ?? .infinity })
    }
    if let curve {
      add("curve_times", curve.times)
      add("curve_rate", curve.rate)
      add("curve_distortion", curve.distortion)
      archive.add(
        "curve_kl", shape: [latents.count, curve.times.count], curve.kl.flatMap { $0 })
    }
    return archive
  }
}
