import LinearVAE
import Plotting
import RealModule
import Spectra

extension Plan {
  /// Spectrum, cascade of collapses, predicted curve, and rate against distortion.
  public var figure: Figure {
    let exact = forecast.isExact && columnVariances == nil
    let panels =
      [spectrumPanel] + (columnVariances == nil ? [cascadePanel] : [])
      + (course.map { [panel(of: $0.curve, isPilot: $0.isPilot)] } ?? [])
      + (exact ? [rateDistortionPanel] : [])
    return Figure(
      title: "What a linear β-VAE makes of the data", panels: panels,
      columns: panels.count == 4 ? 2 : nil)
  }

  /// What the colours of lines mean, for up to six latents from the first to the last; both panels with
  /// lines have the same entries, so that one of them shows the key.
  private var samples: [Series] {
    let last = forecast.latents.count - 1
    let steps = min(last, Self.mostSamples - 1)
    let shown = (0...max(steps, 0)).map { ($0 * last + steps / 2) / max(steps, 1) }
    return shown.map { index in
      .sample(
        "\(Label.symbol("i")) = \(.plain("\(index + 1)"))", mark: .line(.solid),
        color: color(ofLatent: index))
    }
  }

  private static let mostSamples = 6

  private func color(ofLatent index: Int) -> Color {
    Color.family(index, of: forecast.latents.count)
  }

  /// The eigenvalues in descending order, with the level that an eigenvalue must exceed.
  private var spectrumPanel: Panel {
    let positive = spectrum.eigenvalues.enumerated().filter { $0.element > smallestShown }
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
      annotations: [.horizontal(at: level, label: levelLabel)] + noiseEdge)
  }

  private var levelLabel: Label {
    forecast.isExact && columnVariances == nil
      ? "\(Label.beta)\(Label.symbol("σ", sup: "2"))" : .beta
  }

  /// The line below which eigenvalues are those of noise.
  private var noiseEdge: [Annotation] {
    guard let edge = estimate?.edge, edge > smallestShown else { return [] }
    return [.horizontal(at: edge, label: "noise")]
  }

  /// What the latents tell of a sample against what is left of it, as the level changes.
  private var rateDistortionPanel: Panel {
    let eigenvalues = spectrum.eigenvalues.prefix(specification.latents).filter {
      $0 > smallestShown
    }
    let high = eigenvalues.first ?? 1
    let low = min(eigenvalues.last ?? high, level) / 10
    let levels = (0...200).map { high * Double.pow(low / high, Double($0) / 200) }
    let tail = spectrum.totalVariance
    func point(_ level: Double) -> (rate: Double, distortion: Double) {
      eigenvalues.reduce(into: (0, tail)) { sum, eigenvalue in
        guard eigenvalue > level else { return }
        sum.0 += 0.5 * .log(eigenvalue / level)
        sum.1 -= eigenvalue - level
      }
    }
    let points = levels.map(point)
    let share = { (distortion: Double) in tail > 0 ? distortion / tail : 0 }
    return Panel(
      title: "Rate and distortion",
      x: Axis("rate (nats)", from: 0), y: Axis("variance left", from: 0, to: 1),
      series: [
        .line(x: points.map(\.rate), y: points.map { share($0.distortion) }, color: .prediction),
        .points(
          x: [point(level).rate], y: [share(point(level).distortion)], color: .reference,
          marker: .disc),
      ])
  }

  private enum Fate { case lives, hasNoLatent, dies }

  /// An eigenvalue above the level lives only if the model has a latent for it.
  private func fate(ofEigenvalue eigenvalue: Double, at index: Int) -> Fate {
    if index < forecast.active { return .lives }
    return eigenvalue > level ? .hasNoLatent : .dies
  }

  /// Eigenvalues below this are rounding, not data.
  private var smallestShown: Double {
    (spectrum.eigenvalues.first ?? 0) * 1e-9
  }

  /// What eigenvalues must exceed at another `β`.
  private func level(atBeta beta: Double) -> Double {
    guard specification.decoder == .gaussianLearned else { return beta * forecast.decoderVariance }
    let learned = try? LatentForecast(
      learningDecoderVarianceOf: spectrum.completedEigenvalues, latents: specification.latents,
      beta: beta)
    return learned.map { $0.beta * $0.decoderVariance } ?? beta * forecast.decoderVariance
  }

  /// The KL divergence of each latent as β, or the weight of KL in the user's loss, grows.
  private var cascadePanel: Panel {
    let thresholds = thresholds.compactMap { $0 }.filter { $0 > 0 }
    let high = thresholds.max() ?? 1
    // Latents that die at a thousandth of the first one's threshold would need most of the axis.
    let low = max(thresholds.min() ?? 1, 1e-3 * high)
    let (start, end) = (min(low, forecast.beta) / 3, max(high, forecast.beta) * 2)
    let betas = (0...300).map { start * Double.pow(end / start, Double($0) / 300) }
    let weights = betas.map { specification.klWeight(atBeta: $0) }
    let levels = betas.map(level(atBeta:))
    let series = forecast.latents.enumerated().map { index, latent in
      Series.line(
        x: weights, y: levels.map(latent.kl(atLevel:)), color: color(ofLatent: index))
    }
    let present = Label.value(specification.klWeight, digits: 4)
    let hasLoss = specification.loss != nil
    return Panel(
      title: "Collapse (dashed: \(hasLoss ? present : "\(Label.beta) = \(present)"))",
      x: .logarithmic(
        hasLoss ? "weight of KL in the loss" : .beta, from: specification.klWeight(atBeta: start),
        to: specification.klWeight(atBeta: end)),
      y: Axis("KL\(Label.sub(.italic("i"))) (nats)", from: 0), series: series + samples,
      annotations: [.vertical(at: specification.klWeight)])
  }

  /// The KL divergence of each active latent as training goes on: of half of the runs, in their band.
  private func panel(of curve: LearningCurve, isPilot: Bool) -> Panel {
    // Steps beyond what an axis can show are left to the table.
    let ends = [curve.times[0], curve.times[curve.times.count - 1]]
    let steps = stepsPerTime.flatMap { scale in
      ends.allSatisfy { (1e-250...1e250).contains(scale * $0) } ? scale : nil
    }
    let times = curve.times.map { $0 * (steps ?? 1) }
    let living = forecast.latents.indices.filter { forecast.latents[$0].isActive }
    let lines = living.map { index in
      Series.line(
        x: times, y: curve.band?.kl[index].median ?? curve.kl[index],
        color: color(ofLatent: index))
    }
    let bands = living.compactMap { index in
      (curve.band?.kl[index]).map {
        Series.band(x: times, lower: $0.lower, upper: $0.upper, color: color(ofLatent: index))
      }
    }
    let series = bands + lines
    let silent = Series.line(x: times, y: times.map { _ in 0 }, color: .reference)
    let middle = times[0].squareRoot() * times[times.count - 1].squareRoot()
    return Panel(
      title: isPilot
        ? "Training: a pilot run"
        : bands.isEmpty ? "Training" : "Training (shaded: 8 of 10 random starts)",
      x: .logarithmic(isPilot ? "steps of Adam" : steps == nil ? flowTime : "steps"),
      y: Axis("KL\(Label.sub(.italic("i"))) (nats)", from: 0, to: series.isEmpty ? 1 : nil),
      series: series.isEmpty ? [silent] : series + samples,
      annotations: series.isEmpty
        ? [.text("every latent stays collapsed", x: middle, y: 0.5)] : [])
  }

  /// What flow time is in the units of the loss, (units).
  private var flowTime: Label {
    let factor = specification.learningRateFactor ?? 1
    return factor == 1
      ? "flow time = learning rate × steps"
      : "flow time = \(Label.value(factor, digits: 4)) × lr × steps"
  }
}
