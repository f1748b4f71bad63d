import LinearVAE
import NumericKit
import RealModule
import Storage

/// A model that L-BFGS takes to the end of its loss on all rows.
///
/// With one `σ²` the loss of squared errors is the same in the axes of the data, where `Σ` is diagonal. The
/// encoder is searched for in units in which all axes have variance 1.
final class ConvergedFit {
  let specification: FitSpecification
  let layout: ParameterLayout
  let coordinates: EncoderCoordinates
  private let loss: any ExpectedLoss
  let beta: [Double]
  private let rows: [Int32]
  let parameters, gradient, scaled: NumberBuffer
  let axes: PrincipalAxes
  let data: FitData
  private let attempts: Int

  /// Evaluations of one search; the next one begins with other units, and turned latents.
  private static let round = 120
  private static let roundLimit = 400
  /// A search that improves the loss by less than this, relatively, is the last one.
  private static let tolerance = 1e-11
  /// For each latent the unit in which its encoder is searched for.
  private var units: [Double] = []

  init(
    _ specification: FitSpecification, attempts: Int, _ data: FitData, _ threads: ThreadTeam
  ) throws {
    (self.specification, self.data, self.attempts) = (specification, data, attempts)
    let decoder = specification.decoder.likelihood
    beta = Array(repeating: specification.schedule.beta(at: 0), count: specification.latents)
    let scales = specification.scoreScales(data)
    axes = try data.moments.scaled(by: scales).principalAxes()
    var columns = data.columns
    if let noise = DecoderNoise(decoder), !noise.isPerColumn {
      columns = max(axes.variances.count, 1)
      coordinates = .diagonal(axes.variances.map { 1 / $0.squareRoot() })
      layout = ParameterLayout(
        columns: columns, latents: specification.latents, decoder: decoder, variance: .log)
      loss = MomentLoss(.diagonal(axes.variances), layout, noise, threads)
      rows = []
    } else {
      layout = ParameterLayout(
        columns: columns, latents: specification.latents, decoder: decoder, variance: .log)
      let axes = axes
      coordinates = .dense(
        Matrix(rows: columns, columns: axes.variances.count) {
          scales[$0] * axes.directions[$0, $1] / axes.variances[$1].squareRoot()
        })
      if let noise = DecoderNoise(decoder) {
        loss = MomentLoss(.dense(data.moments.covariance), layout, noise, threads)
        rows = []
      } else {
        loss = data.rowLoss(layout, decoder, batch: 0, threads)
        rows = (0..<(data.rows?.count ?? 0)).map(Int32.init)
      }
    }
    parameters = NumberBuffer(layout.count)
    gradient = NumberBuffer(layout.count)
    scaled = NumberBuffer(coordinates.count * layout.latents)
    units = Array(repeating: 1, count: layout.latents)
  }

  /// Searches from all starts; the best end is that of the state.
  func run(_ keeper: FitKeeper) throws -> FitState {
    var state = try keeper.begin(FitState(start(0)))
    while state.attempt < attempts {
      var last = Double.infinity
      var rounds = 0
      var converged = false
      while rounds < Self.roundLimit, !converged {
        let minimum = search(from: state.parameters.values)
        converged = last - minimum.value <= Self.tolerance * max(1, abs(minimum.value))
        last = minimum.value
        rounds += 1
        state.step += minimum.evaluations
        state.parameters.values = minimum.point
        record(&state)
        try keeper.look(step: state.step) {
          "loss \(Float(last))"
        } state: {
          state
        }
      }
      if last < state.bestLoss {
        (state.bestLoss, state.hasConverged) = (last, converged)
        state.best = state.parameters
      }
      state.attempt += 1
      if state.attempt < attempts { state.parameters.values = start(state.attempt) }
    }
    try keeper.end(state)
    return state
  }

  /// One search, from the point with its latents turned and in units of its own.
  private func search(from point: [Double]) -> QuasiNewton.Minimum {
    let (M, count) = (layout.latents, coordinates.count)
    units = Array(repeating: 1, count: M)
    var point = turned(point)
    // Along its encoder a latent's loss curves by Q_kk + β.
    units = Self.squares(of: point, layout, coordinates).enumerated().map {
      1 / ($0.element + beta[$0.offset]).squareRoot()
    }
    for i in 0..<(count * M) { point[i] /= units[i % M] }
    var search = QuasiNewton()
    search.evaluationLimit = Self.round
    var minimum = search.minimum(from: point) { [self] x, slope in value(x, slope) }
    for i in 0..<(count * M) { minimum.point[i] *= units[i % M] }
    units = Array(repeating: 1, count: M)
    return minimum
  }

  /// `Q_kk` of a point.
  private static func squares(
    of point: [Double], _ layout: ParameterLayout, _ coordinates: EncoderCoordinates
  ) -> [Double] {
    let (M, start) = (layout.latents, coordinates.count * layout.latents)
    return (0..<M).map { k in
      (0..<layout.columns).reduce(0) {
        let w = point[start + $1 * M + k]
        return $0 + w * w
      }
    }
  }

  /// The point with its latents turned so that `WᵀW` is diagonal, if its loss is lower then.
  ///
  /// But for `Σ ln D_k` the loss of squared errors does not see a turn, and where `D` is the best one
  /// that term is lowest for a diagonal `Q`, (mixed): without this the search creeps.
  private func turned(_ point: [Double]) -> [Double] {
    let (M, start) = (layout.latents, coordinates.count * layout.latents)
    let end = start + layout.columns * M
    let W = Matrix(
      rows: layout.columns, columns: M, elements: Array(point[start..<end]))
    guard let turn = try? SymmetricEigen(of: W.transposed * W) else { return point }
    let V = Matrix(rows: coordinates.count, columns: M, elements: Array(point[..<start]))
    var result = (V * turn.vectors).elements + (W * turn.vectors).elements + point[end...]
    for k in 0..<M {
      result[end + layout.spread - layout.offset + k] = .log(
        beta[k] / (max(turn.values[k], 0) + beta[k]))
    }
    var slope = [Double](repeating: 0, count: point.count)
    return value(result, &slope) < value(point, &slope) ? result : point
  }

  /// The loss and its gradient in the coordinates of the search.
  private func value(
    _ x: UnsafePointer<Double>, _ slope: UnsafeMutablePointer<Double>
  ) -> Double {
    unpack(x)
    let parts = loss.forward(parameters.start, rows: rows[...])
    var value = parts.value(beta: beta)
    guard value.isFinite else { return .infinity }
    loss.backward(parameters.start, beta: beta, into: gradient.start)
    for (k, D) in layout.variances(parameters.start).enumerated() {
      gradient[layout.spread + k] *= D
    }
    // The loss as it is written has a weight decay of its own.
    let decay = specification.weightDecay / specification.lossScale
    if decay > 0 {
      for i in 0..<layout.weights {
        value += 0.5 * decay * parameters[i] * parameters[i]
        gradient[i] += decay * parameters[i]
      }
    }
    let (M, count) = (layout.latents, coordinates.count)
    coordinates.pull(
      layout.encoder(gradient.start), to: DenseBlock(slope, rows: count, columns: M))
    for i in 0..<(count * M) { slope[i] *= units[i % M] }
    let rest = slope + count * M
    for j in 0..<layout.columns {
      for k in 0..<M { rest[j * M + k] = gradient[j * 2 * M + M + k] }
    }
    (rest + layout.columns * M).update(
      from: gradient.start + layout.offset, count: layout.count - layout.offset)
    return value
  }

  func unpack(_ x: UnsafePointer<Double>) {
    let (M, count) = (layout.latents, coordinates.count)
    for i in 0..<(count * M) { scaled[i] = units[i % M] * x[i] }
    coordinates.push(
      scaled.block(rows: count, columns: M), to: layout.encoder(parameters.start))
    let rest = x + count * M
    for j in 0..<layout.columns {
      for k in 0..<M { parameters[j * 2 * M + M + k] = rest[j * M + k] }
    }
    (parameters.start + layout.offset).update(
      from: rest + layout.columns * M, count: layout.count - layout.offset)
  }

  private func record(_ state: inout FitState) {
    state.parameters.values.withUnsafeBufferPointer { point in
      if let start = point.baseAddress { unpack(start) }
    }
    state.record(loss.forward(parameters.start, rows: rows[...]), beta: beta)
  }
}
