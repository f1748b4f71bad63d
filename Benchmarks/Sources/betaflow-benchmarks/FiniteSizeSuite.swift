import Benchmark
import FiniteSize
import LinearVAE
import NumericKit

/// ρ = η = β = 1, τ = 0.01, one factor, a constant β.
private func problem(latents: Int) -> LearningProblem {
  LearningProblem(
    data: SpikedData(signals: [1], noise: 1), latents: latents,
    training: Training(rates: .uniform(0.01), beta: .constant(1)))
}

/// Overlaps of order one, no two latents alike.
private func startState(latents M: Int) -> OrderParameters {
  let overlaps = Matrix(rows: M, columns: 1, elements: (0..<M).map { 0.3 - 0.1 * Double($0) })
  let product = overlaps * overlaps.transposed
  return OrderParameters(
    m: overlaps, d: overlaps, Q: product + .identity(M), E: product + .identity(M), R: product,
    D: Array(repeating: 1, count: M))
}

/// One run of a number of steps.
private struct Run {
  let simulation: Simulation
  let start: OrderParameters
  let end: Double

  init(_ method: SimulationMethod, dimension: Int, latents: Int = 1, steps: Int) throws {
    simulation = try Simulation(problem(latents: latents), dimension: dimension, method: method)
    start = startState(latents: latents)
    end = Double(steps) / Double(dimension)
    precondition(simulation.steps(at: [end]) == [steps], "\(steps) steps")
  }

  func callAsFunction() throws { _ = try simulation.trajectory(from: start, at: [end]) }

  /// Sixteen such runs.
  var ensemble: Ensemble { Ensemble(simulation, from: start, at: [end], replicas: 16) }
}

/// One run of the exact chain on a spectrum of 8 groups, at N = 1e6.
private struct SpectralRun {
  let simulation: SpectralSimulation
  let start: SpectralState
  let end: Double

  init(latents: Int, batch: Int, steps: Int) throws {
    let groups = (0..<8).map {
      SpectralData.Group(variance: 2 - 0.2 * Double($0), share: 1 / 8)
    }
    let problem = SpectralProblem(
      data: SpectralData(groups), latents: latents,
      training: Training(rates: .uniform(0.01), batch: batch, beta: .constant(1)))
    let dimension = 1_000_000
    simulation = try SpectralSimulation(problem, dimension: dimension)
    start = try SpectralStart.random.state(
      for: problem, simulation: SimulationSettings(dimension: dimension))
    end = Double(steps) / Double(dimension)
  }

  func callAsFunction() throws { _ = try simulation.trajectory(from: start, at: [end]) }
}

/// SGD at finite N: steps of the exact chain and of vectors, beside the random numbers alone, and
/// ensembles on one and two threads.
func finiteSizeSuite() throws -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "finite size")
  for latents in [1, 2] {
    for (name, dimension) in [("1e2", 100), ("1e8", 100_000_000)] {
      let run = try Run(.exact, dimension: dimension, latents: latents, steps: 100_000)
      suite.benchmark("exact, M = \(latents), N = \(name): 100 000 steps") { try run() }
    }
  }

  for (latents, batch) in [(1, 1), (4, 16)] {
    let run = try SpectralRun(latents: latents, batch: batch, steps: 10_000)
    suite.benchmark("exact, 8 groups, M = \(latents), B = \(batch): 10 000 steps") { try run() }
  }

  // A sample at N = 500 with one factor takes 501 normal numbers.
  var stream = RandomStream(seed: 1, stream: 0)
  var normals = [Double](repeating: 0, count: 501)
  suite.benchmark("501 normals: 10 000 times") {
    normals.withUnsafeMutableBufferPointer { buffer in
      guard let target = buffer.baseAddress else { return }
      for _ in 0..<10_000 { stream.fillNormals(target, count: buffer.count) }
    }
  }
  let short = try Run(.vector, dimension: 500, steps: 10_000)
  suite.benchmark("vector, M = 1, N = 500: 10 000 steps") { try short() }

  var many = [Double](repeating: 0, count: 100_001)
  suite.benchmark("100 001 normals: 100 times") {
    many.withUnsafeMutableBufferPointer { buffer in
      guard let target = buffer.baseAddress else { return }
      for _ in 0..<100 { stream.fillNormals(target, count: buffer.count) }
    }
  }
  let long = try Run(.vector, dimension: 100_000, steps: 1000)
  suite.benchmark("vector, M = 1, N = 1e5: 1000 steps") { try long() }

  let ensembles = [
    ("exact, N = 1e8", try Run(.exact, dimension: 100_000_000, steps: 100_000).ensemble),
    ("vector, N = 500", try Run(.vector, dimension: 500, steps: 5000).ensemble),
  ]
  for (name, ensemble) in ensembles {
    for threads in [1, 2] {
      let context = RunContext(threads: threads)
      let label = threads == 1 ? "1 thread" : "\(threads) threads"
      suite.benchmark("16 runs, \(name), \(label)") { _ = try ensemble.run(context) }
    }
  }
  return suite
}
