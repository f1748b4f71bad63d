import Fitting
import LinearVAE
import Plotting
import RealModule
import Spectra

extension Diagnosis {
  /// The KL of each latent beside what was predicted, the total against the level, and the log with the
  /// growth that was fitted.
  public var figure: Figure {
    Figure(
      title: "Diagnosis: \(Label.plain(verdict.rawValue))",
      panels: [latentPanel, levelPanel, logPanel].compactMap { $0 })
  }

  private var latentPanel: Panel? {
    guard let kl = evidence.kl, !kl.isEmpty else { return nil }
    let ranks = kl.indices.map { Double($0 + 1) }
    var series: [Series] = []
    if let comparison {
      series.append(
        .line(
          x: ranks, y: Array(comparison.predicted.prefix(kl.count)), label: "linear theory",
          color: .prediction))
    }
    // What a latent tells is what the theory has; the rest of KL is drawn where there is one.
    let told = evidence.told ?? kl
    let order = kl.indices.sorted { (told[$0], $1) > (told[$1], $0) }
    let isFar = offset > 0.05 * total && offset > 0.05
    if isFar {
      series.append(
        .points(
          x: ranks, y: order.map { kl[$0] }, label: "measured, with the distance from the prior",
          color: .measurement, marker: .circle))
    }
    series.append(
      .points(
        x: ranks, y: order.map { told[$0] }, label: isFar ? "what it tells" : "measured",
        color: .measurement, marker: .disc))
    return Panel(
      title: "Latents", x: Axis("latents, by KL", from: 0, to: Double(kl.count) + 1),
      y: Axis("KL (nats)", from: 0, to: kl.allSatisfy { $0 < 1e-9 } && comparison == nil ? 1 : nil),
      series: series)
  }

  /// The total KL of a linear VAE over the level, with the model's.
  private var levelPanel: Panel? {
    guard let plan = evidence.plan, let comparison, plan.spectrum.eigenvalues[0] > 0 else {
      return nil
    }
    let largest = plan.spectrum.eigenvalues[0]
    let low = min(comparison.level, comparison.fittedLevel ?? largest, largest) / 3
    let high = 2 * max(comparison.level, largest)
    guard low > 0, high / low < 1e12 else { return nil }
    let levels = (0...200).map { low * Double.pow(high / low, Double($0) / 200) }
    let rates = levels.map { level in
      plan.forecast.latents.reduce(0) { $0 + $1.kl(atLevel: level) }
    }
    let weights = levels.map(plan.klWeight(atLevel:))
    return Panel(
      title: "Total",
      x: .logarithmic("weight of KL in the loss"), y: Axis("KL (nats)", from: 0),
      series: [
        .line(x: weights, y: rates, label: "linear theory", color: .prediction),
        .points(
          x: [plan.specification.klWeight], y: [comparison.total], label: "measured",
          color: .measurement, marker: .disc),
      ])
  }

  /// The total over the steps of the log on a logarithmic scale, where growth on the plateau is a line.
  private var logPanel: Panel? {
    guard let log = evidence.log else { return nil }
    let points = zip(log.steps, log.total).filter { $0.1 > 1e-12 }
    guard points.count >= 2 else { return nil }
    var series: [Series] = [
      .line(x: points.map(\.0), y: points.map(\.1), label: "logged", color: .measurement)
    ]
    if let growth {
      let ends = [growth.range.lowerBound, plateauEnd?.value ?? growth.range.upperBound]
      series.append(
        .line(x: ends, y: ends.map(growth.kl(at:)), label: "fitted growth", color: .prediction))
    }
    return Panel(
      title: "Log", x: Axis(.plain(log.unit)), y: .logarithmic("total KL (nats)"), series: series)
  }
}
