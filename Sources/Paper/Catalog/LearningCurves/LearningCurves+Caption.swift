import Plotting
import RealModule
import Studies

extension LearningCurves {
  /// What was run and chosen, with the numbers that the paper's text speaks of.
  package var caption: CatalogCaption {
    let specification = specification
    let m = Label.symbol("m"), d = Label.symbol("d"), D = Label.symbol("D")
    let W = Label.symbol("W"), V = Label.symbol("V")
    let runs = "\(specification.replicas) runs"
    let start: Label =
      switch specification.start {
      case .small(let overlaps, let norm):
        """
        The start \(m) = \(d) = \(.value(overlaps.first ?? 0)) (\(.value(overlaps.last ?? 0)) for \
        the second latent), \(Label.symbol("Q")) = \(Label.symbol("E")) = \(.value(norm)), \
        \(Label.symbol("R")) = 0, \(D) = 1: from it, everything that the paper’s text describes is seen.
        """
      case .random:
        """
        The start of the authors’ published script: entries of \(W) and \(V) standard normal, \
        \(D) = 1, one draw for all runs; \(Label.symbol("N")) is 200 there. It shows no early peak.
        """
      }
    let isRandom = specification.start == .random
    let rises: Label = isRandom ? "" : "first rises, and "
    return CatalogCaption(
      title: "The course of learning: plateau, overfitting, disentanglement"
        + (isRandom ? "; from the authors’ start" : ""),
      shows: """
        Lines: the flow as \(Label.symbol("N")) → ∞. Points: SGD at \(Label.symbol("N")) = \
        \(specification.dimension), mean and standard error of \(runs). The plateau lengthens with \
        \(Label.beta) and never ends above \(Label.rho) + \(Label.eta) = \
        \(.value(specification.signal + specification.noise)). At small \(Label.beta) the error \
        \(rises)after a minimum rises again: overfitting. A latent too many is correlated with the other \
        while both learn, and then less and less: at small \(Label.beta) much of the correlation is \
        left at the end of the picture. Runs of \
        finite \(Label.symbol("N")) leave a plateau at different times, and share the factor \
        between the latents differently, where their fluctuations are as large as the overlaps of \
        the start: there the points scatter most.
        """,
      ran: """
        The flow and the exact chain of the order parameters for \(Label.beta) = \
        \(.list(specification.betas)), with \(Label.lambda) = 0, \(Label.tau) = \
        \(.value(specification.rate)), \(Label.rho) = \(.value(specification.signal)), \(Label.eta) = \
        \(.value(specification.noise)), to \(Label.symbol("t")) = \(.value(specification.end)); runs \
        with seed \(.plain("\(specification.seed)")).
        """,
      leftOpen: """
        The initial state, and, where there are more latents than factors, which of several errors \
        \(Label.error) is.
        """,
      chosen: start + """
         \(Label.error) is the smallest over assignments of latents to factors and over their signs. \
        |\(m)| and \(Label.symbol("Q")) are those of the latent that overlaps most with the factor.
        """,
      findings: findings)
  }

  /// The curve of the smallest `β` with as many latents as factors.
  private var overfitting: Curve? {
    curves.filter { $0.latents == 1 }.min { $0.beta < $1.beta }
  }

  private var findings: [CatalogFinding] {
    var findings: [CatalogFinding] = []
    let t = Label.symbol("t")
    if let curve = overfitting, let turns = curve.turns {
      let at: Label = "\(Label.beta) = \(.value(curve.beta)), matched"
      if turns.peak.time > 0 {
        findings += [
          CatalogFinding("\(at): early peak of \(Label.error)", turns.peak.error),
          CatalogFinding("\(at): \(t) of the peak", turns.peak.time),
        ]
      }
      findings.append(CatalogFinding("\(at): \(t) of the minimum", turns.minimum.time))
    }
    // Below η the norm of the decoder grows on noise, and the plateau is not near the collapsed state.
    for curve in curves where curve.latents == 1 && curve.beta >= specification.noise {
      guard let rate = curve.growthRate, let expected = curve.expectedGrowthRate else { continue }
      findings.append(
        CatalogFinding(
          "\(Label.beta) = \(.value(curve.beta)), matched: growth rate of \(Label.symbol("m")) "
            + "on the plateau, per unit of \(t)", rate, expected: expected, "(escape)"))
    }
    for curve in curves where curve.latents == 2 && curve.beta == specification.noise {
      let largest = curve.flow.map(\.entanglement).max() ?? 0
      let last = curve.flow.last?.entanglement ?? 0
      let what: Label = "\(Label.beta) = \(.value(curve.beta)), mismatched"
      findings += [
        CatalogFinding("\(what): largest |\(Label.symbol("E", sub: "12"))|", largest),
        CatalogFinding(
          "\(what): share of it left at the end", last / largest, expected: 0, "(disentangle)"),
      ]
    }
    findings.append(
      CatalogFinding(
        "median of |SGD − flow| / standard error, \(Label.error)", deviation,
        // The upper quartile of Student's distribution with 4 degrees of freedom.
        expected: specification.replicas == 5 ? 0.7407 : nil,
        "Student’s distribution; points of one run are not independent"))
    return findings
  }

  /// The median deviation of the runs from the flow in standard errors.
  var deviation: Double {
    let scores = curves.flatMap { curve in
      curve.runTimes.indices.dropFirst().map { index in
        let flow = curve.flow[index * specification.pointStride].error
        return abs(curve.runs[index].error - flow) / curve.errors[index].error
      }
    }.sorted()
    return scores.isEmpty ? .nan : scores[scores.count / 2]
  }
}
