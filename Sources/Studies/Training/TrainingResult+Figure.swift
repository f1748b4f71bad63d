import Fitting
import LinearVAE
import Plotting
import RealModule
import Spectra

extension TrainingResult {
  /// KL per latent over the steps on the predicted curve, and the spectrum with what was learnt.
  public var figure: Figure {
    Figure(title: "Predicted and measured", panels: [coursePanel, spectrumPanel, divergencePanel])
  }

  private static let mostLatents = 6

  /// Latents drawn one by one, from the first to the last.
  private var shown: [Int] {
    let last = forecast.latents.count - 1
    let steps = min(last, Self.mostLatents - 1)
    return (0...max(steps, 0)).map { ($0 * last + steps / 2) / max(steps, 1) }
  }

  private func color(_ latent: Int) -> Color { Color.family(latent, of: forecast.latents.count) }

  /// The course of training; step 0 has no place on a logarithmic axis.
  private var coursePanel: Panel {
    let steps = fit.history.steps.map(Double.init)
    let lines = shown.compactMap { latent in
      predictedCourse.map { Series.line(x: steps, y: $0[latent], color: color(latent)) }
    }
    let points = shown.map { latent in
      Series.points(x: steps, y: fit.history.kl[latent], color: color(latent), marker: .circle)
    }
    let samples = shown.map { latent in
      Series.sample(
        "\(Label.symbol("i")) = \(.plain("\(latent + 1)"))", mark: .points(.circle),
        color: color(latent))
    }
    let isSearch = fit.stopped == .converged || fit.stopped == .stalled
    return Panel(
      title: lines.isEmpty ? "Training" : "Training (lines: predicted)",
      x: .logarithmic(isSearch ? "evaluations" : "steps"),
      y: Axis("KL\(Label.sub(.italic("i"))) (nats)", from: 0), series: lines + points + samples)
  }

  /// Eigenvalues, and what those of the learnt model are: `λ = level · e^{2 KL}`.
  private var spectrumPanel: Panel {
    let floor = (spectrum.eigenvalues.first ?? 0) * 1e-9
    let known = spectrum.eigenvalues.enumerated().filter { $0.element > floor }
    let level = forecast.beta * forecast.decoderVariance
    let learnt = fit.kl.enumerated().filter { fit.active[$0.offset] }
    var series = [
      Series.points(
        x: known.map { Double($0.offset + 1) }, y: known.map(\.element), label: "data",
        color: .prediction, marker: .circle)
    ]
    if isExact, !hasDecay, !learnt.isEmpty {
      series.append(
        .points(
          x: learnt.map { Double($0.offset + 1) }, y: learnt.map { level * .exp(2 * $0.element) },
          label: "learnt", color: .reference, marker: .disc))
    }
    return Panel(
      title: "Spectrum", x: Axis("index \(Label.symbol("i"))", from: 0),
      y: .logarithmic("eigenvalue \(Label.symbol("λ", sub: .italic("i")))"), series: series,
      annotations: [.horizontal(at: level, label: .beta)])
  }

  /// The KL divergence of each latent: what is predicted and what came.
  private var divergencePanel: Panel {
    let index = forecast.latents.indices.map { Double($0 + 1) }
    var series: [Series] = []
    if isExact {
      series.append(
        .line(x: index, y: predictedKL.compactMap { $0 }, label: "predicted", color: .prediction))
    }
    series.append(
      .points(x: index, y: fit.kl, label: "measured", color: .reference, marker: .disc))
    return Panel(
      title: "Latents", x: Axis("latent \(Label.symbol("i"))", from: 0),
      y: Axis("KL\(Label.sub(.italic("i"))) (nats)", from: 0), series: series)
  }
}
