import LinearVAE
import MeanField
import NumericKit
import Testing

/// The equations of the flow as they stand in the theory, in plain matrices: slow, and without
/// anything in common with the kernel.
private func transcription(_ problem: LearningProblem, _ s: OrderParameters) -> OrderParameters {
  let (M, η, λ) = (problem.latents, problem.data.noise, problem.training.weightDecay)
  let Λ = Matrix.diagonal(problem.data.signals)
  let mStar = problem.data.overlap
  let β = problem.training.reference.beta(at: 0)
  var (τW, τV, τD, second) = (1.0, 1.0, 1.0, 0.0)
  if case .finite(let decoder, let encoder, let variance) = problem.training.rates {
    (τW, τV, τD) = (decoder, encoder, variance)
    second = η / Double(problem.training.batch)
  }
  let A = s.d * Λ * s.d.transposed + η * s.E
  let C = s.d * Λ * s.m.transposed + η * s.R.transposed
  let G = s.m * Λ * s.m.transposed + η * s.Q
  let U = s.d * Λ * mStar + η * s.d
  let T = s.m * Λ * mStar + η * s.m
  let K = A + Matrix.diagonal(s.D) + λ * .identity(M)
  let P = s.Q + β * .identity(M)
  let S = K * s.Q - C
  let Z = P * A - C.transposed
  let fluctuationE = P * A * P - P * C - C.transposed * P + G
  let D = (0..<M).map { k in
    let rate = 0.5 * τD * (β / s.D[k] - s.Q[k, k] - β)
    return problem.training.variance == .log ? s.D[k] * s.D[k] * rate : rate
  }
  return OrderParameters(
    m: (-τW) * (K * s.m - U),
    d: (-τV) * (P * U - T + λ * s.d),
    Q: (-τW) * (S + S.transposed) + (second * τW * τW) * A,
    E: (-τV) * (Z + Z.transposed + (2 * λ) * s.E) + (second * τV * τV) * fluctuationE,
    R: (-τW) * (K * s.R - A) + (-τV) * (C.transposed * P - G + λ * s.R)
      - (second * τW * τV) * (A * P - C),
    D: D)
}

@Suite("The right-hand side of the flow")
struct FlowKernelTests {
  @Test(
    "equals a plain transcription of the theory for any shape",
    arguments: [(1, 1), (2, 1), (1, 2), (3, 2), (2, 4), (5, 1), (24, 7)])
  func transcribed(latents: Int, factors: Int) throws {
    var random = SplitMix64(state: UInt64(100 * latents + factors))
    for trial in 0..<10 {
      var overlap = Matrix.identity(factors)
      if factors > 1 && trial % 2 == 1 { (overlap[0, 1], overlap[1, 0]) = (0.3, 0.3) }
      let data = SpikedData(
        signals: (0..<factors).map { _ in random.number(in: 0.1...2) },
        noise: random.number(in: 0...1.5), overlap: overlap)
      let rates: LearningRates =
        trial % 3 == 0
        ? .limit
        : .finite(
          decoder: random.number(in: 0.01...1), encoder: random.number(in: 0.01...1),
          variance: random.number(in: 0.01...1))
      let problem = LearningProblem(
        data: data, latents: latents,
        training: Training(
          rates: rates, weightDecay: random.number(in: 0...0.3), batch: 1 + trial % 4,
          beta: .constant(random.number(in: 0.1...2)), variance: trial % 5 == 0 ? .log : .direct))
      let state = OrderParameters.random(latents: latents, data: data, using: &random)
      let velocity = try OrderParameterFlow(problem).velocity(at: state)
      #expect(distance(velocity, transcription(problem, state)) < 1e-13 * Double(latents + 1))
    }
  }

  @Test("its exact Jacobian agrees with central differences", arguments: [(1, 1), (2, 1), (3, 2)])
  func jacobian(latents: Int, factors: Int) throws {
    var random = SplitMix64(state: 7)
    let data = SpikedData(signals: (1...factors).map { 0.5 * Double($0) }, noise: 0.7)
    for variance in VarianceParametrization.allCases {
      let problem = LearningProblem(
        data: data, latents: latents,
        training: Training(
          rates: .finite(decoder: 0.4, encoder: 0.3, variance: 0.2), weightDecay: 0.1, batch: 2,
          beta: .constant(0.8), variance: variance))
      let flow = try OrderParameterFlow(problem)
      let point = flow.layout.coordinates(
        of: .random(latents: latents, data: data, using: &random))
      let exact = flow.jacobian(at: flow.layout.state(of: point))
      for j in point.indices {
        func velocity(_ shift: Double) -> [Double] {
          var moved = point
          moved[j] += shift
          return flow.layout.coordinates(of: flow.velocity(at: flow.layout.state(of: moved)))
        }
        let h = 1e-5
        let (up, down) = (velocity(h), velocity(-h))
        for i in point.indices {
          #expect(abs(exact[i, j] - (up[i] - down[i]) / (2 * h)) < 1e-8)
        }
      }
    }
  }

  @Test("exchanging or flipping latents exchanges or flips the velocity")
  func symmetry() throws {
    var random = SplitMix64(state: 3)
    let data = SpikedData(signals: [1.2, 0.4], noise: 0.6)
    let problem = LearningProblem(
      data: data, latents: 3, training: Training(rates: .uniform(0.2), beta: .constant(0.5)))
    let flow = try OrderParameterFlow(problem)
    let state = OrderParameters.random(latents: 3, data: data, using: &random)
    let order = [2, 0, 1]
    let signs = [1.0, -1, -1]
    func act(_ s: OrderParameters) -> OrderParameters {
      func rows(_ a: Matrix) -> Matrix {
        var b = a
        for k in 0..<3 { for f in 0..<2 { b[k, f] = signs[k] * a[order[k], f] } }
        return b
      }
      func both(_ a: Matrix) -> Matrix {
        var b = a
        for k in 0..<3 { for l in 0..<3 { b[k, l] = signs[k] * signs[l] * a[order[k], order[l]] } }
        return b
      }
      return OrderParameters(
        m: rows(s.m), d: rows(s.d), Q: both(s.Q), E: both(s.E), R: both(s.R),
        D: order.map { s.D[$0] })
    }
    #expect(distance(flow.velocity(at: act(state)), act(flow.velocity(at: state))) < 1e-14)
  }
}
