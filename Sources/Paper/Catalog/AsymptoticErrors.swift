import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import Plotting
import Storage
import Studies

/// The error that learning ends in against `β`: by the theorems, at the attracting fixed points, and
/// from flows followed to their end.
package struct AsymptoticErrors: CatalogStudy {
  package struct Specification: Sendable, Hashable, Codable {
    /// `ρ`, `η`, and the finite `τ` beside the small-rate limit.
    package var signal = 1.0, noise = 1.0, rate = 0.01
    package var latents = [1, 2]
    package var betas = (1...280).map { 0.01 * Double($0) }
    /// The values of `β` for which a flow is followed; at a threshold it would take for ever.
    package var followedBetas = (0...13).map { (1 + 2 * Double($0)) / 10 }
    /// `m = d` of the latents at the start of these flows, `Q = E` there, on the diagonal, and their end
    /// in `τt`.
    package var overlaps = [0.001, 0.0005], norm = 0.05, end = 2000.0

    package init(_ options: PaperOptions = PaperOptions()) {
      if options.edition == .quick { betas = (1...70).map { 0.04 * Double($0) } }
    }

    /// In the small-rate limit unless a rate is given.
    func problem(latents: Int, beta: Double, rate: Double? = nil) -> LearningProblem {
      .oneFactor(signal: signal, noise: noise, beta: beta, latents: latents, rate: rate)
    }

    func start(latents: Int) -> OrderParameters {
      .oneFactor(m: Array(overlaps.prefix(latents)), norm: norm)
    }
  }

  /// All errors for one number of latents.
  package struct Family: Sendable {
    package let latents: Int
    /// By the theorems, and at the attracting fixed point in the small-rate limit and at the finite rate.
    package let theorem: [Double], limit: [Double], finite: [Double]
    /// At the end of flows in the small-rate limit, and by the theorems; one per `β` followed.
    package let followed: [Double], followedTheorem: [Double]
  }

  package let specification: Specification
  /// One per number of latents.
  package let families: [Family]

  package init(_ specification: Specification, options: PaperOptions) throws {
    self.specification = specification
    families = try specification.latents.map { latents in
      func problems(_ betas: [Double], rate: Double? = nil) -> [LearningProblem] {
        betas.map { specification.problem(latents: latents, beta: $0, rate: rate) }
      }
      func attracting(_ problems: [LearningProblem]) throws -> [Double] {
        try RunContext.current.map(problems.count, "fixed points") { index in
          // None at a threshold, where one state loses its stability to another.
          try problems[index].attractingError()
        }
      }
      let limit = problems(specification.betas)
      let followed = problems(specification.followedBetas)
      let ends = try FlowFamily(followed).trajectories(
        from: followed.map { _ in specification.start(latents: latents) }, at: [specification.end])
      return Family(
        latents: latents, theorem: limit.map(\.theoremError), limit: try attracting(limit),
        finite: try attracting(problems(specification.betas, rate: specification.rate)),
        followed: zip(followed, ends).map { $1[0].generalizationError(data: $0.data) },
        followedTheorem: followed.map(\.theoremError))
    }
  }

  /// One file per number of latents, in the limit and at the finite rate, at `β = η`.
  package var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      [nil, specification.rate].map { rate in
        (
          "\(latents)-latents-\(rate == nil ? "limit" : "finite-rate")",
          ProblemSpecification(
            problem: specification.problem(
              latents: latents, beta: specification.noise, rate: rate),
            initial: .explicit(specification.start(latents: latents)),
            time: .even(end: specification.end / (rate ?? 1)),
            simulation: rate.map { _ in SimulationSettings() })
        )
      }
    }
  }

  /// The lines, and the flows that were followed.
  package var tables: [CatalogTable] {
    func table(of betas: [Double]) -> ColumnTable {
      ColumnTable([
        "latents": families.flatMap { family in betas.map { _ in Double(family.latents) } },
        "beta": families.flatMap { _ in betas },
      ])
    }
    var (lines, flows) = (table(of: specification.betas), table(of: specification.followedBetas))
    lines.add("theorem", families.flatMap(\.theorem))
    lines.add("fixed_point_limit", families.flatMap(\.limit))
    lines.add("fixed_point_finite_rate", families.flatMap(\.finite))
    flows.add("flow_limit", families.flatMap(\.followed))
    return [(nil, lines), ("flow", flows)]
  }

  /// Left with as many latents as factors, right with one too many.
  package var figure: Figure {
    Figure(
      title: "Fig. 2: the error that learning ends in", panels: families.map(panel),
      columns: families.count, width: .doubleColumn, height: .millimetres(74), sharesKey: true)
  }

  private func panel(_ family: Family) -> Panel {
    let (ρ, η, betas) = (specification.signal, specification.noise, specification.betas)
    var theorem = Series.line(
      x: betas, y: family.theorem, label: "theorem, small-rate limit", color: .skyBlue)
    theorem.lineWidth = 2.6
    var limit = Series.line(
      x: betas, y: family.limit, label: "attracting fixed point, limit", color: .black)
    limit.lineWidth = 0.8
    return Panel(
      title: .modelTitle(latents: family.latents), x: Axis(.beta, from: 0, to: betas.last),
      y: Axis(.text("final error `ε_g`"), from: 0),
      series: [
        theorem, limit,
        .line(
          x: betas, y: family.finite,
          label: .text("attracting fixed point, `τ` = \(specification.rate)"),
          color: .vermillion, dash: .dashed),
        .points(
          x: specification.followedBetas, y: family.followed, label: "end of the flow, limit",
          color: .black, marker: .circle),
      ],
      annotations: [
        .vertical(at: η, label: .eta, dash: .dotted),
        .vertical(at: ρ + η, label: .text("`ρ` + `η`"), dash: .dotted),
      ])
  }

  package var caption: CatalogRecord {
    CatalogRecord(
      title: "The error that learning ends in: collapse, and the best `β`",
      shows: """
        The error falls to its minimum at `β = η` and reaches that of a collapsed model at `β = ρ + η`. \
        With a latent too many it is larger below `η`, where that latent encodes noise, and the same \
        above. At a finite rate a small error remains at the optimum, and a large one for `β` of the \
        order of `τ`.
        """,
      ran: """
        The attracting fixed point at \(specification.betas.count) values of `β`, by Newton’s method on \
        the flow and its Jacobian, in the small-rate limit and at `τ = \(specification.rate)`; flows \
        from a small start to `τt = \(specification.end)`; `ρ = \(specification.signal)`, `η = \
        \(specification.noise)`.
        """,
      leftOpen: """
        Whether the curves are those of the limit or of the rate of Fig. 1, and which error is meant \
        with more latents than factors.
        """,
      chosen: """
        Both. `ε_g` is the smallest over assignments of latents to factors and over signs. No flow is \
        followed at a threshold itself, where its approach is a power law.
        """, findings: families.flatMap(findings))
  }

  private func findings(_ family: Family) -> [CatalogRecord.Finding] {
    let name = family.latents == 1 ? "matched" : "mismatched"
    let betas = specification.betas
    func differences(_ found: [Double], _ theorem: [Double]) -> [Double] {
      zip(found, theorem).map { abs($0 - $1) }
    }
    let best = betas.indices.min { family.finite[$0] < family.finite[$1] } ?? 0
    return [
      .init(
        "\(name): largest difference of fixed points from the theorem",
        differences(family.limit, family.theorem).filter(\.isFinite).max(), expected: 0,
        "(learned), (collapse), (overfit)"),
      .init(
        "\(name): the same of flows at their end",
        differences(family.followed, family.followedTheorem).largest, expected: 0,
        "(learned), (collapse), (overfit)"),
      .init(
        "\(name): best `β` of those drawn, `τ = \(specification.rate)`", betas[best],
        expected: specification.noise, "(optimum), in the limit"),
      .init("\(name): error there at `τ = \(specification.rate)`", family.finite[best]),
    ]
  }
}
