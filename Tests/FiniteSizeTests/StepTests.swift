import FiniteSize
import LinearVAE
import NumericKit
import RealModule
import Storage
import Testing

@testable import Paper

/// One step of each method equals a plain transcription of (sgd), given the same numbers.
@Suite("One step")
struct StepTests {
  /// The exact chain: its own draws, in the order its documentation gives, make explicit vectors.
  @Test(arguments: Case.all)
  func exact(of example: Case) throws {
    let (problem, N) = (example.problem, 20)
    let start = try example.start()
    for seed in 1...20 as ClosedRange<UInt64> {
      let simulation = try Simulation(problem, dimension: N, seed: seed)
      let stepped = try simulation.trajectory(from: start, at: [1 / Double(N)])[0]
      let expected = try transcribedStep(problem, N, seed: seed, from: start)
      for (name, (x, y)) in zip(start.names, zip(stepped.numbers, expected.numbers)) {
        #expect(abs(x - y) <= 1e-13 * max(1, abs(y)), "\(name): \(x) and \(y)")
      }
    }
  }

  /// A step of `ExplicitModel` on vectors in the first axes, with the noise that the chain draws.
  private func transcribedStep(
    _ problem: LearningProblem, _ N: Int, seed: UInt64, from start: OrderParameters
  ) throws -> OrderParameters {
    let (M, F, B) = (problem.latents, problem.data.factors, problem.training.batch)
    let k = F + 2 * M
    let L = try triangular(start.gramMatrix(overlap: problem.data.overlap))
    func vectors(_ range: Range<Int>) -> Matrix {
      var matrix = Matrix(rows: N, columns: range.count)
      for (column, i) in range.enumerated() {
        for j in 0...i { matrix[j, column] = L[i, j] * Double(N).squareRoot() }
      }
      return matrix
    }
    var stream = RandomStream(seed: seed, stream: 0)
    var noise = Matrix(rows: N, columns: B)
    var c = Matrix(rows: F, columns: B)
    for sample in 0..<B {
      for i in 0..<k { noise[i, sample] = stream.normal() }
      for s in 0..<F { c[s, sample] = stream.normal() }
    }
    let (factors, decoder, encoder) = (
      vectors(0..<F), vectors(F..<(F + M)), vectors((F + M)..<k)
    )
    let amplitudes = Matrix.diagonal(problem.data.signals.map { $0.squareRoot() })
    func samples() -> Matrix {
      (1 / Double(N).squareRoot()) * (factors * amplitudes * c)
        + problem.data.noise.squareRoot() * noise
    }
    let beta = problem.training.reference.beta(at: 0)
    // The rest of the noise lies in axes of its own, with Bartlett's factor as components: of the
    // samples, or of the orthonormal combinations of them that span the columns of (a, h).
    var combinations = Matrix.identity(B)
    if B > 2 * M {
      let a = (1 / Double(N).squareRoot()) * (samples().transposed * encoder)
      let b = (1 / Double(N).squareRoot()) * (samples().transposed * decoder)
      let h = a * (start.Q + beta * .identity(M)) - b
      var columns = Matrix(rows: B, columns: 2 * M)
      for i in 0..<B {
        for j in 0..<M { (columns[i, j], columns[i, M + j]) = (a[i, j], h[i, j]) }
      }
      combinations = orthonormal(columns)
    }
    let n = combinations.columns
    for i in 0..<n {
      var row = (0..<i).map { _ in stream.normal() }
      row.append(ChiSquare(degreesOfFreedom: Double(N - k - i)).draw(from: &stream).squareRoot())
      for (j, value) in row.enumerated() {
        for sample in 0..<B { noise[k + j, sample] += value * combinations[sample, i] }
      }
    }
    var plain = ExplicitModel(
      data: problem.data, factors: factors, decoder: decoder, encoder: encoder, D: start.D)
    plain.step(samples(), problem.training, beta: beta)
    return plain.state
  }

  /// The columns made orthonormal in their order (Gram–Schmidt, twice).
  private func orthonormal(_ columns: Matrix) -> Matrix {
    var result = columns
    for j in 0..<columns.columns {
      for _ in 0..<2 {
        for p in 0..<j {
          let overlap = (0..<columns.rows).reduce(0) { $0 + result[$1, p] * result[$1, j] }
          for i in 0..<columns.rows { result[i, j] -= overlap * result[i, p] }
        }
      }
      let norm = (0..<columns.rows).reduce(0) { $0 + result[$1, j] * result[$1, j] }.squareRoot()
      for i in 0..<columns.rows { result[i, j] /= norm }
    }
    return result
  }

  /// A direction that is small, not zero, is one: here the decoder's own is 1e-7 of its square.
  @Test func nearlySingularStart() throws {
    let problem = Case.all[0].problem
    let start = OrderParameters(
      m: [[0.8]], d: [[0.3]], Q: [[0.64 * (1 + 1e-7)]], E: [[0.5]], R: [[0.24]], D: [0.7])
    for seed in 1...10 as ClosedRange<UInt64> {
      let stepped = try Simulation(problem, dimension: 20, seed: seed)
        .trajectory(from: start, at: [1 / 20.0])[0]
      let expected = try transcribedStep(problem, 20, seed: seed, from: start)
      for (name, (x, y)) in zip(start.names, zip(stepped.numbers, expected.numbers)) {
        #expect(abs(x - y) <= 1e-11, "\(name): \(x) and \(y)")
      }
    }
  }

  /// Nor is a direction among the samples of a large batch: `h` is almost a multiple of `a`, with
  /// 1e-5 of its square beside it.
  @Test func nearlySingularBatch() throws {
    let problem = Case(
      "", latents: 1, data: Case.one, rates: Case.unequal, batch: 7, beta: .constant(0.6)
    ).problem
    let start = OrderParameters(
      m: [[0.18]], d: [[0.3]], Q: [[0.18 + 1e-5]], E: [[0.5]], R: [[0.3]], D: [0.7])
    for seed in 1...10 as ClosedRange<UInt64> {
      let stepped = try Simulation(problem, dimension: 20, seed: seed)
        .trajectory(from: start, at: [1 / 20.0])[0]
      let expected = try transcribedStep(problem, 20, seed: seed, from: start)
      for (name, (x, y)) in zip(start.names, zip(stepped.numbers, expected.numbers)) {
        #expect(abs(x - y) <= 1e-12, "\(name): \(x) and \(y)")
      }
    }
  }

  /// The Cholesky factor without exchange of rows.
  private func triangular(_ gram: Matrix) throws -> Matrix {
    var L = Matrix(rows: gram.rows, columns: gram.rows)
    for i in 0..<gram.rows {
      for j in 0...i {
        let rest = (0..<j).reduce(gram[i, j]) { $0 - L[i, $1] * L[j, $1] }
        L[i, j] = i == j ? rest.squareRoot() : rest / L[j, j]
      }
    }
    return L
  }

  /// The vector method: its own vectors and samples, step by step.
  @Test(arguments: Case.all, [14, 300])
  func vector(of example: Case, dimension N: Int) throws {
    let problem = example.problem
    let (M, F, B) = (problem.latents, problem.data.factors, problem.training.batch)
    let simulation = try Simulation(problem, dimension: N, method: .vector, seed: 3)
    var run = try simulation.run(0, from: try example.start())
    for step in 0..<4 {
      let arrays = run.snapshot.arrays.map(\.values)
      func columns(_ array: [Double], _ range: Range<Int>) -> Matrix {
        Matrix(
          rows: range.count, columns: N,
          elements: Array(array[(range.lowerBound * N)..<(range.upperBound * N)])
        ).transposed
      }
      var plain = ExplicitModel(
        data: problem.data, factors: columns(arrays[0], 0..<F),
        decoder: columns(arrays[0], F..<(F + M)),
        encoder: columns(arrays[0], (F + M)..<(F + 2 * M)), D: arrays[2])
      let samples = (1 / Double(N).squareRoot()) * columns(arrays[1], 0..<B)
      let training = problem.training
      plain.step(samples, training, beta: training.reference.beta(at: Double(step) / Double(N)))
      try run.advance(to: step + 1)
      let expected = plain.state
      for (name, (x, y)) in zip(expected.names, zip(run.numbers, expected.numbers)) {
        #expect(abs(x - y) <= 1e-13 * max(1, abs(y)), "step \(step), \(name): \(x) and \(y)")
      }
    }
  }

  /// The samples of the vector method have the covariance of (data): each `a`, `b`, `u` and the
  /// norm, over many steps at rates of almost zero.
  @Test(arguments: SampleDistribution.allCases)
  func samples(distribution: SampleDistribution) throws {
    let data = SpikedData(
      signals: [1.5, 0.7], noise: 0.5, overlap: [[1, 0.4], [0.4, 1]], distribution: distribution)
    let problem = LearningProblem(
      data: data, latents: 1,
      training: Training(rates: .uniform(1e-12), beta: .constant(1)))
    let N = 70
    let simulation = try Simulation(problem, dimension: N, method: .vector, seed: 9)
    let start = try Case("", latents: 1, data: data, rates: .uniform(1)).start()
    var run = try simulation.run(0, from: start)
    let vectors = Matrix(
      rows: 4, columns: N, elements: run.snapshot.arrays[0].values)
    let count = 20_000
    var (sum, norm) = (Matrix(rows: 4, columns: 4), 0.0)
    var mean = [Double](repeating: 0, count: N)
    for step in 0..<count {
      let x = Matrix(rows: N, columns: 1, elements: run.snapshot.arrays[1].values)
      let overlaps = (1 / Double(N)) * (vectors * x)
      sum = sum + (1 / Double(count)) * (overlaps * overlaps.transposed)
      norm += (x.transposed * x)[0, 0] / Double(N * count)
      for i in 0..<N { mean[i] += x.elements[i] / (Double(N).squareRoot() * Double(count)) }
      try run.advance(to: step + 1)
    }
    // Cov(u, b, a) = Γ_{·*} Λ Γ_{*·} + η Γ.
    let gram = start.gramMatrix(overlap: data.overlap)
    let toFactors = Matrix(
      rows: 4, columns: 2, elements: (0..<4).flatMap { i in (0..<2).map { gram[i, $0] } })
    let expected =
      toFactors * Matrix.diagonal(data.signals) * toFactors.transposed + data.noise * gram
    for i in 0..<4 {
      for j in 0..<4 {
        let scale = (expected[i, i] * expected[j, j]).squareRoot()
        // Twice the variance of a normal product bounds the error of every distribution here.
        #expect(abs(sum[i, j] - expected[i, j]) < 5 * scale * (4 / Double(count)).squareRoot())
      }
    }
    #expect(abs(norm - (data.noise * Double(N) + 2.2)) < 0.2)
    // Every coordinate has mean 0 and a variance near η.
    for (i, value) in mean.enumerated() {
      #expect(abs(value) < 6 * (2 * data.noise / Double(count)).squareRoot(), "coordinate \(i)")
    }
  }
}
