import LinearVAE
import MeanField
import Storage

/// The largest real part of the Jacobian's eigenvalues at every fixed point against `β`, per unit of
/// `τt`: whether the point attracts, and how fast.
public struct StabilityCurves: CatalogStudy {
  /// What was asked for.
  public let specification: StabilityCurvesSpecification
  /// One per fixed point, `β` by `β` within data within numbers of latents.
  public let points: [Point]

  /// A fixed point at one `β`.
  public struct Point: Sendable {
    /// The data.
    public let data: StabilityCurvesSpecification.Data
    /// The number of latents.
    public let latents: Int
    /// `β`.
    public let beta: Double
    /// What the latents stand for: "factor, noise".
    public let roles: String
    /// What they have made of the data.
    public let kind: FixedPoint.Kind
    /// The largest real part.
    public let growthRate: Double
  }

  /// Finds the fixed points and their spectra.
  public init(
    _ specification: StabilityCurvesSpecification, options: CatalogOptions
  ) throws {
    self.specification = specification
    let betas = specification.betas
    let cases = specification.latents.flatMap { latents in
      specification.data.flatMap { data in betas.map { (data: data, latents: latents, beta: $0) } }
    }
    points = try concurrentMap(cases.count, threads: options.threads) { index -> [Point] in
      let (data, latents, beta) = cases[index]
      let analysis = try FixedPointAnalysis(
        specification.problem(data, latents: latents, beta: beta))
      let found =
        try analysis.fixedPoints().points
        + analysis.mixedFixedPoints(starts: 0).points
      return found.map { point in
        Point(
          data: data, latents: latents, beta: beta,
          roles: point.kind == .mixed ? "correlated" : point.roles.names, kind: point.kind,
          growthRate: point.growthRate)
      }
    }.flatMap { $0 }
  }
}

extension [LatentRole] {
  /// What the latents stand for, those that stand for something first.
  fileprivate var names: String {
    let names = map { role in
      switch role {
      case .factor: "factor"
      case .noise: "noise"
      case .collapsed: "–"
      }
    }
    return names.sorted { Self.rank($0) < Self.rank($1) }.joined(separator: ", ")
  }

  private static func rank(_ name: String) -> Int {
    ["factor", "noise", "–"].firstIndex(of: name) ?? 3
  }
}

extension StabilityCurves {
  /// One file per data and number of latents, at `β = η`.
  public var problems: [CatalogProblem] {
    specification.latents.flatMap { latents in
      specification.data.map { data in
        CatalogProblem(
          "\(latents)-latents-noise-\(ColumnTable.shortest(data.noise))",
          ProblemSpecification(
            problem: specification.problem(data, latents: latents, beta: data.noise)))
      }
    }
  }

  /// One row per fixed point and `β`.
  public var tables: [CatalogTable] {
    var table = ColumnTable()
    table.add("latents", points.map { Double($0.latents) })
    table.add("signal", points.map(\.data.signal))
    table.add("noise", points.map(\.data.noise))
    table.add("beta", points.map(\.beta))
    table.add("kind", texts: points.map(\.kind.rawValue))
    table.add("roles", texts: points.map(\.roles))
    table.add("growth_rate", points.map(\.growthRate))
    return [CatalogTable(table)]
  }
}
