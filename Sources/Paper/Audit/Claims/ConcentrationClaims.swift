import FiniteSize
import LinearVAE
import MeanField
import NumericKit
import RealModule

extension AuditClaim {
  static let concentrationClaims = [
    concentrationRate, vectorsFollowFlow, stepNoise, lipschitz, globalExistence,
  ]

  private static let start = OrderParameters.single(m: 0.3, d: 0.2, Q: 0.5, E: 0.4, R: 0.1)

  static let concentrationRate = AuditClaim(
    "concentration-rate", .concentration, at: "Theorem 4.2",
    "At a fixed time the mean distance of SGD from the flow is of order 1/√N.",
    how:
      "Monte Carlo at five to seven N from 100, τ = 0.3, t = 3: slope of log distance over log N",
    // Four of its standard errors.
    measuring: "|slope + ½|", bound: 0.06
  ) { context in
    var specification = SizeLaw.Specification()
    (specification.latents, specification.seed) = ([1], context.seed)
    let budget = context.choose(600_000, quick: 150_000)
    specification.sizes = specification.sizes.prefix(context.choose(7, quick: 5)).map {
      .init(dimension: $0.dimension, replicas: min(2000, max(12, budget / $0.dimension)))
    }
    return try SizeLaw(specification, options: PaperOptions()).families.map { abs($0.slope + 0.5) }
  }

  static let vectorsFollowFlow = AuditClaim(
    "sgd-on-the-flow", .concentration, at: "Theorem 4.2",
    "The order parameters of SGD follow the flow, also at rates of order 1.",
    how: "Monte Carlo: mean over runs on vectors at N = 500, τ = ½, to t = 3",
    measuring: "largest deviation, in units of 6 standard errors + 2/N", bound: 1
  ) { context in
    let problem = LearningProblem.oneFactor(noise: 0.7, beta: 0.6, rate: 0.5)
    let times = [0.5, 1, 2, 3]
    let flow = try OrderParameterFlow(problem).trajectory(from: start, at: times)
    let simulation = try Simulation(problem, dimension: 500, method: .vector, seed: context.seed)
    let runs = try Ensemble(
      simulation, from: start, at: times, replicas: context.choose(600, quick: 150)
    ).run()
    return flow.indices.flatMap { index in
      let errors = runs.standardError?[index].allNumbers ?? []
      return zip(zip(runs.mean[index].allNumbers, flow[index].allNumbers), errors).map {
        // The mean at finite N is off by a bias of order 1/N.
        abs($0.0 - $0.1) / (AuditEvidence.standardErrors * $1 + 2.0 / 500)
      }
    }
  }

  static let stepNoise = AuditClaim(
    "step-noise", .concentration, at: "App. B",
    "The variance of the change in one step is of order N⁻², so that noise averages out over "
      + "the N steps of a unit of time.",
    how: "Monte Carlo at N = 10³ to 10⁶: slope of the log of the summed variances over log N",
    measuring: "|slope + 2|", bound: 0.1
  ) { context in
    let problem = LearningProblem.oneFactor(beta: 0.8, rate: 0.7)
    let sizes = [1000.0, 1e4, 1e5, 1e6]
    let replicas = context.choose(40_000, quick: 10_000)
    let y = try sizes.map { N in
      let simulation = try Simulation(problem, dimension: Int(N), seed: context.seed &+ UInt64(N))
      let runs = try Ensemble(simulation, from: start, at: [1 / N], replicas: replicas).run()
      let errors = runs.standardError?[0].allNumbers ?? []
      return Double.log(errors.reduce(0) { $0 + $1 * $1 * Double(replicas) })
    }
    let x = sizes.map { Double.log($0) }
    let centre = SampleMean(x).mean
    let slope =
      zip(x, y).reduce(0) { $0 + ($1.0 - centre) * $1.1 }
      / x.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    return [abs(slope + 2)]
  }

  static let lipschitz = AuditClaim(
    "lipschitz", .concentration, at: "Lemma B.6",
    "The right-hand side F of the flow is Lipschitz.",
    how: "difference quotients of F between random points at τ = 0.5",
    correction: Correction(
      printed: "F is Lipschitz", right: "F is Lipschitz on bounded sets on which D > 0"),
    recorded: .refuted
  ) { context in
    var random = context.random
    let flow = try OrderParameterFlow(.oneFactor(beta: 1, rate: 0.5))
    func velocity(_ s: [Double]) -> [Double] {
      flow.layout.coordinates(of: flow.velocity(at: flow.layout.state(of: s)))
    }
    func point(_ size: Double) -> [Double] {
      (0..<5).map { _ in random.number(in: -size...size) } + [random.number(in: 0.2...1.5)]
    }
    func quotient(_ x: [Double], _ y: [Double]) -> Double {
      zip(velocity(x), velocity(y)).map(-).norm / zip(x, y).map(-).norm
    }
    func largest(_ size: Double) -> Double {
      (0..<200).map { _ in quotient(point(size), point(size)) }.largest
    }
    // The quotients of a function with a kink of infinite slope grow as points draw near.
    let near = (0..<200).map { _ in
      let x = point(1)
      return quotient(x, zip(x, point(1)).map { $0 + 1e-6 * ($1 - $0) })
    }
    return .refuted(
      printed: AuditMeasurement(
        "largest quotient at order parameters up to 1000, over that up to 10",
        largest(1000) / largest(10), bound: 2),
      instead: AuditMeasurement(
        "largest quotient at order parameters up to 1, of points 10⁶ times nearer over that of any",
        near.largest / largest(1), bound: 3))
  }

  static let globalExistence = AuditClaim(
    "global-existence", .concentration, at: "Lemma B.6, its consequence",
    "The flow, and with it the limit of SGD, exists up to any fixed time T at any rates.",
    how: "integration to T = 1000 at τ = 5, and at τ ≤ 0.1 from random states",
    correction: Correction(
      printed: "F is Lipschitz, which would give any T at any rates",
      right: "T before the flow blows up; at small rates it does not"), recorded: .refuted
  ) { context in
    let start = OrderParameters.single(m: 0.5, d: 0.5, Q: 1, E: 1, R: 0.25)
    let fast = try missed(.oneFactor(beta: 1, rate: 5), start)
    let slow = try context.trials(of: 20, quick: 5) { random, _ in
      let problem = LearningProblem.oneFactor(
        noise: random.number(in: 0.4...1.4), beta: random.number(in: 0.3...2),
        rate: random.number(in: 0.01...0.1))
      return try missed(problem, try random.state(latents: 1, data: problem.data))
    }
    return .refuted(
      printed: AuditMeasurement("share of T after the blow-up at τ = 5", fast),
      instead: AuditMeasurement("the same at τ ≤ 0.1", slow.largest))
  }
  /// The share of `T = 1000` that is out of reach.
  private static func missed(
    _ problem: LearningProblem, _ start: OrderParameters
  ) throws -> Double {
    do {
      _ = try problem.state(at: 1000, from: start)
      return 0
    } catch FlowError.diverged(let time, _) {
      return 1 - time / 1000
    }
  }
}
