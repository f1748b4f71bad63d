import Plotting
import RealModule
import Spectra

extension Plan {
  /// Spectrum, cascade of collapses and predicted curve, side by side.
  public var figure: Figure {
    Figure(
      title: "What a linear β-VAE makes of the data",
      panels: [spectrumPanel, cascadePanel] + (curve.map { [panel(of: $0)] } ?? []))
  }

  private func color(ofLatent index: Int) -> Color {
    Color.family(index, of: forecast.latents.count)
  }

  /// The eigenvalues in descending order, with the level that an eigenvalue must exceed.
  private var spectrumPanel: Panel {
    let positive = spectrum.eigenvalues.enumerated().filter { $0.element > smallestShown }
    let level = forecast.beta * forecast.decoderVariance
    func points(
      _ fate: Fate, _ label: Label, _ color: Color, _ marker: Series.Marker
    ) -> Series {
      let chosen = positive.filter { self.fate(ofEigenvalue: $0.element, at: $0.offset) == fate }
      return .points(
        x: chosen.map { Double($0.offset + 1) }, y: chosen.map(\.element), label: label,
        color: color, marker: marker)
    }
    let series = [
      points(.lives, "lives", .prediction, .disc),
      points(.hasNoLatent, "has no latent", .prediction, .circle),
      points(.dies, "dies", .reference, .circle),
    ].filter { !$0.x.isEmpty }
    return Panel(
      title: "Spectrum",
      x: Axis("index \(Label.symbol("i"))", from: 0),
      y: .logarithmic("eigenvalue \(Label.symbol("λ", sub: .italic("i")))"),
      series: series,
      annotations: [
        .horizontal(at: level, label: "\(Label.beta)\(Label.symbol("σ", sup: "2"))")
      ], key: .inside(.bottomLeft))
  }

  private enum Fate { case lives, hasNoLatent, dies }

  /// An eigenvalue above the level lives only if the model has a latent for it.
  private func fate(ofEigenvalue eigenvalue: Double, at index: Int) -> Fate {
    if index < forecast.active { return .lives }
    return eigenvalue > forecast.beta * forecast.decoderVariance ? .hasNoLatent : .dies
  }

  /// Eigenvalues below this are rounding, not data.
  private var smallestShown: Double {
    (spectrum.eigenvalues.first ?? 0) * 1e-9
  }

  /// The KL divergence of each latent as β grows.
  private var cascadePanel: Panel {
    let thresholds = forecast.latents.map(\.threshold).filter { $0 > 0 }
    let (low, high) = (thresholds.min() ?? 1, thresholds.max() ?? 1)
    let (start, end) = (min(low, forecast.beta) / 3, max(high, forecast.beta) * 2)
    let betas = (0...300).map { start * Double.pow(end / start, Double($0) / 300) }
    let series = forecast.latents.enumerated().map { index, latent in
      Series.line(
        x: betas, y: betas.map { latent.kl(atBeta: $0) }, color: color(ofLatent: index))
    }
    return Panel(
      title: "Collapse", x: .logarithmic(.beta, from: start, to: end),
      y: Axis("KL\(Label.sub(.italic("i"))) (nats)", from: 0), series: series,
      annotations: [
        .vertical(
          at: forecast.beta,
          label: "\(Label.beta) = \(ColumnTable.shortest(forecast.beta))", place: .end)
      ], key: .none)
  }

  /// The KL divergence of each active latent as training goes on.
  private func panel(of curve: LearningCurve) -> Panel {
    let scale = stepsPerTime ?? 1
    let times = curve.times.map { $0 * scale }
    let series = zip(forecast.latents.indices, curve.kl).compactMap { index, kl in
      forecast.latents[index].isActive
        ? Series.line(x: times, y: kl, color: color(ofLatent: index)) : nil
    }
    let silent = Series.line(x: times, y: times.map { _ in 0 }, color: .reference)
    return Panel(
      title: "Training",
      x: .logarithmic(stepsPerTime == nil ? "flow time = learning rate × steps" : "steps"),
      y: Axis("KL\(Label.sub(.italic("i"))) (nats)", from: 0),
      series: series.isEmpty ? [silent] : series,
      annotations: series.isEmpty
        ? [.text("every latent stays collapsed", x: times[0], y: 0.5)] : [], key: .none)
  }
}
