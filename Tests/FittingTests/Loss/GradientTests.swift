import Fitting
import LinearVAE
import NumericKit
import RealModule
import Storage
import Testing

private let decoders: [Likelihood] = [
  .gaussian(variance: 0.7), .gaussianLearned, .gaussianLearnedPerColumn, .bernoulli, .poisson,
  .negativeBinomial(dispersion: 1.5), .multinomial(draws: nil), .multinomial(draws: 9), .laplace,
]

/// Counts, or shares of 4 for bits and grey levels, of 70 rows, which are more than a block of any kind.
private func rows(_ decoder: Likelihood) -> Rows {
  var stream = RandomStream(seed: 5, stream: 0)
  let values = (0..<(70 * 6)).map { _ in (4 * stream.uniform()).rounded() }
  return Rows(decoder == .bernoulli ? values.map { $0 / 4 } : values, columns: 6)
}

private let weights = (0..<70).map { 0.5 + Double($0 % 3) }

/// The gradient of every loss is that of its value, with rows that count differently.
@Test(arguments: decoders)
func gradientsAreThoseOfTheLoss(decoder: Likelihood) throws {
  let data = try rows(decoder).data(weights: weights)
  let layout = ParameterLayout(columns: 6, latents: 2, decoder: decoder, variance: .direct)
  let loss = data.rowLoss(layout, decoder, batch: 70, threads: 2)
  try check(loss, layout, skipping: 0..<0)
}

/// So is that of the loss by moments, whose offset and bias rest.
@Test(arguments: decoders.prefix(3))
func gradientsOfMomentsAreThoseOfTheLoss(decoder: Likelihood) throws {
  let layout = ParameterLayout(columns: 6, latents: 2, decoder: decoder, variance: .direct)
  let loss = try #require(rows(decoder).data().momentLoss(layout, decoder))
  try check(loss, layout, skipping: layout.offset..<layout.spread)
}

private func check(
  _ loss: any ExpectedLoss, _ layout: ParameterLayout, skipping skipped: Range<Int>
) throws {
  let indices = (0..<70).map(Int32.init)
  let beta = [0.8, 1.3]
  var stream = RandomStream(seed: 6, stream: 1)
  let point = NumberBuffer((0..<layout.count).map { _ in 0.4 * stream.normal() })
  for i in skipped { point[i] = 0 }
  for k in 0..<2 { point[layout.spread + k] = 0.5 + 0.3 * Double(k) }
  let gradient = NumberBuffer(layout.count)
  _ = loss.forward(point.start, rows: indices[...])
  loss.backward(point.start, beta: beta, into: gradient.start)
  for i in 0..<layout.count where !skipped.contains(i) {
    let (middle, h) = (point[i], 1e-4)
    func value(_ shift: Double) -> Double {
      point[i] = middle + shift
      defer { point[i] = middle }
      return loss.forward(point.start, rows: indices[...]).value(beta: beta)
    }
    let slope = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
    #expect(
      abs(slope - gradient[i]) <= 1e-8 * max(1, abs(slope)),
      "\(i): \(gradient[i]) instead of \(slope)")
  }
}

/// On all rows the loss by rows is the one by moments.
@Test(arguments: decoders.prefix(3))
func rowsAndMomentsAgree(decoder: Likelihood) throws {
  let data = try rows(decoder).data()
  let layout = ParameterLayout(columns: 6, latents: 2, decoder: decoder, variance: .log)
  let byMoments = try #require(data.momentLoss(layout, decoder))
  let byRows = data.rowLoss(layout, decoder, batch: 70, threads: 1)
  var stream = RandomStream(seed: 7, stream: 1)
  let point = NumberBuffer((0..<layout.count).map { _ in 0.4 * stream.normal() })
  for i in layout.offset..<layout.spread { point[i] = 0 }
  let indices = (0..<70).map(Int32.init)
  let (a, b) = (
    byMoments.forward(point.start, rows: []), byRows.forward(point.start, rows: indices[...])
  )
  #expect(abs(a.nll - b.nll) <= 1e-13 * abs(a.nll))
  #expect(abs(a.distortion - b.distortion) <= 1e-13 * a.distortion)
  for (x, y) in zip(a.kl, b.kl) { #expect(abs(x - y) <= 1e-13) }
}

/// The expected losses are averages over codes: against 2·10⁵ draws, within 5 standard errors.
@Test(arguments: decoders.dropFirst(3))
func expectedLossesAreAverages(decoder: Likelihood) throws {
  let table = rows(decoder).keeping { $0 < 4 }
  let one = Rows(Array(table.values.prefix(4)), columns: 4)
  let layout = ParameterLayout(columns: 4, latents: 2, decoder: decoder, variance: .direct)
  var draws = 1.0
  if case .multinomial(let count?) = decoder { draws = count / one.values.reduce(0, +) }
  let mean = one.values
  let data = FitData(
    DataMoments(rows: 1, mean: mean, covariance: .identity(4)),
    rows: try TrainingRows(.init(one.values, columns: 4, named: "row"), mean: mean))
  let loss = data.rowLoss(layout, decoder, batch: 1, threads: 1)
  var stream = RandomStream(seed: 8, stream: 1)
  let point = NumberBuffer((0..<layout.count).map { _ in 0.6 * stream.normal() })
  (point[layout.spread], point[layout.spread + 1]) = (0.9, 0.4)
  let expected = loss.forward(point.start, rows: [0][...]).nll
  // A centred row has the code c.
  let numbers = point.values
  let W = layout.matrix(numbers, decoder: true)
  var (sum, squares) = (0.0, 0.0)
  let count = 200_000
  for _ in 0..<count {
    let z = (0..<2).map {
      numbers[layout.offset + $0] + numbers[layout.spread + $0].squareRoot() * stream.normal()
    }
    let η = (0..<4).map { j in W[j, 0] * z[0] + W[j, 1] * z[1] + numbers[layout.bias + j] }
    let value = nll(decoder, one.values, η, draws)
    sum += value
    squares += value * value
  }
  let average = sum / Double(count)
  let error = ((squares / Double(count) - average * average) / Double(count)).squareRoot()
  #expect(abs(average - expected) <= 5 * error, "\(expected), drawn \(average) ± \(error)")
}

private func nll(_ decoder: Likelihood, _ x: [Double], _ η: [Double], _ draws: Double) -> Double {
  let pairs = zip(x, η)
  switch decoder {
  case .bernoulli: return pairs.reduce(0) { $0 + .log(1 + .exp($1.1)) - $1.0 * $1.1 }
  case .poisson: return pairs.reduce(0) { $0 + .exp($1.1) - $1.0 * $1.1 }
  case .negativeBinomial(let θ):
    return pairs.reduce(0) { $0 + ($1.0 + θ) * .log(1 + .exp($1.1) / θ) - $1.0 * $1.1 }
  case .multinomial:
    let total = Double.log(η.reduce(0) { $0 + .exp($1) })
    return draws * pairs.reduce(0) { $0 + $1.0 * (total - $1.1) }
  default: return pairs.reduce(0) { $0 + abs($1.0 - $1.1) }
  }
}
