import Storage

/// How far training is: all that a checkpoint holds.
struct FitState: Sendable, Codable {
  /// Steps, or evaluations of the loss.
  var step = 0
  var parameters: ExactNumbers
  /// Averages of Adam, then the memory of a feedback law.
  var averages = ExactNumbers([])
  var regulation = ExactNumbers([])
  /// Of a fit to convergence: the start that it is at, and the best end so far with its loss.
  var attempt = 0
  var best: ExactNumbers?
  var bestLoss = Double.infinity
  var hasConverged = false
  /// Steps of the records, then for each record what was measured.
  var recordSteps: [Int] = []
  var records = ExactNumbers([])

  init(_ parameters: [Double]) { self.parameters = ExactNumbers(parameters) }
}

extension FitState {
  /// The records as a history of `latents`.
  func history(latents: Int) -> FitHistory {
    var history = FitHistory()
    let width = latents + 3
    for (i, step) in recordSteps.enumerated() {
      let row = Array(records.values[(i * width)..<((i + 1) * width)])
      let parts = LossParts(
        nll: row[latents + 1], kl: Array(row.prefix(latents)), distortion: row[latents])
      history.record(step, parts, beta: [row[latents + 2]])
    }
    return history
  }

  mutating func record(_ parts: LossParts, beta: [Double]) {
    recordSteps.append(step)
    let mean = beta.reduce(0, +) / Double(beta.count)
    records.values += parts.kl + [parts.distortion, parts.nll, mean]
  }
}
