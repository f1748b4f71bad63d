import FiniteSize
import LinearVAE
import NumericKit
import TestSupport
import Testing

@testable import Paper

@Suite("Random start")
struct RandomStartTests {
  /// The law of every order parameter is that of explicit vectors; Bonferroni at 1e-3.
  @Test func hasTheLawOfVectors() throws {
    let (N, M, count) = (12, 2, 4000)
    let data = Case.oblique
    let L = try CholeskyFactorization(data.overlap).lower
    let factors = Matrix(
      rows: N, columns: 2,
      elements: (0..<N).flatMap { i in
        (0..<2).map { i < 2 ? L[$0, i] * Double(N).squareRoot() : 0 }
      })
    var stream = RandomStream(seed: 71, stream: 0)
    let direct = (0..<count).map { _ -> [Double] in
      let W = Matrix(rows: N, columns: M, elements: stream.normals(N * M))
      let V = Matrix(rows: N, columns: M, elements: stream.normals(N * M))
      return ExplicitModel(data: data, factors: factors, decoder: W, encoder: V, D: [1, 1])
        .state.numbers
    }
    let drawn = try (0..<count).map {
      try OrderParameters.random(latents: M, data: data, dimension: N, seed: UInt64($0)).numbers
    }
    // D is 1 in both.
    for i in 0..<(direct[0].count - M) {
      let p = KolmogorovSmirnov.pValue(drawn.map { $0[i] }, direct.map { $0[i] })
      #expect(p > 1e-3 / Double(direct[0].count), "number \(i): p = \(p)")
    }
  }

  /// The overlaps of each vector with the factors have the covariance `m*/N`, within 4 standard errors.
  @Test func overlapsHaveTheCovarianceOfTheFactors() throws {
    let (N, count) = (100.0, 8000)
    var sum = Matrix(rows: 2, columns: 2)
    for seed in 0..<count {
      let state = try OrderParameters.random(
        latents: 1, data: Case.oblique, dimension: Int(N), seed: UInt64(seed))
      for overlaps in [state.m, state.d] {
        sum = sum + (N / Double(2 * count)) * (overlaps.transposed * overlaps)
      }
    }
    for i in 0..<2 {
      for j in 0..<2 {
        // A product of normal numbers of variance 1 and correlation c has the variance 1 + c².
        let c = Case.oblique.overlap[i, j]
        #expect(abs(sum[i, j] - c) < 4 * ((1 + c * c) / Double(2 * count)).squareRoot())
      }
    }
  }

  /// The start shares no random numbers with the runs that begin there.
  @Test func isIndependentOfTheRuns() throws {
    let state = try OrderParameters.random(
      latents: 1, data: SpikedData(signals: [1], noise: 1), dimension: 100, seed: 3)
    let drawn = state.m[0, 0] * 10
    for replica in 0..<50 {
      var stream = RandomStream(seed: 3, stream: UInt64(replica))
      #expect(stream.normals(20).allSatisfy { abs($0 - drawn) > 1e-12 })
    }
  }

  @Test(arguments: [7, 100, 100_000_000])
  func isRealizable(dimension: Int) throws {
    let state = try OrderParameters.random(
      latents: 2, data: Case.oblique, dimension: dimension, seed: 3)
    try state.checkRealizable(data: Case.oblique)
    #expect(state.D == [1, 1])
  }

  /// A vector run begins with exactly the state asked for.
  @Test(arguments: Case.all)
  func vectorsRealizeTheState(example: Case) throws {
    let start = try example.start()
    for N in [14, 500] {
      let simulation = try Simulation(example.problem, dimension: N, method: .vector)
      let run = try simulation.run(0, from: start)
      for (name, (x, y)) in zip(start.names, zip(run.numbers, start.numbers)) {
        #expect(abs(x - y) < 1e-13, "N = \(N), \(name): \(x) and \(y)")
      }
    }
  }
}
