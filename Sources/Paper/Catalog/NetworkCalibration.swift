import Foundation
import LinearVAE
import Plotting
import Storage
import Studies

/// What networks ended in on real data, against the linear prediction: from the runs of the calibration study,
/// which were made once and are kept.
package struct NetworkCalibration: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// The runs that are drawn one by one.
    package var data = "mnist", network = DeclaredNetwork.Kind.mlp
    package var activation = DeclaredNetwork.Activation.relu
    /// Of these runs, and of those whose ratio to the prediction is drawn.
    package var decoder = "gaussian"

    package init() {}
  }

  /// Runs at one level that differ in their seed alone.
  package struct Point: Sendable {
    package let ratio: Double, predicted: Double
    /// One per seed.
    package let runs: [CalibrationRun]
    package var mean: Double { runs.map(\.measured).reduce(0, +) / Double(runs.count) }
  }

  package let specification: Specification
  package let study: CalibrationStudy

  package init(_ specification: Specification, options: PaperOptions) throws {
    (self.specification, study) = (specification, .committed)
  }

  /// None: networks are no problems of the theory.
  package var problems: [CatalogProblem] { [] }

  /// What the runs that are drawn one by one ended in, by descending level.
  package func course(
    _ start: CalibrationRun.Start, _ schedule: CalibrationRun.Schedule
  ) -> [Point] {
    let network = DeclaredNetwork(specification.network, activation: specification.activation)
    return study.ratios.compactMap { ratio in
      let runs = study.runs(condition(schedule, ratio), from: start).filter {
        $0.data == specification.data && $0.network == network
      }
      return runs.first.map { Point(ratio: ratio, predicted: $0.predicted, runs: runs) }
    }
  }

  private func condition(
    _ schedule: CalibrationRun.Schedule, _ ratio: Double
  ) -> CalibrationStudy.Condition {
    .init(decoder: specification.decoder, schedule: schedule, ratio: ratio)
  }

  /// The share of runs with an activation that stuck under a constant weight, one per level below 1, on all
  /// data and with all decoders.
  package func stuckShares(_ activation: DeclaredNetwork.Activation) -> [Double] {
    livingRatios.map { ratio in
      let runs = study.runs.filter {
        $0.network == DeclaredNetwork(specification.network, activation: activation)
          && $0.schedule == .constant && $0.ratio == ratio && $0.start == .pytorch
      }
      return Double(runs.count(where: \.isStuck)) / Double(max(runs.count, 1))
    }
  }

  private var livingRatios: [Double] { study.ratios.filter { $0 < 1 } }

  /// Every run, and the intervals of measured over predicted.
  package var tables: [CatalogTable] {
    var runs = ColumnTable()
    runs.add("data", texts: study.runs.map(\.data))
    runs.add("decoder", texts: study.runs.map(\.decoder))
    runs.add("network", texts: study.runs.map(\.network.kind.rawValue))
    runs.add("activation", texts: study.runs.map { $0.network.activation?.rawValue ?? "" })
    runs.add("start", texts: study.runs.map(\.start.rawValue))
    runs.add("schedule", texts: study.runs.map(\.schedule.rawValue))
    runs.add("seed", study.runs.map { Double($0.seed) })
    runs.add("ratio", study.runs.map(\.ratio))
    runs.add("predicted", study.runs.map(\.predicted))
    runs.add("measured", study.runs.map(\.measured))
    runs.add("dead_share", study.runs.map(\.deadShare))
    let conditions = Set(study.runs.map(\.decoder)).sorted().flatMap { decoder in
      CalibrationRun.Schedule.allCases.flatMap { schedule in
        livingRatios.map {
          CalibrationStudy.Condition(decoder: decoder, schedule: schedule, ratio: $0)
        }
      }
    }
    let bounds = conditions.map { study.interval($0) }
    var intervals = ColumnTable()
    intervals.add("decoder", texts: conditions.map(\.decoder))
    intervals.add("schedule", texts: conditions.map(\.schedule.rawValue))
    intervals.add("ratio", conditions.map(\.ratio))
    intervals.add("lower", bounds.map { $0?.lowerBound })
    intervals.add("upper", bounds.map { $0?.upperBound })
    return [(nil, runs), ("intervals", intervals)]
  }
}

// MARK: The figure

extension NetworkCalibration {
  /// One data set with its runs, all data over the prediction, and how many stuck.
  package var figure: Figure {
    Figure(
      title: "Networks on real data, and the linear prediction",
      panels: [coursePanel, ratioPanel, stuckPanel], columns: 3, width: .doubleColumn,
      height: .millimetres(72))
  }

  private var levels: Axis {
    Axis(
      .text("level `β/λ_1`"), scale: .logarithmic, from: 0.016, to: 1.35,
      ticks: [0.02, 0.05, 0.1, 0.25, 0.5, 1].map { .init($0, .value($0)) })
  }

  private var coursePanel: Panel {
    let living = course(.pytorch, .ramp).filter { $0.ratio < 1 }
    // The prediction falls to 0 where the level reaches the largest eigenvalue.
    let line = Series.line(
      x: [1.35, 1] + living.map(\.ratio), y: [0, 0] + living.map(\.predicted),
      label: "linear prediction", color: .prediction)
    func points(
      _ start: CalibrationRun.Start, _ schedule: CalibrationRun.Schedule, _ label: MarkedText,
      _ color: Color, _ marker: Series.Marker
    ) -> Series {
      let runs = course(start, schedule).flatMap(\.runs)
      return .points(
        x: runs.map(\.ratio), y: runs.map(\.measured), label: .text(label), color: color,
        marker: marker)
    }
    return Panel(
      title: "ReLU networks on MNIST", x: levels, y: Axis("KL of all latents (nats)", from: 0),
      series: [
        line, points(.pytorch, .ramp, "`β` risen", .measurement, .disc),
        points(.he, .ramp, "`β` risen, large start", .orange, .square),
        points(.pytorch, .constant, "constant `β`", .black, .circle),
        points(.he, .constant, "constant `β`, large start", .black, .triangle),
      ], key: .inside(.topRight))
  }

  private var ratioPanel: Panel {
    let ratios = livingRatios
    let bands = ratios.indices.compactMap { index -> Series? in
      guard let interval = study.interval(condition(.ramp, ratios[index])) else { return nil }
      func edge(_ other: Int) -> Double {
        guard ratios.indices.contains(other) else { return ratios[index] }
        return (ratios[index] * ratios[other]).squareRoot()
      }
      return .region(
        xEdges: [edge(index + 1), edge(index - 1)],
        yEdges: [interval.lowerBound, interval.upperBound],
        label: index == 0 ? "90 % for other data" : nil, color: .shade
      ) { _, _ in true }
    }
    let runs = ratios.flatMap { study.runs(condition(.ramp, $0)).filter { !$0.isStuck } }
    let kinds: [(label: Label, names: Set<String>, marker: Series.Marker)] = [
      ("tables", ["breast-cancer", "diabetes", "wine"], .disc),
      ("images", ["digits", "mnist"], .square), ("gene counts", ["genes"], .triangle),
    ]
    let points = kinds.enumerated().map { index, kind in
      let own = runs.filter { kind.names.contains($0.data) }
      // Beside each other, so that kinds do not cover one another.
      let shift = pow(1.08, Double(index - 1))
      var series = Series.points(
        x: own.map { $0.ratio * shift }, y: own.map { $0.measured / $0.predicted },
        label: kind.label, color: [.blue, .purple, .orange][index], marker: kind.marker)
      series.markerSize = 0.9
      return series
    }
    // Above the band, which would cover an annotation.
    let even = Series.line(x: [0.016, 1.35], y: [1, 1], color: .reference, dash: .dashed)
    return Panel(
      title: .text("all data, `β` risen"), x: levels,
      y: Axis(
        "measured / predicted KL", scale: .logarithmic, from: 0.4, to: 7,
        ticks: [0.5, 0.7, 1, 1.5, 2, 3, 5].map { .init($0, .value($0)) }),
      series: bands + [even] + points, key: .inside(.topLeft))
  }

  private var stuckPanel: Panel {
    Panel(
      title: .text("all data, constant `β`"), x: levels,
      y: Axis("share of networks stuck", from: 0, to: 1),
      series: DeclaredNetwork.Activation.allCases.enumerated().flatMap { index, activation in
        let shares = stuckShares(activation)
        let color = [Color.measurement, .green, .purple][index]
        return [
          Series.line(x: livingRatios, y: shares, color: color),
          .points(
            x: livingRatios, y: shares, label: .plain(["ReLU", "tanh", "SiLU"][index]),
            color: color, marker: [.disc, .triangle, .circle][index]),
        ]
      })
  }

  package var caption: CatalogRecord {
    let constant = course(.he, .constant).filter { $0.ratio < 1 }.flatMap(\.runs)
    let stuck = constant.filter(\.isStuck)
    return CatalogRecord(
      title: "Alive in theory, dead in training: it is not `β`",
      shows: """
        Left: the KL divergence that ReLU networks end in on MNIST. Where `β` rises over the first \
        40 % of the steps it stays near the linear prediction. Under a constant `β` the same networks \
        end far below it, near the threshold without any; from a start with large weights, with which \
        the units of the decoder die, they end at nothing where theory has latents live, and the rise \
        helps little. Middle: the ratio of measured to predicted on all data, and the interval for data \
        that are not among them. Right: how many networks stuck. Both are of the usual start.
        """,
      ran: """
        Nothing: these are the kept results of \(study.runs.count) networks on \
        \(Set(study.runs.map(\.data)).count) data sets, trained by the script in \
        Benchmarks/calibration, each for at least \(CalibrationStudy.fewestSteps) steps of Adam.
        """,
      chosen: """
        A run has stuck if its KL is below a tenth of what is predicted. The interval takes the \
        logarithms of the ratios as normal with a mean for each data set, by Student’s distribution. A \
        large start has normal weights of variance 2/inputs, the other uniform ones up to 1/√inputs.
        """,
      findings: [
        .init(
          "large start, constant `β`: runs below the threshold that stuck, of \(constant.count)",
          Double(stuck.count)),
        .init(
          "mean share of dead units in their decoders",
          stuck.map(\.deadShare).reduce(0, +) / Double(max(stuck.count, 1))),
      ] + risen)
  }

  /// What the networks end in whose weight rises.
  private var risen: [CatalogRecord.Finding] {
    course(.pytorch, .ramp).filter { $0.ratio < 1 }.map { point in
      .init(
        "`β` risen to \(point.ratio) `λ_1`: KL in nats", point.mean, expected: point.predicted,
        "(water-filling)")
    }
  }
}
