import LinearVAE
import Spectra
import Storage

extension Plan {
  /// The fate of each latent, the spectrum, and the predicted course of training.
  package var dataset: Dataset { dataset(with: advice) }

  /// The same with advice in other words, such as those of a command that has flags.
  package func dataset(with advice: [Advice]) -> Dataset {
    var data = Dataset(rows: "latent")
    data.longAxes = ["time"]
    data.add("rows", .whole([spectrum.rows]), "Number of samples.", at: "data.rows")
    data.add("columns", .whole([spectrum.columns]), "Number of columns.", at: "data.columns")
    data.add(
      "constant_columns", .whole(spectrum.constantColumns.map { $0 + 1 }),
      "Columns that never vary, counted from 1.", at: "data.constant_columns",
      over: "constant column"
    )
    data.add(
      "rank", spectrum.errorBounds == nil ? .whole([spectrum.rank]) : .optionals([nil]),
      "Number of nonzero eigenvalues; missing where only the largest are known.", at: "data.rank")
    data.add("noise", .optionals([estimate?.noise.variance]), "Estimated variance of the noise.")
    data.add("decoder", .texts([specification.decoder.name]), "Likelihood of the decoder.")
    data.add(
      "eigenvalues", .numbers(spectrum.eigenvalues),
      """
      Eigenvalues that the level is compared with, descending: of the covariance (with 1/P, where \
      NumPy and scikit-learn have 1/(P − 1)), or of the scores of a decoder that is not Gaussian.
      """, over: "eigenvalue")
    let covariance = specification.spectrumOptions.decoder == .gaussian(variance: 1)
    for (name, value, meaning) in [
      ("beta", forecast.beta, "Weight β of the KL term beside the negative log-likelihood."),
      ("kl_weight", specification.klWeight, "Weight of the KL term in the loss as it is written."),
      ("level", level, "What an eigenvalue must exceed for its latent to live."),
      (
        "decoder_variance", covariance ? forecast.decoderVariance : nil,
        "Variance σ² of the decoder, if it has a single one."
      ),
      (
        "learning_rate_factor", specification.learningRateFactor,
        "Flow time of a step at rate 1; missing for decoders without a given σ²."
      ),
      ("collapse_beta", collapseBeta, "β from which on no latent of any network can live."),
    ] as [(String, Double?, String)] {
      data.add(name, .optionals([value]), meaning)
    }
    data.add(
      "threshold_exact", .flags([isThresholdExact]),
      "Whether collapse_beta is exact for any network, and not itself estimated.")
    data.add(
      "forecast_exact", .flags([forecast.isExact]),
      "Whether KL divergences are exact for linear models, or a guess near the threshold.")
    addColumnVariances(to: &data)
    addLatents(to: &data)
    addEstimates(to: &data)
    addRecommended(to: &data)
    addNetwork(to: &data)
    data.add("active_count", .whole([forecast.active]), "Number of living latents.", at: "active")
    data.add("rate", .numbers([forecast.rate]), "KL divergence of all latents together, in nats.")
    data.add(
      "distortion", .numbers([forecast.distortion]),
      "Expected squared error E‖x − x̂‖²; of decoders that are not Gaussian, what is left of the eigenvalues."
    )
    data.add(
      "start_overlap", .numbers([startOverlap]),
      "Length of decoder and encoder along each eigen-direction at the start.")
    data.add(
      "steps_per_time", .optionals([stepsPerTime]),
      "Steps in a unit of flow time; missing without a learning rate, and for other optimisers.")
    data.add(
      "largest_stable_rate", .optionals([largestStableRate]),
      "Learning rate above which gradient descent diverges: on all rows, or on batches where one is given.",
      at: "sgd.largest_stable_rate")
    data.add(
      "largest_unmixed_rate", .optionals([largestUnmixedRate]),
      """
      Learning rate above which the noise of SGD turns latents out of their directions; missing without \
      a learning rate and a batch.
      """, at: "sgd.largest_unmixed_rate")
    data.add(
      "noise_floor", .optionals([noiseFloor]),
      "How far SGD keeps the loss above its minimum; missing without a learning rate and a batch.",
      at: "sgd.noise_floor")
    data.note("verdict", verdict, "The answer in sentences, the worst first.")
    data.note("advice", advice, "What to know and do: `code`, `text` and `value` of each.")
    addCurve(to: &data)
    return data
  }

  private func addLatents(to data: inout Dataset) {
    let latents = forecast.latents
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, at: "latents[].\(name)", over: "latent")
    }
    data.addColumn(
      "latent", .whole(Array(latents.indices)), "Index, counted from 0.", over: "latent")
    add("eigenvalue", .numbers(latents.map(\.eigenvalue)), "Eigenvalue in its direction.")
    add(
      "threshold", .optionals(thresholds),
      "β at which the latent dies; missing where the decoder learns a variance for each column.")
    add(
      "threshold_kl_weight", .optionals(thresholdKLWeights),
      "KL weight, in the loss as it is written, at which the latent dies.")
    add("active", .flags(latents.map(\.isActive)), "Whether the latent lives.")
    add("kl", .numbers(latents.map(\.kl)), "KL divergence of the latent, in nats.")
    add(
      "variance_share", .numbers(latents.map(\.varianceShare)),
      "Its share of the data's variance.")
    add("escape_time", .optionals(escapeTimes), "Flow time at which its plateau ends, if it lives.")
    if let estimate {
      add(
        "origin", .texts(latents.indices.map { estimate.origin(ofLatent: $0).rawValue }),
        "What the latent meets: `signal`, or `noise` that these samples happen to have.")
    }
    let steps = escapeTimes.map { time in time.flatMap { time in stepsPerTime.map { $0 * time } } }
    add("escape_steps", .optionals(steps), "The same in steps; missing without a learning rate.")
  }

  private func addColumnVariances(to data: inout Dataset) {
    guard let columnVariances else { return }
    data.add(
      "column_variances", .numbers(columnVariances.variances),
      "Learned variance σ² of each column.", over: "column")
  }

  private func addCurve(to data: inout Dataset) {
    guard let (curve, isPilot) = course else {
      data.note("curve", String?.none, "Course of training; missing if it could not be followed.")
      return
    }
    data.add(
      "curve_pilot", .flags([isPilot]), "Whether the course is that of a pilot run of Adam.",
      at: "curve.pilot")
    for (name, values, meaning) in [
      (
        "times", curve.times,
        "Flow times of the course of training; steps where a pilot run of Adam is that course."
      ),
      ("rate", curve.rate, "KL divergence of all latents together, in nats."),
      ("distortion", curve.distortion, "Expected squared error E‖x − x̂‖²."),
    ] {
      data.add("curve_\(name)", .numbers(values), meaning, at: "curve.\(name)", over: "time")
    }
    data.add(
      "curve_kl", .numbers(curve.kl.flatMap { $0 }), "KL divergence of each latent, in nats.",
      at: "curve.kl",
      shape: [curve.kl.count, curve.times.count], over: "latent", "time")
    if let band = curve.band { add(band, to: &data) }
  }

  private func add(_ band: CurveBand, to data: inout Dataset) {
    let bounds: [(String, String, KeyPath<CurveBand.Bounds, [Double]>)] = [
      ("low", "one run in ten stays", \.lower), ("median", "half of the runs stay", \.median),
      ("high", "nine runs in ten stay", \.upper),
    ]
    for (name, runs, path) in bounds {
      for (quantity, values) in [("rate", band.rate), ("distortion", band.distortion)] {
        data.add(
          "curve_\(quantity)_\(name)", .numbers(values[keyPath: path]),
          "What \(runs) below of the \(quantity), over random starts.",
          at: "curve.\(quantity)_\(name)", over: "time")
      }
      let kl = band.kl.map { $0[keyPath: path] }
      data.add(
        "curve_kl_\(name)", .numbers(kl.flatMap { $0 }),
        "What \(runs) below of each latent's KL divergence, over random starts.",
        at: "curve.kl_\(name)", shape: [kl.count, kl.first?.count ?? 0], over: "latent", "time")
    }
  }
}
