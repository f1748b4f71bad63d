import Fitting
import LinearVAE
import NumericKit
import RealModule
import Storage
import Testing

/// What is reported of a fit is what its model makes of the rows as they are, whatever units it was trained in.
@Test(arguments: [true, false], [true, false])
func resultsAreThoseOfTheModel(isStandardized: Bool, isFullBatch: Bool) throws {
  var stream = RandomStream(seed: 9, stream: 0)
  let (N, M, P) = (4, 2, 60)
  let values = (0..<(P * N)).map { 3 + Double(1 + $0 % N) * stream.normal() }
  let rows = Rows(values, columns: N)
  let moments = rows.moments
  let scale =
    isStandardized ? moments.covariance.diagonal.map { 1 / $0.squareRoot() } : nil
  let table = try DataTable(values, columns: N, named: "rows")
  let data = FitData(
    moments, rows: try TrainingRows(table, mean: moments.mean, scale: scale), scale: scale)
  var specification = FitSpecification(
    latents: M, decoder: .gaussian(variance: 0.7), weight: .schedule(.constant(0.6)),
    method: .steps(.init(.sgd, learningRate: 0.01, batch: isFullBatch ? nil : 7, count: 40)))
  specification.start = .random(scale: 0.3)
  let fit = try specification.run(on: data)
  let model = fit.model
  var (kl, squares, sums) = ([0.0, 0], [0.0, 0], [0.0, 0])
  var distortion = 0.0
  for i in 0..<P {
    let x = Array(values[(i * N)..<((i + 1) * N)])
    let μ = (0..<M).map { k in
      x.indices.reduce(model.offset[k]) { $0 + model.encoder[$1, k] * x[$1] }
    }
    for k in 0..<M {
      let D = model.variance[k]
      kl[k] += 0.5 * (μ[k] * μ[k] + D - 1 - .log(D)) / Double(P)
      squares[k] += μ[k] * μ[k] / Double(P)
      sums[k] += μ[k] / Double(P)
    }
    for j in 0..<N {
      let W = (0..<M).map { model.decoder[j, $0] }
      let error = x[j] - model.bias[j] - (0..<M).reduce(0) { $0 + W[$1] * μ[$1] }
      let spread = (0..<M).reduce(0) { $0 + W[$1] * W[$1] * model.variance[$1] }
      let unit = scale?[j] ?? 1
      distortion += unit * unit * (error * error + spread) / Double(P)
    }
  }
  for k in 0..<M {
    #expect(abs(fit.kl[k] - kl[k]) <= 1e-10 * max(1, kl[k]), "\(fit.kl[k]) instead of \(kl[k])")
    let variance = squares[k] - sums[k] * sums[k]
    #expect(abs(fit.meanVariances[k] - variance) <= 1e-10 * max(1, variance))
  }
  // On all rows of centred data no step moves the offset; batches do.
  #expect(isFullBatch || sums.contains { abs($0) > 1e-3 })
  let found = try #require(fit.distortion)
  #expect(abs(found - distortion) <= 1e-10 * distortion, "\(found) instead of \(distortion)")
}

/// What a sum over nodes leaves open is said, and grows with what the latents tell.
@Test func sumsOverNodesSayWhatTheyLeaveOpen() throws {
  var stream = RandomStream(seed: 10, stream: 0)
  let values = (0..<(40 * 5)).map { _ in (8 * stream.uniform()).rounded() }
  let data = try Rows(values, columns: 5).data()
  func error(_ size: Double, _ decoder: Likelihood) throws -> Double? {
    let W = Matrix(rows: 5, columns: 6) { size * ($0 == $1 ? 1 : 0.3) }
    let model = LinearModel(
      encoder: Matrix(rows: 5, columns: 6), offset: Array(repeating: 0, count: 6), decoder: W,
      bias: Array(repeating: 0, count: 5), variance: Array(repeating: 1, count: 6))
    return data.quadratureError(of: model, decoder, threads: 1)
  }
  let small = try #require(try error(0.1, .multinomial(draws: 1)))
  let large = try #require(try error(1, .multinomial(draws: 1)))
  #expect(small < 1e-6 && large > 1e-4 && large < 0.1, "\(small), \(large)")
  #expect(try error(1, .poisson) == nil)
}
