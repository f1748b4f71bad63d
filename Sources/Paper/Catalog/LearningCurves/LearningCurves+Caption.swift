import Plotting
import RealModule

extension LearningCurves {
  /// What was run and chosen, with the numbers that the paper's text speaks of.
  package var caption: CatalogRecord {
    let isRandom = specification.start == .random
    return CatalogRecord(
      title: """
        The course of learning: plateau, overfitting, \
        disentanglement\(isRandom ? "; from the authors’ start" : "")
        """,
      shows: """
        Lines: the flow as `N → ∞`. Points: SGD at `N = \(specification.dimension)`, mean and standard \
        error of \(specification.replicas) runs. The plateau lengthens with `β` and never ends above \
        `ρ + η = \(specification.signal + specification.noise)`. At small `β` the error \
        \(isRandom ? "" : "first rises, and ")after a minimum rises again: overfitting. A latent too \
        many is correlated with the other while both learn, and then less and less: at small `β` much \
        of the correlation is left at the end of the picture. Runs of finite `N` leave a plateau at \
        different times, and share the factor between the latents differently, where their \
        fluctuations are as large as the overlaps of the start: there the points scatter most.
        """,
      ran: """
        The flow and the exact chain of the order parameters for `β =` \(.list(specification.betas)), \
        with `λ = 0`, `τ = \(specification.rate)`, `ρ = \(specification.signal)`, `η = \
        \(specification.noise)`, to `t = \(specification.end)`; runs with seed \(specification.seed).
        """,
      leftOpen: """
        The initial state, and, where there are more latents than factors, which of several errors \
        `ε_g` is.
        """,
      chosen: """
        \(start) `ε_g` is the smallest over assignments of latents to factors and over their signs. \
        `|m|` and `Q` are those of the latent that overlaps most with the factor.
        """,
      findings: turnFindings + growthFindings + entanglementFindings + [
        .init(
          "median of |SGD − flow| / standard error, `ε_g`", deviation,
          // The upper quartile of Student's distribution with 4 degrees of freedom.
          expected: specification.replicas == 5 ? 0.7407 : nil,
          "Student’s distribution; points of one run are not independent")
      ])
  }

  private var start: MarkedText {
    guard case .small(let overlaps, let norm) = specification.start else {
      return """
        The start of the authors’ published script: entries of `W` and `V` standard normal, `D = 1`, \
        one draw for all runs; `N` is 200 there. It shows no early peak.
        """
    }
    return """
      The start `m = d = \(overlaps.first ?? 0)` (\(overlaps.last ?? 0) for the second latent), `Q = E = \
      \(norm)`, `R = 0`, `D = 1`: from it, everything that the paper’s text describes is seen.
      """
  }

  /// Where the error turns at the smallest `β`, with as many latents as factors.
  private var turnFindings: [CatalogRecord.Finding] {
    guard let curve = curves.filter({ $0.latents == 1 }).min(by: { $0.beta < $1.beta }),
      let (peak, minimum) = curve.turns
    else { return [] }
    let at: MarkedText = "`β = \(curve.beta)`, matched"
    let early: [CatalogRecord.Finding] = [
      .init("\(at): early peak of `ε_g`", peak.error), .init("\(at): `t` of the peak", peak.time),
    ]
    return (peak.time > 0 ? early : []) + [.init("\(at): `t` of the minimum", minimum.time)]
  }

  private var growthFindings: [CatalogRecord.Finding] {
    // Below η the norm of the decoder grows on noise, and the plateau is not near the collapsed state.
    curves.filter { $0.latents == 1 && $0.beta >= specification.noise }.compactMap { curve in
      guard let rate = curve.growthRate, let expected = curve.expectedGrowthRate else { return nil }
      return .init(
        "`β = \(curve.beta)`, matched: growth rate of `m` on the plateau, per unit of `t`", rate,
        expected: expected, "(escape)")
    }
  }

  private var entanglementFindings: [CatalogRecord.Finding] {
    curves.filter { $0.latents == 2 && $0.beta == specification.noise }.flatMap { curve in
      let largest = curve.flow.map(\.entanglement).max() ?? 0
      let at: MarkedText = "`β = \(curve.beta)`, mismatched"
      return [
        CatalogRecord.Finding("\(at): largest `|E_12|`", largest),
        CatalogRecord.Finding(
          "\(at): share of it left at the end", (curve.flow.last?.entanglement ?? 0) / largest,
          expected: 0, "(disentangle)"),
      ]
    }
  }

  /// The median deviation of the runs from the flow in standard errors.
  private var deviation: Double? {
    let scores = curves.flatMap { curve in
      curve.runTimes.indices.dropFirst().map { index in
        let flow = curve.flow[index * specification.pointStride].error
        return abs(curve.runs[index].error - flow) / curve.errors[index].error
      }
    }.sorted()
    return scores.isEmpty ? nil : scores[scores.count / 2]
  }
}
