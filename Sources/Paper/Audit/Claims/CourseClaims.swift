import FiniteSize
import Storage
import Studies

/// Fig. 1, from the start of the catalogue's figure: the paper prints none, and from this one all that
/// its text describes is seen.
extension AuditClaim {
  static let courseClaims = [
    earlyPeak, overfitting, lengtheningPlateau, endlessPlateau, transientEntanglement,
    simulationOnLines, drawnCurves,
  ]

  /// The flow of one curve at evenly spaced times.
  private static func course(
    latents: Int = 1, beta: Double, end: Double, samples: Int, variant: CatalogVariant? = nil
  ) throws -> [(time: Double, stage: LearningStage)] {
    var specification = LearningCurves.Specification(PaperOptions(variant: variant))
    (specification.betas, specification.end, specification.samples) = ([beta], end, samples)
    let (times, stages) = try LearningCurves.flow(
      of: try specification.problem(latents: latents, beta: beta))
    return zip(times, stages).map { ($0, $1) }
  }

  static let earlyPeak = AuditClaim(
    "fig1-early-peak", .figures, at: "Fig. 1",
    "At small β the error first rises to a peak above that of a collapsed model, then falls.",
    how: "flow at β = 0.25, τ = 0.01, from m = d = 0.001, Q = E = 0.05 (no start is printed)"
  ) { _ in
    let errors = try course(beta: 0.25, end: 4000, samples: 801).map(\.stage.error)
    let least = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    let peak = errors[...least].largest
    return .direct(
      "ε_g at the start, or ρ, over the peak (\(fourDigits(peak)))", max(errors[0], 1) / peak,
      bound: 0.98)
  }

  static let overfitting = AuditClaim(
    "fig1-overfitting", .figures, at: "Fig. 1",
    "At small β the error has a minimum after which it rises again: overfitting, although no "
      + "sample is seen twice.", how: "flow at β = 0.25, τ = 0.01, to t = 4000"
  ) { _ in
    let course = try course(beta: 0.25, end: 4000, samples: 801)
    let least = course.min { $0.stage.error < $1.stage.error }
    return .direct(
      "smallest error (at t = \(fourDigits(least?.time ?? .nan))) over the last",
      (least?.stage.error ?? .nan) / (course.last?.stage.error ?? .nan), bound: 0.5)
  }

  static let lengtheningPlateau = AuditClaim(
    "fig1-plateau", .figures, at: "Fig. 1",
    "The plateau before the factor is learned lengthens with β.",
    how: "flow at β = 0.25, 0.5, 1, 1.5, 1.75: time at which m is half of its last value"
  ) { _ in
    let ends = try [0.25, 0.5, 1, 1.5, 1.75].map { beta in
      let course = try course(beta: beta, end: 10_000, samples: 2001)
      let last = course.last?.stage.overlap ?? .nan
      return course.first { $0.stage.overlap > 0.5 * last }?.time ?? .nan
    }
    return .direct(
      "largest ratio of one time and the next (\(ends.map(fourDigits).joined(separator: ", ")))",
      zip(ends, ends.dropFirst()).map { $0 / $1 }.largest, bound: 0.99)
  }

  static let endlessPlateau = AuditClaim(
    "fig1-endless-plateau", .figures, at: "Fig. 1, abstract",
    "Above ρ + η the plateau never ends, however long the learning.",
    how: "flow at β = 2.25, ρ = η = 1, τ = 0.01 to t = 10⁶"
  ) { _ in
    let course = try course(beta: 2.25, end: 1e6, samples: 1001)
    return .direct(
      "largest |m| after t = 10⁴", course.dropFirst(10).map(\.stage.overlap).largest, bound: 1e-6)
  }

  static let transientEntanglement = AuditClaim(
    "fig1-entanglement", .figures, at: "Fig. 1, abstract",
    "With a superfluous latent the representation is entangled at first and disentangled in the "
      + "end: E₁₂ rises, then vanishes.", how: "flow at M = 2, β = 1, τ = 0.01 to t = 10⁴"
  ) { _ in
    let values = try course(latents: 2, beta: 1, end: 10_000, samples: 2001)
      .map(\.stage.entanglement)
    let top = values.largest
    // It counts as risen if it has passed 0.05.
    return .direct(
      "last |E₁₂| over the largest (\(fourDigits(top)))",
      top > 0.05 ? (values.last ?? .nan) / top : .infinity, bound: 0.01)
  }

  static let simulationOnLines = AuditClaim(
    "fig1-simulation", .figures, at: "Fig. 1",
    "SGD at N = 500 lies on the lines of the flow, from overlaps above the fluctuations at this N.",
    how:
      "Monte Carlo: means over runs, M = 1 and 2, β = 0.25 and 1, to t = 800 from overlaps of 0.1 and "
      + "0.05"
  ) { context in
    var specification = LearningCurves.Specification()
    specification.betas = context.choose([0.25, 1], quick: [0.25])
    specification.start = .small(overlaps: [0.1, 0.05], norm: 0.05)
    (specification.end, specification.samples, specification.pointStride) = (800, 81, 10)
    (specification.replicas, specification.seed) = (context.choose(60, quick: 30), context.seed)
    let curves = try LearningCurves(specification, options: PaperOptions()).curves
    let deviations = curves.flatMap { curve in
      curve.runTimes.indices.dropFirst().flatMap { index in
        [\LearningStage.error, \.overlap, \.norm, \.otherNorm].map { value in
          let flow = curve.flow[index * specification.pointStride][keyPath: value]
          // Thirty runs have wider tails than a normal distribution, and a bias of order 1/N.
          let allowed = 8 * curve.errors[index][keyPath: value] + 2.0 / 500
          return abs(curve.runs[index][keyPath: value] - flow) / allowed
        }
      }
    }
    return .direct(
      "largest deviation, in units of 8 standard errors + 2/N", deviations.largest, bound: 1)
  }

  static let drawnCurves = AuditClaim(
    "fig1-curves", .figures, at: "Fig. 1",
    "The curves as they are drawn, point by point.", how: "reading", recorded: .notCheckable
  ) { _ in
    let errors = try course(beta: 0.25, end: 4000, samples: 801, variant: .authorsStart)
      .map(\.stage.error)
    let turns =
      errors.dropFirst().largest > errors[0] ? "first rises to" : "never again reaches"
    return .undecided(
      "the initial state is not printed; from that of the published script the error \(turns) its "
        + "first value \(fourDigits(errors[0])), with no early peak to see; what the text says of the "
        + "curves is checked above from a start that shows all of it")
  }

  /// A number in four digits, without an exponent where it has few.
  private static func fourDigits(_ value: Double) -> String {
    ColumnTable.shortest(Double(ShortNumber.text(value, digits: 4)) ?? .nan)
  }
}
