import MeanField
import Plotting

extension AnnealingCurves {
  /// What was run and chosen, with times of convergence, best rates and the bound.
  package var caption: CatalogRecord {
    specification.knots == nil ? annealingCaption : optimumCaption
  }

  private var start: MarkedText {
    """
    The start `m = d = \(specification.overlap)`, `Q = E = \(specification.norm)`, `R = 0`, `D = 1`.
    """
  }

  /// Where and within what learning takes place.
  private var setting: MarkedText {
    let rate: MarkedText =
      specification.rate.map { "at `τ = \($0)`" } ?? "in the small-rate limit"
    return """
      The flow \(rate), `ρ = \(specification.signal)`, `η = \(specification.noise)`, `β_max = \
      \(specification.maximum)`
      """
  }

  private var annealingCaption: CatalogRecord {
    CatalogRecord(
      title: isLimit
        ? "Annealing: the best rate, and the bound below which it slows the approach"
        : "Annealing at a finite rate: tanh and linear",
      shows: """
        Top: `ε_g` (solid) under constant `β` and under annealing at its best rate, with `β(t)` \
        (dashed). Bottom: the time of convergence against the annealing rate. It is shortest near the \
        bound below which the approach of `β` to its end is slower than the flow’s own; far below, \
        annealing takes longer than constant `β`, far above it is the same.
        """,
      ran: """
        \(setting); \(specification.annealingRates.count) rates from `γ = \
        \(specification.annealingRates[0]) τ` up, the best refined by golden sections.
        """,
      leftOpen: isLimit
        ? """
        The initial state and what counts as converged. The caption says `τ = 1`; with the terms of \
        order `τ`² kept the error would not vanish at that rate.
        """ : "The initial state and what counts as converged.",
      chosen: """
        \(start) Converged is a flow whose error has come to within \(specification.tolerance) of that \
        of the problem’s own fixed point for good. The rate `γ` is the largest slope of `β/β_max`.
        """,
      findings: [.init("constant `β`: time of convergence", scans[0].constant.time)]
        + scans.flatMap(findings))
  }

  private func findings(_ scan: AnnealingScan) -> [CatalogRecord.Finding] {
    guard let best = scan.best else { return [] }
    let name = scan.family.rawValue
    let slow = scan.slowBelow.map { slow in
      CatalogRecord.Finding(
        "\(name): slow bound on `γ`", slow,
        expected: specification.unit * (3 - 5.0.squareRoot()) / 4,
        "(slow-bound): `−J_max/2 = (3 − √5)τ/4` at `η = 1`, in the limit")
    }
    return [
      .init("\(name): best rate", best.rate),
      .init("\(name): time of convergence there", best.time),
    ] + [slow].compactMap { $0 }
  }

  private var optimumCaption: CatalogRecord {
    CatalogRecord(
      title: "The schedule that converges soonest of those that a search finds",
      shows: """
        Top: the error under constant `β`, under annealing of usual shapes at their best rates, and \
        under the best `β(t)` between 0 and `β_max`; dots where it has converged. Bottom: the \
        schedules. The best one switches between the bounds; after its dot it lets the error rise to \
        the tolerance once more.
        """,
      ran: """
        \(setting). The best of \(specification.annealingRates.count) annealing rates, refined; the \
        optimal schedule has \(specification.knots ?? 0) pieces of constant `β`, found by a gradient \
        search from many starts, seed \(specification.seed ?? 0). Its time is that of the adaptive \
        solution.
        """,
      chosen: """
        \(start) Converged is a flow whose error has come to within \(specification.tolerance) of that \
        of the fixed point for good. The optimum is local: the best that the search came upon.
        """,
      findings: courses.map { .init("\(label($0)): time of convergence", $0.time) })
  }
}
