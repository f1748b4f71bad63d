import FiniteSize
import LinearVAE
import NumericKit
import RealModule
import Storage
import TestSupport
import Testing

/// One step on data with a spectrum equals a plain transcription of (sgd), given the same numbers.
@Suite("One step on a spectrum")
struct SpectralStepTests {
  private func compare(_ state: SpectralState, _ expected: SpectralState, _ comment: String) {
    for (i, (x, y)) in zip(state.numbers, expected.numbers).enumerated() {
      #expect(abs(x - y) <= 1e-13 * max(1, abs(y)), "\(comment), number \(i): \(x) and \(y)")
    }
  }

  /// The exact chain: its own draws, in the order its documentation gives, make explicit vectors.
  @Test(arguments: SpectralCase.all)
  func exact(of example: SpectralCase) throws {
    let N = 40
    let start = try example.start(dimension: N)
    for seed in 1...10 as ClosedRange<UInt64> {
      let simulation = try SpectralSimulation(example.problem, dimension: N, seed: seed)
      let stepped = try simulation.trajectory(from: start, at: [1 / Double(N)])[0]
      compare(
        stepped, try transcribed(simulation, from: start, seed: seed), "seed \(seed)")
    }
  }

  /// A plain step on the rows that the chain keeps and the directions outside them.
  private func transcribed(
    _ simulation: SpectralSimulation, from start: SpectralState, seed: UInt64
  ) throws -> SpectralState {
    let (problem, N) = (simulation.problem, simulation.dimension)
    let (M, B) = (problem.latents, problem.training.batch)
    let (n, kept) = (2 * M, try simulation.run(0, from: start).snapshot.arrays[0].values)
    let sizes = try problem.data.sizes(dimension: N)
    let outside = min(B, n)
    let isFrame = sizes.map { $0 > n + outside }
    var stream = RandomStream(seed: seed, stream: 0)
    // The rows of each group, and its samples, frames first.
    var (rows, samples) = ([[Double]](), [[Double]]())
    var ranges = sizes.map { _ in 0..<0 }
    var used = 0
    func keep(_ count: Int, _ x: [[Double]]) {
      for row in 0..<count { rows.append(Array(kept[(used + row * n)..<(used + (row + 1) * n)])) }
      used += count * n
      samples += x
    }
    for (group, size) in sizes.enumerated() where isFrame[group] {
      let amplitude = problem.data.groups[group].variance.squareRoot()
      var x = Array(repeating: [Double](repeating: 0, count: B), count: n)
      for i in 0..<B {
        for row in 0..<n { x[row][i] = amplitude * stream.normal() }
      }
      ranges[group] = rows.count..<(rows.count + n + outside)
      keep(n, x)
      rows += Array(repeating: [Double](repeating: 0, count: n), count: outside)
      guard B <= n else {
        // Drawn once all samples are known.
        samples += Array(repeating: [Double](repeating: 0, count: B), count: outside)
        continue
      }
      let factor = bartlett(outside, free: size - n, &stream)
      samples += (0..<outside).map { p in (0..<B).map { amplitude * factor[$0, p] } }
    }
    for (group, size) in sizes.enumerated() where !isFrame[group] {
      let amplitude = problem.data.groups[group].variance.squareRoot()
      ranges[group] = rows.count..<(rows.count + size)
      keep(size, (0..<size).map { _ in (0..<B).map { _ in amplitude * stream.normal() } })
    }
    let all = Matrix(rows: rows.count, columns: n) { rows[$0][$1] }
    var plain = ExplicitSpectrum(
      W: Matrix(rows: rows.count, columns: M) { all[$0, $1] },
      V: Matrix(rows: rows.count, columns: M) { all[$0, M + $1] }, D: start.D)
    let beta = problem.training.reference.beta(at: 0)
    if B > n {
      let x = Matrix(rows: rows.count, columns: B) { samples[$0][$1] }
      let (a, b) = (plain.V.transposed * x, plain.W.transposed * x)
      let h = (plain.W.transposed * plain.W + beta * .identity(M)) * a - b
      let combinations = Matrix(rows: B, columns: n) { $1 < M ? a[$1, $0] : h[$1 - M, $0] }
        .orthonormalColumns
      for (group, size) in sizes.enumerated() where isFrame[group] {
        let amplitude = problem.data.groups[group].variance.squareRoot()
        let factor = bartlett(n, free: size - n, &stream)
        for p in 0..<n {
          let place = ranges[group].lowerBound + n + p
          samples[place] = (0..<B).map { i in
            amplitude * (0..<n).reduce(0) { $0 + factor[$1, p] * combinations[i, $1] }
          }
        }
      }
    }
    plain.step(
      Matrix(rows: rows.count, columns: B) { samples[$0][$1] }, problem.training, dimension: N,
      beta: beta)
    return SpectralState(groups: ranges.map(plain.group), D: plain.D)
  }

  private func bartlett(_ order: Int, free: Int, _ stream: inout RandomStream) -> Matrix {
    var factor = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in 0..<i { factor[i, j] = stream.normal() }
      factor[i, i] =
        ChiSquare(degreesOfFreedom: Double(free - i)).draw(from: &stream).squareRoot()
    }
    return factor
  }

  /// The vector method: its own vectors and samples, step by step, of numbers and of rows.
  @Test(arguments: SpectralCase.all, [false, true])
  func vector(of example: SpectralCase, ofRows: Bool) throws {
    var (problem, N) = (example.problem, 300)
    if ofRows { problem.data.distribution = .rows }
    let (M, B) = (problem.latents, problem.training.batch)
    var random = RandomStream(seed: 8, stream: 0)
    let rows = SampleRows(random.normals(20 * N), columns: N)
    let simulation = try SpectralSimulation(
      problem, dimension: N, method: .vector, seed: 3, rows: ofRows ? rows : nil)
    let start = try example.start(dimension: N)
    var run = try simulation.run(0, from: start)
    let sizes = try problem.data.sizes(dimension: N)
    for step in 0..<3 {
      let arrays = run.snapshot.arrays.map(\.values)
      func columns(_ array: [Double], _ range: Range<Int>) -> Matrix {
        Matrix(rows: N, columns: range.count) {
          array[(range.lowerBound + $1) * N + $0] / Double(N).squareRoot()
        }
      }
      var plain = ExplicitSpectrum(
        W: columns(arrays[0], 0..<M), V: columns(arrays[0], M..<(2 * M)), D: arrays[2])
      var first = 0
      let ranges = sizes.map { size in
        defer { first += size }
        return first..<(first + size)
      }
      if step == 0 {
        // The vectors drawn have the overlaps asked for.
        compare(
          SpectralState(groups: ranges.map(plain.group), D: plain.D), start, "at the start")
      }
      plain.step(
        columns(arrays[1], 0..<B), problem.training, dimension: N,
        beta: problem.training.reference.beta(at: Double(step) / Double(N)))
      try run.advance(to: step + 1)
      compare(
        SpectralState(groups: ranges.map(plain.group), D: plain.D),
        SpectralState(numbers: run.numbers, like: start), "step \(step)")
    }
  }

  /// The samples of the vector method have the variance of their group, and rows the moments of the table.
  @Test(arguments: SpectralDistribution.allCases)
  func samples(distribution: SpectralDistribution) throws {
    var problem = SpectralCase.all[0].problem
    problem.training.rates = .uniform(1e-12)
    problem.data.distribution = distribution
    let (N, count) = (70, 20_000)
    let rows = SampleRows((0..<(3 * N)).map { Double($0 % 7) }, columns: N)
    let simulation = try SpectralSimulation(
      problem, dimension: N, method: .vector, seed: 9, rows: distribution == .rows ? rows : nil)
    var run = try simulation.run(0, from: SpectralCase.all[0].start(dimension: N))
    var (mean, square) = ([Double](repeating: 0, count: N), [Double](repeating: 0, count: N))
    for step in 0..<count {
      for (i, value) in run.snapshot.arrays[1].values.enumerated() {
        let x = value / Double(N).squareRoot()
        mean[i] += x / Double(count)
        square[i] += x * x / Double(count)
      }
      try run.advance(to: step + 1)
    }
    let sizes = try problem.data.sizes(dimension: N)
    let variances = zip(problem.data.groups, sizes).flatMap { group, size in
      Array(repeating: group.variance, count: size)
    }
    for i in 0..<N {
      let column = (0..<3).map { Double(($0 * N + i) % 7) }
      let (average, second) =
        distribution == .rows
        ? (column.reduce(0, +) / 3, column.reduce(0) { $0 + $1 * $1 } / 3) : (0, variances[i])
      // No distribution here has a kurtosis above 6; rows have values up to 6.
      let error = (6 / Double(count)).squareRoot() * (distribution == .rows ? 15 : second)
      #expect(abs(mean[i] - average) <= 6 * (second / Double(count)).squareRoot())
      #expect(abs(square[i] - second) <= 5 * error)
    }
  }
}

extension Matrix {
  /// The columns made orthonormal in their order (Gram–Schmidt, twice).
  fileprivate var orthonormalColumns: Matrix {
    var result = self
    for j in 0..<columns {
      for _ in 0..<2 {
        for p in 0..<j {
          let overlap = (0..<rows).reduce(0) { $0 + result[$1, p] * result[$1, j] }
          for i in 0..<rows { result[i, j] -= overlap * result[i, p] }
        }
      }
      let norm = (0..<rows).reduce(0) { $0 + result[$1, j] * result[$1, j] }.squareRoot()
      for i in 0..<rows { result[i, j] /= norm }
    }
    return result
  }
}

extension SpectralState {
  /// The state in the numbers of a run: groups, sums over them, and `D`.
  init(numbers: [Double], like other: SpectralState) {
    let M = other.latents
    func matrix(_ start: Int) -> Matrix {
      Matrix(rows: M, columns: M, elements: Array(numbers[start..<(start + M * M)]))
    }
    self.init(
      groups: other.groups.indices.map { group in
        let start = 3 * M * M * group
        return .init(
          Q: matrix(start), E: matrix(start + M * M), R: matrix(start + 2 * M * M))
      }, D: Array(numbers.suffix(M)))
  }
}
