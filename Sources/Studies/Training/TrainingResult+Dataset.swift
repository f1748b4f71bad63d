import Fitting
import LinearVAE
import Spectra
import Storage

extension TrainingResult {
  /// Predicted beside measured for each latent and in total, and the course of training.
  package var dataset: Dataset {
    var data = Dataset(rows: "latent")
    data.longAxes = ["record"]
    data.add("rows", .whole([spectrum.rows]), "Number of samples.", at: "data.rows")
    data.add("columns", .whole([spectrum.columns]), "Number of columns.", at: "data.columns")
    data.add(
      "decoder", .texts([specification.plan.decoder.name]), "Likelihood of the decoder.")
    data.add(
      "beta", .numbers([beta]), "Weight β of the KL term beside the NLL when training ends.")
    addLatents(to: &data)
    data.add(
      "active_predicted", .whole([predictedCount]), "Number of latents that can live.",
      at: "active.predicted")
    data.add(
      "active_measured", .whole([fit.active.count { $0 }]),
      "Number of latents in use: of a KL divergence above \(FitResult.activeKL) nats.",
      at: "active.measured")
    for (name, predicted, measured, meaning) in [
      (
        "distortion", predictedDistortion, fit.distortion,
        "Expected squared error E‖x − x̂‖²; missing for decoders that are not Gaussian."
      ),
      (
        "nll", predictedNLL, fit.nll,
        "Expected negative log-likelihood, without what no parameter changes."
      ),
    ] as [(String, Double?, Double?, String)] {
      data.add(
        "\(name)_predicted", .optionals([predicted]), meaning, at: "\(name).predicted")
      data.add("\(name)_measured", .optionals([measured]), meaning, at: "\(name).measured")
    }
    data.add(
      "quadrature_error", .optionals([quadratureError]),
      "How far the measured NLL is off at most for a sum over nodes in all latents at once; missing without one."
    )
    data.add(
      "stopped", .texts([stopped]),
      "Why training ended: `converged`, `epochs`, `steps`, or `stalled`.")
    data.add(
      "steps", .whole([fit.steps]), "Steps taken, or evaluations of the loss without steps.")
    data.note("verdict", verdict, "The answer in sentences, the worst first.")
    data.note("advice", advice, "What to know and do: `code`, `text` and `value` of each.")
    addHistory(to: &data)
    return data
  }

  /// What ended training, in the words of the flags.
  private var stopped: String {
    fit.stopped == .steps && specification.plan.length?.stepsPerEpoch != nil
      && !specification.isFullBatch ? "epochs" : fit.stopped.rawValue
  }

  /// What is wrong, for programs.
  public var advice: [TrainingAdvice] {
    (missing.isEmpty
      ? [] : [TrainingAdvice(code: "predicted-alive-measured-dead", latents: missing)])
      + (surplus.isEmpty
        ? [] : [TrainingAdvice(code: "measured-alive-predicted-dead", latents: surplus)])
      + (fit.stopped == .stalled ? [TrainingAdvice(code: "stalled", latents: [])] : [])
  }

  private func addLatents(to data: inout Dataset) {
    let latents = forecast.latents
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, at: "latents[].\(name)", over: "latent")
    }
    data.addColumn(
      "latent", .whole(Array(latents.indices)), "Index in the order of KL, counted from 0.",
      over: "latent")
    add("eigenvalue", .numbers(latents.map(\.eigenvalue)), "Eigenvalue that β decides on.")
    add(
      "predicted_kl", .optionals(predictedKL),
      "KL divergence at the optimum, in nats; missing where no closed form is exact.")
    add("measured_kl", .numbers(fit.kl), "KL divergence after training, in nats.")
    add("predicted_active", .flags(predictedActive), "Whether the latent can live.")
    add("active", .flags(fit.active), "Whether it is in use after training.")
    add("variance", .numbers(fit.model.variance), "Variance D of the code given a sample.")
    add(
      "variance_of_mean", .numbers(fit.meanVariances),
      "Variance of the mean of the code over the samples.")
    add(
      "alignment",
      .optionals(
        latents.indices.map { fit.active[$0] && $0 < alignment.count ? alignment[$0] : nil }),
      "Squared cosine of a live latent's decoder with its eigenvector; missing where there is none."
    )
  }

  private func addHistory(to data: inout Dataset) {
    let history = fit.history
    for (name, values, meaning) in [
      ("step", Dataset.Values.whole(history.steps), "Steps, or evaluations, before the record."),
      (
        "distortion", .optionals(history.distortion.map { $0.isFinite ? $0 : nil }),
        "Expected squared error of all rows."
      ),
      ("nll", .numbers(history.nll), "Expected negative log-likelihood of all rows."),
      ("beta", .numbers(history.beta), "Weight β, its mean over latents."),
    ] {
      data.add("history_\(name)", values, meaning, at: "history.\(name)", over: "record")
    }
    data.add(
      "history_kl", .numbers(history.kl.flatMap { $0 }), "KL divergence of each latent, in nats.",
      at: "history.kl", shape: [history.kl.count, history.steps.count], over: "latent", "record")
    if let predictedCourse {
      data.add(
        "history_predicted_kl", .numbers(predictedCourse.flatMap { $0 }),
        "The same as the flow has it from an aligned start.", at: "history.predicted_kl",
        shape: [predictedCourse.count, history.steps.count], over: "latent", "record")
    }
  }
}

/// A difference between prediction and measurement, with a code that stays.
public struct TrainingAdvice: Sendable, Hashable, Codable {
  /// Which difference.
  public let code: String
  /// The latents that it is about, counted from 0.
  public let latents: [Int]
  /// The difference in words.
  public var text: String {
    let numbers = latents.map { "\($0 + 1)" }.joined(separator: ", ")
    return latents.isEmpty
      ? "the search for the optimum stalled"
      : "\(code.replacing("-", with: " ")): latents \(numbers)"
  }

  private enum CodingKeys: String, CodingKey { case code, text, value }

  init(code: String, latents: [Int]) { (self.code, self.latents) = (code, latents) }

  /// Reads code and latents.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    latents = try container.decode([Int].self, forKey: .value)
  }

  /// Writes code, text and latents.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(text, forKey: .text)
    try container.encode(latents, forKey: .value)
  }
}
