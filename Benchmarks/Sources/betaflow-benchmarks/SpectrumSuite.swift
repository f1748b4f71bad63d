import Benchmark
import LinearVAE
import NumericKit
import Spectra
import Storage

/// Counts from 0 to 255 that follow a few factors.
private func counts(rows: Int, columns: Int) throws -> DataTable {
  var stream = RandomStream(seed: 1, stream: 0)
  let loadings = Matrix(rows: 6, columns: columns, elements: stream.normals(6 * columns))
  let factors = Matrix(rows: rows, columns: 6, elements: stream.normals(rows * 6))
  let values = (factors * loadings).elements.map { value in
    max(0, min(255, (40 * value + 20 * stream.normal() + 60).rounded()))
  }
  return try DataTable(values, columns: columns, named: "counts")
}

/// Spectra of tables in memory, on all cores.
func spectrumSuite() throws -> BenchmarkSuite {
  let suite = BenchmarkSuite(name: "spectrum")
  let (tall, wide) = (
    try counts(rows: 20_000, columns: 256), try counts(rows: 256, columns: 20_000)
  )
  let context = RunContext(threads: BLASThreads.count)
  for (name, table) in [("20 000 × 256", tall), ("256 × 20 000", wide)] {
    suite.benchmark("\(name), covariance") { _ = try DataSpectrum(of: table, context) }
    let weights = (0..<table.rows).map { 1 + Double($0 % 3) }
    suite.benchmark("\(name), weighted and standardised") {
      _ = try DataSpectrum(
        of: table, options: SpectrumOptions(weights: weights, standardized: true), context)
    }
    for decoder: Likelihood in [.poisson, .multinomial(draws: nil), .laplace] {
      suite.benchmark("\(name), \(decoder.name)") {
        _ = try DataSpectrum(of: table, options: SpectrumOptions(decoder: decoder), context)
      }
    }
  }
  let large = try counts(rows: 4000, columns: 3000)
  for top in [nil, 8] {
    suite.benchmark("4000 × 3000, \(top.map { "\($0) largest" } ?? "all") eigenvalues") {
      _ = try DataSpectrum(of: large, options: SpectrumOptions(top: top), context)
    }
  }
  return suite
}
