import Fitting
import LinearVAE
import NumericKit
import Spectra
import Storage

extension Diagnosis {
  /// What was measured of each latent, what was predicted, and the verdict.
  package var dataset: Dataset {
    var data = Dataset(rows: "latent")
    data.add("verdict", .texts([verdict.rawValue]), verdictMeaning)
    data.note("answer", answer, "The answer in sentences.")
    data.note("advice", advice, "What else to know and do: `code`, `text` and `value` of each.")
    data.add(
      "active_units", .optionals([evidence.code.map { Double($0.activeUnits) }]),
      "Latents whose mean has a variance above the threshold; missing without means.")
    data.add(
      "unit_threshold", .optionals([evidence.code?.unitThreshold]),
      "That threshold.")
    data.add(
      "total_kl", .numbers([total]), "KL divergence of all latents together, nats per sample.")
    addLatents(to: &data)
    addCode(to: &data)
    addPrediction(to: &data)
    addProbes(to: &data)
    addGrowth(to: &data)
    return data
  }

  private var verdictMeaning: String {
    let names = Verdict.allCases.map { "`\($0.rawValue)`" }
    return
      "What is the matter: \(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1])."
  }

  private func addLatents(to data: inout Dataset) {
    let kl = evidence.kl ?? []
    let code = evidence.code
    let expected = predicted
    func add(_ name: String, _ values: Dataset.Values, _ meaning: String) {
      data.add(name, values, meaning, at: "latents[].\(name)", over: "latent")
    }
    func addCode(_ name: String, _ value: (LatentSummary) -> Double, _ meaning: String) {
      add(
        name, .optionals(kl.indices.map { code.map(\.latents)?[$0] }.map { $0.map(value) }), meaning
      )
    }
    add("index", .whole(Array(kl.indices)), "Index of the latent, counted from 0.")
    add("kl", .numbers(kl), "KL divergence from the prior, in nats per sample.")
    add(
      "predicted_kl", .optionals(kl.indices.map { index in expected.map { $0[index] } }),
      "That of a linear VAE, the largest beside the latent that tells most; missing without data.")
    add(
      "share", .optionals(kl.map { total > 0 ? $0 / total : nil }),
      "Share of the total KL divergence; missing if that is 0.")
    addCode("variance_of_mean", \.varianceOfMean, "Variance of the mean μ over samples.")
    addCode("mean_of_mean", \.meanOfMean, "Mean of μ over samples.")
    addCode("mean_variance", \.meanVariance, "Mean of the variance σ² over samples.")
    addCode(
      "marginal_kl", \.marginalKL,
      "KL divergence of the code over all samples from the prior, from its mean and variance, in nats."
    )
    addCode(
      "information", \.information,
      "What is left of kl without it: what the latent tells of a sample, held against predicted_kl."
    )
    add(
      "class",
      .texts(
        kl.indices.map { index in
          code.map { $0.latents[index].regime(unitThreshold: $0.unitThreshold).rawValue }
        }),
      "Regime: `active`, `mixed` (as wide as the prior for a tenth of the samples or more) or `passive`."
    )
    add(
      "on_floor", .flags(kl.indices.map { floor?.latents.contains($0) == true }),
      "Whether it sits on a floor of free bits.")
  }

  private func addCode(to data: inout Dataset) {
    let code = evidence.code
    let correlation = totalCorrelation
    data.add(
      "total_correlation", .optionals([correlation]),
      "Total correlation of the code over all samples, of a Gaussian with its covariance, in nats.")
    data.add(
      "mutual_information",
      .optionals([
        correlation.map { value in
          max(0, total - value - (code?.latents ?? []).reduce(0) { $0 + $1.marginalKL })
        }
      ]),
      "What is left of total_kl without it and the marginal_kl: what the code tells of a sample, in nats."
    )
    data.add(
      "total_marginal_kl", .optionals([code.map { _ in offset }]),
      "The marginal_kl of all latents together, without those on a floor, in nats.")
    data.add(
      "largest_correlation", .optionals([code?.largestCorrelation?.value]),
      "Largest correlation between the means of two active units.")
    data.add(
      "correlations", .numbers(code?.correlations.elements ?? []), "Correlations of the means.",
      shape: [code?.latents.count ?? 0, code?.latents.count ?? 0], over: "mean", "mean")
    data.add(
      "floor", .optionals([floor?.kl]),
      "KL divergence of a floor of free bits, in nats, if there is one.")
  }

  private func addPrediction(to data: inout Dataset) {
    let plan = evidence.plan
    for (name, value, meaning) in [
      (
        "active", plan.map { Double($0.forecast.active) }, "Latents that live in the linear theory."
      ),
      ("rate", comparison?.predictedTotal, "Their KL divergence together, in nats."),
      ("level", comparison?.level, "What an eigenvalue must exceed for its latent to live."),
      ("beta", plan?.forecast.beta, "β of the loss."),
      (
        "kl_weight", plan?.specification.klWeight,
        "Weight of the KL term in the loss as it is written."
      ),
      (
        "collapse_kl_weight", plan.map { $0.specification.klWeight(atBeta: $0.collapseBeta) },
        "Weight from which on no latent of any network can live."
      ),
    ] as [(String, Double?, String)] {
      data.add("predicted_\(name)", .optionals([value]), meaning, at: "predicted.\(name)")
    }
    let studied = comparison?.studied
    let scale = comparison?.predictedTotal ?? 0
    data.add(
      "predicted_interval",
      .numbers(
        studied.map { [scale * $0.factors.lowerBound, scale * $0.factors.upperBound] } ?? []),
      "Where 9 of 10 trained networks end at such a level, in nats; empty outside of what was studied.",
      at: "predicted.interval", over: "bound")
    data.add(
      "predicted_interval_runs", .optionals([studied.map { Double($0.runs) }]),
      "How many networks that is from.", at: "predicted.interval_runs")
    let fitted = comparison?.fittedLevel
    for (name, value, meaning) in [
      ("level", fitted, "Level at which a linear VAE would tell as much as was measured."),
      ("ratio", comparison?.ratio, "That level over the one of the loss."),
      ("beta", fitted.flatMap { plan?.beta(atLevel: $0) }, "β of that level."),
      ("kl_weight", fitted.flatMap { plan?.klWeight(atLevel: $0) }, "KL weight of that level."),
      (
        "misfit", comparison?.misfit,
        "Distance of the latents from those at that level, as a share of KL."
      ),
    ] as [(String, Double?, String)] {
      data.add("fitted_\(name)", .optionals([value]), meaning, at: "fitted.\(name)")
    }
  }

  private func addProbes(to data: inout Dataset) {
    data.add(
      "decoder_reaction", .optionals([reaction]),
      "Variance of the decoder's outputs over draws of z, as a share of that of the data.")
    data.add(
      "dead_units", .optionals([evidence.activations?.constantShare]),
      "Share of the decoder's units that are the same for all draws.")
  }

  private func addGrowth(to data: inout Dataset) {
    let log = evidence.log
    let end = plateauEnd
    data.add(
      "growth_rate", .optionals([growth?.rate]),
      "Rate σ at which the signal grows per step of the log: half that of ln KL.", at: "growth.rate"
    )
    data.add(
      "growth_interval",
      .numbers(growth.map { [$0.interval.lowerBound, $0.interval.upperBound] } ?? []),
      "Where it lies with 95 % confidence.", at: "growth.interval", over: "bound")
    data.add(
      "growth_fitted", .numbers(growth.map { [$0.range.lowerBound, $0.range.upperBound] } ?? []),
      "First and last step that were fitted.", at: "growth.fitted", over: "bound")
    data.add(
      "plateau_end", .optionals([end?.value]),
      "Step at which the first latent has half of what it will tell.", at: "growth.plateau_end")
    data.add(
      "plateau_end_interval",
      .numbers(end.map { [$0.interval.lowerBound, $0.interval.upperBound] } ?? []),
      "Where that lies with 95 % confidence; the upper end is missing where there is none.",
      at: "growth.plateau_end_interval", over: "bound")
    data.add(
      "log_steps", .numbers(log?.steps ?? []), "Steps of the log.", at: "log.steps", over: "step")
    data.add(
      "log_total", .numbers(log?.total ?? []), "Total KL at each, in nats.", at: "log.total_kl",
      over: "step")
  }
}
