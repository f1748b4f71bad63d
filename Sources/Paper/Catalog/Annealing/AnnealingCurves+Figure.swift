import LinearVAE
import MeanField
import Plotting
import Studies

extension AnnealingCurves {
  private var isLimit: Bool { specification.rate == nil }

  /// Top: error and `β` against time; bottom: the time of convergence against the annealing rate.
  package var figure: Figure {
    Figure(
      title: "Fig. \(isLimit ? 3 : 5): annealing", panels: [coursePanel, ratePanel], columns: 1,
      height: .millimetres(122), sharesKey: true)
  }

  private func color(_ name: String) -> Color {
    switch name {
    case "constant": .black
    case AnnealingFamily.tanh.rawValue: .prediction
    default: .measurement
    }
  }

  private var coursePanel: Panel {
    let lines = courses.flatMap { course -> [Series] in
      let color = color(course.name)
      let isConstant = course.name == "constant"
      let name: Label = isConstant ? "constant \(Label.beta)" : .plain(course.name)
      return [
        .line(x: times, y: course.errors, label: name, color: color),
        .line(x: times, y: times.map(course.schedule.beta(at:)), color: color, dash: .dashed),
      ]
    }
    let time: Label =
      isLimit
      ? "time \(Label.symbol("τt"))" : "time \(Label.symbol("t")) = steps / \(Label.symbol("N"))"
    return Panel(
      x: Axis(time, from: 0, to: times.last),
      y: Axis("error \(Label.error) and \(Label.beta)", from: 0),
      series: lines + [.sample("\(Label.beta)(\(Label.symbol("t")))", mark: .line(.dashed))])
  }

  private var ratePanel: Panel {
    var series: [Series] = []
    if let constant = scans.first?.constant.time, let rates = scans.first?.rates {
      series.append(
        .line(
          x: [rates[0], rates[rates.count - 1]], y: [constant, constant], color: color("constant")))
    }
    for scan in scans {
      let color = color(scan.family.rawValue)
      series.append(
        .line(x: scan.rates, y: scan.convergences.map { $0.time ?? .nan }, color: color))
    }
    let best = scans.compactMap { scan in scan.best.map { (scan.family, $0) } }
    series += best.map { family, best in
      .points(x: [best.rate], y: [best.time], color: color(family.rawValue))
    }
    let slow = scans.first { $0.family == .tanh }?.slowBelow
    let isSlow = slow.map { slow in
      [
        Annotation.vertical(
          at: slow, label: "slow bound −\(Label.symbol("J", sub: "max"))/2", color: .prediction,
          dash: .dotted)
      ]
    }
    return Panel(
      x: .logarithmic(
        isLimit ? "annealing rate \(Label.gamma)/\(Label.tau)" : "annealing rate \(Label.gamma)"),
      y: Axis(
        "time of convergence \(Label.symbol(isLimit ? "τt" : "t"))", from: 0),
      series: series + [
        .sample("best rate", mark: .points(.disc))
      ], annotations: isSlow ?? [])
  }

  /// What was run and chosen, with the best rates and the bound.
  package var caption: CatalogCaption {
    let m = Label.symbol("m"), d = Label.symbol("d"), Q = Label.symbol("Q")
    let rates: Label =
      specification.rate.map { "at \(Label.tau) = \(.value($0))" } ?? "in the small-rate limit"
    return CatalogCaption(
      title: isLimit
        ? "Annealing: the best rate, and the bound below which it slows the approach"
        : "Annealing at a finite rate: tanh and linear",
      shows: """
        Top: \(Label.error) (solid) under constant \(Label.beta) and under annealing at its best rate, \
        with \(Label.beta)(\(Label.symbol("t"))) (dashed). Bottom: the time of convergence against \
        the annealing rate. It is shortest near the bound below which the approach of \(Label.beta) \
        to its end is slower than the flow’s own; far below, annealing takes longer than constant \
        \(Label.beta), far above it is the same.
        """,
      ran: """
        The flow \(rates), \(Label.rho) = \(.value(specification.signal)), \(Label.eta) = \
        \(.value(specification.noise)), \(Label.symbol("β", sub: "max")) = \
        \(.value(specification.maximum)); \(.plain("\(specification.annealingRates.count)")) rates \
        from \(Label.gamma) = \(.value(specification.annealingRates[0])) \(Label.tau) up, the best \
        refined by golden sections.
        """,
      leftOpen: isLimit
        ? """
        The initial state and what counts as converged. The caption says \(Label.tau) = 1; with the \
        terms of order \(Label.tau)² kept the error would not vanish at that rate.
        """ : "The initial state and what counts as converged.",
      chosen: """
        The start \(m) = \(d) = \(.value(specification.overlap)), \(Q) = \(Label.symbol("E")) = \
        \(.value(specification.norm)), \(Label.symbol("R")) = 0, \(Label.symbol("D")) = 1. Converged \
        is a flow whose error has come to within \(.value(specification.tolerance)) of that of the \
        problem’s own fixed point for good. The rate \(Label.gamma) is the largest slope of \
        \(Label.beta)/\(Label.symbol("β", sub: "max")).
        """,
      findings: findings)
  }

  private var findings: [CatalogFinding] {
    let unit = specification.unit
    var findings = [
      CatalogFinding("constant \(Label.beta): time of convergence", scans[0].constant.time ?? .nan)
    ]
    for scan in scans {
      guard let best = scan.best else { continue }
      let name = Label.plain(scan.family.rawValue)
      findings += [
        CatalogFinding("\(name): best rate", best.rate),
        CatalogFinding("\(name): time of convergence there", best.time),
      ]
      if let slow = scan.slowBelow {
        findings.append(
          CatalogFinding(
            "\(name): slow bound on \(Label.gamma)", slow,
            expected: unit * (3 - 5.0.squareRoot()) / 4,
            "(slow-bound): −\(Label.symbol("J", sub: "max"))/2 = (3 − √5)\(Label.tau)/4 at "
              + "\(Label.eta) = 1, in the limit"))
      }
    }
    return findings
  }
}
