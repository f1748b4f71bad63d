import Spectra
import Storage

extension Plan {
  /// The fate of each latent, the spectrum, and the predicted course of training.
  package var dataset: Dataset {
    var data = Dataset(rows: "latent")
    data.longAxes = ["time"]
    data.add("rows", .whole([spectrum.rows]), "Samples.", at: "data.rows")
    data.add("columns", .whole([spectrum.columns]), "Coordinates of a sample.", at: "data.columns")
    data.add(
      "constant_columns", .whole(spectrum.constantColumns.map { $0 + 1 }),
      "Those that never vary, counted from 1.", at: "data.constant_columns", over: "constant column"
    )
    data.add("rank", .whole([spectrum.rank]), "Eigenvalues that are not 0.", at: "data.rank")
    data.add("noise", .optionals([noise?.variance]), "The estimated noise variance.")
    data.add("eigenvalues", .numbers(spectrum.eigenvalues), "Descending.", over: "eigenvalue")
    for (name, value, meaning) in [
      ("beta", forecast.beta, "The weight of the KL term beside ½‖x − x̂‖²/σ²."),
      ("kl_weight", specification.klWeight, "That of the loss in the user's words."),
      ("decoder_variance", forecast.decoderVariance, "σ²."),
      (
        "learning_rate_factor", specification.learningRateFactor,
        "The flow time of one step at learning rate 1."
      ),
    ] {
      data.add(name, .numbers([value]), meaning)
    }
    addLatents(to: &data)
    data.add(
      "active_count", .whole([forecast.active]), "Latents that live.", at: "active")
    data.add("rate", .numbers([forecast.rate]), "Nats of all latents.")
    data.add("distortion", .numbers([forecast.distortion]), "E‖x − x̂‖².")
    data.add("start_overlap", .numbers([startOverlap]), "|m| at the start.")
    data.add("steps_per_time", .optionals([stepsPerTime]), "Steps in a unit of flow time.")
    data.note("advice", advice, "What its reader should know and do.")
    addCurve(to: &data)
    return data
  }

  private func addLatents(to data: inout Dataset) {
    let latents = forecast.latents
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, at: "latents[].\(name)", over: "latent")
    }
    data.addColumn("latent", .whole(Array(latents.indices)), "From 0.", over: "latent")
    add("eigenvalue", .numbers(latents.map(\.eigenvalue)), "Of the data's covariance.")
    add("threshold", .numbers(latents.map(\.threshold)), "β at which it dies.")
    add("threshold_kl_weight", .numbers(thresholdKLWeights), "The same in the user's words.")
    add("active", .flags(latents.map(\.isActive)), "Whether it lives.")
    add("kl", .numbers(latents.map(\.kl)), "Nats.")
    add("variance_share", .numbers(latents.map(\.varianceShare)), "Of the data's variance.")
    add("escape_time", .optionals(escapeTimes), "Flow time of its plateau; missing if it dies.")
    let steps = escapeTimes.map { time in time.flatMap { time in stepsPerTime.map { $0 * time } } }
    add("escape_steps", .optionals(steps), "The same in steps.")
  }

  private func addCurve(to data: inout Dataset) {
    guard let curve else {
      data.note("curve", String?.none, "Missing if the flow could not be followed.")
      return
    }
    for (name, values, meaning) in [
      ("times", curve.times, "Flow times."), ("rate", curve.rate, "Nats of all latents."),
      ("distortion", curve.distortion, "E‖x − x̂‖²."),
    ] {
      data.add("curve_\(name)", .numbers(values), meaning, at: "curve.\(name)", over: "time")
    }
    data.add(
      "curve_kl", .numbers(curve.kl.flatMap { $0 }), "Nats of each latent.", at: "curve.kl",
      shape: [curve.kl.count, curve.times.count], over: "latent", "time")
  }
}
