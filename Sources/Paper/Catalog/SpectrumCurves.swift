import FiniteSize
import Foundation
import LinearVAE
import MeanField
import NumericKit
import Plotting
import Spectra
import Storage
import Studies

/// SGD on the rows of real data beside the flow of their spectrum, and beside Gaussian data of the same
/// covariance.
package struct SpectrumCurves: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// `M`, `β`, the rate in steps divided by `N`, and the samples of a step.
    package var latents = 3, beta = 60.0, rate = 0.002, batch = 8
    /// The end in `τt`, and how many times are evenly spaced up to it.
    package var end = 5.0, samples = 41
    package var replicas = 96
    package var seed: UInt64

    package init(_ options: PaperOptions = PaperOptions()) {
      seed = options.seed
      if options.edition == .quick { (rate, end, samples, replicas) = (0.004, 3, 13, 3) }
    }

    /// The problem on rows of a table with a spectrum.
    func problem(_ spectrum: GroupedSpectrum) -> SpectralSpecification {
      var data = spectrum.data
      data.distribution = .rows
      return SpectralSpecification(
        problem: SpectralProblem(
          data: data, latents: latents,
          training: Training(
            rates: .uniform(rate), batch: batch, beta: .constant(beta), variance: .log)),
        initial: .random, time: .even(end: end / rate, samples: samples),
        simulation: SimulationSettings(
          dimension: Digits.columns, replicas: replicas, seed: seed, method: .vector))
    }

    /// The same as a file beside the table.
    fileprivate func file(beside table: String) -> String {
      """
      data: {file: \(table), groups: \(Digits.columns), distribution: rows}
      model: {latents: \(latents)}
      training: {rates: \(rate), beta: \(beta), batch: \(batch), variance: log}
      initial: random
      time: {end: \(end / rate), samples: \(samples)}
      simulation: {dimension: \(Digits.columns), replicas: \(replicas), seed: \(seed), method: vector}

      """
    }
  }

  /// What runs do at each time.
  package struct Course: Sendable {
    /// The KL divergence of each latent in nats, one list a latent, and its standard error.
    package let divergences, errors: [[Double]]
    /// The standard deviation over runs of the squared error.
    package let spread: [Double]

    init(_ result: SpectralEnsembleResult) {
      let missing = result.times.map { _ in Double.nan }
      divergences = result.divergences.map(\.mean)
      errors = result.divergences.map { $0.standardError ?? missing }
      let unit = Double(result.replicas).squareRoot()
      spread = (result.distortion.standardError ?? missing).map { unit * $0 }
    }
  }

  package let specification: Specification
  package let comparison: SpectralComparison
  /// Of runs on rows of the table, and on Gaussian vectors.
  package let rows, gaussian: Course

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    let table = try Digits.table()
    let values = try table.principalComponents(limit: ProblemSpecification.memoryLimit)
    let spectrum = GroupedSpectrum(
      of: try DataSpectrum(of: table).eigenvalues, groups: Digits.columns)
    comparison = try SpectralComparisonStudy(
      specification.problem(spectrum), rows: SampleRows(values, columns: Digits.columns),
      curvePoints: 200
    ).run()
    rows = Course(comparison.simulation.result)
    // There are Gaussian runs beside data that are not Gaussian.
    gaussian = Course((comparison.gaussian ?? comparison.simulation).result)
  }

  /// None of factors: see ``files``.
  package var problems: [CatalogProblem] { [] }

  /// The table, and the problem on its rows.
  package var files: [CatalogFile] {
    [
      CatalogFile("digits.csv", Data(Digits.csv.utf8)),
      CatalogFile("rows.yaml", Data(specification.file(beside: "digits.csv").utf8)),
    ]
  }

  private var data: SpectralData { comparison.flow.problem.data }

  /// The KL divergences of the curve of the flow, one list a latent.
  private var curve: (times: [Double], divergences: [[Double]]) {
    let curve = comparison.flow.curve
    let all = curve.states.map { $0.klDivergences(data: data) }
    return (curve.times, (0..<specification.latents).map { k in all.map { $0[k] } })
  }

  /// The flow, and what runs do.
  package var tables: [CatalogTable] {
    let (times, divergences) = curve
    var flow = ColumnTable(["t": times])
    for (k, values) in divergences.enumerated() { flow.add("kl_\(k + 1)", values) }
    var runs = ColumnTable(["t": comparison.times])
    for (name, course) in [("rows", rows), ("gaussian", gaussian)] {
      for k in course.divergences.indices {
        runs.add("\(name)_kl_\(k + 1)", course.divergences[k])
        runs.add("\(name)_kl_\(k + 1)_standard_error", course.errors[k])
      }
      runs.add("\(name)_distortion_standard_deviation", course.spread)
    }
    return [(nil, flow), ("runs", runs)]
  }
}

// MARK: The figure

extension SpectrumCurves {
  /// Left the KL of each latent, right how far runs are from each other.
  package var figure: Figure {
    Figure(
      title: "Real data and their spectrum", panels: [coursePanel, spreadPanel], columns: 2,
      width: .doubleColumn, height: .millimetres(78))
  }

  private var timeAxis: Axis {
    Axis(.text("time `τt`"), from: 0, to: specification.end)
  }

  /// Times after the start, whose random code tells much that is forgotten at once.
  private var shown: [Int] { comparison.times.indices.filter { $0 > 0 } }

  private func scaledTimes(_ shown: [Int]) -> [Double] {
    shown.map { specification.rate * comparison.times[$0] }
  }

  /// Times of the points of one kind: those of the other lie between, and cover none.
  private func shown(first: Int) -> [Int] { shown.filter { $0 % 2 == first % 2 } }

  private var coursePanel: Panel {
    let (times, divergences) = curve
    let first = scaledTimes(shown)[0]
    let later = times.indices.filter { specification.rate * times[$0] >= first }
    let latents = divergences.enumerated().flatMap { k, line in
      func points(_ course: Course, _ marker: Series.Marker, from first: Int) -> Series {
        let shown = shown(first: first)
        return .points(
          x: scaledTimes(shown), y: shown.map { course.divergences[k][$0] },
          errors: shown.map { course.errors[k][$0] }, color: .palette(k), marker: marker)
      }
      return [
        Series.line(
          x: later.map { specification.rate * times[$0] }, y: later.map { line[$0] },
          label: .text("flow, latent \(k + 1)"), color: .palette(k)),
        points(gaussian, .circle, from: 1), points(rows, .disc, from: 0),
      ]
    }
    return Panel(
      x: timeAxis, y: Axis("KL (nats)", from: 0), series: latents, key: .inside(.topLeft))
  }

  private var spreadPanel: Panel {
    let relative = 1 / Double(2 * (specification.replicas - 1)).squareRoot()
    func points(
      _ course: Course, _ label: Label, _ marker: Series.Marker, from first: Int
    ) -> Series {
      let shown = shown(first: first)
      let values = shown.map { course.spread[$0] }
      return .points(
        x: scaledTimes(shown), y: values, errors: values.map { relative * $0 }, label: label,
        color: .black, marker: marker)
    }
    return Panel(
      x: timeAxis, y: Axis("spread of the squared error", from: 0),
      series: [
        points(gaussian, "Gaussian data", .circle, from: 1),
        points(rows, "rows of the table", .disc, from: 0),
      ], key: .below)
  }

  /// The spread of runs on rows over that of Gaussian ones, on a mean over all times.
  package var spreadRatio: Double {
    func mean(_ course: Course) -> Double {
      shown.reduce(0) { $0 + course.spread[$1] }
    }
    return mean(rows) / mean(gaussian)
  }

  package var caption: CatalogRecord {
    func farthest(_ course: Course) -> Double? {
      shown.flatMap { i -> [Double] in
        let flow = comparison.flow.states[i].klDivergences(data: data)
        return flow.indices.map { abs(course.divergences[$0][i] / flow[$0] - 1) }
      }.max()
    }
    return CatalogRecord(
      title: "Real data: the spectrum is what SGD learns",
      shows: """
        Left: the KL divergence of each latent while plain SGD learns images of handwritten digits: the \
        flow of their spectrum, runs on rows of the table drawn at random, as discs, and runs on Gaussian \
        data of the same covariance, as circles, from one start. The mean course is that of the covariance. \
        Right: what tells data from Gaussian ones is how far runs are from each other: the standard \
        deviation over runs of the squared error.
        """,
      ran: """
        (spectral-Q) to (spectral-D) and SGD on the \(Digits.columns) pixels of 1797 images (Alpaydin and \
        Kaynak 1998, CC BY 4.0), \(specification.latents) latents, `β = \(specification.beta)`, `τ = \
        \(specification.rate)`, \(specification.batch) samples a step; \(specification.replicas) runs; \
        seed \(specification.seed).
        """,
      leftOpen: "The paper has factors in isotropic noise, and no real data.",
      chosen: """
        One start for all, drawn at random. Error bars are those of Gaussian numbers. Every eigenvalue is a direction of its own. Gaussian data by \
        the exact chain (spectral-chain).
        """,
      findings: [
        .init("runs on rows: largest relative distance of a mean KL from the flow", farthest(rows)),
        .init("runs on Gaussian data: the same", farthest(gaussian)),
        .init("spread of runs on rows over that on Gaussian data, on average", spreadRatio),
      ])
  }
}
