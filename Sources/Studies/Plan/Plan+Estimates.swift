import LinearVAE
import Spectra
import Storage

extension Plan {
  /// Adds what is estimated of noise and signals; missing where not all eigenvalues are known.
  func addEstimates(to data: inout Dataset) {
    let noise = estimate?.noise
    func add(
      _ name: String, _ values: Dataset.Values, _ meaning: String, at path: String,
      over axes: String...
    ) {
      data.add(
        "estimates_\(name)", values, meaning, path: "estimates.\(path)", shape: nil, parts: nil,
        axes: axes)
    }
    add(
      "noise_method", .texts([noise?.method.rawValue]), "How the noise was estimated.",
      at: "noise.method")
    add(
      "noise_value", .optionals([noise?.variance]), "Estimated variance of the noise.",
      at: "noise.value")
    add(
      "noise_interval",
      .numbers(noise.map { [$0.interval.lowerBound, $0.interval.upperBound] } ?? []),
      "Where it lies with 95 % confidence, for normal data.", at: "noise.interval", over: "bound")
    add(
      "noise_misfit", .optionals([noise?.misfit]),
      "Largest distance of the distribution of its eigenvalues from the Marchenko–Pastur law.",
      at: "noise.misfit")
    add(
      "noise_is_flat", .optionals([noise.map { $0.isBulkLikeNoise ? 1 : 0 }]),
      "Whether they are spread like those of noise (1), or the estimate is a guide only (0).",
      at: "noise.is_flat")
    add(
      "certain", .optionals([estimate.map { $0.isCertain ? 1 : 0 }]),
      "Whether noise and signals can be told from each other (1), or all of this is a guide only (0).",
      at: "certain")
    add(
      "signals", .optionals([estimate.map { Double($0.signals) }]),
      "Number of directions that stand out of the noise.", at: "signals")
    add("edge", .optionals([estimate?.edge]), "Where eigenvalues of noise end.", at: "edge")
    add(
      "detection", .optionals([estimate?.detection]),
      "What the next signal would have to exceed: the 99 % quantile of the largest one of noise.",
      at: "detection")
    let spikes = estimate?.spikes ?? []
    for (name, values, meaning) in [
      ("sample", spikes.map(\.sample), "Eigenvalue in the sample."),
      ("debiased", spikes.map(\.debiased), "Eigenvalue without the samples' share."),
      ("cosine2", spikes.map(\.cosine2), "Squared cosine with the true direction."),
    ] {
      add(
        "spike_\(name)", .numbers(values), meaning, at: "spikes[].\(name)", over: "spike")
    }
    data.add(
      "estimates_spike_interval",
      .numbers(spikes.flatMap { [$0.interval.lowerBound, $0.interval.upperBound] }),
      "Where the debiased eigenvalue lies with 95 % confidence, for normal data.",
      at: "estimates.spikes[].interval", shape: [spikes.count, 2], over: "spike", "bound")
    let checks = estimate.flatMap { _ in SignalCrossChecks(of: spectrum, seed: specification.seed) }
    for (name, count, method) in [
      ("gavish_donoho", checks?.gavishDonoho, "the hard threshold of Gavish and Donoho"),
      ("parallel_analysis", checks?.parallelAnalysis, "parallel analysis"),
      ("minka", checks?.minka, "Minka's evidence"),
      ("profile_likelihood", checks?.profileLikelihood, "the profile likelihood"),
    ] {
      add(
        "check_\(name)", .optionals([count.map(Double.init)]), "Number of signals by \(method).",
        at: "cross_checks.\(name)")
    }
  }

  /// Adds what to train with; missing where nothing stands out of the noise.
  func addRecommended(to data: inout Dataset) {
    let recommended = recommended
    for (name, value, meaning) in [
      ("beta", recommended?.beta, "Recommended β."),
      (
        "kl_weight", recommended?.klWeight,
        "Recommended weight of the KL term, in the loss as written."
      ),
      ("latents", recommended.map { Double($0.latents) }, "Recommended number of latents."),
    ] {
      data.add("recommended_\(name)", .optionals([value]), meaning, at: "recommended.\(name)")
    }
    data.add(
      "recommended_schedule", .texts([recommended?.schedule?.text]),
      "What the weight is multiplied by over steps, as --schedule takes it; missing without their number.",
      at: "recommended.schedule")
    data.add(
      "recommended_python",
      .texts([recommended?.line]), "The weight over steps as a line of Python.",
      at: "recommended.python")
    data.add("recommended_reason", .texts([recommended?.reason]), "Why.", at: "recommended.reason")
  }
}
